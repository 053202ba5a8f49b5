#include "daemon/core/base/when.h"

#define MAX_AHEAD ((int64_t)3660 * 86400) /* about ten years */

static int64_t unit_seconds(char unit)
{
	switch (unit) {
	case 'm':
	case 'M':
		return 60;
	case 'h':
	case 'H':
		return 3600;
	case 'd':
	case 'D':
		return 86400;
	case 'w':
	case 'W':
		return 7 * 86400;
	default:
		return 0;
	}
}

static size_t digits(struct span s)
{
	size_t n = 0;
	while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
		n++;
	return n;
}

/* Takes "3d" off the front of *rest. */
static bool part_take(struct span *rest, int64_t *seconds)
{
	uint64_t number;
	size_t n = digits(*rest);
	if (n == 0 || n > 6 || n == rest->len || !span_u64(span_sub(*rest, 0, n), &number))
		return false;
	*seconds = (int64_t)number * unit_seconds(rest->ptr[n]);
	*rest = span_from(*rest, n + 1);
	return *seconds > 0;
}

bool when_duration(struct span text, int64_t *seconds)
{
	struct span rest = span_trim(text);
	int64_t sum = 0, part;
	if (!rest.len)
		return false;
	while (rest.len) {
		if (!part_take(&rest, &part) || (sum += part) > MAX_AHEAD)
			return false;
	}
	*seconds = sum;
	return true;
}

