#include "daemon/desk/tally.h"

#include <math.h>
#include <stdlib.h>

#include "daemon/core/base/figures.h"
#include "daemon/desk/recount.h"

#define PICKED_MAX 100   /* with more than this, sorting all is cheaper */
#define PAIRS_MANY 20000 /* numbers; among so many, most values repeat */

/* A group while its figures are added up. */
struct group {
	uint64_t who; /* its number; for BY_DAY the day */
	struct span name;
	uint32_t day;
	uint64_t tickets, closed, reopened, answers, bounces, proposed, sent, solved;
	uint64_t open; /* unfinished tickets now; set if all customers are read */
	int64_t since; /* new minus closed tickets after the period */
	uint64_t ratings[6];
	struct id_list first, resolve; /* (value, count) pairs, unsorted */
};
struct groups {
	struct group **items;
	size_t count, cap;
};

struct adding {
	struct arena *a;
	const struct tally_request *r;
	struct report *report;
	enum report_by by;
	struct groups groups;
	struct slot {
		uint64_t who; /* kept outside the group, so that a lookup touches no other groups */
		struct group *group;
	} * slots;
	size_t slot_count;   /* a power of two */
	struct group *total; /* for BY_ALL, which also reads BY_DAY */
};

/* --- groups: found by their number in a hash table that is at most half full --- */

static size_t slot_of(const struct adding *x, uint64_t who)
{
	size_t at = (size_t)(who * 0x9e3779b97f4a7c15u) & (x->slot_count - 1);
	while (x->slots[at].group && x->slots[at].who != who)
		at = (at + 1) & (x->slot_count - 1);
	return at;
}

static void slots_grow(struct adding *x)
{
	if (x->groups.count * 2 < x->slot_count)
		return;
	x->slot_count = x->slot_count ? x->slot_count * 4 : 256;
	x->slots = ARENA_ARRAY(x->a, struct slot, x->slot_count);
	for (size_t i = 0; i < x->groups.count; i++) {
		struct group *g = x->groups.items[i];
		x->slots[slot_of(x, g->who)] = (struct slot){g->who, g};
	}
}

static struct group *tally_group(struct adding *x, uint64_t who, struct span name, uint32_t day)
{
	slots_grow(x);
	struct slot *slot = &x->slots[slot_of(x, who)];
	if (slot->group)
		return slot->group;
	struct group *g = ARENA_NEW(x->a, struct group);
	*g = (struct group){.who = who, .name = arena_dup(x->a, name), .day = day};
	*LIST_ADD(x->a, &x->groups) = g;
	*slot = (struct slot){who, g};
	return g;
}

static void pairs_add(struct arena *a, struct id_list *to, const struct id_list *from)
{
	for (size_t i = 0; i < from->count; i++)
		*LIST_ADD(a, to) = from->items[i];
}

static void group_add(struct arena *a, struct group *g, const struct sum *s)
{
	g->tickets += s->tickets;
	g->closed += s->closed;
	g->reopened += s->reopened;
	g->answers += s->answers;
	g->bounces += s->bounces;
	g->proposed += s->proposed;
	g->sent += s->sent;
	g->solved += s->solved;
	for (size_t i = 0; i + 1 < s->ratings.count; i += 2)
		g->ratings[s->ratings.items[i] < 6 ? s->ratings.items[i] : 0] += s->ratings.items[i + 1];
	pairs_add(a, &g->first, &s->first);
	pairs_add(a, &g->resolve, &s->resolve);
}

/* --- reading --- */

static void add_hours(struct report *report, uint32_t day, const struct sum *s)
{
	for (size_t i = 0; i + 1 < s->hours.count; i += 2)
		if (s->hours.items[i] < 24)
			report->hours[zone_weekday(day)][s->hours.items[i]] += s->hours.items[i + 1];
}

static int tally_day(void *ctx, uint32_t day, uint64_t who, const struct sum *s)
{
	struct adding *x = ctx;
	(void)who;
	int64_t flow = (int64_t)s->tickets - (int64_t)s->closed;
	struct group *g = x->total;
	if (day > x->r->to) {
		g->since += flow;
		return 0;
	}
	group_add(x->a, g, s);
	add_hours(x->report, day, s);
	if (x->r->wanted[BY_DAY])
		group_add(x->a, tally_group(x, day, SPAN_NONE, day), s);
	return 0;
}

