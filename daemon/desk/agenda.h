/* agenda: what waits for whom, for a digest: what is overdue, what is the desk's turn, what waits for a customer, and
 * who has said thank you. */
#ifndef CAREDESK_AGENDA_H
#define CAREDESK_AGENDA_H

#include "daemon/core/base/plan.h"

struct agenda {
	struct ticket_list overdue, ours, theirs; /* each in the order of need: what has waited longest first */
	struct ticket_list thanked;
};

/* Sorts the unfinished tickets; those that are snoozed are nobody's turn until they are overdue. */
void agenda_sort(struct arena *a, const struct ticket_list *open, int64_t now, struct agenda *out);
bool agenda_is_empty(const struct agenda *g);
/* The lists `overdue`, `tickets`, `waiting` and `thanked` with their counts; `whole`: those of all agents, and `loads`,
 * what waits for each of them. */
void agenda_fill(struct work *w, const struct agenda *g, struct span language, bool whole, struct vars *vars);

#endif
