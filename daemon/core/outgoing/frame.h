/* frame: what the desk itself says around a message in a mail to an agent. It is kept when the mail is sent, so that an
 * answer's lines can be told from the desk's, whatever the client has made of them. */
#ifndef CAREDESK_FRAME_H
#define CAREDESK_FRAME_H

#include "daemon/core/base/plan.h"

/* Fills frame, text_at and carries of a mail that has its body. `carried`: the message that the body has in it; NULL:
 * none. */
void frame_keep(struct arena *a, struct outmail *mail, const struct message *carried);
/* The two parts of a kept frame: what stands before the message's text and what behind it. */
void frame_parts(const struct outmail *mail, struct span *before, struct span *behind);

#endif
