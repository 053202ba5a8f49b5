/* migrate: converts a store of an older version to this one. Inside store/ only.
 *
 * Each step converts a store from its version to the next, within the caller's transaction; nothing else may read or
 * write the store meanwhile. From version 1 on, every release can read the stores of all earlier ones. */
#ifndef CAREDESK_MIGRATE_H
#define CAREDESK_MIGRATE_H

#include "store/txn.h"

int migrate(struct txn *t, unsigned from, void (*progress)(uint64_t done, uint64_t total), struct err *err);

/* Converts an event of version 1; what can't be told from its words is kept as text. Views into `one`, or in the
 * arena. */
void migrate_event(struct arena *a, const struct event_one *one, struct event *out);

#endif
