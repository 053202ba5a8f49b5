#include "daemon/core/ticket/lifecycle.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/base/levels.h"

#define NO 0 /* not allowed */
#define TO(status) (STATUS_##status + 1)

/* The status that a ticket in the row's status gets by the column's event. */
static const unsigned char table[STATUS_COUNT][LIFE_EVENT_COUNT] = {
	[STATUS_NEW] = {TO(OPEN), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM), TO(CLOSED),
			TO(NEW)},
	[STATUS_OPEN] = {TO(OPEN), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM), TO(CLOSED),
			 TO(OPEN)},
	[STATUS_PENDING] = {TO(OPEN), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM),
			    TO(CLOSED), TO(OPEN)},
	[STATUS_RESOLVED] = {TO(OPEN), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM),
			     TO(CLOSED), TO(RESOLVED)},
	[STATUS_CLOSED] = {TO(OPEN), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM), NO,
			   TO(CLOSED)},
	/* a customer's mail does not take a ticket out of spam; only an agent does */
	[STATUS_SPAM] = {TO(SPAM), TO(PENDING), TO(OPEN), TO(PENDING), TO(RESOLVED), TO(CLOSED), TO(SPAM), NO,
			 TO(SPAM)},
	[STATUS_MERGED] = {NO, NO, NO, NO, NO, NO, NO, NO, NO},
};

bool lifecycle_next(enum status from, enum life_event event, enum status *to)
{
	if (from >= STATUS_COUNT || event >= LIFE_EVENT_COUNT || table[from][event] == NO)
		return false;
	*to = (enum status)(table[from][event] - 1);
	return true;
}

static bool lifecycle_is_finished(enum status s)
{
	return s == STATUS_RESOLVED || s == STATUS_CLOSED;
}

/* An answer on a pending ticket restarts the customer's turn. */
static void count_pending(const struct work *w, struct ticket *t, enum life_event event)
{
	if (t->status == STATUS_PENDING && event == LIFE_WAKE)
		return;
	t->pending_since = t->status == STATUS_PENDING ? w->now : 0;
	t->told &= ~(1U << TIMER_NUDGE);
}

bool lifecycle_apply(struct work *w, struct ticket *t, enum life_event event, struct span actor, struct span why)
{
	enum status from = t->status, to;
	if (!lifecycle_next(from, event, &to))
		return false;
	t->status = to;
	t->wake = 0;
	t->snoozed = false;
	count_pending(w, t, event);
	levels_turn(w->a, t, from, w->now);
	if (event == LIFE_ANSWER && !t->answered)
		t->answered = w->now;
	if (!lifecycle_is_finished(to))
		t->finished = 0;
	else if (!lifecycle_is_finished(from))
		t->finished = w->now;
	if (!status_is_open(to))
		t->waiting = false;
	if (to != from)
		plan_event_put(w, t,
			       &(struct event){.actor = actor,
					       .kind = EVENT_STATUS,
					       .from = span_of(status_name(from)),
					       .to = span_of(status_name(to)),
					       .why = why});
	figures_settle(w->conf, t, w->now);
	return true;
}
