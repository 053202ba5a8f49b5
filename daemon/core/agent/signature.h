/* signature: the lines of an agent's text that only say who wrote it. */
#ifndef CAREDESK_SIGNATURE_H
#define CAREDESK_SIGNATURE_H

#include "daemon/core/base/plan.h"

#define SIGNATURE_LEARNED 3 /* mails that must end with the same lines */

/* The text without the agent's configured signature, if it ends with it; lines are compared without leading and
 * trailing white space. */
struct span signature_strip(struct span text, struct span signature);

/* Is all of the text a signature? That is: the lines that this agent's mails always end with, or a few lines that begin
 * with a closing in any language ("Best regards,") or with the agent's name. */
bool signature_is_all(struct work *w, const struct agent_conf *agent, struct span text);

/* Remembers the lines that this text and the previous ones end with. `text`: the agent's own, with its signature. */
void signature_learn(struct work *w, const struct agent_conf *agent, struct span text);

#endif
