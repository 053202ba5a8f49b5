#include "tests/unit/check.h"

#include "parsers/date.h"

#define NONE (-1)

static const struct {
	const char *name;
	struct span raw;
	int64_t want; /* NONE: unreadable */
} rows[] = {
	{"rfc 5322", SPAN("Mon, 1 Jan 2024 10:00:00 +0100"), 1704099600},
	{"with a comment", SPAN("Mon, 01 Jan 2024 10:00:00 +0100 (CET)"), 1704099600},
	{"no weekday", SPAN("1 Jan 2024 09:00:00 +0000"), 1704099600},
	{"no seconds", SPAN("1 Jan 2024 09:00 GMT"), 1704099600},
	{"named zone", SPAN("1 Jan 2024 04:00:00 EST"), 1704099600},
	{"no zone", SPAN("1 Jan 2024 09:00:00"), 1704099600},
	{"unknown zone", SPAN("1 Jan 2024 09:00:00 XYZ"), 1704099600},
	{"western zone", SPAN("1 Jan 2024 03:30:00 -0530"), 1704099600},
	{"asctime", SPAN("Mon Jan  1 09:00:00 2024"), 1704099600},
	{"two digits", SPAN("1 Jan 24 09:00:00 +0000"), 1704099600},
	{"two digits of old", SPAN("1 Jan 99 00:00:00 +0000"), 915148800},
	{"dashes", SPAN("1-Jan-2024 09:00:00 +0000"), 1704099600},
	{"long month", SPAN("1 January 2024 09:00:00 +0000"), 1704099600},
	{"leap day", SPAN("29 Feb 2024 00:00:00 +0000"), 1709164800},
	{"no leap day", SPAN("29 Feb 2023 00:00:00 +0000"), NONE},
	{"the start", SPAN("1 Jan 1970 00:00:00 +0000"), 0},
	{"before it", SPAN("1 Jan 1969 00:00:00 +0000"), NONE},
	{"no such day", SPAN("31 Apr 2024 00:00:00 +0000"), NONE},
	{"no such time", SPAN("1 Jan 2024 25:00:00 +0000"), NONE},
	{"no time", SPAN("1 Jan 2024"), NONE},
	{"words", SPAN("some time last week"), NONE},
	{"nothing", SPAN(""), NONE},
	{"huge number", SPAN("1 Jan 99999999999999999999 09:00:00"), NONE},
};

static void test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span raw = check_exact(rows[i].raw);
		int64_t got = NONE;
		if (date_parse(raw, &got) != (rows[i].want != NONE) || got != rows[i].want)
			fail_msg("%s: got %lld", rows[i].name, (long long)got);
		free((void *)(uintptr_t)raw.ptr);
	}
}

static void test_day(void **state)
{
	int64_t day;
	(void)state;
	assert_true(date_day(2000, 3, 1, &day));
	assert_int_equal(day, 951868800);
	assert_false(date_day(2100, 2, 29, &day));
	assert_false(date_day(2024, 13, 1, &day));
	assert_false(date_day(2024, 0, 1, &day));
	assert_false(date_day(10000, 1, 1, &day));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_day)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
