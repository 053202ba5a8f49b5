#include "daemon/core/base/when.h"

#include <time.h>

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

/* Exactly `width` digits and `end` (0: nothing more) off the front of *rest. */
static bool number_take(struct span *rest, size_t width, char end, int *out)
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

static bool clock_take(struct span *rest, struct tm *tm)
{
	struct span r = span_from(*rest, 1);
	if (rest->ptr[0] != ' ' && rest->ptr[0] != 'T' && rest->ptr[0] != 't')
		return false;
	r = span_trim(r);
	if (!number_take(&r, 2, ':', &tm->tm_hour) || !number_take(&r, 2, 0, &tm->tm_min) || r.len)
		return false;
	return tm->tm_hour < 24 && tm->tm_min < 60;
}

bool when_date(struct span text, int64_t *time)
{
	struct span rest = span_trim(text);
	struct tm tm = {.tm_isdst = -1};
	int year, month, day;
	if (!number_take(&rest, 4, '-', &year) || !number_take(&rest, 2, '-', &month) ||
	    !number_take(&rest, 2, 0, &day) || (rest.len && !clock_take(&rest, &tm)))
		return false;
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	tm.tm_mday = day;
	time_t when = mktime(&tm);
	if (when == (time_t)-1 || tm.tm_year != year - 1900 || tm.tm_mon != month - 1 || tm.tm_mday != day)
		return false;
	*time = when;
	return true;
}

bool when_parse(struct span text, int64_t now, int64_t *time)
{
	int64_t value;
	if (when_duration(text, &value)) {
		*time = now + value;
		return true;
	}
	if (!when_date(text, &value) || value <= now || value > now + MAX_AHEAD)
		return false;
	*time = value;
	return true;
}

static struct span tm_text(struct arena *a, const char *format, const struct tm *tm)
{
	char text[40];
	size_t n = strftime(text, sizeof(text), format, tm);
	return arena_dup(a, span_make(text, n));
}

struct span when_words(struct arena *a, int64_t time)
{
	struct tm tm;
	time_t t = time;
	return time && localtime_r(&t, &tm) ? tm_text(a, "%Y-%m-%d %H:%M", &tm) : SPAN_NONE;
}

struct span when_until(struct arena *a, int64_t time)
{
	struct tm tm;
	time_t t = time;
	bool day = time && localtime_r(&t, &tm) && tm.tm_hour == 0 && tm.tm_min == 0;
	return day ? tm_text(a, "%Y-%m-%d", &tm) : when_words(a, time);
}

int64_t when_day(int64_t utc)
{
	struct tm tm;
	time_t t = utc;
	if (!gmtime_r(&t, &tm))
		return utc;
	tm.tm_isdst = -1;
	t = mktime(&tm);
	return t == (time_t)-1 ? utc : t;
}