static int tally_named(void *ctx, uint32_t day, uint64_t who, const struct sum *s)
{
	struct adding *x = ctx;
	if (day <= x->r->to) {
		group_add(x->a, tally_group(x, who, s->name, 0), s);
	} else if (s->tickets || s->closed) {
		struct group *g = tally_group(x, who, s->name, 0);
		g->since += (int64_t)s->tickets - (int64_t)s->closed;
	}
	return 0;
}

/* --- from groups to rows --- */

struct pair {
	uint64_t value, n;
};

static int by_value(const void *x, const void *y)
{
	const struct pair *a = x, *b = y;
	return (a->value > b->value) - (a->value < b->value);
}

static bool pairs_are_sorted(const struct id_list *list)
{
	for (size_t i = 2; i < list->count; i += 2)
		if (list->items[i] < list->items[i - 2])
			return false;
	return true;
}

/* For many pairs: counts each value at its place, then reads the places in order. */
static void pairs_count_sort(struct id_list *list)
{
	uint64_t *counts = calloc(FIGURE_PLACES, sizeof *counts);
	size_t n = 0;
	if (!counts)
		abort();
	for (size_t i = 0; i + 1 < list->count; i += 2)
		counts[figure_place(list->items[i])] += list->items[i + 1];
	for (uint32_t place = 0; place < FIGURE_PLACES; place++) {
		if (!counts[place])
			continue;
		list->items[n++] = figure_at(place);
		list->items[n++] = counts[place];
	}
	list->count = n;
	free(counts);
}

static void pairs_sort(struct id_list *list)
{
	if (pairs_are_sorted(list))
		return;
	if (list->count > PAIRS_MANY)
		pairs_count_sort(list);
	else
		qsort(list->items, list->count / 2, sizeof(struct pair), by_value);
}

static double mean_rating(const struct group *g)
{
	uint64_t n = 0, sum = 0;
	for (uint64_t i = 1; i < 6; i++) {
		n += g->ratings[i];
		sum += i * g->ratings[i];
	}
	return n ? (double)sum / (double)n : NAN;
}

static void row_fill(struct group *g, double backlog, struct report_row *row)
{
	pairs_sort(&g->first);
	pairs_sort(&g->resolve);
	*row = (struct report_row){g->name,
				   g->day,
				   {
					   [COLUMN_TICKETS] = (double)g->tickets,
					   [COLUMN_CLOSED] = (double)g->closed,
					   [COLUMN_BACKLOG] = backlog,
					   [COLUMN_FIRST_MEDIAN] = floor(report_quantile(&g->first, 0.5)),
					   [COLUMN_FIRST_90] = report_quantile(&g->first, 0.9),
					   [COLUMN_FIRST_KEPT] = report_kept(&g->first),
					   [COLUMN_RESOLVE_MEDIAN] = floor(report_quantile(&g->resolve, 0.5)),
					   [COLUMN_RESOLVE_90] = report_quantile(&g->resolve, 0.9),
					   [COLUMN_RESOLVE_KEPT] = report_kept(&g->resolve),
					   [COLUMN_REOPENED] = (double)g->reopened,
					   [COLUMN_SATISFACTION] = mean_rating(g),
					   [COLUMN_ANSWERS] = (double)g->answers,
					   [COLUMN_BOUNCES] = (double)g->bounces,
					   [COLUMN_PROPOSED] = (double)g->proposed,
					   [COLUMN_SENT] = (double)g->sent,
					   [COLUMN_SOLVED] = (double)g->solved,
				   }};
}

/* Unfinished tickets at the end of the period: those unfinished now, without those that came after it, and with those
 * closed after it. */
static int backlog_of(struct txn *t, enum sums_of of, const struct group *g, double *out, struct err *err)
{
	uint64_t open;
	if (store_open_in(t, of, g->name, &open, err) != 0)
		return -1;
	int64_t n = (int64_t)open - g->since;
	*out = n > 0 ? (double)n : 0;
	return 0;
}

static bool reads_all_customers(const struct adding *x)
{
	return x->by == BY_CUSTOMER && !x->r->customers;
}

