/* tally: a report's figures from the store's daily sums. */
#ifndef CAREDESK_TALLY_H
#define CAREDESK_TALLY_H

#include "conf/conf.h"
#include "daemon/report/report.h"
#include "store/store.h"

struct tally_request {
	uint32_t from, to;     /* days since 1970 in the desk's time zone, both included */
	bool wanted[BY_COUNT]; /* which tables */
	size_t customers;      /* at most this many, those with the most tickets; 0: all */
	struct span agent;     /* not empty: only this agent's figures, in BY_ALL and BY_DAY */
};

/* *out lives in `a`. Every configured agent and category has a row; days and customers only if there is something to
 * count. */
int tally(const struct conf *conf, struct txn *t, const struct tally_request *r, int64_t now, struct arena *a,
	  struct report *out, struct err *err);

#endif
