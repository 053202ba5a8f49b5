/* calendar: business hours as a value, and arithmetic with them.
 *
 * A calendar is a zone, opening ranges per weekday, and holidays, on which it is closed. It is built once, when the
 * configuration is read; then every query costs two binary searches, however far away the time is. Times are seconds
 * since 1970 UTC; business seconds are those during which the calendar is open. It covers the years CALENDAR_FIRST_YEAR
 * to CALENDAR_LAST_YEAR; times outside count as closed. */
#ifndef CAREDESK_CALENDAR_H
#define CAREDESK_CALENDAR_H

#include "parsers/base/zone.h"

#define CALENDAR_FIRST_YEAR 2000
#define CALENDAR_LAST_YEAR 2070
#define CALENDAR_RANGES_MAX 16 /* per day */

struct open_range { /* minutes after local midnight, from < to; to may be 1440 */
	int from, to;
};
struct open_day {
	struct open_range ranges[CALENDAR_RANGES_MAX];
	size_t count;
};
struct calendar_date { /* year 0: every year */
	int year, month, day;
	struct span name; /* the holiday's name; may be empty */
};
struct calendar_date_list {
	struct calendar_date *items;
	size_t count, cap;
};

struct calendar {
	struct span name;
	const struct zone *zone;
	struct open_day week[7]; /* 0 is Monday */
	struct calendar_date_list holidays;
	/* Set by calendar_build: business seconds before the beginning of each day, one more than there are days. NULL,
	 * not built: always open. */
	int64_t first_day;
	int64_t *sums;
	size_t days;
};

/* Adds a text's ranges to the week: "mon-fri 09:00-17:30", "sat,sun 10:00-13:00", "fri 22:00-06:00" (into the next
 * day), "mon-sun 00:00-24:00". False, with *why in words, where it is malformed, overlaps, or there are too many
 * ranges. */
bool calendar_week_add(struct calendar *c, struct span text, const char **why);
/* Reads "2026-12-25" or "01-01" (every year). */
bool calendar_date_read(struct span text, struct calendar_date *out);

/* Does it have holidays, all of them before that day (since 1970)? *last: the last one. False if any of them recurs
 * every year. */
bool calendar_is_stale(const struct calendar *c, int64_t day, struct calendar_date *last);

/* Computes the sums; call it once, when zone, week and holidays are complete. */
void calendar_build(struct arena *a, struct calendar *c);

/* Business seconds from `from` to `to`; negative where `to` is earlier. */
int64_t calendar_between(const struct calendar *c, int64_t from, int64_t to);
/* The earliest moment t >= from with calendar_between(c, from, t) == n; with n < 0 the latest t <= from with
 * calendar_between(c, t, from) == -n; with n == 0 `from` itself. 0: the calendar does not have that many. */
int64_t calendar_add(const struct calendar *c, int64_t from, int64_t n);
bool calendar_is_open(const struct calendar *c, int64_t t);
/* t itself if open then, else the next opening; 0: none. */
int64_t calendar_next_open(const struct calendar *c, int64_t t);
/* The opening ranges of one local day (days since 1970), as UTC times in out; returns their number. A range that lies
 * in a gap of the zone has no length and is left out. *holiday: its entry, or NULL. */
struct open_span {
	int64_t from, to;
};
size_t calendar_day(const struct calendar *c, int64_t day, struct open_span out[CALENDAR_RANGES_MAX],
		    const struct calendar_date **holiday);

#endif
