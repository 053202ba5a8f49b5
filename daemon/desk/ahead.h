/* ahead: reads what gather and apply will need for a mail, in few round trips to a distant store. Does nothing for a
 * local one, where a lookup costs nothing. The result is the same; only the number of trips differs. */
#ifndef CAREDESK_AHEAD_H
#define CAREDESK_AHEAD_H

#include "daemon/core/base/facts.h"
#include "store/store.h"

/* First fetches what the mail itself names, together with everything that was wanted before (store_want_…), then what
 * that leads to. */
int ahead_mail(const struct conf *conf, struct txn *t, const struct mail *mail, int64_t now, struct arena *a,
	       struct err *err);
/* Fetches what every turn of the clock needs. */
int ahead_clock(const struct conf *conf, struct txn *t, struct err *err);

#endif
