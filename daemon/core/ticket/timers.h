/* timers: what time brings to tickets and agents.
 *
 * A ticket's timers follow from what it is and from the configuration: timers_settle rebuilds them wherever a ticket
 * changes, so that nobody else sets or clears one. The clock asks the store whose are due and has timers_ticket decide,
 * as decide() does for a mail: into a plan. What a timer does changes the ticket so that it does not come back. */
#ifndef CAREDESK_TIMERS_H
#define CAREDESK_TIMERS_H

#include "daemon/core/base/plan.h"

/* Every ticket of the plan: its timers, as it is now. */
void timers_settle(struct work *w);
/* All that is due of one ticket of facts->tickets, in order of time; w->mail is NULL. Settles. False: nothing to do,
 * and the ticket has the timers that it should have. */
bool timers_ticket(struct work *w, uint64_t id);
/* Resets the ticket's timers where the configuration has changed; does nothing else. False: they are the
 * same. */
bool timers_review(struct work *w, uint64_t id);
/* Who is told late of some tickets (plan->late of several plans) gets one mail that names them; those that are in the
 * facts. */
void timers_summaries(struct work *w, const struct plan_late_list *list);
/* A ticket that waits is assigned, if somebody is free now. */
bool timers_waiting(struct work *w, uint64_t id);
/* The agents in facts->agents whose away time is over. */
bool timers_agents(struct work *w);
/* The earliest time after now at which timers_agents has something to do; 0: none. */
int64_t timers_agents_next(const struct agent_state_list *agents, int64_t now);

#endif
