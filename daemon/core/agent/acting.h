/* acting: an agent's commands being carried out: what each of them works on, and what it leaves behind. */
#ifndef CAREDESK_ACTING_H
#define CAREDESK_ACTING_H

#include "daemon/core/agent/command_read.h"
#include "daemon/core/outgoing/phrase.h"

struct acting {
	struct work *w;
	const struct command_calls *o;
	struct ticket *t;      /* the plan's copy of the ticket they are about; NULL: none */
	struct span why;       /* what every event says: which proof */
	struct span_list done; /* lines for the receipt, in the agent's language */
};

/* "#close; proven by its token": why an event of that command happened. */
struct span acting_why(const struct acting *x, enum command_id id);
/* An event of the ticket that the command brings; nothing where it is about none. acting_event_put fills in who and
 * why. */
void acting_event(struct acting *x, const struct command_call *o, enum event_kind kind, struct span what);
void acting_event_put(struct acting *x, const struct command_call *o, struct event event);
/* One line more for the receipt. */
void acting_say(struct acting *x, enum phrase id, struct span one, struct span two);

#endif
