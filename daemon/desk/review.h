/* review: when the configured times have changed since the tickets' timers were set, or tickets have none yet, all
 * unclosed tickets are reviewed, some in each turn of the clock. */
#ifndef CAREDESK_REVIEW_H
#define CAREDESK_REVIEW_H

#include "conf/conf.h"
#include "store/store.h"

/* The next tickets to review, at most `limit`. *note: to be passed to review_done when they are done; empty: nothing to
 * do. All lives in `a`. */
int review_next(const struct conf *conf, struct txn *t, struct arena *a, size_t limit, struct id_list *tickets,
		struct span *note, struct err *err);
/* Stores the note that review_next gave. */
int review_done(struct txn *t, struct span note, struct err *err);

#endif
