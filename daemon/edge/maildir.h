/* maildir: a Maildir as a mailbox and as a place to send to (https://cr.yp.to/proto/maildir.html).
 *
 * A missing Maildir is created. Errors of the file system are ERR_RETRY. */
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

/* Files of new/ and cur/ without the S flag; oldest name first; at most limit. */
int maildir_list(const char *path, size_t limit, struct arena *a, struct maildir_item_list *out, struct err *err);
/* At most max bytes, more is cut. ERR_NOTFOUND: it was moved or removed meanwhile. */
int maildir_read(const char *path, const struct maildir_item *item, uint64_t max, struct arena *a, struct span *out,
		 struct err *err);
/* Marks an item as done: moves it to cur/ with flag S, or into move_to: a Maildir if that is an absolute path, else the
 * folder of that name within path (Maildir++: "path/.NAME"). An item that has gone counts as done. */
int maildir_done(const char *path, const struct maildir_item *item, const char *move_to, struct err *err);

/* Delivers: tmp/, fsync, rename into new/, fsync of the folder. `unique` (the outbox id) makes a repeated delivery
 * replace the first one. */
void maildir_deliver(const char *path, struct span unique, struct span bytes, struct delivery_result *out);

/* A watch on new/: open it before maildir_list, so that nothing that comes after the list is missed. The file
 * descriptor is the caller's to close; -1 with *err. */
int maildir_watch(const char *path, struct err *err);
/* Waits until new/ has changed since the last call, `wake` (-1: none) is readable, or milliseconds pass.
 * True when new/ has changed. */
bool maildir_wait(int watch, int milliseconds, int wake);

#endif
