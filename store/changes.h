/* changes: change numbers, by which a follower of the store finds out what has changed (store_changed). Inside store/
 * only. */
#ifndef CAREDESK_CHANGES_H
#define CAREDESK_CHANGES_H

#include "store/txn.h"

/* Takes the next change number. */
int changes_next(struct txn *t, uint64_t *out, struct err *err);
/* Records that something is being removed from the store (store_loss). */
int changes_loss(struct txn *t, struct err *err);

#endif
