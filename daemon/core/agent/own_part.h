/* own_part: the agent's own part of a mail: what of it counts as theirs, for everybody who asks: commands, text, what
 * is held.
 *
 * The desk knows every line that it sent to them: those of the mail that is answered, and the ticket's notes and
 * messages. They are cut wherever they come back, above, below or between, whatever the client has made of them
 * (parsers/echo.h), and so is the line of any language that leads to them. Lines of the customer's message stay where
 * words of the agent's own stand directly below. Where no mail of the desk's is found, the marks of quoting decide
 * (parsers/text.h). */
#ifndef CAREDESK_OWN_PART_H
#define CAREDESK_OWN_PART_H

#include "daemon/core/base/plan.h"

/* Needs facts->answered and the messages of their tickets. */
void own_part_read(const struct conf *conf, const struct mail *mail, const struct facts *facts, struct arena *a,
		   struct own_part *out);
/* The mail as its agent wrote it: its commands and command_text are those of that part. */
struct mail own_part_mail(const struct mail *mail, const struct own_part *own);

#endif
