/* differ: the differences between two plans for one mail, for people: "category: general, then billing". */
#ifndef CAREDESK_DIFFER_H
#define CAREDESK_DIFFER_H

#include "daemon/core/base/plan.h"

struct outcome {
	const struct plan *plan;
	const struct ticket *ticket; /* as the plan leaves it; NULL: the plan has none */
};

/* One line for each difference, in the arena; none if the mail goes the same way. */
void differ(struct arena *a, const struct outcome *now, const struct outcome *then, struct span_list *out);

#endif
