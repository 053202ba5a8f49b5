#include "tests/unit/check.h"

#include "parsers/date.h"
#include "parsers/vacation_until.h"
#include "tests/unit/exact.h"

/* The mails were sent on 20 November 2026. */
static void test_until(void **state)
{
	static const struct {
		const char *text;
		unsigned year, month, day; /* year 0: none */
	} rows[] = {
		{"I am away until 2026-12-01.", 2026, 12, 1},
		{"I am out of the office until December 1st, 2026.", 2026, 12, 1},
		{"I will be back on Monday, 1 December", 2026, 12, 1},
		{"Back on 5 May.", 2027, 5, 5},
		{"until 20 November", 2026, 11, 20},
		{"until 19 November", 2027, 11, 19},
		{"Ich bin bis einschließlich 05.12.2026 im Urlaub.", 2026, 12, 5},
		{"Ich bin ab dem 23.11. und bis zum 5.12. nicht im Büro.", 2026, 12, 5},
		{"Ab 7. Dezember bin ich wieder im Büro, also bis 6. Dezember nicht.", 2026, 12, 6},
		{"Je serai de retour le 3 janvier 2027.", 2027, 1, 3},
		{"Je suis absente jusqu'au 1er décembre.", 2026, 12, 1},
		{"Estaré fuera hasta el 5 de mayo de 2027.", 2027, 5, 5},
		{"Sono in ferie fino al 10 dicembre 2026", 2026, 12, 10},
		{"Ik ben afwezig tot 12/12/2026", 2026, 12, 12},
		{"away until 12/31/2026", 2026, 12, 31},
		{"Jestem na urlopie do 5 grudnia 2026", 2026, 12, 5},
		{"Я в отпуске до 5 декабря", 2026, 12, 5},
		{"I am away from 2026-11-20", 0, 0, 0},
		{"until further notice", 0, 0, 0},
		{"until 31 February 2027", 0, 0, 0},
		{"until 45.13.2026", 0, 0, 0},
		{"call me on 555 1234 until then", 0, 0, 0},
		{"until", 0, 0, 0},
		{"", 0, 0, 0},
	};
	int64_t sent;

	(void)state;
	assert_true(date_day(2026, 11, 20, &sent));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);
		int64_t want = 0, got;
		struct arena a;

		arena_init(&a);
		if (rows[i].year)
			assert_true(date_day(rows[i].year, rows[i].month, rows[i].day, &want));
		got = vacation_until(&a, text, sent + 3600);
		if (got != want)
			fail_msg("%s: off by %lld days", rows[i].text, (long long)((got - want) / 86400));
		if (!rows[i].year)
			assert_int_equal(vacation_until(&a, text, 0), 0);
		arena_clear(&a);
		exact_free(text);
	}
}

/* A date without a year, read in the last and the first second of a year. */
static void test_turn_of_year(void **state)
{
	static const unsigned years[] = {1999, 2000, 2023, 2024, 2025, 2100};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(years) / sizeof(*years); i++) {
		int64_t start, third = 0;

		assert_true(date_day(years[i], 1, 1, &start) && date_day(years[i], 1, 3, &third));
		assert_int_equal(vacation_until(&a, SPAN("until 3 January"), start - 1), third);
		assert_int_equal(vacation_until(&a, SPAN("until 3 January"), start), third);
		assert_int_equal(vacation_until(&a, SPAN("until 31 December"), start - 1), start - 86400);
	}
	assert_int_equal(vacation_until(&a, SPAN("until 3 January"), INT64_MAX), 0);
	arena_clear(&a);
}

static void test_days(void **state)
{
	(void)state;
	assert_true(vacation_days(SPAN("until 5 may")));
	assert_true(vacation_days(SPAN("(1.12. - 5.12.)")));
	assert_true(vacation_days(SPAN("vom 1. bis 5. dezember 2026")));
	assert_false(vacation_days(SPAN("until further notice")));
	assert_false(vacation_days(SPAN("order 4711")));
	assert_false(vacation_days(SPAN("until may")));
	assert_false(vacation_days(SPAN("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_until), cmocka_unit_test(test_turn_of_year),
					   cmocka_unit_test(test_days)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
