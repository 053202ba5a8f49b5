#include "daemon/core/base/timeread.h"

#include "daemon/core/base/when.h"
#include "parsers/foreign.h"

#define MAX_AHEAD ((int64_t)3660 * ZONE_DAY)
#define WORDS_MAX 6

struct word_value {
	const char *word;
	int value;
};

static const struct word_value fillers[] = {
	{"until", 0},    {"till", 0},     {"on", 0},        {"at", 0},        {"by", 0},       {"in", 0},
	{"next", 0},     {"bis", 0},      {"zum", 0},       {"am", 0},        {"um", 0},       {"le", 0},
	{"nächsten", 0}, {"nächste", 0},  {"au", 0},        {"dans", 0},      {"à", 0},        {"jusqu'au", 0},
	{"jusqu'à", 0},  {"der", 0},      {"den", 0},       {"naechsten", 0}, {"naechste", 0}, {"of", 0},
	{"the", 0},      {"prochain", 0}, {"prochaine", 0}, {"la", 0}};
/* days from today */
static const struct word_value days[] = {
	{"today", 0},        {"tonight", 0},      {"heute", 0},      {"aujourd'hui", 0}, {"tomorrow", 1},
	{"morgen", 1},       {"demain", 1},       {"übermorgen", 2}, {"Übermorgen", 2},  {"uebermorgen", 2},
	{"après-demain", 2}, {"apres-demain", 2}, {"week", 7},       {"woche", 7},       {"semaine", 7}};
static const struct word_value weekdays[] = {
	{"monday", 0},   {"mon", 0},      {"montag", 0},     {"lundi", 0},   {"tuesday", 1},  {"tue", 1},
	{"dienstag", 1}, {"mardi", 1},    {"wednesday", 2},  {"wed", 2},     {"mittwoch", 2}, {"mercredi", 2},
	{"thursday", 3}, {"thu", 3},      {"donnerstag", 3}, {"jeudi", 3},   {"friday", 4},   {"fri", 4},
	{"freitag", 4},  {"vendredi", 4}, {"saturday", 5},   {"sat", 5},     {"samstag", 5},  {"sonnabend", 5},
	{"samedi", 5},   {"sunday", 6},   {"sun", 6},        {"sonntag", 6}, {"dimanche", 6}};
/* seconds */
static const struct word_value units[] = {
	{"minute", 60},     {"minutes", 60},     {"minuten", 60},     {"min", 60},       {"hour", 3600},
	{"hours", 3600},    {"stunde", 3600},    {"stunden", 3600},   {"heure", 3600},   {"heures", 3600},
	{"day", 86400},     {"days", 86400},     {"tag", 86400},      {"tage", 86400},   {"tagen", 86400},
	{"jour", 86400},    {"jours", 86400},    {"week", 604800},    {"weeks", 604800}, {"woche", 604800},
	{"wochen", 604800}, {"semaine", 604800}, {"semaines", 604800}};

#define LOOK_UP(table, text, out) look_up(table, sizeof(table) / sizeof(*(table)), text, out)

static bool look_up(const struct word_value *table, size_t count, struct span text, int *out)
{
	for (size_t i = 0; i < count; i++) {
		if (!span_ieq(text, span_of(table[i].word)))
			continue;
		*out = table[i].value;
		return true;
	}
	return false;
}

/* --- numbers --- */

/* Takes 1 to `most` digits off the front of *rest. */
static bool digits_read(struct span *rest, size_t most, int *out)
{
	size_t n = 0;
	int value = 0;
	while (n < rest->len && n <= most && rest->ptr[n] >= '0' && rest->ptr[n] <= '9')
		value = value * 10 + (rest->ptr[n++] - '0');
	if (n == 0 || n > most)
		return false;
	*rest = span_from(*rest, n);
	*out = value;
	return true;
}

static bool any_char_take(struct span *rest, const char *any)
{
	if (!rest->len || span_chr(span_of(any), rest->ptr[0]) < 0)
		return false;
	*rest = span_from(*rest, 1);
	return true;
}

/* --- durations --- */

/* Days keep the time of day; seconds are business time. */
static int64_t later(const struct time_reader *r, int64_t whole_days, int64_t seconds)
{
	int64_t at = r->now;
	if (whole_days) {
		struct civil c = zone_civil_at(r->zone, at);
		at = zone_utc_of(r->zone, zone_civil_seconds(&c) + whole_days * ZONE_DAY);
	}
	if (!seconds)
		return at;
	return r->hours ? calendar_add(r->hours, at, seconds) : at + seconds;
}

static bool length_read(const struct time_reader *r, struct span text, int64_t *out)
{
	int64_t seconds;
	if (!when_duration(text, &seconds))
		return false;
	*out = later(r, seconds / ZONE_DAY, seconds % ZONE_DAY);
	return true;
}

