/* addressees: the other people whom a mail names in To and Cc. */
#ifndef CAREDESK_ADDRESSEES_H
#define CAREDESK_ADDRESSEES_H

#include "daemon/core/base/plan.h"

/* All recipients except the desk, its agents and the author: the people that the mail itself reached. */
void addressees_find(const struct work *w, struct span_list *out);
/* Those of them who are not on the ticket yet and are not robots. */
void addressees_new(const struct work *w, const struct ticket *t, struct span_list *out);
/* Makes them watchers, as far as the ticket has room. */
void addressees_watch(struct work *w, struct ticket *t, const struct span_list *people, struct span actor,
		      struct span why);

#endif
