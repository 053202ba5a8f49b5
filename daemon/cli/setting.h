/* setting: what `caredesk set ID KEY=VALUE…` changes on a ticket: the same changes and events as by an agent's command,
 * with the actor "admin". Pure: it works on the plan. */
#ifndef CAREDESK_SETTING_H
#define CAREDESK_SETTING_H

#include "daemon/core/base/plan.h"
#include "parsers/base/err.h"

/* Applies one assignment: status, priority, category, agent, subject, customer, tags or watchers (the complete list,
 * separated by commas), due, snooze. t: the plan's own copy. ERR_CONFIG: no such key or value (the text says which
 * exist); ERR_REFUSED: the ticket's status forbids it. Sends nothing. */
int setting_apply(struct work *w, struct ticket *t, struct span assignment, struct err *err);

#endif
