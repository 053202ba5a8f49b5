/* frame: what the desk itself writes around a message in a mail to an agent. It is kept when the mail is sent, so that
 * lines of an answer can be recognised as the desk's, however the client has altered them. */
#ifndef CAREDESK_FRAME_H
#define CAREDESK_FRAME_H

#include "daemon/core/base/plan.h"

/* Sets frame, text_at and carries of a mail whose body is complete. `carried`: the message that the body contains;
 * NULL: none. `history`: the messages quoted below it, in this order; their texts are not part of the frame either.
 * `buttons`: lines that only the HTML has. */
void frame_keep(struct arena *a, struct outmail *mail, const struct message *carried,
		const struct message_list *history, struct span buttons);
/* Splits a kept frame into the parts before and after the message's text. Marks show where texts of `history` were. */
void frame_parts(const struct outmail *mail, struct span *before, struct span *after);

/* Was that message among the mail's history? */
bool frame_has(const struct outmail *mail, uint32_t seq);
/* Cuts the lines up to the next mark off *rest; *seq: the message whose text was there, 0: none. False at the end. */
bool frame_next(struct span *rest, struct span *lines, uint32_t *seq);

#endif
