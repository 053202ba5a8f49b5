/* ahead: reads what gather and apply will look at for a mail, in few trips to a store that is far away. A near one is
 * not asked: there a look costs nothing. What is found changes nothing but the number of trips. */
#ifndef CAREDESK_AHEAD_H
#define CAREDESK_AHEAD_H

#include "daemon/core/base/facts.h"
#include "store/store.h"

/* First what the mail itself names, with all that was wanted before (store_want_…); then what that leads to. */
int ahead_mail(const struct conf *conf, struct txn *t, const struct mail *mail, int64_t now, struct arena *a,
	       struct err *err);
/* What the clock looks at each time. */
int ahead_clock(const struct conf *conf, struct txn *t, struct err *err);

#endif
