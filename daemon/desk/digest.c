#include "daemon/desk/digest.h"

#include <inttypes.h>

#include "daemon/core/base/figures.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/desk/agenda.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/pictured.h"
#include "daemon/desk/tally.h"

#define THANKED_MAX 1000
#define CHART_DAYS 28
#define TEMPLATE "digest"

/* --- when --- */

static int64_t digest_moment(const struct conf *conf, const struct digest_conf *d, int64_t day)
{
	return zone_utc_of(conf->zone, day * ZONE_DAY + d->minute * 60);
}

int64_t digest_due(const struct conf *conf, const struct digest_conf *d, int64_t now)
{
	int64_t day = zone_day_of(now + zone_at(conf->zone, now)->offset);
	while (digest_moment(conf, d, day) > now || (d->weekly && zone_weekday(day) != d->weekday))
		day--;
	return digest_moment(conf, d, day);
}

int64_t digest_next(const struct conf *conf, const struct digest_conf *d, int64_t now)
{
	int64_t day = zone_day_of(now + zone_at(conf->zone, now)->offset);
	while (digest_moment(conf, d, day) <= now || (d->weekly && zone_weekday(day) != d->weekday))
		day++;
	return digest_moment(conf, d, day);
}

/* --- one digest --- */

struct making {
	const struct conf *conf;
	struct txn *t;
	const struct digest_conf *d;
	int64_t now;
	struct arena *a;
	struct facts facts;
	struct plan plan;
	struct work work;
	uint32_t from, to; /* the days that it covers */
	struct ticket_list thanked;
};

static int64_t day_begins(const struct conf *conf, uint32_t day)
{
	return zone_utc_of(conf->zone, (int64_t)day * ZONE_DAY);
}

static int making_begin(struct making *m, int64_t due, struct err *err)
{
	uint32_t day = figures_day(m->conf, due);
	m->from = day - (m->d->weekly ? 7 : 1);
	m->to = day - 1;
	m->plan.proven = true; /* it may contain customers' own words */
	m->work = (struct work){.conf = m->conf, .facts = &m->facts, .now = m->now, .a = m->a, .plan = &m->plan};
	return gather_clock(m->conf, m->t, 0, m->now, m->a, &m->facts, err) != 0 ||
			       store_thanked(m->t, m->a, day_begins(m->conf, m->from), day_begins(m->conf, day),
					     THANKED_MAX, &m->thanked, err) != 0
		       ? -1
		       : 0;
}

/* The contents for one recipient. */
struct telling {
	const struct agent_conf *agent; /* the agent who gets their own figures; NULL: all agents' */
	struct report period, charts;   /* for the days covered, and for the days in the charts */
	struct agenda agenda;
};

/* The agent whose figures and tickets are selected. Empty: the whole desk's figures and tickets, but only thanks on
 * unassigned tickets. */
static struct span whose(const struct telling *x)
{
	return x->agent ? x->agent->name : SPAN_NONE;
}

static int telling_figures(struct making *m, struct telling *x, struct err *err)
{
	struct tally_request period = {.from = m->from, .to = m->to, .agent = whose(x)};
	struct tally_request charts = {.from = m->to + 1 - CHART_DAYS, .to = m->to, .agent = whose(x)};
	charts.wanted[BY_DAY] = true;
	charts.wanted[BY_AGENT] = !x->agent;
	return tally(m->conf, m->t, &period, m->now, m->a, &x->period, err) != 0
		       ? -1
		       : tally(m->conf, m->t, &charts, m->now, m->a, &x->charts, err);
}

static int telling_agenda(struct making *m, struct telling *x, struct err *err)
{
	struct ticket_filter open = {.agent = whose(x)};
	struct ticket_list list;
	for (size_t i = 0; i < m->thanked.count; i++)
		if (span_ieq(m->thanked.items[i].agent, whose(x)))
			*LIST_ADD(m->a, &x->agenda.thanked) = m->thanked.items[i];
	if (store_tickets(m->t, m->a, &open, &list, err) != 0)
		return -1;
	agenda_sort(m->a, &list, m->now, &x->agenda);
	return 0;
}

static bool is_quiet(const struct report_row *row)
{
	return row->values[COLUMN_TICKETS] <= 0 && row->values[COLUMN_CLOSED] <= 0 &&
	       row->values[COLUMN_ANSWERS] <= 0 && row->values[COLUMN_BACKLOG] <= 0 &&
	       !(row->values[COLUMN_SATISFACTION] > 0);
}

static struct span day_shown(struct making *m, struct span language, uint32_t day)
{
	int64_t time = zone_utc_of(m->conf->zone, (int64_t)day * ZONE_DAY);
	return when_day_shown(m->a, m->conf->zone, language, time);
}

static struct vars *vars_begin(struct making *m, struct span language)
{
	struct vars *vars = compose_vars(&m->work);
	vars_flag(m->a, vars, m->d->weekly ? "weekly" : "daily", true);
	vars_text(m->a, vars, "since", day_shown(m, language, m->from));
	if (m->to != m->from)
		vars_text(m->a, vars, "until", day_shown(m, language, m->to));
	return vars;
}

/* Fills in and composes the letter. */
static void send_letter(struct making *m, const struct telling *x, struct letter letter)
{
	static const enum chart of_all[] = {CHART_FLOW, CHART_TIMES, CHART_LOAD, CHART_RATINGS},
				of_one[] = {CHART_FLOW, CHART_TIMES, CHART_RATINGS};
	struct span language = conf_language(m->conf, letter.language);
	letter.vars = vars_begin(m, language);
	agenda_fill(&m->work, &x->agenda, language, !x->agent, letter.vars);
	pictured_figures(m->a, letter.vars, &x->period.total, false, language);
	pictured_charts(m->a, letter.vars, &x->charts, x->agent ? of_one : of_all,
			x->agent ? sizeof of_one / sizeof *of_one : sizeof of_all / sizeof *of_all, language,
			&letter.parts);
	letter.template = TEMPLATE;
	letter.auto_submitted = AUTO_GENERATED;
	compose_letter(&m->work, &letter);
}

/* Sends nothing if there is nothing to say. */
static int tell(struct making *m, struct telling *x, struct letter letter, struct err *err)
{
	if (telling_figures(m, x, err) != 0 || telling_agenda(m, x, err) != 0)
		return -1;
	if (!is_quiet(&x->period.total) || !agenda_is_empty(&x->agenda))
		send_letter(m, x, letter);
	return 0;
}

static int to_agent(struct making *m, const struct agent_conf *agent, struct err *err)
{
	struct telling x = {.agent = agent};
	struct letter letter = {.to = agent->email,
				.to_name = conf_agent_shown(agent),
				.role = TOKEN_AGENT,
				.language = agent->language};
	return tell(m, &x, letter, err);
}

static int to_manager(struct making *m, struct err *err)
{
	const struct agent_conf *agent = conf_agent_address(m->conf, m->d->to);
	struct telling x = {.agent = NULL};
	struct letter letter = {.to = m->d->to,
				.role = agent ? TOKEN_AGENT : TOKEN_CUSTOMER,
				.language = agent ? agent->language : SPAN_NONE};
	return tell(m, &x, letter, err);
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

/* On the first look at a digest only the time is noted, so that nothing earlier is due. */
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
