/* date: converts the Date header (RFC 5322, obsolete forms, and the order of asctime) to seconds since 1970 UTC. */
#ifndef CAREDESK_DATE_H
#define CAREDESK_DATE_H

#include "parsers/base/span.h"

/* False if day, month, year or time is missing or out of range. An unknown or missing zone is taken as UTC. */
bool date_parse(struct span s, int64_t *out);

/* The start of that day in seconds since 1970 UTC; month 1 to 12. False if there is no such day, or the year is not
 * 1970 to 9999. */
bool date_day(uint64_t year, uint64_t month, uint64_t day, int64_t *out);

#endif
