/* when: points in time as people write them and read them.
 *
 * Days are those of the zone that is given; the clock is an argument. */
#ifndef CAREDESK_WHEN_H
#define CAREDESK_WHEN_H

#include "parsers/base/zone.h"

/* "30m", "2h", "3d", "1w", or several in a row, "1d12h": seconds, 1 minute to 10 years. */
bool when_duration(struct span text, int64_t *seconds);
/* "2026-12-01" (00:00 of that day), "2026-12-01 14:30", "2026-12-01T14:30". Only dates that exist. */
bool when_date(const struct zone *zone, struct span text, int64_t *time);
/* For people: "2026-12-01 14:30"; empty for 0. */
struct span when_words(struct arena *a, const struct zone *zone, int64_t time);
/* As people of that language write it, with the zone: "Monday 2 November 2026, 09:00 CET"; in a language that is not
 * known "2026-11-02 09:00 CET". Empty for 0. */
struct span when_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* The day of it: "2 November 2026". */
struct span when_day_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* As when_shown, but the day alone where it is the day's beginning: "Tuesday 1 December 2026". */
struct span when_until_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time);
/* As when_words, but the day alone where it is the day's beginning: "2026-12-01". */
struct span when_until(struct arena *a, const struct zone *zone, int64_t time);
/* How long: "3 d", "2 h 15 min"; empty for less than a minute. */
struct span when_long(struct arena *a, struct span language, int64_t seconds);
/* The local beginning of a day that is given as its 00:00 UTC. */
int64_t when_day(const struct zone *zone, int64_t utc);

#endif
