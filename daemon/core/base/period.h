/* period: periods of days as people name them when they ask for a report. */
#ifndef CAREDESK_PERIOD_H
#define CAREDESK_PERIOD_H

#include "conf/conf.h"

/* "today", "yesterday", "week" (the seven days up to today), "month" (30), "year" (365), the same words in German and
 * French, or a date: from that day to today. Days since 1970 in the desk's time zone, both included. False: text is
 * none of these. */
bool period_read(const struct conf *conf, struct span text, int64_t now, uint32_t *from, uint32_t *to);

#endif
