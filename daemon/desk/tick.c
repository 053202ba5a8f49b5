#include "daemon/desk/tick.h"

#include "daemon/core/ticket/timers.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"

#define DUE_MAX 200
#define WAITING_MAX 200
#define WAITING_PAUSE 30 /* seconds between looks for somebody free */

struct turn {
	const struct conf *conf;
	struct txn *t;
	int64_t now;
	struct arena *a;
	struct tick *out;
};

/* One ticket's turn (0: the agents'), decided by `what` and applied where that says that something changes. */
static int decided(const struct turn *k, uint64_t ticket, bool (*what)(struct work *w, uint64_t ticket),
		   struct err *err)
{
	struct facts facts;
	struct plan plan = {.verdict = VERDICT_COUNT};
	if (gather_clock(k->conf, k->t, ticket, k->now, k->a, &facts, err))
		return -1;
	struct work w = {k->conf, NULL, &facts, k->now, k->a, &plan};
	if (!what(&w, ticket))
		return 0;
	*LIST_ADD(k->a, &k->out->done) = plan;
	return apply_plan(k->t, &plan, SPAN_NONE, k->now, err);
}

static bool agents(struct work *w, uint64_t ticket)
{
	(void)ticket;
	return timers_agents(w);
}

/* A ticket of which several are due comes once. */
static int timers(const struct turn *k, int64_t *next, struct err *err)
{
	struct timer_due_list due;
	struct id_list seen = {0};
	if (store_timers_due(k->t, k->a, k->now, DUE_MAX, &due, next, err))
		return -1;
	for (size_t i = 0; i < due.count; i++) {
		bool again = false;
		for (size_t n = 0; n < seen.count && !again; n++)
			again = seen.items[n] == due.items[i].ticket;
		if (again)
			continue;
		*LIST_ADD(k->a, &seen) = due.items[i].ticket;
		if (decided(k, due.items[i].ticket, timers_ticket, err))
			return -1;
	}
	return 0;
}

static int waiting(const struct turn *k, size_t *left, struct err *err)
{
	const struct ticket_filter filter = {.waiting = true, .limit = WAITING_MAX};
	struct ticket_list list;
	if (store_tickets(k->t, k->a, &filter, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (decided(k, list.items[i].id, timers_waiting, err))
			return -1;
	*left = list.count;
	return 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* What a turn did may have set timers that are earlier than what was found before it. */
static int look_ahead(const struct turn *k, size_t left, struct err *err)
{
	struct facts facts;
	struct timer_due_list none;
	int64_t next;
	if (store_timers_due(k->t, k->a, k->now, 0, &none, &next, err) ||
	    gather_clock(k->conf, k->t, 0, k->now, k->a, &facts, err))
		return -1;
	/* what nothing can be done about is no reason to hurry */
	k->out->more = next && next <= k->now && k->out->done.count;
	next = earlier(next, timers_agents_next(&facts.agents, k->now));
	k->out->next = earlier(next, left ? k->now + WAITING_PAUSE : 0);
	return 0;
}

int tick(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, struct tick *out, struct err *err)
{
	struct turn k = {conf, t, now, a, out};
	int64_t next;
	size_t left;
	*out = (struct tick){0};
	if (decided(&k, 0, agents, err) || timers(&k, &next, err) || waiting(&k, &left, err))
		return -1;
	return look_ahead(&k, left, err);
}
