#include "daemon/desk/tick.h"

#include "daemon/core/ticket/timers.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/review.h"

#define DUE_MAX 200
#define REVIEW_MAX 200
#define LATE SPAN("late")
#define LATE_BYTES ((size_t)64 << 10)
#define WAITING_MAX 200
#define WAITING_PAUSE 30 /* seconds between looks for a free agent */

struct turn {
	const struct conf *conf;
	struct txn *t;
	int64_t now;
	struct arena *a;
	struct tick *out;
};

/* --- late reminders --- */

static int note_read(const struct turn *k, struct span *out, struct err *err)
{
	*out = SPAN_NONE;
	return store_note(k->t, k->a, LATE, out, err) == 0 || err->kind == ERR_NOTFOUND ? 0 : -1;
}

/* Stores what is late until all of it was found, one line each: "carol 1042 4". */
static int late_keep(const struct turn *k, const struct plan_late_list *late, struct err *err)
{
	struct span kept;
	if (!late->count)
		return 0;
	if (note_read(k, &kept, err))
		return -1;
	for (size_t i = 0; i < late->count && kept.len < LATE_BYTES; i++)
		kept = arena_printf(k->a, "%.*s%.*s %llu %d\n", SPAN_ARG(kept), SPAN_ARG(late->items[i].who),
				    (unsigned long long)late->items[i].ticket, (int)late->items[i].kind);
	return store_note_put(k->t, LATE, kept, err);
}

static void late_read(struct arena *a, struct span kept, struct plan_late_list *out, struct id_list *tickets)
{
	struct span line, who = SPAN_NONE, ticket = SPAN_NONE, kind = SPAN_NONE;
	uint64_t id, number;
	while (span_line(&kept, &line)) {
		if (!span_word(&line, &who) || !span_word(&line, &ticket) || !span_word(&line, &kind) ||
		    !span_u64(ticket, &id) || !span_u64(kind, &number) || number >= TIMER_KIND_COUNT)
			continue;
		*LIST_ADD(a, out) = (struct plan_late){who, id, (enum timer_kind)number};
		*LIST_ADD(a, tickets) = id;
	}
}

static int late_send(const struct turn *k, struct err *err)
{
	struct span kept;
	struct plan_late_list late = {0};
	struct id_list tickets = {0};
	struct facts facts;
	struct plan plan = {.verdict = VERDICT_COUNT};
	if (note_read(k, &kept, err))
		return -1;
	if (!kept.len)
		return 0;
	late_read(k->a, kept, &late, &tickets);
	if (gather_tickets(k->conf, k->t, &tickets, k->now, k->a, &facts, err))
		return -1;
	struct work w = {k->conf, NULL, &facts, k->now, k->a, &plan};
	timers_summaries(&w, &late);
	*LIST_ADD(k->a, &k->out->done) = plan;
	return apply_plan(k->t, &plan, SPAN_NONE, k->now, err) || store_note_put(k->t, LATE, SPAN_NONE, err) ? -1 : 0;
}

/* --- one ticket --- */

/* Handles one ticket (0: the agents): `what` decides, and its plan is applied if it returns true. `texts`: the facts
 * include the ticket's messages. */
static int decided(const struct turn *k, uint64_t ticket, bool texts, bool (*what)(struct work *w, uint64_t ticket),
		   struct err *err)
{
	struct facts facts;
	struct plan plan = {.verdict = VERDICT_COUNT};
	struct id_list one = {&ticket, ticket != 0, 1};
	if (texts ? gather_clock(k->conf, k->t, ticket, k->now, k->a, &facts, err)
		  : gather_tickets(k->conf, k->t, &one, k->now, k->a, &facts, err))
		return -1;
	struct work w = {k->conf, NULL, &facts, k->now, k->a, &plan};
	if (!what(&w, ticket))
		return 0;
	*LIST_ADD(k->a, &k->out->done) = plan;
	return apply_plan(k->t, &plan, SPAN_NONE, k->now, err) || late_keep(k, &plan.late, err) ? -1 : 0;
}

static bool agents(struct work *w, uint64_t ticket)
{
	(void)ticket;
	return timers_agents(w);
}

/* A ticket with several due timers is handled once. */
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
		/* messages are only read to see whether somebody can be asked for feedback */
		bool texts = due.items[i].timer.kind == TIMER_RESOLVE || due.items[i].timer.kind == TIMER_CLOSE;
		*LIST_ADD(k->a, &seen) = due.items[i].ticket;
		if (decided(k, due.items[i].ticket, texts, timers_ticket, err))
			return -1;
	}
	return 0;
}

/* To be called before the due timers: sets the timers of tickets that have none. *more: there are others. */
static int review(const struct turn *k, bool *more, struct err *err)
{
	struct id_list tickets;
	struct span note;
	if (review_next(k->conf, k->t, k->a, REVIEW_MAX, &tickets, &note, err))
		return -1;
	for (size_t i = 0; i < tickets.count; i++)
		if (decided(k, tickets.items[i], false, timers_review, err))
			return -1;
	*more = tickets.count == REVIEW_MAX;
	return note.len ? review_done(k->t, note, err) : 0;
}

static int waiting(const struct turn *k, size_t *left, struct err *err)
{
	const struct ticket_filter filter = {.waiting = true, .limit = WAITING_MAX};
	struct ticket_list list;
	if (store_tickets(k->t, k->a, &filter, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (decided(k, list.items[i].id, true, timers_waiting, err))
			return -1;
	*left = list.count;
	return 0;
}

static int64_t earlier(int64_t a, int64_t b)
{
	return !a || (b && b < a) ? b : a;
}

/* This turn may have set timers earlier than those found at its start. */
static int look_ahead(const struct turn *k, size_t left, struct err *err)
{
	struct facts facts;
	struct timer_due_list none;
	int64_t next;
	if (store_timers_due(k->t, k->a, k->now, 0, &none, &next, err) ||
	    gather_clock(k->conf, k->t, 0, k->now, k->a, &facts, err))
		return -1;
	/* if nothing could be done, do not hurry */
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
	bool reviewing;
	*out = (struct tick){0};
	if (review(&k, &reviewing, err) || decided(&k, 0, false, agents, err) || timers(&k, &next, err) ||
	    waiting(&k, &left, err))
		return -1;
	if (look_ahead(&k, left, err))
		return -1;
	out->more |= reviewing;
	return out->more ? 0 : late_send(&k, err);
}
