/* zone: a time zone as a value, read from the bytes of a TZif file (RFC 8536), and the civil calendar.
 *
 * Days are counted from 1970-01-01 in the proleptic Gregorian calendar. Nothing here reads a clock, a file or the
 * environment. What a zone does after the last transition of its file is worked out to ZONE_LAST_YEAR; later times have
 * the offset of that year's end. */
#ifndef CAREDESK_ZONE_H
#define CAREDESK_ZONE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define ZONE_LAST_YEAR 2100
#define ZONE_DAY ((int64_t)86400)

struct zone_change { /* from `at` on, the zone is `offset` seconds east of Greenwich and calls itself `name` */
	int64_t at;
	int32_t offset;
	struct span name;
};
struct zone {
	struct span id;            /* as the configuration names it */
	struct zone_change before; /* before the first change */
	struct zone_changes {      /* in order of time */
		struct zone_change *items;
		size_t count, cap;
	} changes;
};

struct civil { /* a time as a clock on the wall shows it */
	int year, month, day, hour, minute, second;
};

/* Coordinated universal time: what holds where no zone is named. */
extern const struct zone zone_utc;

/* 0; or -1 with ERR_CORRUPT when the bytes are not a TZif file of version 2 or later. All is copied into the arena. */
int zone_parse(struct arena *a, struct span id, struct span tzif, struct zone *out, struct err *err);

/* What holds at that moment. Never NULL. */
const struct zone_change *zone_at(const struct zone *z, int64_t utc);
/* The moment at which a clock there shows `local` (seconds since 1970 as if it were UTC). A time that comes twice means
 * the first; one that is left out is counted on from before the gap, as PEP 495 does with fold=0. */
int64_t zone_utc_of(const struct zone *z, int64_t local);

/* Seconds as if UTC, and back. zone_civil_ok: is there such a date and time? Years 1 to 9999. */
int64_t zone_civil_seconds(const struct civil *c);
struct civil zone_civil(int64_t local);
bool zone_civil_ok(const struct civil *c);
struct civil zone_civil_at(const struct zone *z, int64_t utc);
/* 0 is Monday, 6 is Sunday. */
int zone_weekday(int64_t day);
int64_t zone_day_of(int64_t seconds); /* rounds down */

#endif
