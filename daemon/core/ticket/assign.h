/* assign: who gets a ticket. Chosen among the category's agents who are not away and have capacity, by the category's
 * `assign`; otherwise from its fallback, and so on. If no one is free, the ticket waits and the manager is told. */
#ifndef CAREDESK_ASSIGN_H
#define CAREDESK_ASSIGN_H

#include "daemon/core/base/plan.h"

/* The agent that the category's rule chooses; NULL: none. *why: how they were chosen, or why no one was. `except`: an
 * agent to pass over; may be empty. */
const struct agent_conf *assign_choose(struct work *w, const struct ticket *t, struct span except, struct span *why);

/* Chooses and assigns, or leaves the ticket waiting and tells the manager (not again if it was waiting already). False:
 * no one is free. Sends nothing to the agent. */
bool assign_ticket(struct work *w, struct ticket *t, struct span except);

/* Assigns to that agent (NULL: nobody), whatever their load: updates the ticket, the agents' loads and turns, and adds
 * an event "assigned". */
void assign_to(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span actor, struct span why);

#endif
