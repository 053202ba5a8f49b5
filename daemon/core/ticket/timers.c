#include "daemon/core/ticket/timers.h"

#include "daemon/core/base/levels.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/feedback.h"

#define CLOCK SPAN("clock")
#define STEPS_MAX (2 * TIMER_KIND_COUNT) /* for one ticket at a time */
#define LATE ((int64_t)3600)             /* later than this, a timer is late because the desk was down */
#define BIT(kind) (1U << (kind))

static const struct {
	enum timer_kind remind, late;
} of_goal[LEVEL_TIMES] = {
	[LEVEL_FIRST] = {TIMER_REMIND_FIRST, TIMER_LATE_FIRST},
	[LEVEL_RESOLVE] = {TIMER_REMIND_RESOLVE, TIMER_LATE_RESOLVE},
};

static enum level_time goal_of(enum timer_kind kind)
{
	return kind == TIMER_REMIND_FIRST || kind == TIMER_LATE_FIRST ? LEVEL_FIRST : LEVEL_RESOLVE;
}

/* --- which timers a ticket has --- */

static const struct timer *timer_find(const struct timer_list *list, enum timer_kind kind)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].kind == kind)
			return &list->items[i];
	return NULL;
}

/* A ticket whose timers are being rebuilt. */
struct settling {
	struct work *w;
	struct ticket *t;
	bool changed; /* by what was just decided: timers that this makes due are due now, not in the past */
};

/* Keeps apart what is late because the desk was down and what has only just become due. */
static void timer_set(const struct settling *s, enum timer_kind kind, int64_t at)
{
	struct work *w = s->w;
	struct ticket *t = s->t;
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	const struct timer *before = was ? timer_find(&was->ticket.timers, kind) : NULL;
	bool was_due = before && before->at <= w->now;
	if (!at)
		return;
	if (at < w->now && was_due)
		at = before->at > at ? before->at : at;
	else if (at < w->now && s->changed)
		at = w->now;
	*LIST_ADD(w->a, &t->timers) = (struct timer){kind, at};
}

static int64_t after(int64_t from, int64_t seconds)
{
	return from && seconds ? from + seconds : 0;
}

/* A ticket with a wake time of its own gets none of the desk's. */
static void settle_pending(const struct settling *s)
{
	struct work *w = s->w;
	struct ticket *t = s->t;
	if (!t->pending_since) /* from a time before this was recorded: starts now */
		t->pending_since = w->now;
	if (t->wake)
		return;
	if (!(t->told & BIT(TIMER_NUDGE)))
		timer_set(s, TIMER_NUDGE, after(t->pending_since, w->conf->remind_pending));
	timer_set(s, TIMER_RESOLVE, after(t->pending_since, w->conf->resolve_pending));
}

/* Lets an answer within the same minute prevent the reminder. */
static int64_t end_of_minute(int64_t at)
{
	return at - at % MINUTE + MINUTE - 1;
}

static bool is_counted_anew(const struct ticket *was, const struct ticket *t)
{
	return was->priority != t->priority || was->due != t->due || !span_ieq(was->category, t->category) ||
	       !span_ieq(was->customer, t->customer);
}

/* After a new priority or category, what was told about the old times does not count for new ones that lie ahead or
 * stand still. */
static void forget_told(struct work *w, struct ticket *t, enum level_time goal)
{
	const struct ticket_facts *f = facts_ticket(w->facts, t->id);
	int64_t due = levels_due(w->conf, t, goal), remind = levels_remind(w->conf, t, goal);
	bool still = t->status != STATUS_NEW && t->status != STATUS_OPEN;
	if (!f || !is_counted_anew(&f->ticket, t))
		return;
	if (still || due > w->now)
		t->told &= ~BIT(of_goal[goal].late);
	if (still || remind > w->now)
		t->told &= ~BIT(of_goal[goal].remind);
}

/* Agents are reminded during their own business hours, unless that would be too late. */
static void settle_reminder(const struct settling *s, enum level_time goal, int64_t due)
{
	struct work *w = s->w;
	struct ticket *t = s->t;
	const struct agent_conf *agent = conf_agent(w->conf, t->agent);
	int64_t at = levels_remind(w->conf, t, goal);
	if (!agent || !at || t->told & (BIT(of_goal[goal].remind) | BIT(of_goal[goal].late)))
		return;
	at = calendar_next_open(conf_hours(w->conf, agent->hours), at);
	if (at && at < due)
		timer_set(s, of_goal[goal].remind, end_of_minute(at));
}

