/* join: #split: a mail of a ticket becomes a ticket of its own. */
#ifndef CAREDESK_JOIN_H
#define CAREDESK_JOIN_H

#include "daemon/core/agent/acting.h"

/* #split: the customer's message that the agent's mail answers (else the newest one) becomes a ticket of its own. A
 * fault where the ticket has no other message of the customer's side. */
void join_split_check(struct work *w, struct command_calls *o);
/* The new ticket, assigned to the agent; the message is copied into it. */
struct ticket *join_split(struct acting *x);

#endif
