/* tick: one turn of the clock, inside a transaction: tickets with due timers, tickets that wait for a free agent,
 * agents who are back. They are found by time, so that the cost does not depend on the number of tickets. */
#ifndef CAREDESK_TICK_H
#define CAREDESK_TICK_H

#include "daemon/core/base/plan.h"
#include "store/store.h"

struct plan_list {
	struct plan *items;
	size_t count, cap;
};
struct tick {
	bool more;             /* there is more to do now: each turn is limited */
	int64_t next;          /* when to call again; 0: unknown */
	struct plan_list done; /* what was decided and applied, in order */
};

/* Does not commit; *out lives in `a`. */
int tick(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, struct tick *out, struct err *err);

#endif