/* "3 days", "in 2 Wochen" */
static bool length_in_words(const struct time_reader *r, const struct span *words, size_t count, int64_t *out)
{
	int number, unit;
	struct span rest = count == 2 ? words[0] : SPAN_NONE;
	if (count != 2 || !digits_read(&rest, 4, &number) || rest.len || !number || !LOOK_UP(units, words[1], &unit))
		return false;
	int64_t seconds = (int64_t)number * unit;
	*out = unit >= ZONE_DAY ? later(r, seconds / ZONE_DAY, 0) : later(r, 0, seconds);
	return true;
}

/* --- time of day --- */

/* "14:30", "14h30", "14.30 Uhr", "9am", "2:30pm", "14h"; false for a number alone. */
static bool clock_read(struct span text, int *hour, int *minute)
{
	struct span rest = text;
	*minute = 0;
	if (!digits_read(&rest, 2, hour))
		return false;
	bool marked = any_char_take(&rest, ":hH");
	if (marked && rest.len && !digits_read(&rest, 2, minute) && !span_ieq(rest, SPAN("h")))
		return false;
	rest = span_trim(rest);
	bool am = span_ieq(rest, SPAN("am")), pm = span_ieq(rest, SPAN("pm"));
	if (am || pm) {
		if (*hour < 1 || *hour > 12)
			return false;
		*hour = *hour % 12 + (pm ? 12 : 0);
	}
	bool over = am || pm || !rest.len || span_ieq(rest, SPAN("uhr")) || span_ieq(rest, SPAN("h"));
	return over && (marked || am || pm || rest.len) && *hour < 24 && *minute < 60;
}

/* --- dates --- */

struct date {
	int year, month, day; /* year 0: the next occurrence of that day */
	bool is_set;
};

static bool month_first(struct span language)
{
	return span_ieq(language, SPAN("en")) || span_istarts(language, SPAN("en-US")) || !language.len;
}

static bool year_take(struct span *rest, int *year)
{
	size_t before = rest->len;
	if (!digits_read(rest, 4, year))
		return false;
	size_t digits = before - rest->len;
	*year += digits == 2 ? 2000 : 0;
	return digits == 2 || digits == 4;
}

/* "31.12.", "31.12.2026", "12/31", "31/12/26" */
static bool numbers_read(const struct time_reader *r, struct span text, struct date *out)
{
	struct span rest = text;
	int one, two;
	if (!digits_read(&rest, 2, &one) || !rest.len)
		return false;
	char mark = rest.ptr[0];
	if (!any_char_take(&rest, "./") || !digits_read(&rest, 2, &two))
		return false;
	*out = (struct date){.day = one, .month = two, .is_set = true};
	if (mark == '/' && month_first(r->language) && one <= 12)
		*out = (struct date){.day = two, .month = one, .is_set = true};
	if (!rest.len)
		return true;
	if (rest.ptr[0] != mark || !any_char_take(&rest, "./"))
		return false;
	return mark == '.' && !rest.len ? true : year_take(&rest, &out->year) && !rest.len;
}

static bool iso_read(struct span text, struct date *out)
{
	struct span rest = text;
	*out = (struct date){.is_set = true};
	return digits_read(&rest, 4, &out->year) && text.len - rest.len == 4 && any_char_take(&rest, "-") &&
	       digits_read(&rest, 2, &out->month) && any_char_take(&rest, "-") && digits_read(&rest, 2, &out->day) &&
	       !rest.len;
}

static void date_of_day(int64_t day, struct date *out)
{
	struct civil c = zone_civil(day * ZONE_DAY);
	*out = (struct date){c.year, c.month, c.day, true};
}

static int64_t today(const struct time_reader *r)
{
	struct civil c = zone_civil_at(r->zone, r->now);
	return zone_day_of(zone_civil_seconds(&c));
}

/* "tomorrow", "montag" */
static bool day_word_read(const struct time_reader *r, struct span word, struct date *out)
{
	int n;
	if (LOOK_UP(days, word, &n)) {
		date_of_day(today(r) + n, out);
		return true;
	}
	if (!LOOK_UP(weekdays, word, &n))
		return false;
	int ahead = (n - zone_weekday(today(r)) + 7) % 7;
	date_of_day(today(r) + (ahead ? ahead : 7), out);
	return true;
}

/* "1", "1.", "1er", "1st" */
static bool day_number_read(struct span word, int *out)
{
	static const char *const ends[] = {"", ".", "er", "st", "nd", "rd", "th"};
	struct span rest = word;
	if (!digits_read(&rest, 2, out))
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ieq(rest, span_of(ends[i])))
			return true;
	return false;
}

