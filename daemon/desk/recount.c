#include "daemon/desk/recount.h"

#include <inttypes.h>

#include "daemon/core/base/figures.h"

#define NOTE SPAN("figures:next") /* the first ticket not looked at yet; NOTE_ALL: none is left */
#define NOTE_ALL SPAN("all")

static int next_read(struct txn *t, struct arena *a, uint64_t *next, bool *done, struct err *err)
{
	struct span note = SPAN_NONE;
	*next = 1;
	*done = false;
	if (store_note(t, a, NOTE, &note, err) != 0 && err->kind != ERR_NOTFOUND)
		return -1;
	*done = span_eq(note, NOTE_ALL);
	span_u64(note, next);
	return 0;
}

static int next_write(struct txn *t, struct arena *a, uint64_t next, uint64_t end, bool *done, struct err *err)
{
	*done = next >= end;
	return store_note_put(t, NOTE, *done ? NOTE_ALL : arena_printf(a, "%" PRIu64, next), err);
}

/* 0 also if there is no such ticket. */
static int count_one(const struct conf *conf, struct txn *t, uint64_t id, struct err *err)
{
	struct event_list events;
	struct ticket ticket;
	struct arena a;
	arena_init(&a);
	int rc = store_ticket(t, &a, id, &ticket, err);
	if (rc != 0 && err->kind == ERR_NOTFOUND) {
		rc = 0;
	} else if (rc == 0 && !ticket.figures.counted) {
		rc = store_events(t, &a, id, &events, err);
		if (rc == 0) {
			figures_count(conf, &a, &ticket, &events);
			rc = store_ticket_put(t, &ticket, err);
		}
	}
	arena_clear(&a);
	return rc;
}

int recount(const struct conf *conf, struct txn *t, size_t limit, bool *done, struct err *err)
{
	struct arena a;
	uint64_t next, end;
	arena_init(&a);
	int rc = next_read(t, &a, &next, done, err);
	if (rc == 0 && !*done)
		rc = store_next_ticket(t, &end, err);
	if (rc == 0 && !*done) {
		uint64_t stop = next + limit < end ? next + limit : end;
		for (; rc == 0 && next < stop; next++)
			rc = count_one(conf, t, next, err);
		if (rc == 0)
			rc = next_write(t, &a, next, end, done, err);
	}
	arena_clear(&a);
	return rc;
}

/* Old tickets are counted in order, and new ones as they come, so it is enough to look at the first one left. */
int recount_pending(struct txn *t, bool *out, struct err *err)
{
	struct ticket ticket;
	struct arena a;
	uint64_t next, end;
	bool done, found = false;
	arena_init(&a);
	int rc = next_read(t, &a, &next, &done, err);
	if (rc == 0)
		rc = store_next_ticket(t, &end, err);
	for (; rc == 0 && !done && !found && next < end; next++) {
		found = store_ticket(t, &a, next, &ticket, err) == 0;
		rc = found || err->kind == ERR_NOTFOUND ? 0 : -1;
	}
	*out = found && !ticket.figures.counted;
	arena_clear(&a);
	return rc;
}
