#include "daemon/desk/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}

void clock_stamp(char out[CLOCK_STAMP])
{
	struct timespec t;
	struct tm tm;
	clock_gettime(CLOCK_REALTIME, &t);
	gmtime_r(&t.tv_sec, &tm);
	size_t n = strftime(out, CLOCK_STAMP, "%Y-%m-%dT%H:%M:%S", &tm);
	snprintf(out + n, CLOCK_STAMP - n, ".%03dZ", (int)(t.tv_nsec / 1000000));
}

struct span clock_rfc3339(struct arena *a, int64_t when)
{
	time_t t = (time_t)when;
	struct tm tm;
	char text[40];
	if (when == 0 || !gmtime_r(&t, &tm))
		return SPAN_NONE;
	return arena_dup(a, span_make(text, strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &tm)));
}
