#include "daemon/core/ticket/timers.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/ticket/change.h"

#define CLOCK SPAN("clock")
#define STEPS_MAX (2 * TIMER_KIND_COUNT) /* of one ticket at once */

/* --- which timers a ticket has --- */

static void timer_set(struct work *w, struct ticket *t, enum timer_kind kind, int64_t at)
{
	if (at)
		*LIST_ADD(w->a, &t->timers) = (struct timer){kind, at};
}

static int64_t after(int64_t from, int64_t seconds)
{
	return from && seconds ? from + seconds : 0;
}

/* Who set a time of their own does not want the desk's. */
static void settle_pending(struct work *w, struct ticket *t)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	if (!t->pending_since) /* older than this was kept */
		t->pending_since = was ? was->ticket.updated : w->now;
	if (t->wake)
		return;
	if (!(t->told & 1U << TIMER_NUDGE))
		timer_set(w, t, TIMER_NUDGE, after(t->pending_since, w->conf->remind_pending));
	timer_set(w, t, TIMER_RESOLVE, after(t->pending_since, w->conf->resolve_pending));
}

static void settle(struct work *w, struct ticket *t)
{
	t->timers = (struct timer_list){0};
	timer_set(w, t, TIMER_WAKE, t->wake);
	if (t->status == STATUS_RESOLVED)
		timer_set(w, t, TIMER_CLOSE, after(t->finished, w->conf->close_resolved));
	if (t->status == STATUS_PENDING)
		settle_pending(w, t);
}

void timers_settle(struct work *w)
{
	for (size_t i = 0; i < w->plan->tickets.count; i++)
		settle(w, w->plan->tickets.items[i]);
}

/* --- what each does --- */

static void on_wake(struct work *w, struct ticket *t)
{
	struct span why = arena_printf(w->a, "%s until %.*s", t->snoozed ? "snoozed" : "pending",
				       SPAN_ARG(when_words(w->a, w->conf->zone, t->wake)));
	struct vars *vars = compose_vars(w);
	change_apply(w, t, &(struct change){.kind = CHANGE_WOKEN}, CLOCK, why);
	vars_flag(w->a, vars, "snoozed", true);
	if (t->agent.len && status_is_open(t->status))
		compose_agent(w, t, t->agent, "reminder", SPAN_NONE, NULL, vars);
}

static struct span unheard(struct work *w, enum status status, int64_t since)
{
	return arena_printf(w->a, "%s since %.*s, and nothing was heard", status_name(status),
			    SPAN_ARG(when_words(w->a, w->conf->zone, since)));
}

static void on_close(struct work *w, struct ticket *t)
{
	struct vars *vars = compose_vars(w);
	struct span why = unheard(w, STATUS_RESOLVED, t->finished);
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_CLOSE}, CLOCK, why);
	vars_flag(w->a, vars, "automatic", true);
	if (w->conf->limits.reopen_days)
		fill_days(w, w->conf->limits.reopen_days, vars);
	compose_customer(w, t, "closed", vars);
}

/* The other days go by after it, also where the desk was off and is late with it. */
static void on_nudge(struct work *w, struct ticket *t)
{
	struct vars *vars = compose_vars(w);
	int64_t reminded = w->now - w->conf->remind_pending;
	int64_t left = w->conf->resolve_pending - w->conf->remind_pending;
	t->told |= 1U << TIMER_NUDGE;
	t->pending_since = reminded > t->pending_since ? reminded : t->pending_since;
	plan_event_put(w, t,
		       &(struct event){.actor = CLOCK,
				       .kind = EVENT_REMINDED,
				       .what = SPAN("waiting"),
				       .to = t->customer,
				       .why = unheard(w, STATUS_PENDING, t->pending_since)});
	if (w->conf->resolve_pending && left >= ZONE_DAY)
		fill_days(w, (int)(left / ZONE_DAY), vars);
	compose_customer(w, t, "waiting", vars);
}

static void on_resolve(struct work *w, struct ticket *t)
{
	struct vars *vars = compose_vars(w);
	struct span why = unheard(w, STATUS_PENDING, t->pending_since);
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_RESOLVE}, CLOCK, why);
	vars_flag(w->a, vars, "automatic", true);
	compose_customer(w, t, "resolved", vars);
}

static const struct timer *earliest_due(const struct work *w, const struct ticket *t)
{
	const struct timer *best = NULL;
	for (size_t i = 0; i < t->timers.count; i++) {
		const struct timer *timer = &t->timers.items[i];
		if (timer->at <= w->now && (!best || timer->at < best->at))
			best = timer;
	}
	return best;
}

bool timers_ticket(struct work *w, uint64_t id)
{
	static void (*const handlers[TIMER_KIND_COUNT])(struct work * w, struct ticket * t) = {
		[TIMER_WAKE] = on_wake,
		[TIMER_CLOSE] = on_close,
		[TIMER_NUDGE] = on_nudge,
		[TIMER_RESOLVE] = on_resolve,
	};
	const struct timer *timer;
	struct ticket *t = plan_ticket(w, id);
	if (!t)
		return false;
	w->plan->ticket = id;
	settle(w, t);
	for (int i = 0; i < STEPS_MAX && (timer = earliest_due(w, t)); i++) {
		handlers[timer->kind](w, t);
		settle(w, t);
	}
	return true;
}

/* --- who waits, who is away --- */

/* The customer's last message goes to whom it is assigned to at last. */
static const struct message *last_from_customer(const struct work *w, uint64_t ticket)
{
	const struct message_list *list = &facts_ticket(w->facts, ticket)->messages;
	for (size_t i = list->count; i > 0; i--)
		if (list->items[i - 1].kind == MESSAGE_CUSTOMER || list->items[i - 1].kind == MESSAGE_AUTO)
			return &list->items[i - 1];
	return NULL;
}

bool timers_waiting(struct work *w, uint64_t id)
{
	struct ticket *t = plan_ticket(w, id);
	const struct message *m = t ? last_from_customer(w, id) : NULL;
	if (!t)
		return false;
	change_apply(w, t, &(struct change){.kind = CHANGE_CHOOSE}, SPAN("desk"), SPAN_NONE);
	if (!t->agent.len)
		return false;
	w->plan->ticket = id;
	if (m)
		compose_relay(w, t, "assigned", m, NULL);
	settle(w, t);
	return true;
}

bool timers_agents(struct work *w)
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

int64_t timers_agents_next(const struct agent_state_list *agents, int64_t now)
{
	int64_t next = 0;
	for (size_t i = 0; i < agents->count; i++) {
		int64_t back = agents->items[i].away_until;
		if (back > now && (!next || back < next))
			next = back;
	}
	return next;
}