/* "December", "Dez." */
static bool month_name_read(struct span word, int *out)
{
	if (span_ends(word, SPAN(".")))
		word = span_sub(word, 0, word.len - 1);
	*out = (int)foreign_month(word, span_ieq);
	return *out != 0;
}

/* "1 December", "Dec 1", with or without a year: the number of words read; 0: not a date. */
static size_t month_read(const struct span *words, size_t count, struct date *out)
{
	*out = (struct date){.is_set = true};
	if (count < 2)
		return 0;
	bool day_first = day_number_read(words[0], &out->day) && month_name_read(words[1], &out->month);
	if (!day_first && !(month_name_read(words[0], &out->month) && day_number_read(words[1], &out->day)))
		return 0;
	struct span year = count > 2 ? words[2] : SPAN_NONE;
	if (year.len != 4 || !year_take(&year, &out->year))
		out->year = 0;
	return out->year ? 3 : 2;
}

static size_t date_read(const struct time_reader *r, const struct span *words, size_t count, struct date *out)
{
	size_t taken = month_read(words, count, out);
	if (taken)
		return taken;
	if (iso_read(words[0], out) || numbers_read(r, words[0], out) || day_word_read(r, words[0], out))
		return 1;
	*out = (struct date){0};
	return 0;
}

/* That moment; 0: no such day. Without a year, its next occurrence. */
static int64_t moment(const struct time_reader *r, const struct date *d, int hour, int minute)
{
	struct civil c = {.year = d->year, .month = d->month, .day = d->day, .hour = hour, .minute = minute};
	if (d->year)
		return zone_civil_ok(&c) ? zone_utc_of(r->zone, zone_civil_seconds(&c)) : 0;
	c.year = zone_civil_at(r->zone, r->now).year;
	for (int i = 0; i < 5; i++, c.year++)
		if (zone_civil_ok(&c) && zone_day_of(zone_civil_seconds(&c)) >= today(r))
			return zone_utc_of(r->zone, zone_civil_seconds(&c));
	return 0;
}

static int64_t day_alone(const struct time_reader *r, const struct date *d)
{
	int64_t at = r->by_end ? moment(r, d, 23, 59) : moment(r, d, 0, 0);
	return at && r->hours && !r->by_end ? calendar_next_open(r->hours, at) : at;
}

/* A date, a time of day, or both; false: neither. */
static bool date_and_clock(const struct time_reader *r, const struct span *words, size_t count, int64_t *out)
{
	struct date date;
	int hour, minute;
	size_t at = date_read(r, words, count, &date);
	if (!at)
		date_of_day(today(r), &date);
	if (at == count)
		*out = day_alone(r, &date);
	else if (at + 1 == count && clock_read(words[at], &hour, &minute))
		*out = moment(r, &date, hour, minute);
	else
		return false;
	return *out != 0;
}

/* --- the whole text --- */

/* Splits the text into words and drops fillers; "2026-12-31T14:30" becomes two words. False: no words, or too many. */
static bool words_split(struct span text, struct span *words, size_t *count)
{
	struct span rest = text, word;
	int nothing;
	*count = 0;
	while (span_word(&rest, &word)) {
		while (word.len && word.ptr[word.len - 1] == ',')
			word = span_sub(word, 0, word.len - 1);
		if (*count && (span_ieq(word, SPAN("uhr")) || span_ieq(word, SPAN("h")))) {
			struct span *hour = &words[*count - 1];
			*hour = span_make(hour->ptr, (size_t)(word.ptr + word.len - hour->ptr));
			continue;
		}
		ptrdiff_t t = word.len > 11 ? span_chr(word, 'T') : -1;
		if (LOOK_UP(fillers, word, &nothing) && !(*count == 0 && !rest.len))
			continue;
		if (*count + 2 > WORDS_MAX)
			return false;
		if (t == 10) {
			words[(*count)++] = span_sub(word, 0, 10);
			word = span_from(word, 11);
		}
		words[(*count)++] = word;
	}
	return *count > 0;
}

enum time_read time_read(const struct time_reader *r, struct span text, int64_t *out)
{
	struct span words[WORDS_MAX];
	size_t count;
	int64_t at;
	if (!length_read(r, text, &at)) {
		if (!words_split(text, words, &count))
			return TIME_UNKNOWN;
		if (!length_in_words(r, words, count, &at) && !date_and_clock(r, words, count, &at))
			return TIME_UNKNOWN;
	}
	if (at <= r->now)
		return TIME_PAST;
	if (at > r->now + MAX_AHEAD)
		return TIME_UNKNOWN;
	*out = at;
	return TIME_READ;
}
