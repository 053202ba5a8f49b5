/* command: an agent's commands as written: in brackets in the subject, or as lines that begin with '#' before or after the
 * text. Form only: a name of letters, then arguments. A signature, a "--" line or quoted text ends the search. */
#ifndef CAREDESK_COMMAND_H
#define CAREDESK_COMMAND_H

#include "parsers/mail.h"

/* Fills mail->commands and mail->command_text from mail->subject and mail->text. Brackets in the subject are all listed as
 * candidates (name = first word); the core knows which are commands. */
void command_scan(struct arena *a, struct mail *mail);

#endif
