/* join: #split: a mail of a ticket becomes a ticket of its own. */
#ifndef CAREDESK_JOIN_H
#define CAREDESK_JOIN_H

#include "daemon/core/agent/acting.h"

/* #split: adds a fault if the ticket has no message to split off, other than the first. That message is the customer's
 * message that the agent's mail answers, otherwise the newest one. */
void join_split_check(struct work *w, struct command_calls *o);
/* The new ticket, assigned to the agent, with a copy of the message. */
struct ticket *join_split(struct acting *x);

#endif
