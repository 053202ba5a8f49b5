/* signature: what of an agent's text says nothing but who wrote it. */
#ifndef CAREDESK_SIGNATURE_H
#define CAREDESK_SIGNATURE_H

#include "daemon/core/base/plan.h"

#define SIGNATURE_LEARNED 3 /* mails that must end with the same lines */

/* The text without the agent's configured signature, if it ends with it, line by line without regard to white space at
 * the lines' ends. */
struct span signature_strip(struct span text, struct span signature);

/* Is all of the text a signature: the lines that this agent's mails always end with, or a few lines that begin with a
 * closing in any language ("Best regards,") or the agent's name? */
bool signature_is_all(struct work *w, const struct agent_conf *agent, struct span text);

/* Keeps what the text ends with, as far as the texts before it did too. `text`: the agent's own, with its signature. */
void signature_learn(struct work *w, const struct agent_conf *agent, struct span text);

#endif
