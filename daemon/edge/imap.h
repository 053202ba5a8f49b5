/* imap: one watched folder over a connection (libetpan, RFC 3501; IDLE RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315).
 *
 * No decision is made here. Errors as in connection.h; after any error, unless said otherwise, only imap_close may be
 * called. */
#ifndef CAREDESK_IMAP_H
#define CAREDESK_IMAP_H

#include "conf/conf.h"
#include "parsers/base/buf.h"

struct imap;

struct imap_item {
	uint64_t uid;
	uint64_t size; /* RFC822.SIZE */
};
struct imap_item_list {
	struct imap_item *items;
	size_t count, cap;
};

/* Logs in and selects mailbox->folder. ERR_REFUSED when there is no such folder. move_to is created if missing.
 * `mailbox` must outlive *out. */
int imap_open(const struct mailbox_conf *mailbox, struct imap **out, struct err *err);
void imap_close(struct imap *i); /* NULL is fine */

uint32_t imap_uidvalidity(const struct imap *i);
/* The next mail's UID, as the server said when the folder was opened; 0: it did not say. */
uint64_t imap_uidnext(const struct imap *i);
/* UIDs > after, ascending, at most limit, with sizes. */
int imap_list(struct imap *i, uint64_t after, size_t limit, struct arena *a, struct imap_item_list *out,
	      struct err *err);
/* BODY.PEEK[] of many mails in one command. `got` is called for each, with `raw` valid during the call; mails that have
 * gone meanwhile are skipped. At most max bytes of each are fetched, whatever size the server announced. If `got` does
 * not return 0, the session ends with its *err. */
int imap_fetch(struct imap *i, const struct imap_item *items, size_t count, uint64_t max,
	       int (*got)(void *ctx, uint64_t uid, struct span raw, struct err *err), void *ctx, struct err *err);
/* BODY.PEEK[HEADER] of one mail. ERR_NOTFOUND: the mail has gone; the session stays usable. */
int imap_fetch_headers(struct imap *i, uint64_t uid, struct arena *a, struct span *out, struct err *err);
/* Marks mails as done: UID MOVE to move_to if set (UID COPY + \Deleted + UID EXPUNGE if MOVE is not offered), else
 * \Seen. One command for all. ERR_REFUSED: the server refused; the session stays usable. */
int imap_done(struct imap *i, const uint64_t *uids, size_t count, struct err *err);
/* Deletes a mail: for good if the server has UIDPLUS, else by \Deleted alone. */
int imap_delete(struct imap *i, uint64_t uid, struct err *err);
/* Waits for news: by IDLE where offered (renewed well before 29 minutes), else for `poll` seconds. Returns at news,
 * after `seconds`, or when `wake` becomes readable. *news: something may be new. */
int imap_wait(struct imap *i, int seconds, int wake, bool *news, struct err *err);

/* --- other folders of the account, read-only; after these, nothing from imap_list to imap_wait may be called --- */

/* The folders of sent mail: those that the server marks \Sent (RFC 6154), or that have a usual name for it in a few
 * languages. Names are as the server writes them, in the arena. */
int imap_sent_folders(struct imap *i, struct arena *a, struct span_list *out, struct err *err);
/* Opens another folder read-only; `folder` as imap_sent_folders returns it. ERR_REFUSED: the server refused; the
 * session stays usable. */
int imap_examine(struct imap *i, struct span folder, struct err *err);
/* Does the open folder have a mail with this Message-ID, or one that names it in In-Reply-To or References? `msgid` is
 * without <>. */
int imap_knows(struct imap *i, struct span msgid, bool *out, struct err *err);

#endif
