/* state: what a process of the daemon reports of itself, for `status` and monitoring: a small file in the run folder,
 * replaced as a whole. It costs the store nothing, and a failure to write it is not reported.
 *
 * The counters go on from those of the process before, so they only grow as long as the run folder exists. */
#ifndef CAREDESK_STATE_H
#define CAREDESK_STATE_H

#include "parsers/base/span.h"

#define STATE_COUNTS 20
#define STATE_BOUNDS 11

enum state_now {
	STATE_UNKNOWN, /* nothing has been reported yet */
	STATE_CONNECTING,
	STATE_OK,
	STATE_DOWN, /* it can't be reached */
	STATE_FULL, /* the disk has no room: no mail is taken in */
	STATE_NOW_COUNT
};

/* How long something took: counts by upper bound (state_bounds, in milliseconds); the last one has none. */
struct state_times {
	uint64_t counts[STATE_BOUNDS + 1];
	uint64_t total_ms;
};
extern const unsigned state_bounds[STATE_BOUNDS];

struct state {
	enum state_now now;
	bool once;                     /* a process that drains what there is and ends */
	int64_t seen;                  /* when it last reached its mailbox, server or webhook; 0: never */
	uint64_t backlog;              /* mails that wait in the mailbox */
	char error[400];               /* why it is down, one line */
	uint64_t counts[STATE_COUNTS]; /* a mailbox's mails by verdict, a sender's by outcome; webhooks_count */
	uint64_t deaths;               /* of its readers */
	struct state_times times;      /* of one mail */
};

const char *state_name(enum state_now now); /* "unknown", "ok" … */
void state_took(struct state *s, int64_t milliseconds);

/* kind and name say whose: "mailbox" or "webhook" and its name, "sender" and its number. state_read: all zero if there
 * is none. */
void state_read(const char *store_path, const char *kind, struct span name, struct state *out);
void state_write(const char *store_path, const char *kind, struct span name, const struct state *s);

#endif
