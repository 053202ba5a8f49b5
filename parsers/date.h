/* date: the Date header (RFC 5322, obsolete forms, and the order of asctime) to seconds since 1970 UTC. */
#ifndef CAREDESK_DATE_H
#define CAREDESK_DATE_H

#include "parsers/base/span.h"

/* False when day, month, year and time are not all there and in range. A zone that is unknown or absent is UTC. */
bool date_parse(struct span s, int64_t *out);

/* Seconds of that day's start; month 1 to 12. False when there is no such day, or the year is not 1970 to 9999. */
bool date_day(uint64_t year, uint64_t month, uint64_t day, int64_t *out);

#endif
