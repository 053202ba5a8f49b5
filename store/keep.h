/* keep: removes what has passed its retention time, ticket by ticket, in order of number. */
#ifndef CAREDESK_KEEP_H
#define CAREDESK_KEEP_H

#include "store/store.h"

struct keep_ages {      /* seconds; 0: for ever */
	int64_t closed; /* content of resolved, closed and merged tickets, since they were finished */
	int64_t spam;   /* content of spam, since it came */
	int64_t raw;    /* raw mails, since they came; the texts stay */
};
/* Handles a few tickets from *next on (start with 1). *next: where to continue, 0 when all have been looked at. Adds
 * the number of changed tickets to *changed. What is removed from a ticket: see forget_content. */
int keep_some(struct txn *t, const struct keep_ages *ages, int64_t now, uint64_t *next, uint64_t *changed,
	      struct err *err);
struct keep_state {
	uint64_t day; /* now / 86400 of the last complete pass; 0: none */
	bool changed; /* something was removed since the file was last rewritten */
};
int keep_state(struct txn *t, struct keep_state *out, struct err *err);
int keep_state_put(struct txn *t, const struct keep_state *state, struct err *err);

#endif
