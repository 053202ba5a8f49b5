/* tally: a report's figures out of the store's daily sums. */
#ifndef CAREDESK_TALLY_H
#define CAREDESK_TALLY_H

#include "conf/conf.h"
#include "daemon/report/report.h"
#include "store/store.h"

struct tally_request {
	uint32_t from, to;     /* days since 1970 in the desk's zone, both included */
	bool wanted[BY_COUNT]; /* which tables */
	size_t customers;      /* at most so many, those with most tickets; 0: all */
	struct span agent;     /* not empty: that agent's figures alone, in all and BY_DAY */
};

/* In `a`. Every agent and category of the configuration has a row; a day, and a customer, only with something on it. */
int tally(const struct conf *conf, struct txn *t, const struct tally_request *r, int64_t now, struct arena *a,
	  struct report *out, struct err *err);

#endif
