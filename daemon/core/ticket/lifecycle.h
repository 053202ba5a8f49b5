/* lifecycle: what a ticket's status becomes: one table of status by event. */
#ifndef CAREDESK_LIFECYCLE_H
#define CAREDESK_LIFECYCLE_H

#include "daemon/core/base/plan.h"

enum life_event {
	LIFE_CUSTOMER, /* a customer's mail */
	LIFE_ANSWER,   /* an agent's answer to the customer */
	LIFE_OPEN,     /* the commands */
	LIFE_PENDING,
	LIFE_RESOLVE,
	LIFE_CLOSE,
	LIFE_SPAM,
	LIFE_CLOSE_OWN, /* the customer's [close] */
	LIFE_WAKE,      /* a pending or snoozed ticket whose time has come */
	LIFE_EVENT_COUNT
};

/* False: refused from that status, *to untouched. */
bool lifecycle_next(enum status from, enum life_event event, enum status *to);

/* The ticket changes: status, and with it answered, finished, wake, snoozed; with an event "status" where the status is
 * another one. False: refused, nothing changed. */
bool lifecycle_apply(struct work *w, struct ticket *t, enum life_event event, struct span actor, struct span why);

#endif
