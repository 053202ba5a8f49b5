/* act: an agent's commands change the plan. What could still refuse is asked first (act_check); act_apply then cannot
 * fail, so that all of a mail's commands are done or none. */
#ifndef CAREDESK_ACT_H
#define CAREDESK_ACT_H

#include "daemon/core/agent/acting.h"

/* Adds a fault for everything in the orders that the tickets' state forbids. with_text: an answer goes out too. */
void act_check(struct work *w, struct orders *o, bool with_text);
/* Carries out every order about a ticket or the agent himself. */
void act_apply(struct acting *x);

#endif
