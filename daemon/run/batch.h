/* batch: some mails, read and then taken in by one transaction (by several if it would grow large), or one by one if
 * that fails.
 *
 * Mails that take long to read do not hold up the others: these are taken in first, and the senders are woken. Without
 * a daemon nobody waits, and the mails keep their order. Nothing is acknowledged here: once batch_take has succeeded,
 * every item is on disk (or was before) and may be acknowledged. */
#ifndef CAREDESK_BATCH_H
#define CAREDESK_BATCH_H

#include "daemon/desk/intake.h"
#include "daemon/run/child.h"

#define BATCH_MAILS 64
#define BATCH_BYTES ((uint64_t)16 << 20) /* a batch ends after the mail that passes this */
#define BATCH_CHANGES ((size_t)32 << 20) /* and a transaction after this much: small mails can cause a lot */

struct batch_item { /* spans belong to the batch's arena */
	const struct mailbox_conf *mailbox;
	struct span name; /* its name for people */
	uint64_t uid;     /* 0: not of an IMAP mailbox */
	struct span raw;
	uint64_t size;        /* of the whole mail: raw may be its headers alone */
	bool untrusted;       /* its Authentication-Results may be forged */
	struct span given_up; /* why it goes to quarantine unread; empty: it is read */
	/* filled by batch_take */
	struct mail mail;
	struct plan plan;
	const struct reader_job *job; /* NULL: its headers alone are read, or nothing */
	bool late;                    /* it took long to read: the others were taken in first */
	bool unread;                  /* it could not be read: quarantine */
	bool known;                   /* it was done before */
};

struct batch { /* zeroed, then the first four members are set */
	const struct conf *conf;
	struct store *store;
	struct reader *reader;
	uint32_t uidvalidity; /* of all items that have a uid */
	struct arena arena;
	struct batch_item *items;
	size_t count, cap;
	struct span_list agents; /* all addresses of all agents */
	struct intake_held_list held;
	size_t mails; /* how many outgoing mails the items caused */
	size_t late;  /* how many items are late */
};

struct batch_item *batch_add(struct batch *b); /* valid until the next call */
void batch_reset(struct batch *b);             /* empty again */
void batch_clear(struct batch *b);

/* Further work in each transaction; `all`: with this one the whole batch is on disk. */
struct batch_hook {
	int (*work)(struct txn *t, void *ctx, bool all, struct err *err);
	void *ctx;
};

/* Reads and takes in the items, with one log line for each. hook: NULL for none. -1, ERR_RETRY: nothing or only a part
 * is on disk; the same batch may be tried again later. */
int batch_take(struct batch *b, const struct child_env *env, const struct batch_hook *hook, struct err *err);

#endif
