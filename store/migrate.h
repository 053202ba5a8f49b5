/* migrate: makes a store of an older version one of this version. Inside store/ only.
 *
 * Each step takes a store from its version to the next one, within the caller's transaction; nothing else may read or
 * write the store meanwhile. From version 1 on, every release reads the stores of all before it. */
#ifndef CAREDESK_MIGRATE_H
#define CAREDESK_MIGRATE_H

#include "store/txn.h"

int migrate(struct txn *t, unsigned from, void (*progress)(uint64_t done, uint64_t total), struct err *err);

/* An event of version 1 as a value; what its words don't tell is kept as they are. Views into `one`, or in the
 * arena. */
void migrate_event(struct arena *a, const struct event_one *one, struct event *out);

#endif
