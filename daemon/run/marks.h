/* marks: the mails of one IMAP folder that are on disk, and of which the server may not know yet that they are done: it
 * did not get to it, or it refused (the folder to move to is full). They are written in the transaction that takes the
 * mails in, and read when the folder is opened: what is not marked is marked again, and nothing else waits for it. */
#ifndef CAREDESK_MARKS_H
#define CAREDESK_MARKS_H

#include "daemon/run/batch.h"

#define MARKS_MAX                                                                                                      \
	10000 /* beyond it the oldest are forgotten: their mails stay where they are, and are done all the same */

struct marks { /* zeroed at first */
	uint64_t *uids;
	size_t count, cap;
};

/* Frees. */
void marks_clear(struct marks *m);
void marks_add(struct marks *m, uint64_t uid);

/* What the last run of this mailbox left, of this uidvalidity, and has on disk; whatever m had is gone. */
int marks_read(struct marks *m, struct txn *t, struct span mailbox, uint32_t uidvalidity, struct err *err);
/* Those and the batch's mails that do not stay in the folder. */
int marks_put(const struct marks *m, struct txn *t, struct span mailbox, const struct batch *b, struct err *err);

#endif
