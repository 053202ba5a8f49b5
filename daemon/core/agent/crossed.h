/* crossed: an agent answers a mail older than a colleague's answer, which they may not have seen. Their answer is held
 * as a note, none of its commands are done, and they are shown the colleague's; "#send" then sends it as it was. */
#ifndef CAREDESK_CROSSED_H
#define CAREDESK_CROSSED_H

#include "daemon/core/agent/acting.h"

/* A colleague's newest answer on that ticket, sent after the mail that w->mail answers was composed. NULL: none; or the
 * agent has answered since; or it is not known which mail they answer. */
const struct message *crossed_by(const struct work *w, const struct agent_conf *agent, uint64_t ticket);
/* Holds w->mail on the ticket, with the text that would have gone out, and shows the colleague's answer. */
void crossed_hold(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues,
		  struct span text, struct span html);
/* Shows it again if "#send" itself was crossed: what is held stays held. */
void crossed_show(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues);

/* #send: adds a fault if nothing of the agent's is held. with_text: the mail has text of its own, which would not be
 * sent. */
void crossed_check(struct work *w, struct command_calls *o, bool with_text);
/* #send: sets plan->release. */
void crossed_send(struct acting *x, const struct command_call *o);

#endif
