#include "daemon/core/ticket/wake.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/ticket/change.h"

static void agent_remind(struct work *w, struct ticket *t)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "snoozed", true);
	if (t->agent.len && status_is_open(t->status))
		compose_agent(w, t, t->agent, "reminder", SPAN_NONE, NULL, vars);
}

bool wake_ticket(struct work *w, uint64_t id)
{
	const struct ticket *seen = plan_peek(w, id);
	if (!seen || !seen->wake || seen->wake > w->now)
		return false;
	struct ticket *t = plan_ticket(w, id);
	struct span why = arena_printf(w->a, "%s until %.*s", t->snoozed ? "snoozed" : "pending",
				       SPAN_ARG(when_words(w->a, w->conf->zone, t->wake)));
	w->plan->ticket = id;
	change_apply(w, t, &(struct change){.kind = CHANGE_WOKEN}, SPAN("clock"), why);
	agent_remind(w, t);
	return true;
}

bool wake_agents(struct work *w)
{
	bool any = false;
	for (size_t i = 0; i < w->facts->agents.count; i++) {
		const struct agent_state *s = &w->facts->agents.items[i];
		if (!s->away_until || s->away_until > w->now || !conf_agent(w->conf, s->name))
			continue;
		struct agent_state *own = plan_agent(w, s->name);
		own->away_until = 0;
		own->away_auto = false;
		plan_why(w, "%.*s is back: the time is over", SPAN_ARG(s->name));
		any = true;
	}
	return any;
}

static int64_t earlier(int64_t best, int64_t time, int64_t now)
{
	return time > now && (!best || time < best) ? time : best;
}

int64_t wake_next(const struct ticket *t, const struct agent_state_list *agents, int64_t now)
{
	int64_t next = t ? earlier(0, t->wake, now) : 0;
	for (size_t i = 0; agents && i < agents->count; i++)
		next = earlier(next, agents->items[i].away_until, now);
	return next;
}
