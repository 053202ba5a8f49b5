#include "parsers/vacation_until.h"

#include "parsers/base/utf8.h"
#include "parsers/date.h"
#include "parsers/foreign.h"
#include "parsers/words.h"

#define MAX_TEXT 4000 /* bytes that are read */
#define NEAR 6        /* words after "until" within which the date begins */
#define DAY 86400
#define MEAN_YEAR 31556952 /* seconds */
#define WORD_TRIM ".,;:!?()\"'*"

/* Word lists are folded; see words.h. */
static const char markers[] =
	"until|till|til|through|thru|back|return|returning|returns|bis|einschließlich|zurück|wieder|"
	"jusqu'au|jusqu’au|retour|hasta|regreso|vuelvo|fino|al|rientro|tot|t/m|terug|até|volto|regresso|"
	"tom|t.o.m|tillbaka|tilbage|tilbake|indtil|frem|saakka|asti|takaisin|do|wracam|powrót|zpět|"
	"vrátím|до|вернусь|kadar|döneceğim|ig|până|μέχρι|έως";

/* ---- until when ---- */

struct day {
	uint64_t year, month, day; /* year 0: not given */
};

static struct span word_trim(struct span w)
{
	struct span marks = SPAN(WORD_TRIM);

	while (w.len && span_chr(marks, w.ptr[0]) >= 0)
		w = span_from(w, 1);
	while (w.len && span_chr(marks, w.ptr[w.len - 1]) >= 0)
		w.len--;
	return w;
}

static uint64_t month_of(struct span word)
{
	return foreign_month(word_trim(word), span_eq);
}

/* The day in "5", "5th", "1er", "3rd"; 0 if it is not one. */
static uint64_t vacation_until_day_of(struct span word)
{
	struct span w = word_trim(word);
	size_t len = 0;
	uint64_t day;

	while (len < w.len && w.ptr[len] >= '0' && w.ptr[len] <= '9')
		len++;
	if (w.len - len > 2 || !span_u64(span_sub(w, 0, len), &day) || day > 31)
		return 0;
	return day;
}

static uint64_t year_of(struct span word)
{
	uint64_t year;

	return span_u64(word_trim(word), &year) && year >= 2000 && year <= 2100 ? year : 0;
}

/* Three numbers, or two and a final dot: "2026-12-01", "01.12.2026", "1/12/26", "1.12.". In ambiguous dates the day
 * comes before the month. */
static bool numeric_read(struct span word, struct day *out)
{
	struct span marks = SPAN(WORD_TRIM);
	uint64_t n[3] = {0};
	size_t count = 0;
	char sep = 0;

	while (word.len && span_chr(marks, word.ptr[0]) >= 0)
		word = span_from(word, 1);
	for (size_t i = 0, start = 0; i <= word.len && count < 3; i++) {
		bool digit = i < word.len && word.ptr[i] >= '0' && word.ptr[i] <= '9';

		if (digit)
			continue;
		if (i == start || !span_u64(span_sub(word, start, i - start), &n[count++]))
			break;
		sep = i < word.len && !sep ? word.ptr[i] : sep;
		start = i + 1;
	}
	if (sep != '.' && sep != '/' && sep != '-')
		return false;
	if (count == 3 && n[0] >= 2000)
		*out = (struct day){n[0], n[1], n[2]};
	else if (count == 3 && n[1] > 12)
		*out = (struct day){n[2], n[0], n[1]};
	else if (count == 3 || (count == 2 && sep == '.'))
		*out = (struct day){n[2], n[1], n[0]};
	else
		return false;
	if (out->year && out->year < 100)
		out->year += 2000;
	return out->month >= 1 && out->month <= 12 && out->day >= 1;
}

/* "5 May 2026", "5. Mai", "May 5th, 2026", "5 de mayo de 2026", from words[0] on. */
static bool named_read(const struct span *words, size_t count, struct day *out)
{
	uint64_t first_month = month_of(words[0]), first_day = vacation_until_day_of(words[0]);
	size_t next = 1;

	*out = (struct day){0, first_month, first_day};
	if (!first_month && !first_day)
		return false;
	if (next < count && words_listed("de|of", words[next]))
		next++;
	if (next == count)
		return false;
	if (first_month)
		out->day = vacation_until_day_of(words[next]);
	else
		out->month = month_of(words[next]);
	next++;
	if (next < count && words_listed("de|of", words[next]))
		next++;
	if (next < count)
		out->year = year_of(words[next]);
	return out->month && out->day;
}

static bool day_read(const struct span *words, size_t count, struct day *out)
{
	return numeric_read(words[0], out) || named_read(words, count, out);
}

/* Not gmtime: it reads the system's time zone from a file, which the sandbox does not allow. */
static uint64_t year_at(int64_t seconds)
{
	uint64_t year = 1970 + (uint64_t)(seconds / MEAN_YEAR);
	int64_t start, next;

	if (date_day(year, 1, 1, &start) && start > seconds)
		return year - 1;
	return date_day(year + 1, 1, 1, &next) && next <= seconds ? year + 1 : year;
}

/* That day in seconds since 1970; without a year, the first such day on or after the day of `sent`. 0 if there is
 * none. */
static int64_t day_seconds(struct day d, int64_t sent)
{
	int64_t at = 0;

	if (d.year)
		return date_day(d.year, d.month, d.day, &at) ? at : 0;
	if (sent <= 0)
		return 0;
	uint64_t year = year_at(sent);
	if (date_day(year, d.month, d.day, &at) && at >= sent - sent % DAY)
		return at;
	return date_day(year + 1, d.month, d.day, &at) ? at : 0;
}

int64_t vacation_until(struct arena *a, struct span text, int64_t sent)
{
	struct span rest = utf8_fold(a, utf8_line(a, utf8_cut(text, MAX_TEXT))), word;
	struct span_list words = {0};
	struct day day;

	while (span_word(&rest, &word))
		span_list_add(a, &words, word);
	for (size_t i = 0; i < words.count; i++) {
		if (!words_listed(markers, word_trim(words.items[i])))
			continue;
		for (size_t k = i + 1; k < words.count && k <= i + NEAR; k++) {
			int64_t at = day_read(&words.items[k], words.count - k, &day) ? day_seconds(day, sent) : 0;
			if (at)
				return at;
		}
	}
	return 0;
}

static bool has_digit(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
			return true;
	return false;
}

bool vacation_days(struct span text)
{
	static const char around[] =
		"from|vom|von|ab|am|du|au|le|del|al|dal|de|da|do|van|på|fra|från|od|з|с|по|and|und|y|e|et|i|the|"
		"to|on|den|zum|-|–|—|w|returning|return|back|rückkehr";
	struct span word, rest = text;
	bool any = false;

	while (span_word(&rest, &word)) {
		if (!has_digit(word) && !month_of(word) && !words_listed(markers, word) && !words_listed(around, word))
			return false;
		any |= has_digit(word);
	}
	return any;
}
