/* figures: what reports count of a ticket (struct figures), taken from its events as they come.
 *
 * Times are business time by the calendar of the ticket's category, while it was the desk's turn (new or open). Days
 * and hours are those of the desk's zone. */
#ifndef CAREDESK_FIGURES_H
#define CAREDESK_FIGURES_H

#include "conf/conf.h"
#include "store/records.h"

/* The ticket is as the event leaves it; a ticket that was there before figures were counted is left as it is. */
void figures_event(const struct conf *conf, struct arena *a, struct ticket *t, const struct event *e);
/* The same for what has no event of its own. */
void figures_settle(const struct conf *conf, struct ticket *t, int64_t now);
/* Counts a ticket from nothing, by all of its events. */
void figures_count(const struct conf *conf, struct arena *a, struct ticket *t, const struct event_list *events);

/* Days since 1970 in the desk's zone; 0 for times before. */
uint32_t figures_day(const struct conf *conf, int64_t time);

#endif
