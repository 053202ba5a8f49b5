#include "daemon/core/away.h"

#include "daemon/core/assign.h"
#include "daemon/core/compose.h"
#include "daemon/core/tell.h"
#include "daemon/core/when.h"

/* Each of the agent's open tickets (only the urgent ones, when asked) goes to somebody else. How many went. */
static unsigned hand_over(struct work *w, const struct agent_conf *agent, bool urgent_only, struct acting *x)
{
	unsigned count = 0;
	for (size_t i = 0; i < w->facts->tickets.count; i++) {
		const struct ticket *seen = plan_peek(w, w->facts->tickets.items[i].ticket.id);
		bool his = span_ieq(seen->agent, agent->name) && status_is_open(seen->status);
		if (!his || (urgent_only && seen->priority != PRIORITY_URGENT))
			continue;
		struct ticket *t = plan_ticket(w, seen->id);
		struct span number = arena_printf(w->a, "%llu", (unsigned long long)t->id);
		if (!assign_ticket(w, t, agent->name))
			assign_to(w, t, NULL, SPAN("desk"), SPAN("its agent is away and nobody else is free"));
		t->waiting = t->agent.len == 0;
		/* the ticket that the mail is about is told of at the end */
		if (!x || t != x->t)
			tell_assigned(w, t);
		if (x)
			acting_say(x, PHRASE_HANDED_OVER, number, t->agent.len ? t->agent : SPAN("-"));
		count++;
	}
	return count;
}

static void manager_tell(struct work *w, const struct agent_conf *agent, int64_t until, unsigned handed_over)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "away", true);
	vars_text(w->a, vars, "agent", agent->name);
	vars_text(w->a, vars, "until", when_words(w->a, until));
	if (handed_over) {
		vars_flag(w->a, vars, "handover", true);
		vars_text(w->a, vars, "count", arena_printf(w->a, "%u", handed_over));
	}
	compose_manager(w, NULL, "warning", vars);
}

void away_command(struct acting *x, const struct order *o)
{
	struct agent_state *state = plan_agent(x->w, x->o->agent->name);
	state->away_until = o->until;
	state->away_auto = false;
	struct span until = when_words(x->w->a, o->until);
	plan_event(x->w, x->t, x->o->agent->name, "away", until, acting_why(x, o->id));
	acting_say(x, PHRASE_AWAY, x->o->agent->name, until);
	if (o->handover)
		hand_over(x->w, x->o->agent, false, x);
}

void away_back(struct acting *x, const struct order *o)
{
	struct agent_state *state = plan_agent(x->w, x->o->agent->name);
	state->away_until = 0;
	state->away_auto = false;
	plan_event(x->w, x->t, x->o->agent->name, "back", SPAN_NONE, acting_why(x, o->id));
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
	plan_why(w, "%.*s is away until %.*s: %.*s", SPAN_ARG(agent->name), SPAN_ARG(when_words(w->a, until)),
		 SPAN_ARG(why));
	unsigned handed_over = hand_over(w, agent, true, NULL);
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
	plan_why(w, "%.*s is back: this mail is the first own one since", SPAN_ARG(agent->name));
}
