/* timers: what becomes due for tickets and agents.
 *
 * A ticket's timers follow from its state and the configuration: timers_settle rebuilds them wherever a ticket changes,
 * and nothing else sets or clears one. The clock asks the store which are due and has timers_ticket decide, as decide()
 * does for a mail: into a plan. What a timer does changes the ticket so that the timer does not fire again. */
#ifndef CAREDESK_TIMERS_H
#define CAREDESK_TIMERS_H

#include "daemon/core/base/plan.h"

/* Rebuilds the timers of every ticket in the plan. */
void timers_settle(struct work *w);
/* Does all that is due for one ticket of facts->tickets, in order of time, and rebuilds its timers; w->mail is NULL.
 * False: the facts do not have the ticket. */
bool timers_ticket(struct work *w, uint64_t id);
/* Rebuilds the ticket's timers after a change of configuration; does nothing else. False: nothing changed. */
bool timers_review(struct work *w, uint64_t id);
/* Sends one mail to each person in the list (plan->late of several plans) that names their late tickets, as far as the
 * facts have them. */
void timers_summaries(struct work *w, const struct plan_late_list *list);
/* Assigns a waiting ticket if somebody is free now; false: no. */
bool timers_waiting(struct work *w, uint64_t id);
/* Brings back the agents in facts->agents whose absence is over; false: none. */
bool timers_agents(struct work *w);
/* The earliest time after now at which timers_agents will have something to do; 0: none. */
int64_t timers_agents_next(const struct agent_state_list *agents, int64_t now);

#endif
