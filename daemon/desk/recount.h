/* recount: the figures of tickets older than the counting of figures, made from their events step by step. */
#ifndef CAREDESK_RECOUNT_H
#define CAREDESK_RECOUNT_H

#include "conf/conf.h"
#include "store/store.h"

/* Counts at most `limit` tickets. *done: all are counted, for good. Writes nothing if nothing is left. */
int recount(const struct conf *conf, struct txn *t, size_t limit, bool *done, struct err *err);
/* Are there tickets that reports do not include yet? */
int recount_pending(struct txn *t, bool *out, struct err *err);

#endif
