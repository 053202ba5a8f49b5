/* conversation: what was said on a ticket so far: all of it for an agent who has it new, the last few messages for who
 * has the rest, and what the answered people know of it for the customer. */
#ifndef CAREDESK_CONVERSATION_H
#define CAREDESK_CONVERSATION_H

#include "daemon/core/base/plan.h"

enum conversation_for {
	CONVERSATION_NEW,    /* an agent who has the ticket new */
	CONVERSATION_TEAM,   /* an agent who has had it */
	CONVERSATION_PUBLIC, /* the customer and watchers */
	CONVERSATION_KINDS
};

/* The ticket's messages but `shown` (NULL: all of them), newest first, as far as the facts and the plan have them.
 * For people: what the customer, watchers and agents wrote to all of them; with `one` only that person's, and what went
 * to them alone. *left_out: how many there is no room for. The messages belong to the facts, the plan and the arena. */
void conversation_find(struct work *w, uint64_t ticket, const struct message *shown, enum conversation_for kind,
		       struct span one, struct message_list *out, size_t *left_out);
/* The newest message from outside, else the newest of all; NULL: there is none. */
const struct message *conversation_newest(const struct work *w, uint64_t ticket);
/* history (who when said quoted is_note is_held), in that language, left_out; no_messages where there is not even one
 * that is shown. */
void conversation_fill(struct work *w, const struct message_list *list, size_t left_out, bool shown,
		       struct span language, struct vars *vars);

#endif
