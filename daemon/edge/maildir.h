/* maildir: a Maildir as a mailbox and as a place to send to (https://cr.yp.to/proto/maildir.html). */
#ifndef CAREDESK_MAILDIR_H
#define CAREDESK_MAILDIR_H

#include "daemon/edge/smtp.h"

struct maildir_item {
	struct span path;   /* "new/…" or "cur/…", relative */
	struct span unique; /* the name without flags */
	uint64_t size;
};
struct maildir_item_list {
	struct maildir_item *items;
	size_t count, cap;
};

/* Files of new/ and cur/ without the S flag; oldest name first; at most limit. Makes the folders when missing. */
int maildir_list(const char *path, size_t limit, struct arena *a, struct maildir_item_list *out, struct err *err);
/* At most max bytes, more is cut. */
int maildir_read(const char *path, const struct maildir_item *item, uint64_t max, struct arena *a, struct span *out,
		 struct err *err);
/* Done: to cur/ with flag S, or into the Maildir move_to. */
int maildir_done(const char *path, const struct maildir_item *item, const char *move_to, struct err *err);
/* Delivers: tmp/, fsync, rename into new/, fsync of the folder. `unique` (the outbox id) makes a repeat replace, not double. */
void maildir_deliver(const char *path, struct span unique, struct span bytes, struct delivery_result *out);
/* Waits until new/ changes (inotify), `wake` is readable, or milliseconds pass. */
int maildir_wait(const char *path, int milliseconds, int wake, struct err *err);

#endif
