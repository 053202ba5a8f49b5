#include "daemon/core/agent/away.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/ticket/change.h"

/* Why an agent's tickets are handed over, and who is told. */
struct going {
	const struct agent_conf *agent;
	int64_t until;
	struct span why;
	struct acting *acting; /* the command's; NULL: an automatic answer, which hands over urgent tickets only */
};

static bool goes(const struct going *g, const struct ticket *t)
{
	bool theirs = span_ieq(t->agent, g->agent->name) && status_is_open(t->status);
	return theirs && (g->acting || t->priority == PRIORITY_URGENT);
}

static void ticket_hand_over(struct work *w, const struct going *g, struct ticket *t)
{
	struct acting *x = g->acting;
	/* the mail's own ticket has an event already, and after a command its agent is told at the end */
	if (t->id != w->plan->ticket)
		plan_event_put(w, t,
			       &(struct event){.actor = g->agent->name,
					       .kind = EVENT_AWAY,
					       .number = (uint64_t)g->until,
					       .why = g->why});
	change_apply(w, t, &(struct change){.kind = CHANGE_CHOOSE, .text = g->agent->name}, SPAN("desk"),
		     SPAN("its agent is away and nobody else is free"));
	if (!x || t != x->t)
		change_tell(w, t, CHANGE_TELL_AGENTS);
	if (x)
		acting_say(x, PHRASE_HANDED_OVER, arena_printf(w->a, "%llu", (unsigned long long)t->id),
			   t->agent.len ? t->agent : SPAN("-"));
}

/* The number of tickets handed over. */
static unsigned hand_over(struct work *w, const struct going *g)
{
	unsigned count = 0;
	for (size_t i = 0; i < w->facts->tickets.count; i++) {
		uint64_t id = w->facts->tickets.items[i].ticket.id;
		if (!goes(g, plan_peek(w, id)))
			continue;
		ticket_hand_over(w, g, plan_ticket(w, id));
		count++;
	}
	return count;
}

static void manager_tell(struct work *w, const struct agent_conf *agent, int64_t until, unsigned handed_over)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "away", true);
	vars_text(w->a, vars, "agent", agent->name);
	vars_text(w->a, vars, "until", when_until_shown(w->a, w->conf->zone, w->conf->language, until));
	if (handed_over) {
		vars_flag(w->a, vars, "handover", true);
		vars_text(w->a, vars, "count", arena_printf(w->a, "%u", handed_over));
	}
	compose_manager(w, NULL, "warning", vars);
}

void away_command(struct acting *x, const struct command_call *o)
{
	struct agent_state *state = plan_agent(x->w, x->o->agent->name);
	state->away_until = o->until;
	state->away_auto = false;
	struct span until = when_until_shown(x->w->a, x->w->conf->zone, x->o->language, o->until);
	acting_event_put(x, o, (struct event){.kind = EVENT_AWAY, .number = (uint64_t)o->until});
	acting_say(x, PHRASE_AWAY, x->o->agent->name, until);
	if (o->handover)
		hand_over(x->w, &(struct going){x->o->agent, o->until, acting_why(x, o->id), x});
}

void away_back(struct acting *x, const struct command_call *o)
{
	struct agent_state *state = plan_agent(x->w, x->o->agent->name);
	state->away_until = 0;
	state->away_auto = false;
	acting_event(x, o, EVENT_BACK, SPAN_NONE);
	acting_say(x, PHRASE_BACK, x->o->agent->name, SPAN_NONE);
}

void away_automatic(struct work *w, const struct agent_conf *agent, int64_t until, struct span why)
{
	const struct agent_state *known = plan_agent_peek(w, agent->name);
	bool was_away = known && known->away_until > w->now;
	if (was_away && known->away_until >= until)
		return;
	struct agent_state *state = plan_agent(w, agent->name);
	state->away_until = until;
	state->away_auto = !was_away || state->away_auto;
	struct going going = {agent, until, why, NULL};
	plan_why(w, "%.*s is away until %.*s: %.*s", SPAN_ARG(agent->name),
		 SPAN_ARG(when_until(w->a, w->conf->zone, until)), SPAN_ARG(why));
	unsigned handed_over = hand_over(w, &going);
	if (!was_away)
		manager_tell(w, agent, until, handed_over);
}

void away_returned(struct work *w, const struct agent_conf *agent)
{
	const struct agent_state *known = plan_agent_peek(w, agent->name);
	if (!known || !known->away_auto)
		return;
	struct agent_state *state = plan_agent(w, agent->name);
	state->away_until = 0;
	state->away_auto = false;
	plan_why(w, "%.*s is back: this is their first mail since the absence notice", SPAN_ARG(agent->name));
}
