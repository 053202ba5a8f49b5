/* when: points in time as people write and read them.
 *
 * Days are those of the given time zone; the clock is an argument. */
#ifndef CAREDESK_WHEN_H
#define CAREDESK_WHEN_H

#include "parsers/base/zone.h"

/* "30m", "2h", "3d", "1w", or several in a row, "1d12h": in seconds, from 1 minute to about 10 years. */
bool when_duration(struct span text, int64_t *seconds);
/* "2026-12-01" (00:00 of that day), "2026-12-01 14:30", "2026-12-01T14:30". Only dates that exist. */
bool when_date(const struct zone *zone, struct span text, int64_t *time);
/* For listings: "2026-12-01 14:30"; empty for 0. */
struct span when_words(struct arena *a, const struct zone *zone, int64_t time);
/* As people write it in that language, with the zone: "Monday 2 November 2026, 09:00 CET"; "2026-11-02 09:00 CET" in an
 * unknown language. Empty for 0. */
struct span when_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* Its day: "2 November 2026". */
struct span when_day_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* As when_shown, but only the day where the time is its midnight: "Tuesday 1 December 2026". */
struct span when_until_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* As when_words, but only the day where the time is its midnight: "2026-12-01". */
struct span when_until(struct arena *a, const struct zone *zone, int64_t time);
/* Where there is little room: "2 Nov 2026 09:00", "02.11.2026 09:00"; empty for 0. when_until_short: only the day where
 * the time is its midnight. */
struct span when_short(struct arena *a, const struct zone *zone, struct span language, int64_t time);
struct span when_until_short(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* A duration: "3 d", "2 h 15 min"; empty for less than a minute. */
struct span when_long(struct arena *a, struct span language, int64_t seconds);
/* The local start of a day that is given as its 00:00 UTC. */
int64_t when_day(const struct zone *zone, int64_t utc);

#endif
