/* command_run: carries out an agent's commands in the plan. Everything that could refuse is checked first
 * (command_run_check); then command_run_all cannot fail, so that either all or none of a mail's commands are done. */
#ifndef CAREDESK_COMMAND_RUN_H
#define CAREDESK_COMMAND_RUN_H

#include "daemon/core/agent/acting.h"

/* Adds a fault for each command that the tickets' state forbids. with_text: an answer is sent too. */
void command_run_check(struct work *w, struct command_calls *o, bool with_text);
/* Carries out all commands about a ticket or the agent. */
void command_run_all(struct acting *x);

#endif
