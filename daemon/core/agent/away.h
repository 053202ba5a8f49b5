/* away: an agent's absence and return, by command or by an out-of-office answer of theirs. */
#ifndef CAREDESK_AWAY_H
#define CAREDESK_AWAY_H

#include "daemon/core/agent/acting.h"

/* #away and #back. */
void away_command(struct acting *x, const struct command_call *o);
void away_back(struct acting *x, const struct command_call *o);

/* An out-of-office answer: the agent is away until `until`; the manager is told once; urgent tickets are reassigned.
 * Does nothing if they are known to be away for longer. */
void away_automatic(struct work *w, const struct agent_conf *agent, int64_t until, struct span why);
/* Ends an absence that an automatic answer began, with the agent's next own mail. */
void away_returned(struct work *w, const struct agent_conf *agent);

#endif
