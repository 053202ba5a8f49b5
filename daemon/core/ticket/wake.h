/* wake: what time brings to tickets and agents: snoozes and `#pending 3d` that end, `away` that ends. */
#ifndef CAREDESK_WAKE_H
#define CAREDESK_WAKE_H

#include "daemon/core/base/plan.h"

/* One ticket of facts->tickets whose wake time has come; w->mail is NULL. Adds to w->plan; false: nothing to do. */
bool wake_ticket(struct work *w, uint64_t id);
/* The agents in facts->agents whose away time is over; those that change are added to plan->agents. */
bool wake_agents(struct work *w);
/* The earliest time at which either has something to do after now; 0: none. */
int64_t wake_next(const struct ticket *t, const struct agent_state_list *agents, int64_t now);

#endif
