#include "daemon/core/ticket/assign.h"

#include "daemon/core/outgoing/compose.h"

#define FALLBACKS_MAX 20 /* a longer chain is a cycle */

static bool is_away(const struct work *w, struct span agent)
{
	const struct agent_state *s = plan_agent_peek(w, agent);
	return s && s->away_until > w->now;
}

static uint32_t agent_load(const struct work *w, const struct agent_conf *agent)
{
	const struct agent_state *s = plan_agent_peek(w, agent->name);
	return s ? s->open : 0;
}

static int64_t last_assigned(const struct work *w, const struct agent_conf *agent)
{
	const struct agent_state *s = plan_agent_peek(w, agent->name);
	return s ? s->last_assigned : 0;
}

static bool has_room(const struct work *w, const struct agent_conf *agent)
{
	return !agent->capacity || agent_load(w, agent) < agent->capacity;
}

/* Does `b` come before `a`? */
typedef bool prefers(const struct work *w, const struct agent_conf *a, const struct agent_conf *b);

static bool waited_longer(const struct work *w, const struct agent_conf *a, const struct agent_conf *b)
{
	return last_assigned(w, b) < last_assigned(w, a);
}

static bool less_loaded(const struct work *w, const struct agent_conf *a, const struct agent_conf *b)
{
	return agent_load(w, b) != agent_load(w, a) ? agent_load(w, b) < agent_load(w, a) : waited_longer(w, a, b);
}

static const struct agent_conf *free_agent(const struct work *w, const struct category_conf *c, struct span except,
					   prefers *better)
{
	const struct agent_conf *best = NULL;
	for (size_t i = 0; i < c->agents.count; i++) {
		const struct agent_conf *a = conf_agent(w->conf, c->agents.items[i]);
		if (!a || span_ieq(a->name, except) || is_away(w, a->name) || !has_room(w, a))
			continue;
		if (!best || better(w, best, a))
			best = a;
	}
	return best;
}

/* The agent of the customer's last ticket, if they belong to this category and are free; otherwise NULL. */
static const struct agent_conf *last_agent(const struct work *w, const struct category_conf *c, const struct ticket *t,
					   struct span except)
{
	const struct customer *known = plan_customer_peek(w, t->customer);
	const struct agent_conf *a = known && known->last_agent.len ? conf_agent(w->conf, known->last_agent) : NULL;
	if (!a || !span_iin(&c->agents, a->name) || span_ieq(a->name, except) || is_away(w, a->name) || !has_room(w, a))
		return NULL;
	return a;
}

static const struct agent_conf *by_category(struct work *w, const struct category_conf *c, const struct ticket *t,
					    struct span except, struct span *why)
{
	const struct agent_conf *a = NULL;
	static const char *const words[] = {[REASON_LEAST_LOADED] = "the least loaded",
					    [REASON_IN_TURN] = "next in turn",
					    [REASON_LAST_AGENT] = "the customer's last agent"};
	enum assign_reason how = REASON_LEAST_LOADED;
	if (c->assign == ASSIGN_STICKY && (a = last_agent(w, c, t, except)))
		how = REASON_LAST_AGENT;
	else if (c->assign == ASSIGN_ROUND_ROBIN && (a = free_agent(w, c, except, waited_longer)))
		how = REASON_IN_TURN;
	else if (c->assign == ASSIGN_LEAST_LOADED || c->assign == ASSIGN_STICKY)
		a = free_agent(w, c, except, less_loaded);
	if (a) {
		*why = arena_printf(w->a, "%s in category %.*s, %u open", words[how], SPAN_ARG(c->name),
				    agent_load(w, a));
		*LIST_ADD(w->a, &w->plan->reasons) = (struct plan_reason){t->id, how, c->name};
	}
	return a;
}

const struct agent_conf *assign_choose(struct work *w, const struct ticket *t, struct span except, struct span *why)
{
	const struct category_conf *c = conf_category(w->conf, t->category);
	*why = arena_printf(w->a, "nobody in category %.*s is free", SPAN_ARG(t->category));
	for (int i = 0; c && i < FALLBACKS_MAX; i++) {
		if (c->assign == ASSIGN_NONE) {
			*why = arena_printf(w->a, "category %.*s does not assign agents", SPAN_ARG(c->name));
			return NULL;
		}
		const struct agent_conf *a = by_category(w, c, t, except, why);
		if (a)
			return a;
		c = c->fallback.len ? conf_category(w->conf, c->fallback) : NULL;
	}
	return NULL;
}

static int64_t next_turn(const struct work *w)
{
	int64_t last = 0;
	for (size_t i = 0; i < w->conf->agent_count; i++) {
		int64_t turn = last_assigned(w, &w->conf->agents[i]);
		last = turn > last ? turn : last;
	}
	return last + 1;
}

static void load_change(struct work *w, struct span agent, bool more)
{
	struct agent_state *s = agent.len ? plan_agent(w, agent) : NULL;
	if (s && more)
		s->open++;
	else if (s && s->open)
		s->open--;
}

static void customer_remembers(struct work *w, const struct ticket *t, struct span agent)
{
	if (t->customer.len && plan_customer_peek(w, t->customer))
		plan_customer(w, t->customer)->last_agent = agent;
}

void assign_to(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span actor, struct span why)
{
	bool counts = status_is_open(t->status);
	struct span before = t->agent;
	if (counts)
		load_change(w, t->agent, false);
	t->agent = agent ? agent->name : SPAN_NONE;
	t->waiting = false;
	if (agent) {
		int64_t turn = next_turn(w);
		plan_agent(w, agent->name)->last_assigned = turn;
		customer_remembers(w, t, agent->name);
		plan_drop(&t->agent_watchers, agent->name);
	}
	if (counts)
		load_change(w, t->agent, true);
	plan_event_put(
		w, t,
		&(struct event){.actor = actor, .kind = EVENT_ASSIGNED, .from = before, .to = t->agent, .why = why});
	plan_why(w, "ticket %llu assigned to %.*s: %.*s", (unsigned long long)t->id,
		 SPAN_ARG(agent ? agent->name : SPAN("nobody")), SPAN_ARG(why));
}

static void leave_waiting(struct work *w, struct ticket *t, struct span why)
{
	const struct category_conf *c = conf_category(w->conf, t->category);
	plan_why(w, "ticket %llu stays unassigned: %.*s", (unsigned long long)t->id, SPAN_ARG(why));
	if (t->waiting || (c && c->assign == ASSIGN_NONE))
		return;
	t->waiting = true;
	plan_event(w, t, SPAN("desk"), EVENT_WAITING, SPAN_NONE, why);
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "nobody_free", true);
	compose_manager(w, t, "warning", vars);
}

bool assign_ticket(struct work *w, struct ticket *t, struct span except)
{
	struct span why;
	const struct agent_conf *agent = assign_choose(w, t, except, &why);
	if (agent)
		assign_to(w, t, agent, SPAN("desk"), why);
	else
		leave_waiting(w, t, why);
	return agent != NULL;
}
