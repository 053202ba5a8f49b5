/* command_answer: what #show, #why and #list answer, as text for the receipt; #help is a mail of its own. */
#ifndef CAREDESK_COMMAND_ANSWER_H
#define CAREDESK_COMMAND_ANSWER_H

#include "daemon/core/agent/acting.h"

#define COMMAND_ANSWER_MAX ((size_t)512 << 10) /* bytes of one answer; the rest is said to be cut */

/* One after the other; empty where nothing was asked. */
struct span command_answer_text(struct acting *x);
/* #raw: a fault where there is no such message, or its original mail is not kept. */
void command_answer_raw_check(struct work *w, struct command_calls *o, const struct command_call *order);
/* #raw: those mails, whole, as parts of the receipt; *m NULL: there is none. */
void command_answer_raw(struct acting *x, struct outmail *m);
/* A line of each for the receipt. */
void command_answer_raw_say(struct acting *x);
/* #help: the mail "help_agent", if it was asked for. */
void command_answer_help(struct acting *x);

#endif