static void note_open(void *ctx, uint64_t who, uint64_t open)
{
	const struct adding *x = ctx;
	struct slot *slot = x->slot_count ? &x->slots[slot_of(x, who)] : NULL;
	if (slot && slot->group)
		slot->group->open = open;
}

/* All customers' counts are read in one go. */
static int table_backlog(struct txn *t, const struct adding *x, enum sums_of of, const struct group *g, double *out,
			 struct err *err)
{
	int64_t n = (int64_t)g->open - g->since;
	if (!reads_all_customers(x))
		return backlog_of(t, of, g, out, err);
	*out = n > 0 ? (double)n : 0;
	return 0;
}

static int by_day(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;
	return (a->day > b->day) - (a->day < b->day);
}

static int group_order(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;
	return a->name.len && b->name.len ? span_cmp(a->name, b->name) : (b->name.len > 0) - (a->name.len > 0);
}

/* There are many customers: those with the most tickets come first. */
static int by_tickets(const void *x, const void *y)
{
	const struct group *a = *(struct group *const *)x, *b = *(struct group *const *)y;
	int more = (a->tickets < b->tickets) - (a->tickets > b->tickets);
	return more ? more : group_order(x, y);
}

static void groups_sort(struct groups *list, int (*order)(const void *, const void *))
{
	if (list->count)
		qsort(list->items, list->count, sizeof(struct group *), order);
}

/* Moves the first `n` in that order to the front, sorted; the rest stays unsorted. */
static void groups_pick(struct groups *list, size_t n, int (*order)(const void *, const void *))
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++) {
		struct group *g = list->items[i];
		size_t at = kept < n ? kept : n;
		while (at > 0 && order(&g, &list->items[at - 1]) < 0)
			at--;
		if (at == n)
			continue;
		list->items[i] = list->items[kept < n ? kept : n - 1];
		size_t last = kept < n ? kept++ : n - 1;
		memmove(&list->items[at + 1], &list->items[at], (last - at) * sizeof(*list->items));
		list->items[at] = g;
	}
}

static void table_days(struct adding *x, double backlog)
{
	struct report_table *table = &x->report->tables[BY_DAY];
	groups_sort(&x->groups, by_day);
	table->rows = ARENA_ARRAY(x->a, struct report_row, x->groups.count);
	table->count = x->groups.count;
	for (size_t i = table->count; i > 0; i--) {
		struct group *g = x->groups.items[i - 1];
		row_fill(g, backlog > 0 ? backlog : 0, &table->rows[i - 1]);
		backlog -= (double)g->tickets - (double)g->closed;
	}
}

static void note_ranges(struct report *report, const struct group *g)
{
	for (size_t i = 0; i + 1 < g->first.count; i += 2) {
		uint32_t took = figure_took(g->first.items[i]);
		uint64_t n = g->first.items[i + 1];
		size_t k = 0;
		while (k < REPORT_RANGES - 1 && took > report_bounds[k])
			k++;
		enum goal goal = figure_goal(g->first.items[i]);
		struct report_range *range = &report->ranges[k];
		*(goal == GOAL_KEPT ? &range->kept : goal == GOAL_MISSED ? &range->missed : &range->other) += n;
	}
	memcpy(report->ratings, g->ratings, sizeof(report->ratings));
}

/* Of all tickets, or of the requested agent's; days yet to come are not counted. */
static int read_days(struct txn *t, struct adding *x, int64_t now, double *backlog, struct err *err)
{
	struct span agent = x->r->agent;
	uint32_t today = (uint32_t)zone_day_of(now) + 1;
	if (!agent.len)
		return store_sums(t, SUMS_ALL, x->r->from, UINT32_MAX, tally_day, x, err) != 0
			       ? -1
			       : backlog_of(t, SUMS_ALL, x->total, backlog, err);
	return store_sums_named(t, SUMS_AGENT, agent, x->r->from, today, tally_day, x, err) != 0
		       ? -1
		       : backlog_of(t, SUMS_AGENT, x->total, backlog, err);
}

static int add_total(struct txn *t, struct adding *x, int64_t now, struct err *err)
{
	struct group total = {.name = x->r->agent};
	double backlog;
	x->by = BY_ALL;
	x->total = &total;
	if (read_days(t, x, now, &backlog, err) != 0)
		return -1;
	row_fill(&total, backlog, &x->report->total);
	note_ranges(x->report, &total);
	x->report->tables[BY_ALL] = (struct report_table){.rows = &x->report->total, .count = 1};
	if (x->r->wanted[BY_DAY])
		table_days(x, backlog);
	return 0;
}

