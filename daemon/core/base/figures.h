/* figures: what reports count for a ticket (struct figures), updated with each of its events.
 *
 * Times are business time by the calendar of the ticket's category, while it was the desk's turn (new or open). Days
 * and hours are in the desk's time zone. */
#ifndef CAREDESK_FIGURES_H
#define CAREDESK_FIGURES_H

#include "conf/conf.h"
#include "store/records.h"

/* Counts an event of t, which is already in the state that the event leaves it in. Tickets older than the counting of
 * figures are left alone. */
void figures_event(const struct conf *conf, struct arena *a, struct ticket *t, const struct event *e);
/* Brings the figures up to date after a change that has no event of its own. */
void figures_settle(const struct conf *conf, struct ticket *t, int64_t now);
/* Recounts a ticket from all of its events. */
void figures_count(const struct conf *conf, struct arena *a, struct ticket *t, const struct event_list *events);

/* Days since 1970 in the desk's time zone; 0 for times before. */
uint32_t figures_day(const struct conf *conf, int64_t time);

#endif
