/* history: an event put on a ticket by the shell itself: what became of a mail, what an admin did. */
#ifndef CAREDESK_HISTORY_H
#define CAREDESK_HISTORY_H

#include "store/store.h"

/* Within the caller's transaction; ticket, seq and time of the event are filled in here. Nothing is written where the
 * ticket is 0 or gone. The errors are the store's. */
int history_add(struct txn *t, struct arena *a, uint64_t ticket, const struct event *event, int64_t now,
		struct err *err);
/* The same for what became of a mail. */
int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err);

#endif
