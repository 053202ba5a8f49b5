/* review: when the configuration of times is another one than the tickets' timers were made by, or they have none yet,
 * those that are not closed are reviewed, some in each turn of the clock. */
#ifndef CAREDESK_REVIEW_H
#define CAREDESK_REVIEW_H

#include "conf/conf.h"
#include "store/store.h"

/* Which tickets are next: at most limit of them. *note: what review_done keeps once they are worked off; empty: there
 * is nothing to do. All lives in `a`. */
int review_next(const struct conf *conf, struct txn *t, struct arena *a, size_t limit, struct id_list *tickets,
		struct span *note, struct err *err);
int review_done(struct txn *t, struct span note, struct err *err);

#endif
