/* assign: who gets a ticket. Among the category's agents who are not away and have room, by the category's way; then
 * its fallback, and that one's; else the ticket waits and the manager is told. */
#ifndef CAREDESK_ASSIGN_H
#define CAREDESK_ASSIGN_H

#include "daemon/core/base/plan.h"

/* The agent whom the category gives, or NULL. *why says how, or why nobody. `except`: a name passed over; may be
 * empty. */
const struct agent_conf *assign_choose(struct work *w, const struct ticket *t, struct span except, struct span *why);

/* Chooses and assigns, or leaves the ticket waiting with the manager told (once: not where it waits already). False:
 * nobody. Sends nothing to the agent. */
bool assign_ticket(struct work *w, struct ticket *t, struct span except);

/* Assigns to that one (NULL: to nobody), whatever their load: the ticket, the agent's state, an event "assigned". */
void assign_to(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span actor, struct span why);

#endif
