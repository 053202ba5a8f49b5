/* inbox: a watched mailbox behind one small interface: an IMAP folder or a Maildir. No decision is made here. */
#ifndef CAREDESK_INBOX_H
#define CAREDESK_INBOX_H

#include "daemon/edge/imap.h"
#include "daemon/edge/maildir.h"

struct inbox_item {
	uint64_t key;             /* the UID; in a Maildir a number made from the unique name */
	uint64_t size;            /* as the server says */
	struct span name;         /* its name for people */
	struct maildir_item file; /* of a Maildir */
	struct span raw;          /* inbox_fetch: the mail, or its headers alone where size > max; NULL: it has gone */
};
struct inbox_item_list {
	struct inbox_item *items;
	size_t count, cap;
};

struct inbox { /* zeroed, then `mailbox` is set */
	const struct mailbox_conf *mailbox;
	struct imap *imap;
	int watch; /* of a Maildir; 0: none */
};

/* Errors as in daemon/edge/imap.h; after one, unless said otherwise, only inbox_close may be called. */
int inbox_open(struct inbox *in, struct err *err);
void inbox_close(struct inbox *in); /* may be called when not open */
/* 0 for a Maildir: it has no UIDs, and what is done is known from the file's name and the mail itself. */
uint32_t inbox_uidvalidity(const struct inbox *in);
/* The mails that are not done, in order; with UIDs only keys > after; at most limit. */
int inbox_list(struct inbox *in, uint64_t after, size_t limit, struct arena *a, struct inbox_item_list *out,
	       struct err *err);
/* Fills raw of each; it lives in `a`. */
int inbox_fetch(struct inbox *in, struct inbox_item *items, size_t count, uint64_t max, struct arena *a,
		struct err *err);
/* Marks them as done. ERR_REFUSED (IMAP): the server refused; the inbox stays usable. */
int inbox_done(struct inbox *in, const struct inbox_item *items, size_t count, struct err *err);
/* The mail is to stay where it is; in a Maildir, which has no UIDs, it is marked all the same. */
int inbox_leave(struct inbox *in, const struct inbox_item *item, struct err *err);
/* Waits for news, `seconds`, or `wake` to become readable. */
int inbox_wait(struct inbox *in, int seconds, int wake, struct err *err);

#endif
