/* apply: a plan is carried out with the store's verbs, in the caller's transaction; nothing is committed here. */
#ifndef CAREDESK_APPLY_H
#define CAREDESK_APPLY_H

#include "daemon/core/base/plan.h"
#include "store/store.h"

/* raw: the mail that messages with_raw keep; may be empty. */
int apply_plan(struct txn *t, const struct plan *plan, struct span raw, int64_t now, struct err *err);

#endif
