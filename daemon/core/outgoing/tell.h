/* tell: tells agents what other agents did: a ticket assigned to them, a note. */
#ifndef CAREDESK_TELL_H
#define CAREDESK_TELL_H

#include "daemon/core/base/plan.h"

/* If the ticket's agent has changed, the new one gets the newest message with the whole conversation, and the former
 * one hears who has the ticket now; neither gets anything for their own mail. */
void tell_assigned(struct work *w, struct ticket *t);
/* Sends the author's note to the ticket's agent and to the watching agents. */
void tell_note(struct work *w, struct ticket *t, const struct agent_conf *author, const struct message *m);

#endif
