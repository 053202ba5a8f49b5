/* holidays: the days of an iCalendar file (RFC 5545). */
#ifndef CAREDESK_HOLIDAYS_H
#define CAREDESK_HOLIDAYS_H

#include "conf/calendar.h"
#include "parsers/base/err.h"

#define HOLIDAYS_MAX 4000 /* days of one file */

/* Adds every day of every event, repeating ones from CALENDAR_FIRST_YEAR to CALENDAR_LAST_YEAR. Days are those that the
 * event says, whatever zone it is in; one that is transparent or cancelled is none. ERR_CONFIG: it can't be read, is no
 * calendar, or has too many days. */
int holidays_read(const char *path, struct arena *a, struct calendar_date_list *out, struct err *err);

#endif
