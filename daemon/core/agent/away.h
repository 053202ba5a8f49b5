/* away: an agent goes and comes back, by command or by an out-of-office answer of their own. */
#ifndef CAREDESK_AWAY_H
#define CAREDESK_AWAY_H

#include "daemon/core/agent/acting.h"

/* #away and #back. */
void away_command(struct acting *x, const struct command_call *o);
void away_back(struct acting *x, const struct command_call *o);

/* An out-of-office answer: away until `until`; the manager is told once; urgent tickets go to others. Nothing where
 * they is known to be away for longer. */
void away_automatic(struct work *w, const struct agent_conf *agent, int64_t until, struct span why);
/* The next mail of their own brings back whom an automatic answer had marked. */
void away_returned(struct work *w, const struct agent_conf *agent);

#endif
