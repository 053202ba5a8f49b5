/* sums: daily sums for reports, updated as tickets are put, like loads.
 *
 * What a ticket adds to them depends on its record alone (sums_of_ticket); so when a ticket is reassigned, reopened or
 * deleted its figures follow, and verify can recount them. Spam and merged tickets count only for their answers and
 * bounces. */
#ifndef CAREDESK_SUMS_H
#define CAREDESK_SUMS_H

#include "store/txn.h"

/* before is NULL for a new ticket, after for a deleted one. */
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
	uint64_t value; /* the rating, hour or time */
	uint32_t n;     /* 0: adds nothing */
};
struct sum_shares {
	struct sum_share *items;
	size_t count, cap;
};
void sums_of_ticket(struct arena *a, const struct ticket *t, struct sum_shares *out);
/* Adds a share, or (up false) subtracts it. False: the sum has less than that. Lists grow in `a`. */
bool sum_apply(struct arena *a, struct sum *s, const struct sum_share *share, bool up);
bool sum_is_empty(const struct sum *s);
bool sum_equal(const struct sum *a, const struct sum *b);

#endif
