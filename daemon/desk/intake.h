/* intake: handles one mail inside a transaction: gathers the facts, decides, applies the plan. */
#ifndef CAREDESK_INTAKE_H
#define CAREDESK_INTAKE_H

#include "daemon/core/base/plan.h"
#include "parsers/reader.h"
#include "store/store.h"

/* A held mail to be released, as parsed by the reader. */
struct intake_held {
	uint64_t ticket;
	uint32_t seq;
	struct span raw;
	struct mail mail;
};
struct intake_held_list {
	struct intake_held *items;
	size_t count, cap;
	struct intake_held wanted; /* the mail for which the work was interrupted; ticket 0: none */
};

struct intake_source { /* where the mail came from */
	const struct mailbox_conf *mailbox;
	uint32_t uidvalidity; /* 0 with uid 0: not from IMAP (ingest, Maildir) */
	uint64_t uid;
	struct span name; /* for people: "support/1234", a file */
	bool untrusted;   /* see intake_distrust; stored with a mail that goes to quarantine */
	/* Held mails read by intake_transact; NULL: read them within the transaction, where no one has to wait for
	 * it. */
	struct intake_held_list *held;
	bool released; /* an admin has released it from quarantine: it becomes a ticket, or part of one */
	bool vouched;  /* its author has confirmed that they wrote it */
};

/* Ignores the mail's Authentication-Results, for sources where nobody vouches for the headers (an mbox from
 * elsewhere). */
void intake_distrust(struct mail *mail);

/* Decides and applies within `t`; does not commit. The reader parses held mails that are released. Marks source->uid as
 * done, unless it is 0 or plan->leave is set. The plan lives in `a`. */
int intake_mail(const struct conf *conf, struct txn *t, struct reader *reader, const struct intake_source *source,
		const struct mail *mail, struct span raw, int64_t now, struct arena *a, struct plan *plan,
		struct err *err);

/* transact() for work that takes in mails with that list in their source: when the work needs a held mail, it is
 * interrupted, the mail is read with no transaction open, and the work is done again. List and mails live in `a`. */
int intake_transact(struct store *s, struct reader *reader, struct intake_held_list *held, struct arena *a,
		    int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err);

/* Puts a mail that could not be parsed at all into quarantine. */
int intake_quarantine(struct txn *t, const struct intake_source *source, struct span raw, struct span reason,
		      int64_t now, struct err *err);

#endif
