/* marks: the mails of one IMAP folder that are on disk but perhaps not marked as done on the server: it has not been
 * told yet, or it refused (the folder to move to is full). They are written in the transaction that takes the mails in,
 * and read when the folder is opened: they are marked again then, and nothing else waits for that. */
#ifndef CAREDESK_MARKS_H
#define CAREDESK_MARKS_H

#include "daemon/run/batch.h"

#define MARKS_MAX                                                                                                      \
	10000 /* beyond it the oldest are forgotten: those mails stay in the folder, and still count as done */

struct marks { /* zeroed at first */
	uint64_t *uids;
	size_t count, cap;
};

/* Frees the list; *m is empty then. */
void marks_clear(struct marks *m);
void marks_add(struct marks *m, uint64_t uid);

/* Replaces *m by the marks that the last run of this mailbox left, of this uidvalidity and for mails that are on
 * disk. */
int marks_read(struct marks *m, struct txn *t, struct span mailbox, uint32_t uidvalidity, struct err *err);
/* Stores these marks, and those of the batch's mails that do not stay in the folder. */
int marks_put(const struct marks *m, struct txn *t, struct span mailbox, const struct batch *b, struct err *err);

#endif
