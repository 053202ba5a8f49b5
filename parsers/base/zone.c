#include "parsers/base/zone.h"

#include <string.h>

#define HEADER 44
#define MAX_CHANGES 5000
#define MAX_TYPES 256
#define MAX_NAMES 1024
#define EPOCH_DAYS 719468 /* days from 0000-03-01 to 1970-01-01 */

const struct zone zone_utc = {.id = {"UTC", 3}, .before = {.name = {"UTC", 3}}};

/* --- the civil calendar --- */

int64_t zone_day_of(int64_t seconds)
{
	return seconds >= 0 ? seconds / ZONE_DAY : -((-seconds + ZONE_DAY - 1) / ZONE_DAY);
}

int zone_weekday(int64_t day)
{
	return (int)(((day + 3) % 7 + 7) % 7);
}

/* Counts years from March, so that the leap day is the last day. */
static int64_t day_number(int year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400, of_era = y - era * 400;
	int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - EPOCH_DAYS;
}

static void day_civil(int64_t day, struct civil *out)
{
	int64_t z = day + EPOCH_DAYS, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
	out->day = (int)(of_year - (153 * month + 2) / 5 + 1);
	out->month = (int)(month < 10 ? month + 3 : month - 9);
	out->year = (int)(year + era * 400 + (out->month <= 2));
}

int64_t zone_civil_seconds(const struct civil *c)
{
	return day_number(c->year, c->month, c->day) * ZONE_DAY + c->hour * 3600 + c->minute * 60 + c->second;
}

struct civil zone_civil(int64_t local)
{
	struct civil c = {0};
	int64_t day = zone_day_of(local), rest = local - day * ZONE_DAY;
	day_civil(day, &c);
	c.hour = (int)(rest / 3600);
	c.minute = (int)(rest / 60 % 60);
	c.second = (int)(rest % 60);
	return c;
}

bool zone_civil_ok(const struct civil *c)
{
	if (c->year < 1 || c->year > 9999 || c->month < 1 || c->month > 12 || c->day < 1 || c->day > 31)
		return false;
	if (c->hour < 0 || c->hour > 23 || c->minute < 0 || c->minute > 59 || c->second < 0 || c->second > 59)
		return false;
	struct civil same = zone_civil(zone_civil_seconds(c));
	return same.month == c->month && same.day == c->day;
}

/* --- look-up --- */

const struct zone_change *zone_at(const struct zone *z, int64_t utc)
{
	size_t low = 0, high = z->changes.count;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (z->changes.items[middle].at <= utc)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &z->changes.items[low - 1] : &z->before;
}

struct civil zone_civil_at(const struct zone *z, int64_t utc)
{
	return zone_civil(utc + zone_at(z, utc)->offset);
}

