/* loads: how many tickets each customer and each agent has, counted as tickets are put.
 *
 * A customer's `tickets` are all their tickets, `open` the unfinished ones; agents have `open` alone. */
#ifndef CAREDESK_LOADS_H
#define CAREDESK_LOADS_H

#include "store/txn.h"

/* before is NULL for a new ticket, after for a deleted one. */
int loads_follow(struct txn *t, const struct ticket *before, const struct ticket *after, struct err *err);
/* All zero when there is no record. of: TABLE_CUSTOMER or TABLE_AGENT. */
int loads_get(struct txn *t, enum table of, struct span name, struct load *out, struct err *err);

/* What one ticket adds to one name's load, also for verify. Returns how many were written to out: at most 2. */
struct load_share {
	enum table of;
	struct span name;
	uint32_t tickets, open;
};
size_t loads_of_ticket(const struct ticket *ticket, struct load_share out[2]);

#endif
