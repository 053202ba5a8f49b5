#include "daemon/desk/digest.h"

#include <inttypes.h>
#include <stdlib.h>

#include "daemon/core/base/figures.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/pictured.h"
#include "daemon/desk/tally.h"

#define TICKETS_MAX 15
#define CHART_DAYS 28
#define TEMPLATE "digest"

/* --- when --- */

static int64_t moment_of(const struct conf *conf, const struct digest_conf *d, int64_t day)
{
	return zone_utc_of(conf->zone, day * ZONE_DAY + d->minute * 60);
}

int64_t digest_due(const struct conf *conf, const struct digest_conf *d, int64_t now)
{
	int64_t day = zone_day_of(now + zone_at(conf->zone, now)->offset);
	while (moment_of(conf, d, day) > now || (d->weekly && zone_weekday(day) != d->weekday))
		day--;
	return moment_of(conf, d, day);
}

int64_t digest_next(const struct conf *conf, const struct digest_conf *d, int64_t now)
{
	int64_t day = zone_day_of(now + zone_at(conf->zone, now)->offset);
	while (moment_of(conf, d, day) <= now || (d->weekly && zone_weekday(day) != d->weekday))
		day++;
	return moment_of(conf, d, day);
}

/* --- one of them --- */

struct making {
	const struct conf *conf;
	struct txn *t;
	const struct digest_conf *d;
	int64_t now;
	struct arena *a;
	struct facts facts;
	struct plan plan;
	struct work work;
	struct report period, charts; /* the days it is about, and those that charts show */
};

static int making_begin(struct making *m, int64_t due, struct err *err)
{
	uint32_t day = figures_day(m->conf, due), length = m->d->weekly ? 7 : 1;
	struct tally_request period = {.from = day - length, .to = day - 1};
	struct tally_request charts = {.from = day - CHART_DAYS, .to = day - 1};
	period.wanted[BY_AGENT] = charts.wanted[BY_AGENT] = charts.wanted[BY_DAY] = true;
	m->plan.proven = true; /* what customers wrote may stand in it */
	m->work = (struct work){.conf = m->conf, .facts = &m->facts, .now = m->now, .a = m->a, .plan = &m->plan};
	return gather_clock(m->conf, m->t, 0, m->now, m->a, &m->facts, err) != 0 ||
			       tally(m->conf, m->t, &period, m->now, m->a, &m->period, err) != 0 ||
			       tally(m->conf, m->t, &charts, m->now, m->a, &m->charts, err) != 0
		       ? -1
		       : 0;
}

/* When it has to be done, as far as that is said. */
static int64_t time_of(const struct ticket *t)
{
	int64_t due = t->due;
	if (!t->answered && t->first_due && (!due || t->first_due < due))
		due = t->first_due;
	if (t->resolve_due && (!due || t->resolve_due < due))
		due = t->resolve_due;
	return due ? due : INT64_MAX;
}

/* What is due first, then what has waited longest. */
static int by_need(const void *x, const void *y)
{
	const struct ticket *a = x, *b = y;
	int64_t m = time_of(a), n = time_of(b);
	if (m != n)
		return m < n ? -1 : 1;
	return (a->updated > b->updated) - (a->updated < b->updated);
}

/* Of those that are the desk's turn. */
static size_t add_tickets(struct making *m, struct span language, struct vars *vars, struct ticket_list *list)
{
	size_t n = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].status != STATUS_PENDING)
			list->items[n++] = list->items[i];
	if (n)
		qsort(list->items, n, sizeof *list->items, by_need);
	for (size_t i = 0; i < n && i < TICKETS_MAX; i++)
		compose_ticket_item(&m->work, &list->items[i], language, vars_item(m->a, vars, "tickets"));
	if (n > TICKETS_MAX)
		vars_text(m->a, vars, "more", arena_printf(m->a, "%zu", n - TICKETS_MAX));
	return n;
}

static struct vars *vars_begin(struct making *m)
{
	struct vars *vars = compose_vars(&m->work);
	vars_flag(m->a, vars, m->d->weekly ? "weekly" : "daily", true);
	vars_text(m->a, vars, "since", report_date(m->a, m->period.from));
	if (m->period.to != m->period.from)
		vars_text(m->a, vars, "until", report_date(m->a, m->period.to));
	return vars;
}

static bool is_quiet(const struct report_row *row)
{
	return row->values[COLUMN_TICKETS] <= 0 && row->values[COLUMN_CLOSED] <= 0 &&
	       row->values[COLUMN_ANSWERS] <= 0 && row->values[COLUMN_BACKLOG] <= 0;
}