static void settle_goal(const struct settling *s, enum level_time goal)
{
	struct work *w = s->w;
	struct ticket *t = s->t;
	int64_t due = levels_due(w->conf, t, goal);
	forget_told(w, t, goal);
	if (!due || t->status == STATUS_PENDING)
		return;
	settle_reminder(s, goal, due);
	if (!(t->told & BIT(of_goal[goal].late)))
		timer_set(s, of_goal[goal].late, end_of_minute(due));
}

static void timers_settle_one(struct work *w, struct ticket *t, bool changed)
{
	struct settling s = {w, t, changed};
	t->timers = (struct timer_list){0};
	levels_settle(w->conf, t);
	for (int g = 0; g < LEVEL_TIMES; g++)
		settle_goal(&s, (enum level_time)g);
	timer_set(&s, TIMER_WAKE, t->wake);
	if (t->status == STATUS_RESOLVED)
		timer_set(&s, TIMER_CLOSE, after(t->finished, w->conf->close_resolved));
	if (t->status == STATUS_PENDING)
		settle_pending(&s);
}

void timers_settle(struct work *w)
{
	for (size_t i = 0; i < w->plan->tickets.count; i++)
		timers_settle_one(w, w->plan->tickets.items[i], true);
}

/* --- what each timer does --- */

/* A timer that fires. */
struct ringing {
	struct work *w;
	struct ticket *t;
	struct timer timer;
};

/* After the desk was down, each person gets one mail about all that is late, not one for each ticket. */
static bool is_late(const struct ringing *r, struct span who)
{
	if (r->w->now - r->timer.at <= LATE)
		return false;
	*LIST_ADD(r->w->a, &r->w->plan->late) = (struct plan_late){who, r->t->id, r->timer.kind};
	return true;
}

static void on_wake(const struct ringing *r)
{
	struct work *w = r->w;
	struct ticket *t = r->t;
	struct span why = arena_printf(w->a, "%s until %.*s", t->snoozed ? "snoozed" : "pending",
				       SPAN_ARG(when_words(w->a, w->conf->zone, t->wake)));
	struct vars *vars = compose_vars(w);
	change_apply(w, t, &(struct change){.kind = CHANGE_WOKEN}, CLOCK, why);
	vars_flag(w->a, vars, "snoozed", true);
	if (t->agent.len && status_is_open(t->status) && !is_late(r, t->agent))
		compose_agent(w, t, t->agent, "reminder", SPAN_NONE, NULL, vars);
}

/* The variables of a reminder or an escalation, in the reader's language. */
static struct vars *goal_vars(const struct ringing *r, struct span language)
{
	struct work *w = r->w;
	enum level_time goal = goal_of(r->timer.kind);
	const struct agent_state *agent = plan_agent_peek(w, r->t->agent);
	struct vars *vars = compose_vars(w);
	int64_t due = levels_due(w->conf, r->t, goal);
	language = conf_language(w->conf, language);
	vars_flag(w->a, vars, goal == LEVEL_FIRST ? "first_answer" : "resolution", true);
	vars_text(w->a, vars, "due", when_shown(w->a, w->conf->zone, language, due));
	vars_text(w->a, vars, "left", when_long(w->a, language, due - w->now + MINUTE - 1));
	vars_text(w->a, vars, "late", when_long(w->a, language, w->now - due));
	vars_text(w->a, vars, "load", agent ? arena_printf(w->a, "%u", agent->open) : SPAN_NONE);
	return vars;
}

static void on_remind(const struct ringing *r)
{
	const struct agent_conf *agent = conf_agent(r->w->conf, r->t->agent);
	bool over = levels_due(r->w->conf, r->t, goal_of(r->timer.kind)) <= r->w->now;
	r->t->told |= BIT(r->timer.kind);
	if (over && r->w->now - r->timer.at <= LATE) /* the escalation says it anyway */
		return;
	plan_event_put(r->w, r->t,
		       &(struct event){.actor = CLOCK,
				       .kind = EVENT_REMINDED,
				       .what = level_time_name(goal_of(r->timer.kind)),
				       .to = agent->name,
				       .why = SPAN("most of the time allowed has passed")});
	if (!is_late(r, agent->name))
		compose_agent(r->w, r->t, agent->name, "reminder", SPAN_NONE, NULL, goal_vars(r, agent->language));
}

