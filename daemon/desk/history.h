/* history: events that the shell itself adds to a ticket: what happened to a mail or a webhook call, what an admin
 * did. */
#ifndef CAREDESK_HISTORY_H
#define CAREDESK_HISTORY_H

#include "store/store.h"

/* Adds an event to that ticket, within the caller's transaction; ticket, seq and time are filled in. Does nothing if
 * the ticket does not exist any more. */
int history_put(struct txn *t, struct arena *a, uint64_t id, struct event event, int64_t now, struct err *err);
/* Adds an event to the mail's ticket, if it has one; also fills in what and to. */
int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err);

#endif
