#include "tests/unit/check.h"

#include "conf/zones.h"
#include "daemon/core/base/when.h"

#include "tests/unit/exact.h"

#define NOW ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */

static void test_durations(void **state)
{
	static const struct {
		const char *text;
		int64_t want; /* 0: refused */
	} rows[] = {
		{"30m", 1800},   {"2h", 7200},      {"3d", 259200},
		{"1w", 604800},  {"1d12h", 129600}, {" 3D ", 259200},
		{"", 0},         {"3", 0},          {"d", 0},
		{"3x", 0},       {"-3d", 0},        {"3 d", 0},
		{"0d", 0},       {"9999999d", 0},   {"999999w", 0},
		{"3d!", 0},      {"3.5d", 0},       {"999999m", 59999940},
		{"1000000m", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);
		int64_t got = 0;
		bool ok = when_duration(text, &got);
		if (ok != (rows[i].want > 0) || got != rows[i].want)
			fail_msg("\"%s\": %lld", rows[i].text, (long long)got);
		exact_free(text);
	}
}

static void test_dates(void **state)
{
	static const struct {
		const char *text;
		int64_t want;
	} rows[] = {
		{"2026-11-02", 1793577600},
		{"2026-12-01", 1796083200},
		{"2026-12-01 14:30", 1796135400},
		{"2026-12-01T14:30", 1796135400},
		{"2028-02-29", 1835395200},
		{"2026-02-29", 0},
		{"2026-13-01", 0},
		{"2026-00-10", 0},
		{"2026-12-32", 0},
		{"26-12-01", 0},
		{"2026-12-01 24:00", 0},
		{"2026-12-01 14:60", 0},
		{"2026-12-01 1430", 0},
		{"2026-12-01x", 0},
		{"2026-12-01 14:30x", 0},
		{"01.12.2026", 0},
		{"tomorrow", 0},
		{"", 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);
		int64_t got = 0;
		bool ok = when_date(&zone_utc, text, &got);
		if (ok != (rows[i].want > 0) || got != rows[i].want)
			fail_msg("\"%s\": %lld", rows[i].text, (long long)got);
		exact_free(text);
	}
}

static void test_words(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	CHECK_SPAN(when_words(&a, &zone_utc, NOW), SPAN("2026-11-02 09:00"));
	CHECK_SPAN(when_words(&a, &zone_utc, 0), SPAN(""));
	CHECK_SPAN(when_until(&a, &zone_utc, NOW), SPAN("2026-11-02 09:00"));
	CHECK_SPAN(when_until(&a, &zone_utc, 1796083200), SPAN("2026-12-01"));
	CHECK_SPAN(when_until(&a, &zone_utc, 0), SPAN(""));
	arena_clear(&a);
}

/* A date in a mail begins at midnight in the desk's time zone. */
static void test_day(void **state)
{
	struct arena a;
	const struct zone *berlin = NULL;
	struct err err;
	int64_t got;
	(void)state;
	arena_init(&a);
	assert_int_equal(when_day(&zone_utc, 1796083200), 1796083200);
	assert_int_equal(zones_load(&a, "Europe/Berlin", &berlin, &err), 0);
	assert_int_equal(when_day(berlin, 1796083200), 1796083200 - 3600);
	CHECK_SPAN(when_until(&a, berlin, when_day(berlin, 1796083200)), SPAN("2026-12-01"));
	CHECK_SPAN(when_until(&a, berlin, 1796083200), SPAN("2026-12-01 01:00"));
	CHECK_SPAN(when_words(&a, berlin, 1700000000), SPAN("2023-11-14 23:13"));
	assert_true(when_date(berlin, SPAN("2026-07-01 12:00"), &got));
	assert_int_equal(got, 1782900000);
	arena_clear(&a);
}

static void test_shown(void **state)
{
	static const struct {
		const char *language, *whole, *day, *small;
	} rows[] = {
		{"en", "Tuesday 1 December 2026, 01:00 CET", "1 December 2026", "1 Dec 2026 01:00"},
		{"de-AT", "Dienstag, 1. Dezember 2026, 01:00\u00a0Uhr MEZ", "1. Dezember 2026", "01.12.2026 01:00"},
		{"fr", "mardi 1er décembre 2026 à 1\u00a0h\u00a000 (CET)", "1er décembre 2026",
		 "01/12/2026 1\u00a0h\u00a000"},
		{"xx", "2026-12-01 01:00 CET", "2026-12-01", "2026-12-01 01:00"},
	};
	struct arena a;
	const struct zone *berlin = NULL;
	struct err err;
	(void)state;
	arena_init(&a);
	assert_int_equal(zones_load(&a, "Europe/Berlin", &berlin, &err), 0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span language = span_of(rows[i].language);
		int64_t day = when_day(berlin, 1796083200);
		CHECK_SPAN(when_shown(&a, berlin, language, 1796083200), span_of(rows[i].whole));
		CHECK_SPAN(when_until_shown(&a, berlin, language, 1796083200), span_of(rows[i].whole));
		CHECK_SPAN(when_day_shown(&a, berlin, language, day), span_of(rows[i].day));
		CHECK_SPAN(when_until_short(&a, berlin, language, 1796083200), span_of(rows[i].small));
		assert_true(span_starts(span_of(rows[i].small), when_until_short(&a, berlin, language, day)));
		struct span until = when_until_shown(&a, berlin, language, day);
		assert_true(span_ends(until, span_of(rows[i].day)));
		assert_true(span_find(until, SPAN(":")) < 0);
		assert_int_equal(when_shown(&a, berlin, language, 0).len, 0);
	}
	arena_clear(&a);
}

static void test_zones(void **state)
{
	static const char *const none[] = {"",       "Europe/Berlni", "../../etc/passwd", "/etc/passwd",
					   "Europe", "Europe/../UTC", "zone.tab"};
	struct arena a;
	const struct zone *zone = NULL;
	struct err err;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		assert_int_equal(zones_load(&a, none[i], &zone, &err), -1);
		assert_null(zone);
	}
	assert_int_equal(zones_load(&a, "UTC", &zone, &err), 0);
	assert_ptr_equal(zone, &zone_utc);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_durations), cmocka_unit_test(test_dates),
					   cmocka_unit_test(test_words),     cmocka_unit_test(test_day),
					   cmocka_unit_test(test_shown),     cmocka_unit_test(test_zones)};
	setenv("TZ", "UTC", 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
