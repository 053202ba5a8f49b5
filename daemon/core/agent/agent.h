/* agent: handles a mail whose From is a configured agent's address.
 *
 * Both functions return true when the plan is complete, and false when the mail is to be handled as a customer's: it is
 * not from an agent, or an agent writes about something of their own (as the customer of that ticket; or proven, with
 * no ticket and no command). A token used by somebody it was not made for leaves a "security" event on its ticket
 * either way. */
#ifndef CAREDESK_AGENT_H
#define CAREDESK_AGENT_H

#include "daemon/core/base/plan.h"

/* Called for automatic mail: an agent's out-of-office answer to one of the desk's mails. */
bool agent_automatic(struct work *w);
/* Called after spam, before registration and the customers' queries: commands, answers, notes, unproven mail. */
bool agent_decide(struct work *w);

#endif
