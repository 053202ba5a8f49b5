/* command_run: an agent's commands change the plan. What could still refuse is asked first (command_run_check); then
 * command_run_all cannot fail, so that all of a mail's commands are done or none. */
#ifndef CAREDESK_COMMAND_RUN_H
#define CAREDESK_COMMAND_RUN_H

#include "daemon/core/agent/acting.h"

/* Adds a fault for everything in the orders that the tickets' state forbids. with_text: an answer goes out too. */
void command_run_check(struct work *w, struct command_calls *o, bool with_text);
/* Carries out every command about a ticket or the agent. */
void command_run_all(struct acting *x);

#endif
