/* holidays: the days of an iCalendar file (RFC 5545). */
#ifndef CAREDESK_HOLIDAYS_H
#define CAREDESK_HOLIDAYS_H

#include "conf/calendar.h"
#include "parsers/base/err.h"

#define HOLIDAYS_MAX 4000 /* days per file */

/* Adds every day of every event, repeating ones from CALENDAR_FIRST_YEAR to CALENDAR_LAST_YEAR. Days are taken as the
 * event states them, whatever its zone. Cancelled events are ignored, and so are transparent ones that do not last
 * whole days. ERR_CONFIG: the file can't be read, is not a calendar, or has too many days. */
int holidays_read(const char *path, struct arena *a, struct calendar_date_list *out, struct err *err);

#endif
