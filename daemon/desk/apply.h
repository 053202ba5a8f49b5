/* apply: carries out a plan with the store's verbs, in the caller's transaction; does not commit. */
#ifndef CAREDESK_APPLY_H
#define CAREDESK_APPLY_H

#include "daemon/core/base/plan.h"
#include "store/store.h"

/* raw: the mail to store with messages marked with_raw; may be empty. */
int apply_plan(struct txn *t, const struct plan *plan, struct span raw, int64_t now, struct err *err);

#endif
