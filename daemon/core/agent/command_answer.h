/* command_answer: what #show, #why, #list, #search and #report answer, as text for the receipt; #help is a mail of its
 * own. */
#ifndef CAREDESK_COMMAND_ANSWER_H
#define CAREDESK_COMMAND_ANSWER_H

#include "daemon/core/agent/acting.h"

#define COMMAND_ANSWER_MAX ((size_t)512 << 10) /* bytes of one answer; a longer one is cut, and says so */

/* All answers, one after the other; empty if nothing was asked for. */
struct span command_answer_text(struct acting *x);
/* #raw: adds a fault if there is no such message, or its original mail was not kept. */
void command_answer_raw_check(struct work *w, struct command_calls *o, const struct command_call *order);
/* #raw: adds those mails, whole, as parts of the receipt; m may be NULL. */
void command_answer_raw(struct acting *x, struct outmail *m);
/* #raw: adds a line for each to the receipt. */
void command_answer_raw_say(struct acting *x);
/* #help: composes the mail "help_agent", if it was asked for. */
void command_answer_help(struct acting *x);

#endif
