/* parts: what goes with a ticket's content, whether the ticket itself goes too (deleting) or stays (forgetting).
 *
 * Inside store/ only. */
#ifndef CAREDESK_PARTS_H
#define CAREDESK_PARTS_H

#include "store/txn.h"

/* Its mails stay known by their hashes, so that they don't come again; what they were called does not. keep_ticket:
 * they still lead to it. */
int parts_forget_seen(struct txn *t, uint64_t ticket, bool keep_ticket, struct err *err);
/* The rows of the mails that were sent, or were to be, about it. */
int parts_delete_mails(struct txn *t, uint64_t ticket, struct err *err);
/* What undoing has of it: others' last commands may have changed it too, and hold it as it was. */
int parts_delete_undos(struct txn *t, uint64_t ticket, struct err *err);

#endif
