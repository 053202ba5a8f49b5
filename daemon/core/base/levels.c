#include "daemon/core/base/levels.h"

#define STOPS_MAX 200

struct span level_time_name(enum level_time goal)
{
	return goal == LEVEL_FIRST ? SPAN("first_answer") : SPAN("resolution");
}

static const struct service_level_conf *level_of(const struct conf *conf, const struct ticket *t)
{
	return conf_service_level(conf, t->category, t->customer);
}

static const struct calendar *hours_of(const struct conf *conf, const struct ticket *t)
{
	return conf_level_hours(conf, level_of(conf, t), t->category);
}

/* Business seconds allowed for that goal; 0: the level sets none. */
static int64_t levels_allowed(const struct conf *conf, const struct ticket *t, enum level_time goal)
{
	const struct service_level_conf *level = level_of(conf, t);
	struct goal_conf goals = level ? conf_goals(level, t->priority) : (struct goal_conf){0};
	return goal == LEVEL_FIRST ? goals.first : goals.resolve;
}

static int64_t counted_from(const struct ticket *t)
{
	return t->started ? t->started : t->created;
}

/* The time after n business seconds of our turn; 0 while the clock is stopped before that. */
static int64_t levels_counted(const struct conf *conf, const struct ticket *t, int64_t n)
{
	const struct calendar *hours = hours_of(conf, t);
	int64_t from = counted_from(t);
	for (size_t i = 0; i < t->stops.count; i++) {
		const struct stop *s = &t->stops.items[i];
		int64_t went = s->from > from ? calendar_between(hours, from, s->from) : 0;
		if (went >= n)
			break;
		if (!s->to)
			return 0;
		n -= went;
		from = s->to > from ? s->to : from;
	}
	return calendar_add(hours, from, n);
}

/* A due time set by hand is for the resolution only. */
static bool is_open_goal(const struct ticket *t, enum level_time goal)
{
	if (!status_is_open(t->status))
		return false;
	return goal == LEVEL_RESOLVE || (!t->answered && !t->due);
}

int64_t levels_due(const struct conf *conf, const struct ticket *t, enum level_time goal)
{
	if (!is_open_goal(t, goal))
		return 0;
	if (t->due)
		return t->due;
	int64_t allowed = levels_allowed(conf, t, goal);
	return allowed ? levels_counted(conf, t, allowed) : 0;
}

int64_t levels_next_due(const struct conf *conf, const struct ticket *t)
{
	int64_t first = levels_due(conf, t, LEVEL_FIRST);
	return first ? first : levels_due(conf, t, LEVEL_RESOLVE);
}

static int64_t remind_of_hand(const struct conf *conf, const struct ticket *t)
{
	const struct calendar *hours = hours_of(conf, t);
	int64_t from = t->due_set ? t->due_set : counted_from(t);
	int64_t whole = calendar_between(hours, from, t->due);
	return whole > 0 ? calendar_add(hours, from, whole * conf->remind_at / 100) : 0;
}

int64_t levels_remind(const struct conf *conf, const struct ticket *t, enum level_time goal)
{
	const struct service_level_conf *level = level_of(conf, t);
	int percent = level && level->remind_at ? level->remind_at : conf->remind_at;
	if (!is_open_goal(t, goal))
		return 0;
	if (t->due)
		return remind_of_hand(conf, t);
	int64_t allowed = levels_allowed(conf, t, goal);
	return allowed ? levels_counted(conf, t, allowed * percent / 100) : 0;
}

void levels_settle(const struct conf *conf, struct ticket *t)
{
	struct ticket by_level = *t;
	by_level.due = 0;
	if (!t->answered)
		t->first_due = levels_due(conf, &by_level, LEVEL_FIRST);
	if (!t->finished)
		t->resolve_due = levels_due(conf, &by_level, LEVEL_RESOLVE);
}

int64_t levels_promise(const struct conf *conf, const struct ticket *t)
{
	const struct service_level_conf *level = level_of(conf, t);
	return level && level->promise ? levels_due(conf, t, LEVEL_FIRST) : 0;
}

const struct span_list *levels_escalate_to(const struct conf *conf, const struct ticket *t)
{
	const struct service_level_conf *level = level_of(conf, t);
	return level && level->escalate_to.count ? &level->escalate_to : &conf->escalate_to;
}

static bool is_our_turn(enum status s)
{
	return s == STATUS_NEW || s == STATUS_OPEN;
}

void levels_turn(struct arena *a, struct ticket *t, enum status before, int64_t now)
{
	struct stop *last = t->stops.count ? &t->stops.items[t->stops.count - 1] : NULL;
	bool stands = last && !last->to;
	if (is_our_turn(before) == is_our_turn(t->status))
		return;
	if (is_our_turn(t->status) && stands)
		last->to = now;
	else if (!is_our_turn(t->status) && !stands && t->stops.count < STOPS_MAX)
		*LIST_ADD(a, &t->stops) = (struct stop){now, 0};
	else if (!is_our_turn(t->status) && !stands)
		last->to = 0; /* too many stops: the time between the last one and this is not counted */
}
