/* begin: how a ticket comes to be, whoever begins it: a customer's mail, an agent's #new, #fwd or #split, a mail
 * without proof that nothing else holds, an import. One set of defaults, one event. */
#ifndef CAREDESK_BEGIN_H
#define CAREDESK_BEGIN_H

#include "daemon/core/base/plan.h"
#include "daemon/core/ticket/rules.h"

struct beginning {
	struct span actor, why; /* of its event */
	struct span subject;    /* empty: it has none, and says so */
	struct span customer, name;
	struct span language; /* that its customer is written to in */
	const struct sorted
		*sorted; /* category, priority and tags; NULL: the mailbox's category, and that one's priority */
	const struct ticket *parent; /* it is a part of that one: category, priority and mailbox are the parent's */
	int64_t started;             /* 0: now */
	enum status status;          /* new, open or spam */
	bool unproven;               /* nothing proves that its customer wrote */
};
/* The plan's new ticket, with the event "created"; no message is on it yet. */
struct ticket *begin_ticket(struct work *w, const struct beginning *b);

#endif
