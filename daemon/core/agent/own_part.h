/* own_part: which part of a mail the agent wrote: commands, text and what is held are all taken from it.
 *
 * The desk knows every line that it sent to the agent: those of the answered mail, and the ticket's notes and messages.
 * They are cut wherever they come back, above, below or between the agent's lines, however the mail client has altered
 * them (parsers/echo.h), together with the line, in any language, that leads to them. Lines of the customer's message
 * stay if words of the agent's own follow directly below. If none of the desk's mails is found, quote marks decide
 * (parsers/text.h). */
#ifndef CAREDESK_OWN_PART_H
#define CAREDESK_OWN_PART_H

#include "daemon/core/base/plan.h"

/* Needs facts->answered and the messages of their tickets. */
void own_part_read(const struct conf *conf, const struct mail *mail, const struct facts *facts, struct arena *a,
		   struct own_part *out);
/* The mail as its agent wrote it: commands and command_text are those of its own part. */
struct mail own_part_mail(const struct mail *mail, const struct own_part *own);

#endif
