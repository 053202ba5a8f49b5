#include "conf/calendar.h"

#include <string.h>

#define MINUTES_A_DAY 1440

/* --- reading --- */

static int calendar_day_of(struct span word)
{
	static const char *const names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	for (int i = 0; i < 7; i++)
		if (span_ieq(word, span_of(names[i])))
			return i;
	return -1;
}

/* "mon-fri", "sat", "mon-wed,fri" */
static bool days_read(struct span text, bool days[7])
{
	struct span part;
	while (span_cut(&text, ',', &part)) {
		struct span first = SPAN_NONE;
		bool range = span_chr(part, '-') >= 0;
		span_cut(&part, '-', &first);
		int from = calendar_day_of(span_trim(first)), to = range ? calendar_day_of(span_trim(part)) : from;
		if (from < 0 || to < 0)
			return false;
		for (int d = from;; d = (d + 1) % 7) {
			days[d] = true;
			if (d == to)
				break;
		}
	}
	return true;
}

static bool minute_read(struct span text, int *out)
{
	struct span hour;
	uint64_t h, m;
	if (!span_cut(&text, ':', &hour) || hour.len > 2 || text.len != 2 || !span_u64(hour, &h) || !span_u64(text, &m))
		return false;
	*out = (int)(h * 60 + m);
	return h <= 24 && m < 60 && *out <= MINUTES_A_DAY;
}

static const char *range_add(struct open_day *day, int from, int to)
{
	size_t at = 0;
	if (from == to)
		return NULL;
	if (day->count == CALENDAR_RANGES_MAX)
		return "there are too many ranges on one day";
	while (at < day->count && day->ranges[at].from < from)
		at++;
	if ((at > 0 && day->ranges[at - 1].to > from) || (at < day->count && day->ranges[at].from < to))
		return "it overlaps another range of that day";
	memmove(day->ranges + at + 1, day->ranges + at, (day->count - at) * sizeof(*day->ranges));
	day->ranges[at] = (struct open_range){from, to};
	day->count++;
	return NULL;
}

bool calendar_week_add(struct calendar *c, struct span text, const char **why)
{
	bool days[7] = {false};
	struct span rest = span_trim(text), first, from_text;
	int from, to;
	*why = "write it as \"mon-fri 09:00-17:30\"";
	if (!span_word(&rest, &first) || !days_read(first, days))
		return false;
	rest = span_trim(rest);
	if (!span_cut(&rest, '-', &from_text) || !minute_read(span_trim(from_text), &from) ||
	    !minute_read(span_trim(rest), &to) || from == MINUTES_A_DAY)
		return false;
	*why = from == to ? "it begins and ends at the same time" : NULL;
	for (int d = 0; d < 7 && !*why; d++) {
		if (!days[d])
			continue;
		*why = range_add(&c->week[d], from, from < to ? to : MINUTES_A_DAY);
		if (!*why && to < from)
			*why = range_add(&c->week[(d + 1) % 7], 0, to);
	}
	return !*why;
}

bool calendar_date_read(struct span text, struct calendar_date *out)
{
	struct span rest = span_trim(text), part;
	uint64_t numbers[3] = {0};
	size_t n = 0;
	while (n < 3 && span_cut(&rest, '-', &part))
		if (!span_u64(part, &numbers[n]) || numbers[n++] > 9999)
			return false;
	if (rest.len || n < 2)
		return false;
	*out = n == 3 ? (struct calendar_date){(int)numbers[0], (int)numbers[1], (int)numbers[2], SPAN_NONE}
		      : (struct calendar_date){0, (int)numbers[0], (int)numbers[1], SPAN_NONE};
	struct civil date = {.year = n == 3 ? out->year : 2000, .month = out->month, .day = out->day};
	return zone_civil_ok(&date) && (n == 2 || out->year > 0);
}

/* --- one day --- */

static const struct calendar_date *holiday_of(const struct calendar *c, int64_t day)
{
	if (!c->holidays.count)
		return NULL;
	struct civil d = zone_civil(day * ZONE_DAY);
	for (size_t i = 0; i < c->holidays.count; i++) {
		const struct calendar_date *h = &c->holidays.items[i];
		if (h->month == d.month && h->day == d.day && (!h->year || h->year == d.year))
			return h;
	}
	return NULL;
}

/* Converts ranges in local time to UTC; a range that would begin before the previous one ended (the clock was set back)
 * continues from that end. */
size_t calendar_day(const struct calendar *c, int64_t day, struct open_span out[CALENDAR_RANGES_MAX],
		    const struct calendar_date **holiday)
{
	const struct open_day *open = &c->week[zone_weekday(day)];
	size_t count = 0;
	*holiday = holiday_of(c, day);
	if (!c->sums && !open->count && !*holiday) {
		out[0] = (struct open_span){zone_utc_of(c->zone, day * ZONE_DAY),
					    zone_utc_of(c->zone, (day + 1) * ZONE_DAY)};
		return 1;
	}
	for (size_t i = 0; i < open->count && !*holiday; i++) {
		int64_t from = zone_utc_of(c->zone, day * ZONE_DAY + open->ranges[i].from * 60);
		int64_t to = zone_utc_of(c->zone, day * ZONE_DAY + open->ranges[i].to * 60);
		if (count && from < out[count - 1].to)
			from = out[count - 1].to;
		if (from < to)
			out[count++] = (struct open_span){from, to};
	}
	return count;
}