/* NULL: there is none. */
static const struct report_row *row_of(const struct report *r, struct span agent)
{
	for (size_t i = 0; i < r->tables[BY_AGENT].count; i++)
		if (span_ieq(r->tables[BY_AGENT].rows[i].group, agent))
			return &r->tables[BY_AGENT].rows[i];
	return NULL;
}

static void send_letter(struct making *m, struct letter letter, const struct report_row *row, const enum chart *charts,
			size_t count)
{
	struct span language = letter.language.len ? letter.language : m->conf->language;
	pictured_figures(m->a, letter.vars, row, false, language);
	pictured_charts(m->a, letter.vars, &m->charts, charts, count, language, &letter.parts);
	letter.template = TEMPLATE;
	letter.auto_submitted = AUTO_GENERATED;
	compose_letter(&m->work, &letter);
}

static int to_agent(struct making *m, const struct agent_conf *agent, struct err *err)
{
	static const enum chart charts[] = {CHART_LOAD};
	const struct report_row *row = row_of(&m->period, agent->name);
	struct ticket_filter own = {.agent = agent->name};
	struct ticket_list list;
	struct span language = agent->language.len ? agent->language : m->conf->language;
	struct vars *vars = vars_begin(m);
	if (store_tickets(m->t, m->a, &own, &list, err) != 0)
		return -1;
	size_t n = add_tickets(m, language, vars, &list);
	if (!row || (is_quiet(row) && !n))
		return 0;
	struct letter letter = {.to = agent->email,
				.to_name = conf_agent_shown(agent),
				.role = TOKEN_AGENT,
				.language = agent->language,
				.vars = vars};
	send_letter(m, letter, row, charts, 1);
	return 0;
}

static int to_manager(struct making *m, struct err *err)
{
	static const enum chart charts[] = {CHART_FLOW, CHART_TIMES, CHART_LOAD};
	const struct agent_conf *agent = conf_agent_address(m->conf, m->d->to);
	struct ticket_filter open = {.all = false};
	struct ticket_list list;
	struct span language = agent && agent->language.len ? agent->language : m->conf->language;
	struct vars *vars = vars_begin(m);
	if (is_quiet(&m->period.total))
		return 0;
	if (store_tickets(m->t, m->a, &open, &list, err) != 0)
		return -1;
	add_tickets(m, language, vars, &list);
	struct letter letter = {.to = m->d->to,
				.role = agent ? TOKEN_AGENT : TOKEN_CUSTOMER,
				.language = agent ? agent->language : SPAN_NONE,
				.vars = vars};
	send_letter(m, letter, &m->period.total, charts, 3);
	return 0;
}

static int send_digest(struct making *m, int64_t due, struct err *err)
{
	if (making_begin(m, due, err) != 0)
		return -1;
	if (!span_ieq(m->d->to, SPAN("agents")))
		return to_manager(m, err) != 0 ? -1 : apply_plan(m->t, &m->plan, SPAN_NONE, m->now, err);
	for (size_t i = 0; i < m->conf->agent_count; i++)
		if (to_agent(m, &m->conf->agents[i], err) != 0)
			return -1;
	return apply_plan(m->t, &m->plan, SPAN_NONE, m->now, err);
}

/* The first look at a digest only notes that it is looked at: nothing is due before. */
static int turn_one(const struct conf *conf, struct txn *t, const struct digest_conf *d, int64_t now, struct arena *a,
		    struct err *err)
{
	struct span name = arena_printf(a, "digest:%.*s:%s", SPAN_ARG(d->to), d->weekly ? "week" : "day"),
		    note = SPAN_NONE;
	int64_t due = digest_due(conf, d, now);
	uint64_t last = 0;
	int rc = store_note(t, a, name, &note, err);
	if (rc != 0 && err->kind != ERR_NOTFOUND)
		return -1;
	bool known = span_u64(note, &last);
	if (known && (int64_t)last >= due)
		return 0;
	struct making m = {.conf = conf, .t = t, .d = d, .now = now, .a = a};
	if (known && send_digest(&m, due, err) != 0)
		return -1;
	return store_note_put(t, name, arena_printf(a, "%" PRId64, due), err);
}

int digest_turn(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, int64_t *next, struct err *err)
{
	*next = 0;
	for (size_t i = 0; i < conf->digest_count; i++) {
		const struct digest_conf *d = &conf->digests[i];
		int64_t then = digest_next(conf, d, now);
		if (turn_one(conf, t, d, now, a, err) != 0)
			return -1;
		*next = !*next || then < *next ? then : *next;
	}
	return 0;
}
