/* conversation: what was said on a ticket so far: all of it for an agent who is new to it, the latest messages for one
 * who has had it, and the public part for the customer and watchers. */
#ifndef CAREDESK_CONVERSATION_H
#define CAREDESK_CONVERSATION_H

#include "daemon/core/base/plan.h"

enum conversation_for {
	CONVERSATION_NEW,    /* an agent who is new to the ticket */
	CONVERSATION_TEAM,   /* an agent who has had it before */
	CONVERSATION_PUBLIC, /* the customer and watchers */
	CONVERSATION_KINDS
};

/* The ticket's messages except `shown` (NULL: all), newest first, from the plan and the facts. CONVERSATION_PUBLIC:
 * what the customer, watchers and agents wrote to all of them; with `one`, only what that person wrote and what was
 * sent to them alone. *left_out: how many did not fit. The messages belong to the facts, the plan or the arena. */
void conversation_find(struct work *w, uint64_t ticket, const struct message *shown, enum conversation_for kind,
		       struct span one, struct message_list *out, size_t *left_out);
/* The newest message from outside, otherwise the newest of all; NULL: there is none. */
const struct message *conversation_newest(const struct work *w, uint64_t ticket);
/* Sets history (who when said quoted is_note is_held), in that language, left_out, earlier; and no_messages if the list
 * is empty and `shown` is false. */
void conversation_fill(struct work *w, const struct message_list *list, size_t left_out, bool shown,
		       struct span language, struct vars *vars);

#endif
