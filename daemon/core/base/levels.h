/* levels: when a ticket's first answer and its resolution are due, by its service level (docs/admin.md).
 *
 * Times run from ticket->started, in business time, while it is our turn: stops, when the ticket is pending or
 * finished, do not count. They are derived from the ticket as it is: a new priority or category counts again from the
 * start. A due time set by hand (ticket->due) takes precedence. */
#ifndef CAREDESK_LEVELS_H
#define CAREDESK_LEVELS_H

#include "conf/conf.h"
#include "store/records.h"

enum level_time { LEVEL_FIRST, LEVEL_RESOLVE, LEVEL_TIMES };

/* "first_answer", "resolution" */
struct span level_time_name(enum level_time goal);

/* Sets t->first_due and t->resolve_due, unless already reached; 0 while the time stands still, and where there is
 * none. */
void levels_settle(const struct conf *conf, struct ticket *t);
/* When that goal is due, by hand or by level; 0: it has no due time, was reached, or stands still. */
int64_t levels_due(const struct conf *conf, const struct ticket *t, enum level_time goal);
/* The due time of the first answer while there is none, otherwise that of the resolution; 0 as in levels_due. */
int64_t levels_next_due(const struct conf *conf, const struct ticket *t);
/* When the agent is to be reminded of that goal; 0 as in levels_due. */
int64_t levels_remind(const struct conf *conf, const struct ticket *t, enum level_time goal);
/* The time of the first answer that may be promised to the customer; 0: none. */
int64_t levels_promise(const struct conf *conf, const struct ticket *t);
/* Names of agents and "manager"; an empty list means the manager. */
const struct span_list *levels_escalate_to(const struct conf *conf, const struct ticket *t);

/* Stops the time or lets it go on, now that the ticket's status has changed from `before`. */
void levels_turn(struct arena *a, struct ticket *t, enum status before, int64_t now);

#endif
