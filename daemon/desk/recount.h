/* recount: the figures of tickets that are older than figures are, counted over time from their events. */
#ifndef CAREDESK_RECOUNT_H
#define CAREDESK_RECOUNT_H

#include "conf/conf.h"
#include "store/store.h"

/* At most `limit` tickets. *done: all are counted, now and for good. Writes nothing where nothing is left. */
int recount(const struct conf *conf, struct txn *t, size_t limit, bool *done, struct err *err);
/* Are there tickets that no report knows of yet? */
int recount_pending(struct txn *t, bool *out, struct err *err);

#endif