/* Delays the mail until the agent's business hours; the decision to send it does not wait. m NULL: nothing is sent. */
static void wait_for_hours(const struct conf *conf, const struct agent_conf *agent, struct outmail *m)
{
	int64_t open = m ? calendar_next_open(conf_hours(conf, agent->hours), m->next) : 0;
	if (open)
		m->next = open;
}

static void escalate_to(const struct ringing *r, struct span who)
{
	const struct agent_conf *agent = conf_agent(r->w->conf, who);
	struct outmail *m;
	if (is_late(r, who))
		return;
	if (!agent) {
		compose_manager(r->w, r->t, "escalation", goal_vars(r, SPAN_NONE));
		return;
	}
	m = compose_agent(r->w, r->t, who, "escalation", SPAN_NONE, NULL, goal_vars(r, agent->language));
	wait_for_hours(r->w->conf, agent, m);
}

static void on_overdue(const struct ringing *r)
{
	const struct span_list *people = levels_escalate_to(r->w->conf, r->t);
	enum level_time goal = goal_of(r->timer.kind);
	r->t->told |= BIT(r->timer.kind);
	plan_event_put(r->w, r->t,
		       &(struct event){.actor = CLOCK,
				       .kind = EVENT_OVERDUE,
				       .what = level_time_name(goal),
				       .number = (uint64_t)levels_due(r->w->conf, r->t, goal),
				       .why = SPAN("the time allowed has passed")});
	for (size_t i = 0; i < people->count; i++)
		escalate_to(r, people->items[i]);
	if (!people->count)
		escalate_to(r, SPAN("manager"));
}

static struct span unheard(struct work *w, enum status status, int64_t since)
{
	return arena_printf(w->a, "%s since %.*s, and nothing has been heard", status_name(status),
			    SPAN_ARG(when_words(w->a, w->conf->zone, since)));
}

static void on_close(const struct ringing *r)
{
	struct work *w = r->w;
	struct ticket *t = r->t;
	struct vars *vars = compose_vars(w);
	struct span why = unheard(w, STATUS_RESOLVED, t->finished);
	/* too long ago for a mail: the desk was down for long, or closing automatically was not configured before */
	bool long_over = w->now - t->finished > 2 * w->conf->close_resolved;
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_CLOSE}, CLOCK, why);
	vars_flag(w->a, vars, "automatic", true);
	fill_days(w, w->conf->limits.reopen_days, vars);
	if (!long_over)
		compose_customer(w, t, "closed", vars);
}

/* The remaining days begin only after this reminder, even if it was sent late because the desk was down. */
static void on_nudge(const struct ringing *r)
{
	struct work *w = r->w;
	struct ticket *t = r->t;
	struct vars *vars = compose_vars(w);
	int64_t reminded = w->now - w->conf->remind_pending;
	t->told |= BIT(TIMER_NUDGE);
	t->pending_since = reminded > t->pending_since ? reminded : t->pending_since;
	plan_event_put(w, t,
		       &(struct event){.actor = CLOCK,
				       .kind = EVENT_REMINDED,
				       .what = SPAN("waiting"),
				       .to = t->customer,
				       .why = unheard(w, STATUS_PENDING, t->pending_since)});
	fill_days(w, (int)((w->conf->resolve_pending - w->conf->remind_pending) / ZONE_DAY), vars);
	compose_customer(w, t, "waiting", vars);
}

static void on_resolve(const struct ringing *r)
{
	struct work *w = r->w;
	struct ticket *t = r->t;
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
	static void (*const handlers[TIMER_KIND_COUNT])(const struct ringing *r) = {
		[TIMER_WAKE] = on_wake,
		[TIMER_CLOSE] = on_close,
		[TIMER_NUDGE] = on_nudge,
		[TIMER_RESOLVE] = on_resolve,
		[TIMER_REMIND_FIRST] = on_remind,
		[TIMER_LATE_FIRST] = on_overdue,
		[TIMER_REMIND_RESOLVE] = on_remind,
		[TIMER_LATE_RESOLVE] = on_overdue,
	};
	const struct timer *timer;
	struct ticket *t = plan_ticket(w, id);
	if (!t)
		return false;
	w->plan->ticket = id;
	timers_settle_one(w, t, false);
	for (int i = 0; i < STEPS_MAX && (timer = earliest_due(w, t)); i++) {
		handlers[timer->kind](&(struct ringing){w, t, *timer});
		timers_settle_one(w, t, true);
	}
	feedback_ask(w);
	return true;
}

