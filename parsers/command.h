/* command: an agent's commands as written: in brackets in the subject, or as lines that begin with '#' before or after
 * the text. Form only: a name of letters, then arguments up to the next " #name" or the end of the line; "#1 is broken"
 * is text. A signature, a "--" line, quoted or forwarded text ends the search; a few lines from "Best regards" on,
 * right after a command, are a signature too. */
#ifndef CAREDESK_COMMAND_H
#define CAREDESK_COMMAND_H

#include "parsers/mail.h"

/* Fills mail->commands and mail->command_text from mail->subject and mail->text. Brackets in the subject are all listed
 * as candidates (name = first word); the core knows which are commands. */
void command_scan(struct arena *a, struct mail *mail);

/* The same of lines that are known to be the writer's own: adds the `#` lines at the start and the end to *out; *rest:
 * what stands between, a signature right after a command left out. */
void command_lines(struct arena *a, struct span own, struct command_list *out, struct span *rest);

/* How often the command's words stand in the text, one after the other, wherever its lines begin and end: a client may
 * have broken them differently. Case-blind. */
size_t command_count(struct span text, const struct command *command);

#endif
