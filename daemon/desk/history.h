/* history: an event put on a mail's ticket by the shell itself: what became of the mail, what an admin did with it. */
#ifndef CAREDESK_HISTORY_H
#define CAREDESK_HISTORY_H

#include "store/store.h"

/* Within the caller's transaction; all of the event but actor, kind, why and number is filled in here. Nothing is
 * written where the mail has no ticket, or it is gone. The errors are the store's. */
int history_mail(struct txn *t, struct arena *a, const struct outmail *mail, struct event event, int64_t now,
		 struct err *err);

#endif
