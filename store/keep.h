/* keep: what is old enough goes by itself, ticket by ticket, in the order of their numbers. */
#ifndef CAREDESK_KEEP_H
#define CAREDESK_KEEP_H

#include "store/store.h"

struct keep_ages {      /* seconds; 0: for ever */
	int64_t closed; /* the content of resolved, closed and merged tickets since they were finished */
	int64_t spam;   /* that of spam since it came */
	int64_t raw;    /* raw mails since they came; their texts stay */
};
/* A few tickets from `next` on (1 at first). *next: where to go on, 0 when all have been looked at. Adds to *changed
 * how many tickets were. What goes: forget_content. */
int keep_some(struct txn *t, const struct keep_ages *ages, int64_t now, uint64_t *next, uint64_t *changed,
	      struct err *err);
struct keep_state {
	uint64_t day; /* now / 86400 of the last pass that came to its end; 0: none */
	bool changed; /* something has gone since the file was rewritten */
};
int keep_state(struct txn *t, struct keep_state *out, struct err *err);
int keep_state_put(struct txn *t, const struct keep_state *state, struct err *err);

#endif
