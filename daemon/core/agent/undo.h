/* undo: what an agent's command mail did to a ticket is kept field by field, and taken back as long as nobody else has
 * changed one of those fields since. Mails that went out stay out; the receipt says so. */
#ifndef CAREDESK_UNDO_H
#define CAREDESK_UNDO_H

#include "daemon/core/agent/acting.h"

/* After everything of the mail is in the plan: keeps how its tickets were and are. Nothing where no order can be
 * undone. */
void undo_keep(struct acting *x);
/* Adds a fault where there is nothing to take back, or somebody was there since. */
void undo_check(struct work *w, struct command_calls *o);
void undo_command(struct acting *x, const struct command_call *o);

#endif
