/* conversation: what was said on a ticket so far, for an agent who has it new. */
#ifndef CAREDESK_CONVERSATION_H
#define CAREDESK_CONVERSATION_H

#include "daemon/core/base/plan.h"

#define CONVERSATION_MAX 200                       /* messages of one mail */
#define CONVERSATION_MAX_BYTES ((size_t)256 << 10) /* of their texts */

/* The ticket's messages but `shown` (NULL: all of them), newest first, as far as the facts and the plan have them.
 * *left_out: how many older ones there is no room for. The messages belong to the facts, the plan and the arena. */
void conversation_find(struct work *w, uint64_t ticket, const struct message *shown, struct message_list *out,
		       size_t *left_out);
/* The newest message from outside, else the newest of all; NULL: there is none. */
const struct message *conversation_newest(const struct work *w, uint64_t ticket);
/* history (who when said is_note is_held), left_out; no_messages where there is not even one that is shown. */
void conversation_fill(struct work *w, const struct message_list *list, size_t left_out, bool shown, struct vars *vars);

#endif