static bool timers_same(const struct timer_list *a, const struct timer_list *b)
{
	bool same = a->count == b->count;
	for (size_t i = 0; same && i < a->count; i++)
		same = a->items[i].kind == b->items[i].kind && a->items[i].at == b->items[i].at;
	return same;
}

bool timers_review(struct work *w, uint64_t id)
{
	const struct ticket *was = plan_peek(w, id);
	struct ticket *t = was ? plan_ticket(w, id) : NULL;
	if (!t)
		return false;
	timers_settle_one(w, t, false);
	return t->first_due != was->first_due || t->resolve_due != was->resolve_due ||
	       t->pending_since != was->pending_since || !timers_same(&t->timers, &was->timers);
}

/* --- the summary of what came late --- */

#define SUMMARY_MAX 50 /* tickets in one mail */

/* The name of the agent who is meant, since the manager may be an agent. */
static struct span person(const struct work *w, struct span who)
{
	const struct agent_conf *agent = conf_agent(w->conf, who);
	if (!agent && span_ieq(who, SPAN("manager")))
		agent = conf_agent_address(w->conf, w->conf->manager);
	return agent ? agent->name : who;
}

static bool is_overdue(enum timer_kind kind)
{
	return kind == TIMER_LATE_FIRST || kind == TIMER_LATE_RESOLVE;
}

/* Is this the worst of the entries about the same ticket? */
static bool is_worst(const struct work *w, const struct plan_late_list *list, size_t at)
{
	const struct plan_late *one = &list->items[at];
	for (size_t i = 0; i < list->count; i++) {
		const struct plan_late *other = &list->items[i];
		if (i == at || other->ticket != one->ticket || !span_ieq(person(w, other->who), person(w, one->who)))
			continue;
		if (is_overdue(other->kind) != is_overdue(one->kind) ? is_overdue(other->kind) : i > at)
			return false;
	}
	return true;
}

static void summary_item(struct work *w, const struct plan_late *late, struct vars *vars)
{
	const struct ticket *t = plan_peek(w, late->ticket);
	struct vars *item = vars_item(w->a, vars, "tickets");
	int64_t due = levels_next_due(w->conf, t);
	fill_ticket(w, t, true, due, w->conf->language, item);
	vars_flag(w->a, item, "overdue", due && due <= w->now);
	vars_flag(w->a, item, "snoozed", late->kind == TIMER_WAKE);
}

static void summary_send(struct work *w, struct span who, const struct plan_late_list *list)
{
	const struct agent_conf *agent = conf_agent(w->conf, who);
	struct vars *vars = compose_vars(w);
	size_t shown = 0, more = 0;
	for (size_t i = 0; i < list->count; i++) {
		const struct plan_late *late = &list->items[i];
		if (!span_ieq(person(w, late->who), who) || !is_worst(w, list, i))
			continue;
		if (shown < SUMMARY_MAX && plan_peek(w, late->ticket) && ++shown)
			summary_item(w, late, vars);
		else
			more++;
	}
	if (more)
		vars_text(w->a, vars, "more", arena_printf(w->a, "%zu", more));
	if (!agent) {
		compose_manager(w, NULL, "summary", vars);
		return;
	}
	wait_for_hours(w->conf, agent, compose_agent(w, NULL, who, "summary", SPAN_NONE, NULL, vars));
}

void timers_summaries(struct work *w, const struct plan_late_list *list)
{
	struct span_list done = {0};
	for (size_t i = 0; i < list->count; i++) {
		struct span who = person(w, list->items[i].who);
		if (plan_add(w, &done, who))
			summary_send(w, who, list);
	}
}

/* --- waiting tickets, absent agents --- */

/* The message that the agent will get, once the ticket is assigned. */
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
	timers_settle_one(w, t, true);
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
		plan_why(w, "%.*s is back: the absence has ended", SPAN_ARG(s->name));
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
