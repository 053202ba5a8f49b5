/* reach: who would receive an agent's answer, so that none is lost silently. */
#ifndef CAREDESK_REACH_H
#define CAREDESK_REACH_H

#include "daemon/core/agent/command_read.h"

struct reach {
	struct span one; /* the only recipient; empty: all who should receive it */
	bool customer;   /* the ticket's customer gets it */
	bool anybody;    /* the customer or a watcher gets it */
	struct span why; /* why the customer does not get it, in the agent's language; empty: they do */
};
/* Will that person be the ticket's customer, a watcher or a newcomer once the mail's commands are done? t NULL: the
 * ticket has yet to be made. */
bool reach_is_on(const struct command_calls *o, const struct ticket *t, struct span addr);
/* Takes into account what the mail's own commands do to customer and watchers. Recipients of the agent's own mail count
 * as reached. */
void reach_read(struct work *w, const struct command_calls *o, struct reach *out);

#endif
