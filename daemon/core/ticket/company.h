/* company: the other people whom a mail names in To and Cc. */
#ifndef CAREDESK_COMPANY_H
#define CAREDESK_COMPANY_H

#include "daemon/core/base/plan.h"

/* All but the desk, its agents and who wrote it: whom the mail itself has reached. */
void company_reached(const struct work *w, struct span_list *out);
/* Those of them who are not on the ticket yet, robots aside. */
void company_new(const struct work *w, const struct ticket *t, struct span_list *out);
/* They become watchers, as many as a ticket has room for. */
void company_watches(struct work *w, struct ticket *t, const struct span_list *people, struct span actor,
		     struct span why);

#endif
