/* calls: what webhooks are still to be told. Of a ticket and a webhook there is one call at most: the first event that
 * the webhook was not told of. It is put with that event, in the same transaction; those after it are found in the
 * ticket's history. So an event of a ticket that waits already costs a look, and whoever takes what is due tells them
 * in order.
 *
 * Inside store/ only; the verbs are those of store.h. */
#ifndef CAREDESK_CALLS_H
#define CAREDESK_CALLS_H

#include "store/txn.h"

/* For each webhook that wants to hear of the event. */
int calls_add(struct txn *t, const struct event *event, struct err *err);
int calls_put(struct txn *t, const struct call *call, struct err *err);
int calls_delete(struct txn *t, uint64_t ticket, struct err *err);

#endif
