#include "tests/unit/check.h"

#include "parsers/base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A TZif file with no change of its own and the rule `tz` at its end. */
static struct span tzif(char out[300], const char *tz)
{
	static const char header[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
				     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\4";
	static const char body[] = "\0\0\0\0\0\0UTC";
	size_t n = 0;
	for (int i = 0; i < 2; i++) {
		memcpy(out + n, header, 44);
		memcpy(out + n + 44, body, 10);
		n += 54;
	}
	n += (size_t)snprintf(out + n, 300 - n, "\n%s\n", tz);
	return span_make(out, n);
}

static void test_rules(void **state)
{
	static const struct {
		const char *tz;
		bool ok;
		int winter, summer; /* offsets on 2026-01-15 and 2026-07-15 */
	} rows[] = {
		{"UTC0", true, 0, 0},
		{"CET-1CEST,M3.5.0,M10.5.0/3", true, 3600, 7200},
		{"EST5EDT,M3.2.0,M11.1.0", true, -18000, -14400},
		{"NZST-12NZDT,M9.5.0,M4.1.0/3", true, 46800, 43200},
		{"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", true, 39600, 37800},
		{"IST-1GMT0,M10.5.0,M3.5.0/1", true, 0, 3600},
		{"<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true, -7200, -3600},
		{"EET-2EEST,J84,J298", true, 7200, 10800},
		{"EET-2EEST,83/0,297/24", true, 7200, 10800},
		{"", true, 0, 0},
		{"CET", false, 0, 0},
		{"C-1", false, 0, 0},
		{"CET-1CEST", false, 0, 0},
		{"CET-1CEST,M13.5.0,M10.5.0", false, 0, 0},
		{"CET-1CEST,M3.0.0,M10.5.0", false, 0, 0},
		{"CET-1CEST,M3.5.7,M10.5.0", false, 0, 0},
		{"CET-1CEST,M3.5.0", false, 0, 0},
		{"CET-1CEST,M3.5.0,M10.5.0x", false, 0, 0},
		{"<CET-1", false, 0, 0},
		{"CET-999", false, 0, 0},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char bytes[300];
		struct arena a;
		struct zone z;
		struct err err;
		arena_init(&a);
		bool ok = zone_parse(&a, SPAN("X"), tzif(bytes, rows[i].tz), &z, &err) == 0;
		if (ok != rows[i].ok)
			fail_msg("%s: %d", rows[i].tz, ok);
		if (ok) {
			assert_int_equal(zone_at(&z, 1768435200)->offset, rows[i].winter);
			assert_int_equal(zone_at(&z, 1784073600)->offset, rows[i].summer);
		}
		arena_clear(&a);
	}
}

/* With any prefix and any flipped byte, nothing is read past the end and nothing crashes. */
static void test_damage(void **state)
{
	char bytes[300];
	struct span whole = tzif(bytes, "CET-1CEST,M3.5.0,M10.5.0/3");
	struct arena a;
	struct zone z;
	struct err err;
	(void)state;
	for (size_t n = 0; n < whole.len; n++) {
		arena_init(&a);
		char *cut = malloc(n + !n); /* of its exact size, so that sanitizers see a read past the end */
		memcpy(cut, whole.ptr, n);
		assert_int_equal(zone_parse(&a, SPAN("X"), span_make(cut, n), &z, &err), -1);
		free(cut);
		arena_clear(&a);
	}
	for (size_t n = 0; n < whole.len * 8; n++) {
		arena_init(&a);
		bytes[n / 8] = (char)(bytes[n / 8] ^ 1 << n % 8);
		if (zone_parse(&a, SPAN("X"), whole, &z, &err) == 0)
			zone_utc_of(&z, 1784073600);
		bytes[n / 8] = (char)(bytes[n / 8] ^ 1 << n % 8);
		arena_clear(&a);
	}
}

static void test_civil(void **state)
{
	(void)state;
	for (int64_t day = -800000; day < 2900000; day += 37) {
		struct civil c = zone_civil(day * ZONE_DAY + 3661);
		assert_int_equal(zone_civil_seconds(&c), day * ZONE_DAY + 3661);
	}
	assert_int_equal(zone_weekday(0), 3);
	assert_int_equal(zone_weekday(-4), 6);
	struct civil leap = {.year = 2100, .month = 2, .day = 29};
	assert_false(zone_civil_ok(&leap));
	leap.year = 2000;
	assert_true(zone_civil_ok(&leap));
}

static void test_shown(void **state)
{
	static const struct {
		const char *language, *date, *day, *month;
	} rows[] = {
		{"en", "1 Dec 2026", "1 Dec", "Dec 2026"},    {"de", "01.12.2026", "01.12.", "12.2026"},
		{"de-AT", "01.12.2026", "01.12.", "12.2026"}, {"fr-CA", "01/12/2026", "01/12", "12/2026"},
		{"xx", "2026-12-01", "12-01", "2026-12"},     {"", "2026-12-01", "12-01", "2026-12"},
	};
	const struct civil day = {.year = 2026, .month = 12, .day = 1};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_SPAN(zone_date_shown(&a, span_of(rows[i].language), &day), span_of(rows[i].date));
		CHECK_SPAN(zone_day_shown(&a, span_of(rows[i].language), &day), span_of(rows[i].day));
		CHECK_SPAN(zone_month_shown(&a, span_of(rows[i].language), &day), span_of(rows[i].month));
	}
	arena_clear(&a);
}

/* Local times that are skipped or come twice, in a current zone. */
static void test_gaps(void **state)
{
	char bytes[300];
	struct arena a;
	struct zone z;
	struct err err;
	(void)state;
	arena_init(&a);
	assert_int_equal(zone_parse(&a, SPAN("X"), tzif(bytes, "CET-1CEST,M3.5.0,M10.5.0/3"), &z, &err), 0);
	struct civil gap = {2026, 3, 29, 2, 30, 0}, twice = {2026, 10, 25, 2, 30, 0}, noon = {2026, 7, 1, 12, 0, 0};
	struct civil shown = zone_civil_at(&z, zone_utc_of(&z, zone_civil_seconds(&gap)));
	assert_int_equal(shown.hour, 3);
	assert_int_equal(shown.minute, 30);
	int64_t first = zone_utc_of(&z, zone_civil_seconds(&twice));
	assert_int_equal(zone_at(&z, first)->offset, 7200);
	assert_true(span_eq(zone_at(&z, first)->name, SPAN("CEST")));
	assert_int_equal(zone_civil_at(&z, first + 3600).hour, 2);
	assert_int_equal(zone_utc_of(&z, zone_civil_seconds(&noon)), zone_civil_seconds(&noon) - 7200);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rules), cmocka_unit_test(test_damage), cmocka_unit_test(test_civil),
		cmocka_unit_test(test_shown), cmocka_unit_test(test_gaps),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
