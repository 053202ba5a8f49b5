/* sumcheck: daily sums recounted from scratch, for verify to compare with the stored ones. */
#ifndef CAREDESK_SUMCHECK_H
#define CAREDESK_SUMCHECK_H

#include "store/sums.h"

struct sumcheck {
	struct arena a;
	struct tree *sums; /* key: pointer to its struct sumcheck_one */
};

void sumcheck_init(struct sumcheck *c);
void sumcheck_clear(struct sumcheck *c);
/* False: the ticket's figures can't be added up. */
bool sumcheck_add(struct sumcheck *c, const struct ticket *t);
/* Does it equal what was counted under that key? */
bool sumcheck_is(struct sumcheck *c, struct span key, const struct sum *sum);
/* Calls other() for the keys of counted sums that sumcheck_is was never called for. */
void sumcheck_others(const struct sumcheck *c, void (*other)(void *ctx, struct span key), void *ctx);

#endif
