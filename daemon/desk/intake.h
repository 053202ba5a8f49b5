/* intake: one mail's way inside a transaction: gather the facts, decide, apply the plan. */
#ifndef CAREDESK_INTAKE_H
#define CAREDESK_INTAKE_H

#include "daemon/core/base/plan.h"
#include "parsers/reader.h"
#include "store/store.h"

/* A held mail that is to be released, as the reader has read it. */
struct intake_held {
	uint64_t ticket;
	uint32_t seq;
	struct span raw;
	struct mail mail;
};
struct intake_held_list {
	struct intake_held *items;
	size_t count, cap;
	struct intake_held wanted; /* what the work was left for; ticket 0: nothing */
};

struct intake_source { /* where the mail came from */
	const struct mailbox_conf *mailbox;
	uint32_t uidvalidity; /* 0 with uid 0: no IMAP mailbox (ingest, Maildir) */
	uint64_t uid;
	struct span name; /* what people call it: "support/1234", a file */
	bool untrusted;   /* see intake_distrust; kept with a mail that goes to quarantine */
	/* What intake_transact has read; NULL: a held mail is read within the transaction, where that stops nobody. */
	struct intake_held_list *held;
	bool released; /* an admin has let it out of quarantine: it becomes a ticket, or part of one */
	bool vouched;  /* its author has confirmed that it is theirs */
};

/* Where nobody vouches for the headers (an mbox from elsewhere), its Authentication-Results count for nothing. */
void intake_distrust(struct mail *mail);

/* Decides and applies within `t`; nothing is committed here. The reader serves held mails that are released.
 * Also marks source->uid done (unless plan->leave) when uid is not 0. Plan lives in `a`. */
int intake_mail(const struct conf *conf, struct txn *t, struct reader *reader, const struct intake_source *source,
		const struct mail *mail, struct span raw, int64_t now, struct arena *a, struct plan *plan,
		struct err *err);

/* transact(), for work that takes mails in with that list as their source's: where a held mail is released, the work is
 * left, the mail is read with no transaction open, and the work is done again. List and mails live in `a`. */
int intake_transact(struct store *s, struct reader *reader, struct intake_held_list *held, struct arena *a,
		    int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err);

/* What could not be read as a mail at all. */
int intake_quarantine(struct txn *t, const struct intake_source *source, struct span raw, struct span reason,
		      int64_t now, struct err *err);

#endif
