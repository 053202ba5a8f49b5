/* forget: a person's words, names and addresses out of every record; and a ticket's content once it is old enough.
 *
 * What stays: ids, times, statuses, figures, and what others wrote, with the address replaced by a pseudonym
 * (forgotten-7@forgotten.invalid) and the names by "[…]". Of the mails that a person wrote nothing stays but that there
 * was one; of others' mails on the same tickets the text stays, without the lines that it quotes, and the raw mail
 * goes, for it quotes them too. The mails stay known by their hashes, so that they don't come again.
 *
 * The work is done in steps, each a transaction of its own, so that mails go on between them. Who is stopped in the
 * middle begins again and goes on. The freed pages still have the bytes: store_compact. */
#ifndef CAREDESK_FORGET_H
#define CAREDESK_FORGET_H

#include "store/redact.h"
#include "store/store.h"

#define FORGET_DOMAIN "forgotten.invalid"

struct forgetting {
	struct redaction who;
	struct span actor; /* who wants it: of the events */
	int64_t now;
	uint64_t tickets, messages, others; /* how many were changed so far; others: further records */
	size_t table;                       /* of the walk: which one … */
	struct span next;                   /* … and from which key on; empty: from its first */
};

/* Begins, or goes on where an earlier process was stopped. All that `out` points to is in the arena. */
int forget_begin(struct txn *t, struct arena *a, struct span addr, struct span actor, int64_t now,
		 struct forgetting *out, struct err *err);
/* One step; *more: there is another. Changes *f: where the commit fails, go on from the one before. */
int forget_some(struct txn *t, struct arena *a, struct forgetting *f, bool *more, struct err *err);
/* The last step: the record of the customer. One under the pseudonym, to which no mail goes, is left. */
int forget_end(struct txn *t, struct arena *a, const struct forgetting *f, struct err *err);

/* All words, names and addresses out of one ticket, whoever's they are; `last`: the event that says so. */
int forget_content(struct txn *t, uint64_t ticket, const struct event *last, struct err *err);

/* What forgetting does with a text field of such a record, by its name in the schema; for the tests: is each known? */
bool forget_knows(const char *record, const char *field);

#endif
