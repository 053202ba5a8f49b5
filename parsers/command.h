/* command: an agent's commands as written: in brackets in the subject, or as lines that begin with '#' before or after
 * the text. Only their form is checked: a name of letters, then arguments up to the next " #name" or the end of the
 * line; "#1 is broken" is text. A signature, a "--" line, quoted or forwarded text ends the search; so do a few lines
 * that begin with "Best regards" right after a command. */
#ifndef CAREDESK_COMMAND_H
#define CAREDESK_COMMAND_H

#include "parsers/mail.h"

/* Fills mail->commands and mail->command_text from mail->subject and mail->text. All brackets in the subject are listed
 * as candidates (name = first word); the core knows which ones are commands. */
void command_scan(struct arena *a, struct mail *mail);

/* The same for lines that are known to be the agent's own: adds the `#` lines at the start and the end to *out. *rest
 * is what lies between, without a signature that follows a command. */
void command_lines(struct arena *a, struct span own, struct command_list *out, struct span *rest);

/* How often the command's words occur in the text one after the other, ignoring case, quote marks and line breaks: a
 * client may have wrapped the lines differently. */
size_t command_count(struct span text, const struct command *command);

#endif
