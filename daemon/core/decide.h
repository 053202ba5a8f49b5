/* decide: turns one mail into a plan. Pure: no I/O, no clock, no transaction; the same arguments give the same plan.
 * The contract gives the order of the verdicts; each step is one function over {conf, mail, facts, now, plan}. */
#ifndef CAREDESK_DECIDE_H
#define CAREDESK_DECIDE_H

#include "daemon/core/base/plan.h"

/* Fills *out; everything in it lives in `a` or points into the arguments. */
void decide(const struct conf *conf, const struct mail *mail, const struct facts *facts, int64_t now, struct arena *a,
	    struct plan *out);

#endif
