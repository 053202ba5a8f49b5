/* frame: what the desk itself says around a message in a mail to an agent. It is kept when the mail is sent, so that an
 * answer's lines can be told from the desk's, whatever the client has made of them. */
#ifndef CAREDESK_FRAME_H
#define CAREDESK_FRAME_H

#include "daemon/core/base/plan.h"

/* Fills frame, text_at and carries of a mail that has its body. `carried`: the message that the body has in
 * it; NULL: none. `history`: those whose texts it has below that, in this order; they are not part of the frame either.
 * `buttons`: lines that its HTML alone has. */
void frame_keep(struct arena *a, struct outmail *mail, const struct message *carried,
		const struct message_list *history, struct span buttons);
/* The two parts of a kept frame: what stands before the message's text and what after it. Where the texts of `history`
 * stood, both have marks. */
void frame_parts(const struct outmail *mail, struct span *before, struct span *behind);

/* Has it the text of that message among its history? */
bool frame_has(const struct outmail *mail, uint32_t seq);
/* The next lines of such a part, up to the next mark; *seq: the message whose text follows them, 0: none. False at its
 * end. */
bool frame_next(struct span *rest, struct span *lines, uint32_t *seq);

#endif
