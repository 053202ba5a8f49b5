/* portable: exports every record of a store as a line of JSON, and imports them into an empty one; docs/export.md
 * describes the format.
 *
 * What is derived from records (indices, loads, daily sums) is left out; it is rebuilt on import. Raw mails are kept
 * next to the lines, each named after its message or its row in the quarantine. */
#ifndef CAREDESK_PORTABLE_H
#define CAREDESK_PORTABLE_H

#include "store/store.h"

#define PORTABLE_VERSION 1

struct portable_mail { /* the owner of a raw mail */
	bool quarantined;
	uint64_t id; /* the ticket, or the number in quarantine */
	uint32_t seq;
};

/* Receives the output; a result other than 0 ends the export. Spans are valid during the call. */
struct portable_out {
	void *ctx;
	int (*line)(void *ctx, struct span line, struct err *err);
	int (*mail)(void *ctx, const struct portable_mail *of, int64_t time, struct span raw, struct err *err);
};
/* Exports everything, in a read transaction, in bounded memory. */
int portable_all(struct txn *t, const struct portable_out *out, struct err *err);
/* Exports what is stored about one customer: the record, the tickets with their messages and events, and the raw mails
 * that they wrote. */
int portable_customer(struct txn *t, struct span addr, const struct portable_out *out, struct err *err);

/* Puts the record of one line. ERR_CORRUPT: the line is not a valid record. */
int portable_line(struct txn *t, struct span line, struct err *err);
/* Adds the raw mail of a message, or of a row in the quarantine, which must exist. ERR_CORRUPT: its size is not the
 * recorded one. */
int portable_raw(struct txn *t, const struct portable_mail *of, struct span raw, struct err *err);

/* *empty: the store has no tickets. *progress: how far an interrupted import got; empty: there was none. */
int portable_begun(struct txn *t, struct arena *a, bool *empty, struct span *progress, struct err *err);
int portable_progress(struct txn *t, struct span progress, struct err *err); /* empty: the import is complete */

#endif
