/* tick: one turn of the clock, inside a transaction: whose timers are due, tickets that wait for somebody free, agents
 * who are back. Found by the time alone: what it costs does not depend on how many tickets there are. */
#ifndef CAREDESK_TICK_H
#define CAREDESK_TICK_H

#include "daemon/core/base/plan.h"
#include "store/store.h"

struct plan_list {
	struct plan *items;
	size_t count, cap;
};
struct tick {
	bool more;             /* there is more to do now: a turn is bounded */
	int64_t next;          /* when to call again; 0: nothing known */
	struct plan_list done; /* what was decided and applied, in order */
};

/* Nothing is committed here; *out lives in `a`. */
int tick(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, struct tick *out, struct err *err);

#endif
