/* sumcheck: the daily sums counted from nothing, for verify to hold those of the store against. */
#ifndef CAREDESK_SUMCHECK_H
#define CAREDESK_SUMCHECK_H

#include "store/sums.h"

struct sumcheck {
	struct arena a;
	struct tree *sums; /* by key: where its struct sumcheck_one is */
};

void sumcheck_init(struct sumcheck *c);
void sumcheck_clear(struct sumcheck *c);
/* False: what the ticket says of itself can't be added up. */
bool sumcheck_add(struct sumcheck *c, const struct ticket *t);
/* Is it what was counted under that key? */
bool sumcheck_is(struct sumcheck *c, struct span key, const struct sum *sum);
/* The keys of those counted that nobody has asked for. */
void sumcheck_others(const struct sumcheck *c, void (*other)(void *ctx, struct span key), void *ctx);

#endif
