/* levels: when a ticket's first answer and its resolution are due, by its service level (docs/admin.md).
 *
 * Times are counted from where the ticket began (ticket->started), in business time, while it is our turn: its stops,
 * when it was pending, or done, do not count. So they follow from the ticket as it is: a new priority or category
 * counts again from the start. What is set by hand goes before both. */
#ifndef CAREDESK_LEVELS_H
#define CAREDESK_LEVELS_H

#include "conf/conf.h"
#include "store/records.h"

enum level_time { LEVEL_FIRST, LEVEL_RESOLVE, LEVEL_TIMES };

/* "first_answer", "resolution" */
struct span level_time_name(enum level_time goal);

/* t->first_due and t->resolve_due, of what is not done yet: 0 while its time stands still, and where there is none. */
void levels_settle(const struct conf *conf, struct ticket *t);
/* When that is due, with what is set by hand; 0: it has no time, or was reached. */
int64_t levels_due(const struct conf *conf, const struct ticket *t, enum level_time goal);
/* The one that comes first: of the answer while there is none, else of the resolution. */
int64_t levels_next_due(const struct conf *conf, const struct ticket *t);
/* When so much of it is over that the agent is reminded; 0: the same. */
int64_t levels_remind(const struct conf *conf, const struct ticket *t, enum level_time goal);
/* What a customer is promised: when the first answer is due; 0: nothing. */
int64_t levels_promise(const struct conf *conf, const struct ticket *t);
/* Names of agents and "manager"; empty: the manager. */
const struct span_list *levels_escalate_to(const struct conf *conf, const struct ticket *t);

/* It stops, or goes on, as its status becomes another one. */
void levels_turn(struct arena *a, struct ticket *t, enum status before, int64_t now);

#endif
