/* calls: pending webhook deliveries. There is at most one call per ticket and webhook: for the first event that the
 * webhook has not been sent yet. It is put in the same transaction as that event; later events are found in the
 * ticket's history. So an event on a ticket that already has a call costs one lookup, and the events of a ticket are
 * delivered in order.
 *
 * Inside store/ only; the verbs are those of store.h. */
#ifndef CAREDESK_CALLS_H
#define CAREDESK_CALLS_H

#include "store/txn.h"

/* Adds a call for each webhook that is subscribed to the event. */
int calls_add(struct txn *t, const struct event *event, struct err *err);
int calls_put(struct txn *t, const struct call *call, struct err *err);
int calls_delete(struct txn *t, uint64_t ticket, struct err *err);

#endif
