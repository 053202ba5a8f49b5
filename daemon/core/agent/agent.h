/* agent: what becomes of a mail whose From is a configured agent's address.
 *
 * Both return true when the plan is complete, false when the mail goes the customers' way: it is from nobody of the
 * team, or an agent writes about something of their own (as a customer of that ticket; or proven, with no ticket and no
 * command). Tokens in wrong hands leave a "security" event on their ticket either way. */
#ifndef CAREDESK_AGENT_H
#define CAREDESK_AGENT_H

#include "daemon/core/base/plan.h"

/* Where the automatic verdict stands: an agent's out-of-office answer to one of the desk's mails. */
bool agent_automatic(struct work *w);
/* After spam, before registration and the customers' queries: commands, answers, notes, mails without proof. */
bool agent_decide(struct work *w);

#endif
