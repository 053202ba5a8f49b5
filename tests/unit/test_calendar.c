#include "tests/unit/check.h"

#include "conf/calendar.h"

#include "tests/unit/exact.h"

#include <string.h>

#define MONDAY ((int64_t)1793577600) /* 2026-11-02 00:00 UTC */
#define HOURS(n) ((int64_t)(n)*3600)

static void test_weeks(void **state)
{
	static const struct {
		const char *first, *second;
		bool want;
	} rows[] = {
		{"mon-fri 09:00-17:30", "sat 10:00-13:00", true},
		{"mon-fri 09:00-12:00", "mon-fri 13:00-17:00", true},
		{"mon-fri 09:00-12:00", "fri 12:00-13:00", true},
		{"mon-fri 09:00-12:00", "wed 11:59-13:00", false},
		{"mon 10:00-12:00", "mon 09:00-13:00", false},
		{"sat,sun 00:00-24:00", NULL, true},
		{"fri-mon 22:00-06:00", NULL, true},
		{"fri 22:00-06:00", "sat 05:00-07:00", false},
		{"Mon-Fri 9:00-17:00", NULL, true},
		{"mon 09:00 - 17:00", NULL, true},
		{"mon 09:00-09:00", NULL, false},
		{"mon 24:00-09:00", NULL, false},
		{"mon 09:00-24:01", NULL, false},
		{"mon 09:60-10:00", NULL, false},
		{"mon 9-17", NULL, false},
		{"monday 09:00-17:00", NULL, false},
		{"mon", NULL, false},
		{"", NULL, false},
		{"09:00-17:00", NULL, false},
		{"mon- 09:00-17:00", NULL, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct calendar c = {.zone = &zone_utc};
		const char *why = NULL;
		struct span one = exact_new(rows[i].first), two = exact_new(rows[i].second ? rows[i].second : "");
		bool got = calendar_week_add(&c, one, &why) && (!rows[i].second || calendar_week_add(&c, two, &why));
		if (got != rows[i].want || (!got && !why))
			fail_msg("\"%s\", \"%s\": %d", rows[i].first, rows[i].second ? rows[i].second : "", got);
		exact_free(one);
		exact_free(two);
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *text;
		bool want;
		int year, month, day;
	} rows[] = {
		{"112-25", false, 0, 0, 0},         {"12-125", false, 0, 0, 0},
		{"2026-101-05", false, 0, 0, 0},    {"2026-01-18446744073709551617", false, 0, 0, 0},
		{"2026-12-25", true, 2026, 12, 25}, {"01-01", true, 0, 1, 1},
		{"02-29", true, 0, 2, 29},          {"2026-02-29", false, 0, 0, 0},
		{"13-01", false, 0, 0, 0},          {"2026-12", false, 0, 0, 0},
		{"2026-12-25-1", false, 0, 0, 0},   {"", false, 0, 0, 0},
		{"25.12.2026", false, 0, 0, 0},     {"0-1-1", false, 0, 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct calendar_date got = {0};
		struct span text = exact_new(rows[i].text);
		bool ok = calendar_date_read(text, &got);
		if (ok != rows[i].want ||
		    (ok && (got.year != rows[i].year || got.month != rows[i].month || got.day != rows[i].day)))
			fail_msg("\"%s\": %d, %d-%d-%d", rows[i].text, ok, got.year, got.month, got.day);
		exact_free(text);
	}
}

/* Monday to Friday 9 to 17, with the Wednesday a holiday. */
static struct calendar office(struct arena *a)
{
	struct calendar c = {.zone = &zone_utc};
	const char *why;
	assert_true(calendar_week_add(&c, SPAN("mon-fri 09:00-17:00"), &why));
	assert_true(calendar_date_read(SPAN("2026-11-04"), LIST_ADD(a, &c.holidays)));
	calendar_build(a, &c);
	return c;
}

static void test_sums(void **state)
{
	static const struct {
		int64_t from, n, want; /* hours after Monday's midnight */
	} rows[] = {
		{9, 8, 17},    {9, 9, 34},   {0, 1, 10},  {17, 1, 34},  {20, 8, 41},  {34, 7, 41},
		{40, 2, 82},   {41, 1, 82},  {60, 1, 82}, {82, -1, 81}, {82, -2, 40}, {34, -1, 33},
		{100, -8, 81}, {81, -1, 40}, {9, 0, 9},   {3, 0, 3},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	struct calendar c = office(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t got = calendar_add(&c, MONDAY + HOURS(rows[i].from), HOURS(rows[i].n));
		if (got != MONDAY + HOURS(rows[i].want))
			fail_msg("%lld and %lld: %lld, want %lld", (long long)rows[i].from, (long long)rows[i].n,
				 (long long)((got - MONDAY) / 3600), (long long)rows[i].want);
		int64_t back = calendar_between(&c, MONDAY + HOURS(rows[i].from), got);
		assert_int_equal(back, HOURS(rows[i].n));
	}
	assert_int_equal(calendar_between(&c, MONDAY, MONDAY + HOURS(7 * 24)), HOURS(4 * 8));
	assert_int_equal(calendar_between(&c, MONDAY + HOURS(7 * 24), MONDAY), -HOURS(4 * 8));
	assert_int_equal(calendar_next_open(&c, MONDAY + HOURS(50)), MONDAY + HOURS(81));
	assert_true(calendar_is_open(&c, MONDAY + HOURS(9)));
	assert_false(calendar_is_open(&c, MONDAY + HOURS(17)));
	arena_clear(&a);
}

static void test_never_open(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	struct calendar c = {.zone = &zone_utc};
	calendar_build(&a, &c);
	assert_int_equal(calendar_add(&c, MONDAY, 1), 0);
	assert_int_equal(calendar_next_open(&c, MONDAY), 0);
	assert_int_equal(calendar_between(&c, MONDAY, MONDAY * 2), 0);
	arena_clear(&a);
}

/* Times years ahead cost no more than tomorrow: a million queries take well under a minute, even under sanitizers. */
static void test_far_away(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	struct calendar c = office(&a);
	int64_t far = calendar_add(&c, MONDAY, HOURS(8 * 5 * 52 * 30));
	assert_true(far > MONDAY + (int64_t)29 * 365 * 86400);
	assert_int_equal(calendar_between(&c, MONDAY, far), HOURS(8 * 5 * 52 * 30));
	assert_int_equal(calendar_add(&c, MONDAY, HOURS(8 * 5 * 52 * 60)), 0);
	arena_clear(&a);
}

static void holidays_of_the_past(void **state)
{
	static const struct {
		const char *dates;
		bool stale;
		int last;
	} rows[] = {
		{"", false, 0},
		{"2025-12-25", true, 25},
		{"2025-12-25 2025-12-26 2024-01-01", true, 26},
		{"2025-12-25 2026-11-26", false, 0}, /* today */
		{"2025-12-25 01-01", false, 0},      /* every year */
	};
	const struct civil today = {.year = 2026, .month = 11, .day = 26};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct calendar c = {.zone = NULL};
		struct calendar_date last = {0};
		struct span rest = span_of(rows[i].dates), word;
		struct arena a;
		arena_init(&a);
		while (span_word(&rest, &word)) {
			struct calendar_date date;
			assert_true(calendar_date_read(word, &date));
			*LIST_ADD(&a, &c.holidays) = date;
		}
		assert_int_equal(calendar_is_stale(&c, zone_day_of(zone_civil_seconds(&today)), &last), rows[i].stale);
		if (rows[i].stale)
			assert_int_equal(last.day, rows[i].last);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_weeks),    cmocka_unit_test(test_dates),
					   cmocka_unit_test(test_sums),     cmocka_unit_test(test_never_open),
					   cmocka_unit_test(test_far_away), cmocka_unit_test(holidays_of_the_past)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
