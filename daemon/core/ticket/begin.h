/* begin: creates tickets, whatever the cause: a customer's mail, an agent's #new, #fwd or #split, an unproven mail that
 * needs a ticket to be held on, an import. One set of defaults, one event. */
#ifndef CAREDESK_BEGIN_H
#define CAREDESK_BEGIN_H

#include "daemon/core/base/plan.h"
#include "daemon/core/ticket/rules.h"

struct beginning {
	struct span actor, why; /* of the event */
	struct span subject;    /* empty: "(no subject)" */
	struct span customer, name;
	struct span language;        /* in which the customer is written to */
	const struct sorted *sorted; /* category, priority and tags; NULL: the mailbox's category and its priority */
	const struct ticket *parent; /* split off from that ticket: gets its category, priority and mailbox */
	int64_t started;             /* 0: now */
	enum status status;          /* new, open or spam */
	bool unproven;               /* the customer's mail came without proof */
};
/* Adds a new ticket to the plan, with the event "created" and no messages. */
struct ticket *begin_ticket(struct work *w, const struct beginning *b);

#endif
