#include "daemon/core/base/figures.h"

uint32_t figures_day(const struct conf *conf, int64_t time)
{
	int64_t day = zone_day_of(time + zone_at(conf->zone, time)->offset);
	return day > 0 && day <= UINT32_MAX ? (uint32_t)day : 0;
}

static const struct calendar *figures_hours_of(const struct conf *conf, const struct ticket *t)
{
	const struct category_conf *category = conf_category(conf, t->category);
	return conf_hours(conf, category ? category->hours : SPAN_NONE);
}

static bool is_ours(enum status s)
{
	return s == STATUS_NEW || s == STATUS_OPEN;
}

static bool is_finished(enum status s)
{
	return s == STATUS_RESOLVED || s == STATUS_CLOSED;
}

static uint32_t seconds(int64_t n)
{
	return n < 0 ? 0 : n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

/* Business time from the ticket's creation until `until`, while it was the desk's turn. */
static uint32_t worked(const struct conf *conf, const struct ticket *t, int64_t until)
{
	const struct calendar *c = figures_hours_of(conf, t);
	const struct figures *f = &t->figures;
	int64_t n = calendar_between(c, t->created, until) - f->paused;
	if (f->paused_since && f->paused_since < until)
		n -= calendar_between(c, f->paused_since, until);
	return seconds(n);
}

static void settle_turn(const struct conf *conf, struct ticket *t, int64_t now)
{
	struct figures *f = &t->figures;
	bool ours = is_ours(t->status);
	if (ours && f->paused_since) {
		f->paused = seconds(f->paused + calendar_between(figures_hours_of(conf, t), f->paused_since, now));
		f->paused_since = 0;
	} else if (!ours && !f->paused_since) {
		f->paused_since = now;
	}
}

/* due 0: there was no goal. */
static enum goal figures_goal_of(int64_t done, int64_t due)
{
	return !due ? GOAL_NONE : done <= due ? GOAL_KEPT : GOAL_MISSED;
}

static void settle_first(const struct conf *conf, struct ticket *t)
{
	struct figures *f = &t->figures;
	uint32_t day = t->answered ? figures_day(conf, t->answered) : 0;
	if (day == f->first_day)
		return;
	f->first_day = day;
	f->first_took = day ? worked(conf, t, t->answered) : 0;
	f->first_goal = day ? figures_goal_of(t->answered, t->first_due) : GOAL_NONE;
}

static void settle_resolved(const struct conf *conf, struct ticket *t)
{
	struct figures *f = &t->figures;
	uint32_t day = is_finished(t->status) && t->finished ? figures_day(conf, t->finished) : 0;
	if (day == f->resolved_day)
		return;
	f->resolved_day = day;
	f->resolve_took = day ? worked(conf, t, t->finished) : 0;
	f->resolve_goal = day ? figures_goal_of(t->finished, t->resolve_due) : GOAL_NONE;
}

static void settle_rating(const struct conf *conf, struct ticket *t, int64_t now)
{
	struct figures *f = &t->figures;
	if (f->rating == t->satisfaction)
		return;
	f->rating = t->satisfaction;
	f->rated_day = f->rating ? figures_day(conf, now) : 0;
}

void figures_settle(const struct conf *conf, struct ticket *t, int64_t now)
{
	if (!t->figures.counted)
		return;
	settle_turn(conf, t, now);
	settle_first(conf, t);
	settle_resolved(conf, t);
	settle_rating(conf, t, now);
}

/* --- events --- */

/* Actors are addresses, agents' names, or one of these three. */
static bool is_agent(struct span actor)
{
	return actor.len && span_chr(actor, '@') < 0 && !span_eq(actor, SPAN("desk")) &&
	       !span_eq(actor, SPAN("clock")) && !span_eq(actor, SPAN("admin"));
}

static bool is_reopening(const struct event *e)
{
	enum status from, to;
	return e->kind == EVENT_STATUS && status_from(e->from, &from) && status_from(e->to, &to) && is_finished(from) &&
	       status_is_open(to);
}

/* Works on a copy: the list may be shared with the ticket that this one was copied from. */
static struct figure_day *figures_day_of(struct arena *a, struct figures *f, uint32_t day, struct span agent)
{
	struct figure_days own = {0};
	for (size_t i = 0; i < f->days.count; i++)
		*LIST_ADD(a, &own) = f->days.items[i];
	f->days = own;
	for (size_t i = own.count; i > 0 && own.items[i - 1].day == day; i--)
		if (span_ieq(own.items[i - 1].agent, agent))
			return &f->days.items[i - 1];
	struct figure_day *d = LIST_ADD(a, &f->days);
	*d = (struct figure_day){.day = day, .agent = agent};
	return d;
}

static struct figure_article *article_of(struct arena *a, struct figures *f, uint32_t day, struct span name)
{
	struct figure_articles own = {0};
	for (size_t i = 0; i < f->articles.count; i++)
		*LIST_ADD(a, &own) = f->articles.items[i];
	f->articles = own;
	for (size_t i = own.count; i > 0 && own.items[i - 1].day == day; i--)
		if (span_ieq(own.items[i - 1].name, name))
			return &f->articles.items[i - 1];
	struct figure_article *one = LIST_ADD(a, &f->articles);
	*one = (struct figure_article){.day = day, .name = name};
	return one;
}

static void take_article(const struct conf *conf, struct arena *a, struct figures *f, const struct event *e)
{
	uint32_t day = figures_day(conf, e->time);
	bool about = e->kind == EVENT_PROPOSED || e->kind == EVENT_ARTICLE || e->kind == EVENT_SOLVED;
	if (!day || !about || !e->what.len)
		return;
	struct figure_article *one = article_of(a, f, day, e->what);
	one->proposed += e->kind == EVENT_PROPOSED;
	one->sent += e->kind == EVENT_ARTICLE;
	one->solved += e->kind == EVENT_SOLVED;
}

static void take_event(const struct conf *conf, struct arena *a, struct figures *f, const struct event *e)
{
	bool answer = e->kind == EVENT_MESSAGE && is_agent(e->actor);
	bool reopened = is_reopening(e), bounce = e->kind == EVENT_BOUNCE;
	uint32_t day = figures_day(conf, e->time);
	if (!day || (!answer && !reopened && !bounce))
		return;
	struct figure_day *d = figures_day_of(a, f, day, answer ? e->actor : SPAN_NONE);
	d->answers += answer;
	d->reopened += reopened;
	d->bounces += bounce;
}

static void figures_begin(const struct conf *conf, struct ticket *t)
{
	struct civil local = zone_civil_at(conf->zone, t->created);
	t->figures = (struct figures){
		.counted = true, .created_day = figures_day(conf, t->created), .created_hour = (uint32_t)local.hour};
}

void figures_event(const struct conf *conf, struct arena *a, struct ticket *t, const struct event *e)
{
	if (e->seq == 1)
		figures_begin(conf, t);
	if (!t->figures.counted)
		return;
	take_event(conf, a, &t->figures, e);
	take_article(conf, a, &t->figures, e);
	figures_settle(conf, t, e->time);
}

/* The ticket's past states are derived from the events themselves. */
void figures_count(const struct conf *conf, struct arena *a, struct ticket *t, const struct event_list *events)
{
	struct ticket then = *t;
	then.status = STATUS_NEW;
	figures_begin(conf, &then);
	for (size_t i = 0; i < events->count; i++) {
		const struct event *e = &events->items[i];
		if (e->kind == EVENT_STATUS)
			status_from(e->to, &then.status);
		then.answered = e->time >= t->answered ? t->answered : 0;
		then.finished = e->time >= t->finished ? t->finished : 0;
		take_event(conf, a, &then.figures, e);
		take_article(conf, a, &then.figures, e);
		figures_settle(conf, &then, e->time);
	}
	t->figures = then.figures;
	figures_settle(conf, t, t->updated);
}
