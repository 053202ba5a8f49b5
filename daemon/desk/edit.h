/* edit: what `caredesk set ID KEY=VALUE…` does to a ticket: the same changes, events and mails as by command, with the
 * actor "admin". Pure: it works on the plan. */
#ifndef CAREDESK_EDIT_H
#define CAREDESK_EDIT_H

#include "daemon/core/base/plan.h"
#include "parsers/base/err.h"

/* One assignment: status, priority, category, agent, subject, customer, tags (parted by commas). ERR_CONFIG: no such key or
 * value (the text says which there are); ERR_REFUSED: not from this status. */
int edit_ticket(struct work *w, struct ticket *t, struct span assignment, struct err *err);

#endif
