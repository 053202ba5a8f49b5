/* forget: removes a person's words, names and addresses from every record, and a ticket's content once it is old
 * enough.
 *
 * What stays: ids, times, statuses, figures, and what others wrote, with the address replaced by a pseudonym
 * (forgotten-7@forgotten.invalid) and the names by "[…]". Of the mails that the person wrote, only the fact that there
 * was one stays; other people's mails on the same tickets keep their text, without the lines that it quotes, but lose
 * their raw mail, which contains those quotes too. The mails stay known by their hashes, so that they are not taken in
 * again.
 *
 * The work is done in steps, each a transaction of its own, so that mail can be processed in between. If interrupted,
 * it can be begun again and resumes. The freed pages still contain the bytes until store_compact. */
#ifndef CAREDESK_FORGET_H
#define CAREDESK_FORGET_H

#include "store/redact.h"
#include "store/store.h"

#define FORGET_DOMAIN "forgotten.invalid"

struct forgetting {
	struct redaction who;
	struct span actor; /* who asked for it: the actor of the events */
	int64_t now;
	uint64_t tickets, messages, others; /* how many were changed so far; others: records of other kinds */
	size_t table;                       /* position of the walk: in which table … */
	struct span next;                   /* … and the next key; empty: its first */
};

/* Begins, or resumes an interrupted run. Everything that `out` points to is in the arena. */
int forget_begin(struct txn *t, struct arena *a, struct span addr, struct span actor, int64_t now,
		 struct forgetting *out, struct err *err);
/* Does one step; *more: there is another. Changes *f: if the commit fails, continue from the previous copy. */
int forget_some(struct txn *t, struct arena *a, struct forgetting *f, bool *more, struct err *err);
/* The last step: deletes the customer's record. A record under the pseudonym remains, to which no mail is ever sent. */
int forget_end(struct txn *t, struct arena *a, const struct forgetting *f, struct err *err);

/* Removes all words, names and addresses from one ticket, no matter whose they are. `last`: the event that records it
 * (ticket and seq are filled in). */
int forget_content(struct txn *t, uint64_t ticket, const struct event *last, struct err *err);

/* For tests: is there a rule for this text field of this record (both named as in the schema)? */
bool forget_knows(const char *record, const char *field);

#endif
