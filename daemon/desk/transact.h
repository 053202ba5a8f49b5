/* transact: a write transaction around some work, done again when the store says so.
 *
 * A store that ran out of map space has enlarged it and wants the work done again (ERR_RETRY); so `work` may be called
 * several times and must start from nothing each time. What fails still after TRANSACT_TRIES (a full disk) is an
 * ERR_RETRY for the caller. Any other error of `work` ends it at once, with nothing changed. */
#ifndef CAREDESK_TRANSACT_H
#define CAREDESK_TRANSACT_H

#include "store/store.h"

#define TRANSACT_TRIES 4

int transact(struct store *s, int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err);

#endif
