/* clock: the only place that reads the time of day (monotonic.h measures durations), and times as programs read
 * them. */
#ifndef CAREDESK_CLOCK_H
#define CAREDESK_CLOCK_H

#include <stdint.h>

#include "parsers/base/arena.h"

#define CLOCK_STAMP 32 /* bytes for clock_stamp's text */

int64_t clock_now(void); /* seconds since 1970 UTC */
/* Now, in UTC: "2026-11-02T09:14:03.120Z" */
void clock_stamp(char out[CLOCK_STAMP]);

/* RFC 3339 in UTC: "2026-11-02T09:14:03Z"; empty for 0. */
struct span clock_rfc3339(struct arena *a, int64_t when);

#endif