/* --- sums --- */

static int64_t day_number_of(int year)
{
	struct civil first = {.year = year, .month = 1, .day = 1};
	return zone_day_of(zone_civil_seconds(&first));
}

bool calendar_is_stale(const struct calendar *c, int64_t day, struct calendar_date *last)
{
	int64_t latest = INT64_MIN;
	for (size_t i = 0; i < c->holidays.count; i++) {
		const struct calendar_date *d = &c->holidays.items[i];
		const struct civil date = {.year = d->year, .month = d->month, .day = d->day};
		int64_t at = zone_day_of(zone_civil_seconds(&date));
		if (!d->year || at >= day)
			return false;
		if (at > latest) {
			latest = at;
			*last = *d;
		}
	}
	return c->holidays.count > 0;
}

void calendar_build(struct arena *a, struct calendar *c)
{
	struct open_span spans[CALENDAR_RANGES_MAX];
	const struct calendar_date *holiday;
	int64_t sum = 0;
	c->first_day = day_number_of(CALENDAR_FIRST_YEAR);
	c->days = (size_t)(day_number_of(CALENDAR_LAST_YEAR + 1) - c->first_day);
	c->sums = ARENA_ARRAY(a, int64_t, c->days + 1);
	for (size_t i = 0; i < c->days; i++) {
		c->sums[i] = sum;
		size_t n = calendar_day(c, c->first_day + (int64_t)i, spans, &holiday);
		for (size_t k = 0; k < n; k++)
			sum += spans[k].to - spans[k].from;
	}
	c->sums[c->days] = sum;
}

/* The index of the day that t falls on by the local clock. -1: before the first day; c->days: after the last. */
static int64_t day_index(const struct calendar *c, int64_t t)
{
	int64_t i = zone_day_of(t + zone_at(c->zone, t)->offset) - c->first_day;
	return i < 0 ? -1 : i >= (int64_t)c->days ? (int64_t)c->days : i;
}

/* Business seconds before t. Starts one day early: that day's last range may end after a midnight that occurs twice. */
static int64_t sum_before(const struct calendar *c, int64_t t)
{
	struct open_span spans[CALENDAR_RANGES_MAX];
	const struct calendar_date *holiday;
	int64_t i = day_index(c, t), sum;
	if (i < 0)
		return 0;
	if (i >= (int64_t)c->days)
		return c->sums[c->days];
	i = i > 0 ? i - 1 : 0;
	sum = c->sums[i];
	for (int64_t d = i; d < (int64_t)c->days && d <= i + 2; d++) {
		size_t n = calendar_day(c, c->first_day + d, spans, &holiday);
		for (size_t k = 0; k < n && spans[k].from < t; k++)
			sum += (spans[k].to < t ? spans[k].to : t) - spans[k].from;
	}
	return sum;
}

int64_t calendar_between(const struct calendar *c, int64_t from, int64_t to)
{
	return c->sums ? sum_before(c, to) - sum_before(c, from) : to - from;
}

/* The last day with fewer than `sum` business seconds before it (or, with `most`, at most as many). */
static size_t day_search(const struct calendar *c, int64_t sum, bool most)
{
	size_t low = 0, high = c->days;
	while (low + 1 < high) {
		size_t middle = low + (high - low) / 2;
		if (c->sums[middle] < sum || (most && c->sums[middle] == sum))
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The earliest time with `sum` business seconds before it; with `latest` the latest such time. */
static int64_t sum_moment(const struct calendar *c, int64_t sum, bool latest)
{
	struct open_span spans[CALENDAR_RANGES_MAX];
	const struct calendar_date *holiday;
	size_t day = day_search(c, sum, latest);
	int64_t rest = sum - c->sums[day];
	for (; day < c->days; day++) {
		size_t n = calendar_day(c, c->first_day + (int64_t)day, spans, &holiday);
		for (size_t k = 0; k < n; k++) {
			int64_t length = spans[k].to - spans[k].from;
			if (rest < length || (rest == length && !latest))
				return spans[k].from + rest;
			rest -= length;
		}
	}
	return 0;
}

int64_t calendar_add(const struct calendar *c, int64_t from, int64_t n)
{
	if (n == 0 || !c->sums)
		return from + n;
	int64_t sum = sum_before(c, from) + n;
	if (sum < 0 || sum > c->sums[c->days])
		return 0;
	return sum_moment(c, sum, n < 0);
}

bool calendar_is_open(const struct calendar *c, int64_t t)
{
	return calendar_between(c, t, t + 1) > 0;
}

int64_t calendar_next_open(const struct calendar *c, int64_t t)
{
	if (calendar_is_open(c, t))
		return t;
	int64_t end = calendar_add(c, t, 1);
	return end ? end - 1 : 0;
}
