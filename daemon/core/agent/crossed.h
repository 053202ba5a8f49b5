/* crossed: an agent answers a mail that is older than a colleague's answer, which they may not have seen. Theirs is
 * held as a note, nothing of it is done, and they are shown the colleague's; "#send" then sends it as it was. */
#ifndef CAREDESK_CROSSED_H
#define CAREDESK_CROSSED_H

#include "daemon/core/agent/acting.h"

/* The newest answer of a colleague on that ticket that went out since the mail that w->mail answers was made; NULL:
 * there is none, or the agent has answered since, or it is not known which mail they answer. */
const struct message *crossed_by(const struct work *w, const struct agent_conf *agent, uint64_t ticket);
/* Holds w->mail on the ticket, with the text that would have gone out, and shows the colleague's answer. */
void crossed_hold(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues,
		  struct span text, struct span html);
/* Shows it again, where "#send" itself was crossed: what is held stays held. */
void crossed_show(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues);

/* #send: a fault where nothing of the agent's is held; with_text: the mail has a text of its own, which would not be
 * sent. */
void crossed_check(struct work *w, struct command_calls *o, bool with_text);
/* #send: plan->release is set. */
void crossed_send(struct acting *x, const struct command_call *o);

#endif
