#include "parsers/date.h"

#include <string.h>

#define LONGEST 200 /* bytes of a Date header that are read */

struct parts {
	uint64_t year, month, day, hour, minute, second;
	int64_t zone; /* seconds east of Greenwich */
	bool has_year, has_day, has_time;
};

static const char *const months[] = {"jan", "feb", "mar", "apr", "may", "jun",
				     "jul", "aug", "sep", "oct", "nov", "dec"};

static const struct {
	const char *name;
	int hours;
} zones[] = {{"ut", 0},   {"utc", 0},  {"gmt", 0},  {"z", 0},    {"est", -5}, {"edt", -4}, {"cst", -6},
	     {"cdt", -5}, {"mst", -7}, {"mdt", -6}, {"pst", -8}, {"pdt", -7}, {"cet", 1},  {"met", 1},
	     {"mez", 1},  {"cest", 2}, {"mest", 2}, {"bst", 1},  {"jst", 9},  {"msk", 3}};

static uint64_t date_month_of(struct span word)
{
	for (uint64_t i = 0; i < 12 && word.len >= 3; i++)
		if (span_istarts(word, span_of(months[i])))
			return i + 1;
	return 0;
}

static bool is_leap(uint64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

bool date_day(uint64_t year, uint64_t month, uint64_t day, int64_t *out)
{
	static const unsigned lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	if (year < 1970 || year > 9999 || month < 1 || month > 12 || day < 1)
		return false;
	if (day > lengths[month - 1] + (month == 2 && is_leap(year) ? 1u : 0u))
		return false;
	uint64_t past = year - 1;
	uint64_t days = past * 365 + past / 4 - past / 100 + past / 400 - 719162; /* days since 1970 */
	for (uint64_t m = 1; m < month; m++)
		days += lengths[m - 1] + (m == 2 && is_leap(year) ? 1u : 0u);
	*out = (int64_t)(days + day - 1) * 86400;
	return true;
}

static void take_time(struct span word, struct parts *p)
{
	struct span hour = SPAN_NONE, minute, second;
	span_cut(&word, ':', &hour);
	if (!span_cut(&word, ':', &minute))
		return;
	p->has_time = span_u64(hour, &p->hour) && span_u64(minute, &p->minute);
	if (span_cut(&word, '.', &second) && !span_u64(second, &p->second))
		p->has_time = false;
}

static void take_zone(struct span word, struct parts *p)
{
	uint64_t number;
	if ((word.ptr[0] == '+' || word.ptr[0] == '-') && word.len == 5 && span_u64(span_from(word, 1), &number)) {
		int64_t east = (int64_t)(number / 100 * 3600 + number % 100 * 60);
		p->zone = word.ptr[0] == '-' ? -east : east;
		return;
	}
	for (size_t i = 0; i < sizeof(zones) / sizeof(*zones); i++)
		if (span_ieq(word, span_of(zones[i].name)))
			p->zone = zones[i].hours * 3600;
}

static void take_number(uint64_t number, size_t digits, struct parts *p)
{
	if (!p->has_day && digits <= 2) {
		p->day = number;
		p->has_day = true;
	} else if (!p->has_year) {
		/* RFC 5322 4.3: two digits mean 1950 to 2049, three count from 1900 */
		p->year = digits == 2 ? number + (number < 50 ? 2000 : 1900) : digits == 3 ? number + 1900 : number;
		p->has_year = true;
	}
}

static void date_take_word(struct span word, struct parts *p)
{
	uint64_t number;
	if (span_chr(word, ':') >= 0 && !p->has_time)
		take_time(word, p);
	else if (span_u64(word, &number))
		take_number(number, word.len, p);
	else if (p->month == 0 && date_month_of(word) > 0)
		p->month = date_month_of(word);
	else
		take_zone(word, p);
}

/* Words end at blanks, commas and parentheses; "1-Jan-2024" is three words. */
static bool word_next(struct span *rest, struct span *word)
{
	static const char separators[] = " \t,()";
	while (rest->len && strchr(separators, rest->ptr[0]))
		*rest = span_from(*rest, 1);
	size_t len = 0;
	while (len < rest->len && !strchr(separators, rest->ptr[len])) {
		if (len && rest->ptr[len] == '-' && span_chr(span_sub(*rest, 0, len), ':') < 0)
			break;
		len++;
	}
	*word = span_sub(*rest, 0, len);
	bool dash = len < rest->len && len && rest->ptr[len] == '-';
	*rest = span_from(*rest, dash ? len + 1 : len);
	return len > 0;
}

bool date_parse(struct span s, int64_t *out)
{
	struct parts p = {0};
	struct span rest = span_sub(s, 0, LONGEST), word;
	while (word_next(&rest, &word))
		date_take_word(word, &p);
	int64_t day;
	if (!p.has_time || !p.has_day || !p.has_year || p.hour > 24 || p.minute > 59 || p.second > 60)
		return false;
	if (!date_day(p.year, p.month, p.day, &day))
		return false;
	*out = day + (int64_t)(p.hour * 3600 + p.minute * 60 + p.second) - p.zone;
	return true;
}
