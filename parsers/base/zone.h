/* zone: a time zone as a value, read from the bytes of a TZif file (RFC 8536), and the civil calendar.
 *
 * Days are counted from 1970-01-01 in the proleptic Gregorian calendar. Nothing here reads a clock, a file or the
 * environment. Transitions after the last one in the file are computed up to ZONE_LAST_YEAR; later times have the
 * offset at the end of that year. */
#ifndef CAREDESK_ZONE_H
#define CAREDESK_ZONE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define ZONE_LAST_YEAR 2100
#define ZONE_DAY ((int64_t)86400)

struct zone_change { /* from `at` on, the zone is `offset` seconds east of Greenwich, and called `name` */
	int64_t at;
	int32_t offset;
	struct span name;
};
struct zone {
	struct span id;            /* its name in the configuration */
	struct zone_change before; /* valid before the first change */
	struct zone_changes {      /* in chronological order */
		struct zone_change *items;
		size_t count, cap;
	} changes;
};

struct civil { /* a time as on a wall clock */
	int year, month, day, hour, minute, second;
};

/* Coordinated universal time: used if no zone is given. */
extern const struct zone zone_utc;

/* Returns 0, or -1 with ERR_CORRUPT if the bytes are not a TZif file of version 2 or later. Everything is copied into
 * the arena. */
int zone_parse(struct arena *a, struct span id, struct span tzif, struct zone *out, struct err *err);

/* The offset and name in effect at that moment. Never NULL. */
const struct zone_change *zone_at(const struct zone *z, int64_t utc);
/* The moment at which a clock there shows `local` (seconds since 1970 as if it were UTC). A time that occurs twice
 * means the first; one that is skipped is counted with the offset before the gap, as in PEP 495 with fold=0. */
int64_t zone_utc_of(const struct zone *z, int64_t local);

/* Conversion to seconds as if in UTC, and back. zone_civil_ok: does the date and time exist? Years 1 to 9999. */
int64_t zone_civil_seconds(const struct civil *c);
struct civil zone_civil(int64_t local);
bool zone_civil_ok(const struct civil *c);
struct civil zone_civil_at(const struct zone *z, int64_t utc);
/* The date as people of that language write it where there is little room: "2 Nov 2026", "02.11.2026", "02/11/2026";
 * "2026-11-02" in an unknown language. zone_day_shown: without the year; zone_month_shown: without
 * the day. */
struct span zone_date_shown(struct arena *a, struct span language, const struct civil *c);
struct span zone_day_shown(struct arena *a, struct span language, const struct civil *c);
struct span zone_month_shown(struct arena *a, struct span language, const struct civil *c);
/* 0 is Monday, 6 is Sunday. */
int zone_weekday(int64_t day);
int64_t zone_day_of(int64_t seconds); /* rounds down */

#endif
