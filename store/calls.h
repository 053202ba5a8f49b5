/* calls: what webhooks are still to be told. A call is put with its event, in the same transaction. Of each webhook the
 * first one of a ticket alone is ever due, and the others wait for it: so whoever takes what is due tells them in
 * order.
 *
 * Inside store/ only; the verbs are those of store.h. */
#ifndef CAREDESK_CALLS_H
#define CAREDESK_CALLS_H

#include "store/txn.h"

/* For each webhook that wants to hear of the event. */
int calls_add(struct txn *t, const struct event *event, struct err *err);
/* Those of one ticket are put in order. */
int calls_put(struct txn *t, const struct call *call, struct err *err);
int calls_delete(struct txn *t, uint64_t ticket, struct err *err);

#endif