static const char *month_short(int month)
{
	static const char *const names[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
					    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
	return names[month - 1];
}

struct span zone_date_shown(struct arena *a, struct span language, const struct civil *c)
{
	if (span_istarts(language, SPAN("de")))
		return arena_printf(a, "%02d.%02d.%d", c->day, c->month, c->year);
	if (span_istarts(language, SPAN("fr")))
		return arena_printf(a, "%02d/%02d/%d", c->day, c->month, c->year);
	if (span_istarts(language, SPAN("en")))
		return arena_printf(a, "%d %s %d", c->day, month_short(c->month), c->year);
	return arena_printf(a, "%04d-%02d-%02d", c->year, c->month, c->day);
}

struct span zone_day_shown(struct arena *a, struct span language, const struct civil *c)
{
	if (span_istarts(language, SPAN("de")))
		return arena_printf(a, "%02d.%02d.", c->day, c->month);
	if (span_istarts(language, SPAN("fr")))
		return arena_printf(a, "%02d/%02d", c->day, c->month);
	if (span_istarts(language, SPAN("en")))
		return arena_printf(a, "%d %s", c->day, month_short(c->month));
	return arena_printf(a, "%02d-%02d", c->month, c->day);
}

struct span zone_month_shown(struct arena *a, struct span language, const struct civil *c)
{
	if (span_istarts(language, SPAN("de")))
		return arena_printf(a, "%02d.%d", c->month, c->year);
	if (span_istarts(language, SPAN("fr")))
		return arena_printf(a, "%02d/%d", c->month, c->year);
	if (span_istarts(language, SPAN("en")))
		return arena_printf(a, "%s %d", month_short(c->month), c->year);
	return arena_printf(a, "%04d-%02d", c->year, c->month);
}

int64_t zone_utc_of(const struct zone *z, int64_t local)
{
	/* no zone changes twice within these two days, so only these two offsets are possible */
	int32_t before = zone_at(z, local - ZONE_DAY)->offset, after = zone_at(z, local + ZONE_DAY)->offset;
	if (zone_at(z, local - before)->offset == before || zone_at(z, local - after)->offset != after)
		return local - before;
	return local - after;
}

/* --- reading --- */

static int corrupt(struct err *err, struct span id)
{
	return err_set(err, ERR_CORRUPT, "%.*s is not a time zone file", SPAN_ARG(id));
}

static uint64_t zone_number(const char *at, size_t bytes)
{
	uint64_t value = 0;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | (unsigned char)at[i];
	return value;
}

/* The counts in a header, which determine the size of the data after it. */
struct counts {
	size_t isut, isstd, leap, time, type, names;
};

static bool counts_take(struct span *rest, struct counts *c)
{
	if (rest->len < HEADER || memcmp(rest->ptr, "TZif", 4) != 0 || rest->ptr[4] < '2')
		return false;
	const char *at = rest->ptr + 20;
	size_t *out[] = {&c->isut, &c->isstd, &c->leap, &c->time, &c->type, &c->names};
	for (size_t i = 0; i < 6; i++)
		*out[i] = (size_t)zone_number(at + 4 * i, 4);
	*rest = span_from(*rest, HEADER);
	return c->time <= MAX_CHANGES && c->type >= 1 && c->type <= MAX_TYPES && c->names <= MAX_NAMES &&
	       c->isut <= MAX_TYPES && c->isstd <= MAX_TYPES && c->leap <= MAX_CHANGES;
}

static size_t body_size(const struct counts *c, size_t time_size)
{
	return c->time * (time_size + 1) + c->type * 6 + c->names + c->leap * (time_size + 4) + c->isstd + c->isut;
}

static bool type_read(struct arena *a, struct span types, struct span names, size_t index, struct zone_change *out)
{
	const char *at = types.ptr + 6 * index;
	size_t name = (unsigned char)at[5];
	out->offset = (int32_t)zone_number(at, 4);
	if (name >= names.len || out->offset < -26 * 3600 || out->offset > 26 * 3600)
		return false;
	ptrdiff_t end = span_chr(span_from(names, name), '\0');
	if (end < 0)
		return false;
	out->name = arena_dup(a, span_sub(names, name, (size_t)end));
	return true;
}

static bool changes_read(struct arena *a, struct span body, const struct counts *c, struct zone *out)
{
	struct span times = span_sub(body, 0, c->time * 8), indices = span_sub(body, c->time * 8, c->time);
	struct span types = span_sub(body, c->time * 9, c->type * 6);
	struct span names = span_sub(body, c->time * 9 + c->type * 6, c->names);
	if (!type_read(a, types, names, 0, &out->before))
		return false;
	for (size_t i = 0; i < c->time; i++) {
		struct zone_change *change = LIST_ADD(a, &out->changes);
		size_t type = (unsigned char)indices.ptr[i];
		change->at = (int64_t)zone_number(times.ptr + 8 * i, 8);
		if (type >= c->type || !type_read(a, types, names, type, change))
			return false;
		if (i && change->at <= out->changes.items[i - 1].at)
			return false;
	}
	return true;
}

/* --- the rule at the end of the file: POSIX's TZ, as extended by RFC 8536 section 3.3 --- */

struct rule_date {
	char kind; /* 'M' month, week, weekday; 'J' day without leap days; 'n' day from 0 */
	int month, week, weekday, day;
	int64_t time; /* seconds after local midnight; may be negative, or beyond the day */
};
struct rule {
	struct zone_change standard, summer;
	bool has_summer;
	struct rule_date begin, end;
};

static bool digits_take(struct span *rest, int most, int *out)
{
	size_t n = 0;
	int value = 0;
	for (; n < rest->len && n < 4 && rest->ptr[n] >= '0' && rest->ptr[n] <= '9'; n++)
		value = value * 10 + (rest->ptr[n] - '0');
	*rest = span_from(*rest, n);
	*out = value;
	return n > 0 && value <= most;
}

static bool char_take(struct span *rest, char c)
{
	if (!rest->len || rest->ptr[0] != c)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

static bool time_take(struct span *rest, int64_t *out)
{
	bool minus = char_take(rest, '-');
	int hour, minute = 0, second = 0;
	if (!minus)
		char_take(rest, '+');
	if (!digits_take(rest, 167, &hour))
		return false;
	if (char_take(rest, ':') && !digits_take(rest, 59, &minute))
		return false;
	if (char_take(rest, ':') && !digits_take(rest, 59, &second))
		return false;
	*out = (minus ? -1 : 1) * ((int64_t)hour * 3600 + minute * 60 + second);
	return true;
}

static bool name_take(struct arena *a, struct span *rest, struct span *out)
{
	size_t n = 0;
	bool quoted = char_take(rest, '<');
	while (n < rest->len &&
	       (quoted ? rest->ptr[n] != '>' : (rest->ptr[n] | 32) >= 'a' && (rest->ptr[n] | 32) <= 'z'))
		n++;
	*out = arena_dup(a, span_sub(*rest, 0, n));
	*rest = span_from(*rest, n);
	return n >= 3 && (!quoted || char_take(rest, '>'));
}

static bool date_take(struct span *rest, struct rule_date *d)
{
	*d = (struct rule_date){.kind = 'n', .time = 7200};
	if (char_take(rest, 'M')) {
		d->kind = 'M';
		if (!digits_take(rest, 12, &d->month) || !char_take(rest, '.') || !digits_take(rest, 5, &d->week) ||
		    !char_take(rest, '.') || !digits_take(rest, 6, &d->weekday) || !d->month || !d->week)
			return false;
	} else {
		d->kind = char_take(rest, 'J') ? 'J' : 'n';
		if (!digits_take(rest, 365, &d->day))
			return false;
	}
	return !char_take(rest, '/') || time_take(rest, &d->time);
}

/* "CET-1CEST,M3.5.0,M10.5.0/3"; offsets count west of Greenwich. */
static bool rule_read(struct arena *a, struct span text, struct rule *out)
{
	int64_t west;
	if (!name_take(a, &text, &out->standard.name) || !time_take(&text, &west))
		return false;
	out->standard.offset = (int32_t)-west;
	out->has_summer = text.len > 0;
	if (!out->has_summer)
		return true;
	out->summer.offset = out->standard.offset + 3600;
	if (!name_take(a, &text, &out->summer.name))
		return false;
	if (text.len && text.ptr[0] != ',') {
		if (!time_take(&text, &west))
			return false;
		out->summer.offset = (int32_t)-west;
	}
	return char_take(&text, ',') && date_take(&text, &out->begin) && char_take(&text, ',') &&
	       date_take(&text, &out->end) && !text.len;
}

static int64_t rule_day(const struct rule_date *d, int year)
{
	int64_t first = day_number(year, 1, 1);
	bool leap = day_number(year, 3, 1) - day_number(year, 2, 28) == 2;
	if (d->kind == 'n')
		return first + d->day;
	if (d->kind == 'J')
		return first + d->day - 1 + (leap && d->day > 59);
	int64_t month = day_number(year, d->month, 1),
		next = d->month == 12 ? day_number(year + 1, 1, 1) : day_number(year, d->month + 1, 1);
	int sunday_first = (zone_weekday(month) + 1) % 7; /* the rule counts from Sunday */
	int64_t day = month + (d->weekday - sunday_first + 7) % 7 + 7 * (d->week - 1);
	return day < next ? day : day - 7;
}

static void change_add(struct arena *a, struct zone *z, int64_t at, const struct zone_change *to)
{
	if (z->changes.count && at <= z->changes.items[z->changes.count - 1].at)
		return;
	struct zone_change *change = LIST_ADD(a, &z->changes);
	*change = *to;
	change->at = at;
}

/* Adds the transitions of the rule after the last one in the file. */
static void rule_expand(struct arena *a, const struct rule *r, struct zone *z)
{
	int from = z->changes.count ? zone_civil(z->changes.items[z->changes.count - 1].at).year : 1970;
	for (int year = from; r->has_summer && year <= ZONE_LAST_YEAR; year++) {
		int64_t begin = rule_day(&r->begin, year) * ZONE_DAY + r->begin.time - r->standard.offset;
		int64_t end = rule_day(&r->end, year) * ZONE_DAY + r->end.time - r->summer.offset;
		change_add(a, z, begin < end ? begin : end, begin < end ? &r->summer : &r->standard);
		change_add(a, z, begin < end ? end : begin, begin < end ? &r->standard : &r->summer);
	}
}

static bool rest_read(struct arena *a, struct span footer, struct zone *out)
{
	struct rule rule = {0};
	ptrdiff_t end = char_take(&footer, '\n') ? span_chr(footer, '\n') : -1;
	if (end < 0)
		return false;
	if (end == 0)
		return true; /* no rule: the last transition remains in effect */
	if (!rule_read(a, span_sub(footer, 0, (size_t)end), &rule))
		return false;
	rule_expand(a, &rule, out);
	return true;
}

int zone_parse(struct arena *a, struct span id, struct span tzif, struct zone *out, struct err *err)
{
	struct zone z = {.id = arena_dup(a, id)};
	struct counts c;
	if (!counts_take(&tzif, &c) || tzif.len < body_size(&c, 4))
		return corrupt(err, id);
	tzif = span_from(tzif, body_size(&c, 4));
	if (!counts_take(&tzif, &c) || tzif.len < body_size(&c, 8))
		return corrupt(err, id);
	if (!changes_read(a, tzif, &c, &z) || !rest_read(a, span_from(tzif, body_size(&c, 8)), &z))
		return corrupt(err, id);
	*out = z;
	return 0;
}
