/* transact: a write transaction around some work, repeated when the store asks for it.
 *
 * A store that ran out of map space enlarges the map and asks for the work to be repeated (ERR_RETRY); so `work` may be
 * called several times and must start from scratch each time. If it still fails after TRANSACT_TRIES (a full disk), the
 * caller gets ERR_RETRY. Any other error of `work` ends the transaction at once, with nothing changed. */
#ifndef CAREDESK_TRANSACT_H
#define CAREDESK_TRANSACT_H

#include "store/store.h"

#define TRANSACT_TRIES 4

int transact(struct store *s, int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err);

#endif
