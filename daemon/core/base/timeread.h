/* timeread: reads a future time as people type it: a duration from now, or a date in the usual form of their language.
 *
 * "30m", "4h", "3d", "1w", "1d12h", "3 days"; "2026-12-31", "31.12.2026", "31.12.", "12/31" (day first except in
 * American English), "1 December", "Dec 1", "tomorrow", "monday", "next week", each with or without a time of day:
 * "monday 14:30", "9am", "14 Uhr", "14h30"; a time of day alone is today's. The words of all shipped languages are
 * understood, whatever the writer's language. Minutes and hours are business time; days and weeks keep the time of
 * day. */
#ifndef CAREDESK_TIMEREAD_H
#define CAREDESK_TIMEREAD_H

#include "conf/calendar.h"

struct time_reader {
	const struct zone *zone;
	const struct calendar
		*hours; /* business hours, for minutes and hours and for the start of a day; NULL: around the clock */
	struct span language;
	int64_t now;
	bool by_end; /* a day without a time of day means its last minute */
};
enum time_read { TIME_READ, TIME_UNKNOWN, TIME_PAST };

/* *out is set on TIME_READ: later than now, and within ten years. */
enum time_read time_read(const struct time_reader *r, struct span text, int64_t *out);

#endif
