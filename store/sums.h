/* sums: daily sums of what reports count, followed as tickets are put, as loads are.
 *
 * What a ticket adds to them is a function of its record alone (sums_of_ticket); so a ticket that changes hands, is
 * reopened or deleted takes its figures along, and verify counts them from nothing. Spam and merged tickets count for
 * their answers and bounces alone. */
#ifndef CAREDESK_SUMS_H
#define CAREDESK_SUMS_H

#include "store/txn.h"

/* before and after may be NULL: a new ticket, a deleted one. */
int sums_follow(struct txn *t, const struct ticket *before, const struct ticket *after, struct err *err);

enum sum_what {
	SUM_TICKETS,
	SUM_CLOSED,
	SUM_REOPENED,
	SUM_ANSWERS,
	SUM_BOUNCES,
	SUM_RATING,
	SUM_HOUR,
	SUM_FIRST,
	SUM_RESOLVE,
	SUM_PROPOSED,
	SUM_SENT,
	SUM_SOLVED
};
struct sum_share {
	enum sums_of of;
	uint32_t day;
	struct span name;
	enum sum_what what;
	uint64_t value; /* of a rating, an hour, a time */
	uint32_t n;     /* 0: nothing */
};
struct sum_shares {
	struct sum_share *items;
	size_t count, cap;
};
void sums_of_ticket(struct arena *a, const struct ticket *t, struct sum_shares *out);
/* Adds a share, or takes it away. False: there is less than that. Lists grow in `a`. */
bool sum_apply(struct arena *a, struct sum *s, const struct sum_share *share, bool up);
bool sum_is_empty(const struct sum *s);
bool sum_equal(const struct sum *a, const struct sum *b);

#endif
