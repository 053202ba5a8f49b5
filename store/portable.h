/* portable: every record out of a store as a line of JSON, and into an empty one: what docs/export.md describes.
 *
 * What follows from records (indices, loads, daily sums) is not among them; it is made again. Raw mails go beside the
 * lines, each named by its message or its row of the quarantine. */
#ifndef CAREDESK_PORTABLE_H
#define CAREDESK_PORTABLE_H

#include "store/store.h"

#define PORTABLE_VERSION 1

struct portable_mail { /* whose raw mail it is */
	bool quarantined;
	uint64_t id; /* the ticket, or the number in quarantine */
	uint32_t seq;
};

/* What comes out; not 0 ends it. Spans are valid during the call. */
struct portable_out {
	void *ctx;
	int (*line)(void *ctx, struct span line, struct err *err);
	int (*mail)(void *ctx, const struct portable_mail *of, int64_t time, struct span raw, struct err *err);
};
/* All of it, in a read transaction, in bounded memory. */
int portable_all(struct txn *t, const struct portable_out *out, struct err *err);
/* What is kept about one customer: the record, the tickets with their messages and events, the mails that they wrote.
 */
int portable_customer(struct txn *t, struct span addr, const struct portable_out *out, struct err *err);

/* Puts the record of a line. ERR_CORRUPT: it is none. */
int portable_line(struct txn *t, struct span line, struct err *err);
/* Beside a message, or a row, that is there and wants a mail of that size. */
int portable_raw(struct txn *t, const struct portable_mail *of, struct span raw, struct err *err);

/* Is nothing in it but what importing has put there? progress: what the last import that was stopped has done; empty:
 * none. */
int portable_begun(struct txn *t, struct arena *a, bool *empty, struct span *progress, struct err *err);
int portable_progress(struct txn *t, struct span progress, struct err *err); /* empty: it is done */

#endif
