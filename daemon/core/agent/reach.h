/* reach: who would get an agent's answer, so that none goes to nobody in silence. */
#ifndef CAREDESK_REACH_H
#define CAREDESK_REACH_H

#include "daemon/core/agent/command_read.h"

struct reach {
	struct span one; /* whom alone it goes to; empty: all that it should */
	bool customer;   /* the ticket's customer gets it */
	bool anybody;    /* the customer or a watcher does */
	struct span why; /* why the customer does not, in the agent's language; empty: does */
};
/* Is that person the ticket's customer, or a watcher or newcomer of it, when the mail's commands are done? t NULL: of
 * none that there is yet. */
bool reach_is_on(const struct command_calls *o, const struct ticket *t, struct span addr);
/* With what the mail's own commands make of customer and watchers. Whom the agent's own mail went to has it. */
void reach_read(struct work *w, const struct command_calls *o, struct reach *out);

#endif
