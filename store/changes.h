/* changes: the numbers that tell who follows the store what has changed (store_changed). Inside store/ only. */
#ifndef CAREDESK_CHANGES_H
#define CAREDESK_CHANGES_H

#include "store/txn.h"

/* The next change's number, taken. */
int changes_next(struct txn *t, uint64_t *out, struct err *err);
/* Something is taken out of the store. */
int changes_loss(struct txn *t, struct err *err);

#endif
