/* tell: agents hear of what other agents did: a ticket that is theirs now, a note. */
#ifndef CAREDESK_TELL_H
#define CAREDESK_TELL_H

#include "daemon/core/base/plan.h"

/* Where the ticket's agent is another one than before: the new one gets the newest message and the whole conversation,
 * the former one hears who has it now; neither where the mail is their own. */
void tell_assigned(struct work *w, struct ticket *t);
/* The ticket's agent and those who watch it get the author's note. */
void tell_note(struct work *w, struct ticket *t, const struct agent_conf *author, const struct message *m);

#endif
