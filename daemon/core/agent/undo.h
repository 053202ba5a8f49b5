/* undo: keeps what an agent's command mail did to a ticket, field by field, and takes it back unless somebody has
 * changed one of those fields since. Mails that were sent can't be taken back; the receipt says so. */
#ifndef CAREDESK_UNDO_H
#define CAREDESK_UNDO_H

#include "daemon/core/agent/acting.h"

/* To be called when all of the mail is in the plan: keeps its tickets' states before and after. Does nothing if no
 * command can be undone. */
void undo_keep(struct acting *x);
/* Adds a fault if there is nothing to take back, or a field was changed since. */
void undo_check(struct work *w, struct command_calls *o);
/* #undo: restores the kept fields, once undo_check has found no fault. */
void undo_command(struct acting *x, const struct command_call *o);

#endif
