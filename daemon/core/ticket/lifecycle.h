/* lifecycle: a ticket's next status: one table of status by event. */
#ifndef CAREDESK_LIFECYCLE_H
#define CAREDESK_LIFECYCLE_H

#include "daemon/core/base/plan.h"

enum life_event {
	LIFE_CUSTOMER, /* a customer's mail */
	LIFE_ANSWER,   /* an agent's answer to the customer */
	LIFE_OPEN,     /* the agents' commands, to LIFE_SPAM */
	LIFE_PENDING,
	LIFE_RESOLVE,
	LIFE_CLOSE,
	LIFE_SPAM,
	LIFE_CLOSE_OWN, /* the customer's [close] */
	LIFE_WAKE,      /* the time of a pending or snoozed ticket has come */
	LIFE_EVENT_COUNT
};

/* False: not allowed from that status, *to is untouched. */
bool lifecycle_next(enum status from, enum life_event event, enum status *to);

/* Sets the ticket's status and with it answered, finished, wake and snoozed; adds an event "status" if the status
 * changes. False: not allowed, nothing changed. */
bool lifecycle_apply(struct work *w, struct ticket *t, enum life_event event, struct span actor, struct span why);

#endif
