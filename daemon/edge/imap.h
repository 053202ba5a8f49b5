/* imap: one watched folder over a connection (libetpan, RFC 3501; IDLE RFC 2177, MOVE RFC 6851, UIDPLUS RFC 4315).
 *
 * No decision is made here. Errors as connection.h; after any error the session is good for imap_close only. */
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

/* Logs in and selects mailbox->folder. ERR_REFUSED when there is no such folder. move_to is made if missing. */
int imap_open(const struct mailbox_conf *mailbox, struct imap **out, struct err *err);
void imap_close(struct imap *i); /* NULL is fine */

uint32_t imap_uidvalidity(const struct imap *i);
/* What the next mail's UID will be, as said when the folder was opened; 0: it was not said. */
uint64_t imap_uidnext(const struct imap *i);
/* UIDs > after, ascending, at most limit, with sizes. */
int imap_list(struct imap *i, uint64_t after, size_t limit, struct arena *a, struct imap_item_list *out,
	      struct err *err);
/* BODY.PEEK[] of many in one command. Each is handed over as it comes, `raw` is valid during the call; a mail that has
 * gone meanwhile is not. At most max bytes of each, more is cut: a size that the server has wrong stops nothing. What
 * `got` returns other than 0 ends the session with its *err. */
int imap_fetch(struct imap *i, const struct imap_item *items, size_t count, uint64_t max,
	       int (*got)(void *ctx, uint64_t uid, struct span raw, struct err *err), void *ctx, struct err *err);
/* BODY.PEEK[HEADER] of one. */
int imap_fetch_headers(struct imap *i, uint64_t uid, struct arena *a, struct span *out, struct err *err);
/* Done: UID MOVE to move_to where set (UID COPY + \Deleted + UID EXPUNGE where MOVE is not offered), else \Seen. One
 * command for all. ERR_REFUSED: the server says no; the session is good all the same. */
int imap_done(struct imap *i, const uint64_t *uids, size_t count, struct err *err);
/* For good where the server has UIDPLUS, else marked \Deleted. */
int imap_delete(struct imap *i, uint64_t uid, struct err *err);
/* Waits for news: IDLE where offered (renewed before 29 minutes), else sleeps poll seconds; ends at news, at `seconds`,
 * or when `wake` becomes readable. *news: something may be new. */
int imap_wait(struct imap *i, int seconds, int wake, bool *news, struct err *err);

/* --- what else the account has, only looked at; imap_list and what follows it are good no more --- */

/* The folders that keep what was sent: those that the server calls \Sent (RFC 6154), or that are called so in one of a
 * few languages. As the server writes them. */
int imap_sent_folders(struct imap *i, struct arena *a, struct span_list *out, struct err *err);
/* Goes to another folder, to look at it alone. ERR_REFUSED: the server says no; the session is good all the same. */
int imap_examine(struct imap *i, struct span folder, struct err *err);
/* Is a mail there that has this Message-ID, or names it in In-Reply-To or References? `msgid` is without <>. */
int imap_knows(struct imap *i, struct span msgid, bool *out, struct err *err);

#endif