static void add_known(const struct conf *conf, struct adding *x)
{
	for (size_t i = 0; x->by == BY_AGENT && i < conf->agent_count; i++)
		tally_group(x, store_sum_who(conf->agents[i].name), conf->agents[i].name, 0);
	for (size_t i = 0; x->by == BY_CATEGORY && i < conf->category_count; i++)
		tally_group(x, store_sum_who(conf->categories[i].name), conf->categories[i].name, 0);
}

/* A group gets no row for what happened only after the period, nor if there is nothing to show. */
static bool is_row(const struct conf *conf, const struct adding *x, const struct group *g, double backlog)
{
	bool known = (x->by == BY_AGENT && conf_agent(conf, g->name)) ||
		     (x->by == BY_CATEGORY && conf_category(conf, g->name));
	return known || g->tickets || g->closed || g->reopened || g->answers || g->bounces || g->proposed || g->sent ||
	       g->solved || g->first.count || mean_rating(g) > 0 || (x->by != BY_CUSTOMER && backlog > 0);
}

static int add_table(const struct conf *conf, struct txn *t, struct adding *x, enum report_by by, enum sums_of of,
		     struct err *err)
{
	struct report_table *table = &x->report->tables[by];
	x->by = by;
	add_known(conf, x);
	if (by == BY_AGENT)
		tally_group(x, store_sum_who(SPAN_NONE), SPAN_NONE, 0);
	if (store_sums(t, of, x->r->from, UINT32_MAX, tally_named, x, err) != 0 ||
	    (by == BY_ARTICLE && store_sums(t, SUMS_FAQ, x->r->from, UINT32_MAX, tally_named, x, err) != 0))
		return -1;
	if (by == BY_CUSTOMER && x->r->customers && x->r->customers <= PICKED_MAX)
		groups_pick(&x->groups, x->r->customers, by_tickets);
	else
		groups_sort(&x->groups, by == BY_CUSTOMER ? by_tickets : group_order);
	if (reads_all_customers(x) && store_open_customers(t, note_open, x, err) != 0)
		return -1;
	table->rows = ARENA_ARRAY(x->a, struct report_row, x->groups.count + 1);
	for (size_t i = 0; i < x->groups.count; i++) {
		struct group *g = x->groups.items[i];
		double backlog;
		if (by == BY_CUSTOMER && x->r->customers && table->count >= x->r->customers) {
			table->more = x->groups.count - i;
			break;
		}
		if (table_backlog(t, x, of, g, &backlog, err) != 0)
			return -1;
		if (is_row(conf, x, g, backlog))
			row_fill(g, backlog, &table->rows[table->count++]);
		for (unsigned c = 0; by == BY_ARTICLE && table->count && c < COLUMN_PROPOSED; c++)
			table->rows[table->count - 1].values[c] = NAN; /* tickets do not belong to articles */
	}
	return 0;
}

int tally(const struct conf *conf, struct txn *t, const struct tally_request *r, int64_t now, struct arena *a,
	  struct report *out, struct err *err)
{
	static const enum sums_of sums[BY_COUNT] = {[BY_AGENT] = SUMS_AGENT,
						    [BY_CATEGORY] = SUMS_CATEGORY,
						    [BY_CUSTOMER] = SUMS_CUSTOMER,
						    [BY_ARTICLE] = SUMS_ARTICLE};
	struct report report = {.desk = conf->name, .now = now, .from = r->from, .to = r->to, .zone = conf->zone};
	int rc = recount_pending(t, &report.pending, err);
	for (unsigned by = BY_ALL; rc == 0 && by < BY_COUNT; by++) {
		struct adding x = {.a = a, .r = r, .report = &report};
		if (by == BY_ALL)
			rc = add_total(t, &x, now, err);
		else if (by != BY_DAY && r->wanted[by])
			rc = add_table(conf, t, &x, (enum report_by)by, sums[by], err);
	}
	if (rc != 0)
		return -1;
	*out = report;
	out->tables[BY_ALL].rows = &out->total;
	return 0;
}
