/* acting: an agent's commands while they are carried out: what each works on, and what it leaves for the receipt. */
#ifndef CAREDESK_ACTING_H
#define CAREDESK_ACTING_H

#include "daemon/core/agent/command_read.h"
#include "daemon/core/outgoing/phrase.h"

struct acting {
	struct work *w;
	const struct command_calls *o;
	struct ticket *t;      /* the plan's copy of the ticket that they are about; NULL: none */
	struct span why;       /* why every event happened: which proof */
	struct span_list done; /* lines for the receipt, in the agent's language */
};

/* "#close; proven by its token": why that command's events happened. */
struct span acting_why(const struct acting *x, enum command_id id);
/* Adds an event that the command causes to the ticket; does nothing where there is none. acting_event_put fills in
 * actor and why. */
void acting_event(struct acting *x, const struct command_call *o, enum event_kind kind, struct span what);
void acting_event_put(struct acting *x, const struct command_call *o, struct event event);
/* Adds a line to the receipt. */
void acting_say(struct acting *x, enum phrase id, struct span one, struct span two);

#endif
