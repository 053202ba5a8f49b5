#include "daemon/desk/agenda.h"

#include <stdlib.h>

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "store/ticketfields.h"

#define SHOWN_MAX 15 /* in each list */

/* --- sorting --- */

static bool is_past_due(const struct ticket *t, int64_t now)
{
	int64_t due = ticket_due(t);
	return due && due <= now;
}

/* What is due first, then what has waited longest. */
static int by_need(const void *x, const void *y)
{
	const struct ticket *a = x, *b = y;
	int64_t m = ticket_due(a), n = ticket_due(b);
	m = m ? m : INT64_MAX;
	n = n ? n : INT64_MAX;
	return m != n ? (m > n) - (m < n) : (a->updated > b->updated) - (a->updated < b->updated);
}

static void list_sort(struct ticket_list *list)
{
	if (list->count)
		qsort(list->items, list->count, sizeof *list->items, by_need);
}

void agenda_sort(struct arena *a, const struct ticket_list *open, int64_t now, struct agenda *out)
{
	struct agenda g = {.thanked = out->thanked};
	for (size_t i = 0; i < open->count; i++) {
		const struct ticket *t = &open->items[i];
		if (t->status == STATUS_PENDING)
			*LIST_ADD(a, &g.theirs) = *t;
		else if (is_past_due(t, now))
			*LIST_ADD(a, &g.overdue) = *t;
		else if (!t->snoozed)
			*LIST_ADD(a, &g.ours) = *t;
	}
	list_sort(&g.overdue);
	list_sort(&g.ours);
	list_sort(&g.theirs);
	*out = g;
}

bool agenda_is_empty(const struct agenda *g)
{
	return !g->overdue.count && !g->ours.count && !g->theirs.count && !g->thanked.count;
}

/* --- for templates --- */

static void ticket_fill(struct work *w, const struct ticket *t, struct span language, struct vars *item)
{
	int64_t since = t->pending_since ? t->pending_since : t->updated;
	compose_ticket_item(w, t, language, item);
	vars_text(w->a, item, "due", when_shown(w->a, w->conf->zone, language, ticket_due(t)));
	vars_text(w->a, item, "waits", when_shown(w->a, w->conf->zone, language, since));
}

static void fill_list(struct work *w, const struct ticket_list *list, const char *name, struct span language,
		      struct vars *vars)
{
	const char *count = arena_printf(w->a, "%s_count", name).ptr, *more = arena_printf(w->a, "%s_more", name).ptr;
	if (list->count)
		vars_text(w->a, vars, count, arena_printf(w->a, "%zu", list->count));
	if (list->count > SHOWN_MAX)
		vars_text(w->a, vars, more, arena_printf(w->a, "%zu", list->count - SHOWN_MAX));
	for (size_t i = 0; i < list->count && i < SHOWN_MAX; i++)
		ticket_fill(w, &list->items[i], language, vars_item(w->a, vars, name));
}

static size_t count_of(const struct ticket_list *list, struct span agent)
{
	size_t n = 0;
	for (size_t i = 0; i < list->count; i++)
		n += span_ieq(list->items[i].agent, agent);
	return n;
}

/* "bob: 3, overdue 1"; an empty agent means nobody. */
static void fill_load(struct work *w, const struct agenda *g, struct span agent, struct vars *vars)
{
	size_t late = count_of(&g->overdue, agent), all = late + count_of(&g->ours, agent);
	if (!all)
		return;
	struct vars *item = vars_item(w->a, vars, "loads");
	vars_flag(w->a, vars, "has_loads", true);
	vars_text(w->a, item, "who", agent);
	vars_text(w->a, item, "all", arena_printf(w->a, "%zu", all));
	if (late)
		vars_text(w->a, item, "late", arena_printf(w->a, "%zu", late));
}

void agenda_fill(struct work *w, const struct agenda *g, struct span language, bool whole, struct vars *vars)
{
	fill_list(w, &g->overdue, "overdue", language, vars);
	fill_list(w, &g->ours, "tickets", language, vars);
	fill_list(w, &g->theirs, "waiting", language, vars);
	fill_list(w, &g->thanked, "thanked", language, vars);
	for (size_t i = 0; whole && i < w->conf->agent_count; i++)
		fill_load(w, g, w->conf->agents[i].name, vars);
	if (whole)
		fill_load(w, g, SPAN_NONE, vars);
}