/* Takes exactly `width` digits and then `end` (0: none needed) off the front of *rest. */
static bool width_take(struct span *rest, size_t width, char end, int *out)
{
	uint64_t value;
	if (digits(*rest) != width || !span_u64(span_sub(*rest, 0, width), &value))
		return false;
	*rest = span_from(*rest, width);
	*out = (int)value;
	if (!end)
		return true;
	if (!rest->len || rest->ptr[0] != end)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

static bool clock_take(struct span *rest, struct civil *c)
{
	struct span r = span_from(*rest, 1);
	if (rest->ptr[0] != ' ' && rest->ptr[0] != 'T' && rest->ptr[0] != 't')
		return false;
	r = span_trim(r);
	return width_take(&r, 2, ':', &c->hour) && width_take(&r, 2, 0, &c->minute) && !r.len;
}

bool when_date(const struct zone *zone, struct span text, int64_t *time)
{
	struct span rest = span_trim(text);
	struct civil c = {0};
	if (!width_take(&rest, 4, '-', &c.year) || !width_take(&rest, 2, '-', &c.month) ||
	    !width_take(&rest, 2, 0, &c.day) || (rest.len && !clock_take(&rest, &c)) || !zone_civil_ok(&c))
		return false;
	*time = zone_utc_of(zone, zone_civil_seconds(&c));
	return true;
}

static struct span day_text(struct arena *a, const struct civil *c)
{
	return arena_printf(a, "%04d-%02d-%02d", c->year, c->month, c->day);
}

struct span when_words(struct arena *a, const struct zone *zone, int64_t time)
{
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	return arena_printf(a, "%.*s %02d:%02d", SPAN_ARG(day_text(a, &c)), c.hour, c.minute);
}

static const struct language_words {
	const char *language;
	const char *days[7], *months[12];
	const char *zones[3][2]; /* as the zone database writes it, and as people do */
} written[] = {
	{"en",
	 {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
	 {"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
	  "December"},
	 {{NULL, NULL}}},
	{"de",
	 {"Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"},
	 {"Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
	  "Dezember"},
	 {{"CET", "MEZ"}, {"CEST", "MESZ"}, {NULL, NULL}}},
	{"fr",
	 {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
	 {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
	  "décembre"},
	 {{NULL, NULL}}},
};

/* "CET"; "UTC+03" where the zone has no abbreviation. */
static struct span zone_name(struct arena *a, const struct zone *zone, const struct language_words *l, int64_t time)
{
	struct span name = zone_at(zone, time)->name;
	for (size_t i = 0; l && l->zones[i][0]; i++)
		if (span_eq(name, span_of(l->zones[i][0])))
			return span_of(l->zones[i][1]);
	bool is_number = span_starts(name, SPAN("+")) || span_starts(name, SPAN("-"));
	return is_number ? arena_printf(a, "UTC%.*s", SPAN_ARG(name)) : name;
}

/* NULL: unknown language. */
static const struct language_words *language_words_find(struct span language)
{
	for (size_t i = 0; i < sizeof(written) / sizeof(*written); i++)
		if (span_istarts(language, span_of(written[i].language)))
			return &written[i];
	return NULL;
}

/* "2 November 2026", "2. November 2026", "1er novembre 2026" */
static struct span date_shown(struct arena *a, const struct language_words *l, const struct civil *c)
{
	const char *mark = l == &written[1] ? "." : l == &written[2] && c->day == 1 ? "er" : "";
	return l ? arena_printf(a, "%d%s %s %d", c->day, mark, l->months[c->month - 1], c->year) : day_text(a, c);
}

/* With the weekday in front. */
static struct span weekday_shown(struct arena *a, const struct language_words *l, const struct civil *c)
{
	struct span date = date_shown(a, l, c);
	if (!l)
		return date;
	return arena_printf(a, "%s%s %.*s", l->days[zone_weekday(zone_day_of(zone_civil_seconds(c)))],
			    l == &written[1] ? "," : "", SPAN_ARG(date));
}

struct span when_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time)
{
	const struct language_words *l = language_words_find(language);
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	struct span name = zone_name(a, zone, l, time), day = weekday_shown(a, l, &c);
	const char *form = !l                 ? "%.*s %02d:%02d %.*s"
			   : l == &written[0] ? "%.*s, %02d:%02d %.*s"
			   : l == &written[1] ? "%.*s, %02d:%02d\u00a0Uhr %.*s"
					      : "%.*s à %d\u00a0h\u00a0%02d (%.*s)";
	return arena_printf(a, form, SPAN_ARG(day), c.hour, c.minute, SPAN_ARG(name));
}

struct span when_day_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time)
{
	struct civil c = zone_civil_at(zone, time);
	return time ? date_shown(a, language_words_find(language), &c) : SPAN_NONE;
}

struct span when_until_shown(struct arena *a, const struct zone *zone, struct span language, int64_t time)
{
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	return c.hour || c.minute ? when_shown(a, zone, language, time)
				  : weekday_shown(a, language_words_find(language), &c);
}

struct span when_short(struct arena *a, const struct zone *zone, struct span language, int64_t time)
{
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	const char *form = span_istarts(language, SPAN("fr")) ? "%.*s %d\u00a0h\u00a0%02d" : "%.*s %02d:%02d";
	return arena_printf(a, form, SPAN_ARG(zone_date_shown(a, language, &c)), c.hour, c.minute);
}

struct span when_until_short(struct arena *a, const struct zone *zone, struct span language, int64_t time)
{
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	return c.hour || c.minute ? when_short(a, zone, language, time) : zone_date_shown(a, language, &c);
}

struct span when_until(struct arena *a, const struct zone *zone, int64_t time)
{
	if (!time)
		return SPAN_NONE;
	struct civil c = zone_civil_at(zone, time);
	return c.hour == 0 && c.minute == 0 ? day_text(a, &c) : when_words(a, zone, time);
}

struct span when_long(struct arena *a, struct span language, int64_t seconds)
{
	const char *days = span_istarts(language, SPAN("de")) ? "T" : span_istarts(language, SPAN("fr")) ? "j" : "d";
	long long minutes = seconds / 60, hours = minutes / 60;
	if (minutes <= 0)
		return SPAN_NONE;
	if (hours >= 48)
		return arena_printf(a, "%lld %s", hours / 24, days);
	if (!hours || minutes % 60 == 0)
		return hours ? arena_printf(a, "%lld h", hours) : arena_printf(a, "%lld min", minutes);
	return arena_printf(a, "%lld h %lld min", hours, minutes % 60);
}

int64_t when_day(const struct zone *zone, int64_t utc)
{
	return zone_utc_of(zone, zone_day_of(utc) * ZONE_DAY);
}
