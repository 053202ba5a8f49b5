/* agenda: who has to do what, for a digest: overdue tickets, those where it is the desk's turn, those that wait for a
 * customer, and thank-yous. */
#ifndef CAREDESK_AGENDA_H
#define CAREDESK_AGENDA_H

#include "daemon/core/base/plan.h"

struct agenda {
	struct ticket_list overdue, ours, theirs; /* each in order of urgency: due first, then waiting longest */
	struct ticket_list thanked;
};

/* Sorts the unfinished tickets into the lists; snoozed ones are left out until they are overdue. Keeps out->thanked. */
void agenda_sort(struct arena *a, const struct ticket_list *open, int64_t now, struct agenda *out);
bool agenda_is_empty(const struct agenda *g);
/* Sets the lists `overdue`, `tickets`, `waiting` and `thanked` with their counts; `whole`: for the tickets of all
 * agents, also `loads`, how many each has to do. */
void agenda_fill(struct work *w, const struct agenda *g, struct span language, bool whole, struct vars *vars);

#endif
