/* differ: in what two plans for one mail differ, for people: "category: general, then billing". */
#ifndef CAREDESK_DIFFER_H
#define CAREDESK_DIFFER_H

#include "daemon/core/base/plan.h"

struct outcome {
	const struct plan *plan;
	const struct ticket *ticket; /* as the plan leaves it; NULL: it concerns none */
};

/* One line for each difference, in the arena; none where the mail goes the same way. */
void differ(struct arena *a, const struct outcome *now, const struct outcome *then, struct span_list *out);

#endif
