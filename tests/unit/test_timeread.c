/* Future times, as people type them in their languages. */
#include "tests/unit/check.h"

#include "daemon/core/base/timeread.h"
#include "daemon/core/base/when.h"

#include "tests/unit/exact.h"

#define NOW ((int64_t)1793610000) /* Monday, 2026-11-02 09:00 UTC */

static const struct {
	const char *text, *language, *want; /* want "-": unknown, "<": past */
} rows[] = {
	{"3d", "en", "2026-11-05 09:00"},
	{"1w", "de", "2026-11-09 09:00"},
	{"30m", "en", "2026-11-02 09:30"},
	{"10h", "en", "2026-11-03 11:00"},
	{"1d2h", "en", "2026-11-03 11:00"},
	{"9h", "en", "2026-11-03 10:00"},
	{"3 days", "en", "2026-11-05 09:00"},
	{"in 2 Wochen", "de", "2026-11-16 09:00"},
	{"dans 3 jours", "fr", "2026-11-05 09:00"},
	{"2 hours", "en", "2026-11-02 11:00"},
	{"2026-12-31", "en", "2026-12-31 09:00"},
	{"2026-12-31 14:30", "en", "2026-12-31 14:30"},
	{"2026-12-31T14:30", "en", "2026-12-31 14:30"},
	{"31.12.2026", "de", "2026-12-31 09:00"},
	{"31.12.", "de", "2026-12-31 09:00"},
	{"1.1.", "de", "2027-01-01 09:00"},
	{"31.12.26 14:30", "de", "2026-12-31 14:30"},
	{"am 31.12. um 9 Uhr", "de", "2026-12-31 09:00"},
	{"Montag, 14 Uhr", "de", "2026-11-09 14:00"},
	{"am 31.12. um 9:15 Uhr", "de", "2026-12-31 09:15"},
	{"12/31", "en", "2026-12-31 09:00"},
	{"12/31/2026", "en-US", "2026-12-31 09:00"},
	{"31/12", "en", "2026-12-31 09:00"},
	{"1/12", "en-GB", "2026-12-01 09:00"},
	{"1/12", "en", "2027-01-12 09:00"},
	{"1/12", "fr", "2026-12-01 09:00"},
	{"31/12/2026", "fr", "2026-12-31 09:00"},
	{"tomorrow", "en", "2026-11-03 09:00"},
	{"morgen", "de", "2026-11-03 09:00"},
	{"Morgen 14:00", "de", "2026-11-03 14:00"},
	{"demain", "fr", "2026-11-03 09:00"},
	{"demain 14h30", "fr", "2026-11-03 14:30"},
	{"demain à 9h", "fr", "2026-11-03 09:00"},
	{"übermorgen", "de", "2026-11-04 09:00"},
	{"après-demain", "fr", "2026-11-04 09:00"},
	{"monday", "en", "2026-11-09 09:00"},
	{"Montag", "de", "2026-11-09 09:00"},
	{"lundi", "fr", "2026-11-09 09:00"},
	{"friday 9am", "en", "2026-11-06 09:00"},
	{"fri 2:30pm", "en", "2026-11-06 14:30"},
	{"Freitag 12am", "en", "2026-11-06 00:00"},
	{"sunday", "en", "2026-11-09 09:00"},
	{"next week", "en", "2026-11-09 09:00"},
	{"nächste Woche", "de", "2026-11-09 09:00"},
	{"1 December", "en", "2026-12-01 09:00"},
	{"Dec 1, 2026", "en", "2026-12-01 09:00"},
	{"1. Dezember 10:30", "de", "2026-12-01 10:30"},
	{"1er décembre 2026", "fr", "2026-12-01 09:00"},
	{"1. Dez. 10:30", "de", "2026-12-01 10:30"},
	{"3 févr. 2027", "fr", "2027-02-03 09:00"},
	{"3 de mayo", "en", "-"},
	{"3 maart 2027", "en", "2027-03-03 09:00"},
	{"3 März 2027", "de", "2027-03-03 09:00"},
	{"29 February", "en", "2028-02-29 09:00"},
	{"17:00", "en", "2026-11-02 17:00"},
	{"today 17:00", "en", "2026-11-02 17:00"},
	{"8:00", "en", "<"},
	{"2026-11-01", "en", "<"},
	{"yesterday", "en", "-"},
	{"2026-02-30", "en", "-"},
	{"31.02.2027", "de", "-"},
	{"13/32", "en", "-"},
	{"2999-01-01", "en", "-"},
	{"25:00", "en", "-"},
	{"13pm", "en", "-"},
	{"5", "en", "-"},
	{"2026", "en", "-"},
	{"december", "en", "-"},
	{"until", "en", "-"},
	{"tomorrow perhaps", "en", "-"},
	{"monday tuesday", "en", "-"},
	{"", "en", "-"},
	{"a b c d e f g h", "en", "-"},
};

static void office(struct arena *a, struct calendar *c)
{
	const char *why;
	*c = (struct calendar){.name = SPAN("office"), .zone = &zone_utc};
	assert_true(calendar_week_add(c, SPAN("mon-fri 09:00-17:00"), &why));
	calendar_build(a, c);
}

static void test_rows(void **state)
{
	struct arena a;
	struct calendar hours;
	(void)state;
	arena_init(&a);
	office(&a, &hours);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), got;
		struct time_reader r = {
			.zone = &zone_utc, .hours = &hours, .language = span_of(rows[i].language), .now = NOW};
		int64_t at = 0;
		enum time_read result = time_read(&r, text, &at);
		got = result == TIME_READ ? when_words(&a, &zone_utc, at) : result == TIME_PAST ? SPAN("<") : SPAN("-");
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("\"%s\" in %s: %.*s, want %s", rows[i].text, rows[i].language, SPAN_ARG(got),
				 rows[i].want);
		exact_free(text);
	}
	arena_clear(&a);
}

/* Without business hours a day begins at midnight; read by its end, even today means its last minute. */
static void test_days(void **state)
{
	struct time_reader r = {.zone = &zone_utc, .language = SPAN("en"), .now = NOW};
	int64_t at;
	(void)state;
	assert_int_equal(time_read(&r, SPAN("tomorrow"), &at), TIME_READ);
	assert_int_equal(at, NOW + 15 * 3600);
	assert_int_equal(time_read(&r, SPAN("10h"), &at), TIME_READ);
	assert_int_equal(at, NOW + 10 * 3600);
	r.by_end = true;
	assert_int_equal(time_read(&r, SPAN("today"), &at), TIME_READ);
	assert_int_equal(at, NOW + 15 * 3600 - 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_days)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
