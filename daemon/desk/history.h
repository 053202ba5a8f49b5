/* history: an event put on a ticket by the shell itself: what became of a mail, what an admin did. */
#ifndef CAREDESK_HISTORY_H
#define CAREDESK_HISTORY_H

#include "store/store.h"

struct history_entry {
	uint64_t ticket; /* 0, or one that is gone: nothing is written */
	struct span actor;
	const char *event;
	struct span detail, why;
};
/* Within the caller's transaction; the errors are the store's. */
int history_add(struct txn *t, struct arena *a, const struct history_entry *e, int64_t now, struct err *err);

/* "acknowledge to jo@example.org" */
struct span history_mail(struct arena *a, const struct outmail *mail);

#endif
