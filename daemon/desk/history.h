/* history: an event put on a ticket by the shell itself: what became of a mail or a call, what an admin did with it. */
#ifndef CAREDESK_HISTORY_H
#define CAREDESK_HISTORY_H

#include "store/store.h"

/* On that ticket; all of the event but its ticket, seq and time is the caller's. Nothing is written where the ticket is
 * gone. Within the caller's transaction, whose errors these are. */
int history_put(struct txn *t, struct arena *a, uint64_t id, struct event event, int64_t now, struct err *err);
/* On the mail's ticket, where it has one: all of the event but actor, kind, why and number is filled in here. */
int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err);

#endif
