#include "tests/unit/check.h"

#include "daemon/core/outgoing/phrase.h"

/* Every phrase exists in every language and uses the same values in each. */
static void test_all(void **state)
{
	static const struct span languages[] = {{"en", 2}, {"de-AT", 5}, {"fr", 2}};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (int id = 0; id < PHRASE_COUNT; id++) {
		bool one[3], two[3];
		for (size_t l = 0; l < 3; l++) {
			struct span text = phrase_text(&a, languages[l], (enum phrase)id, SPAN("\x01"), SPAN("\x02"));
			assert_true(text.len > 0);
			assert_true(span_chr(text, '{') < 0);
			one[l] = span_chr(text, 1) >= 0;
			two[l] = span_chr(text, 2) >= 0;
		}
		if (one[0] != one[1] || one[0] != one[2] || two[0] != two[1] || two[0] != two[2])
			fail_msg("phrase %d leaves out a value in some language", id);
	}
	arena_clear(&a);
}

/* Statuses and priorities have a word in every language; in English it is their name. */
static void test_terms(void **state)
{
	static const struct span languages[] = {{"en", 2}, {"de-AT", 5}, {"fr", 2}};
	(void)state;
	for (size_t l = 0; l < 3; l++) {
		for (int s = 0; s < STATUS_COUNT; s++)
			assert_true(phrase_status(languages[l], (enum status)s).len > 0);
		for (int p = 0; p < PRIORITY_COUNT; p++)
			assert_true(phrase_priority(languages[l], (enum priority)p).len > 0);
	}
	for (int s = 0; s < STATUS_COUNT; s++)
		CHECK_SPAN(phrase_status(SPAN("xx"), (enum status)s), span_of(status_name((enum status)s)));
	for (int p = 0; p < PRIORITY_COUNT; p++)
		CHECK_SPAN(phrase_priority(SPAN("en"), (enum priority)p), span_of(priority_name((enum priority)p)));
	CHECK_SPAN(phrase_status(SPAN("de"), STATUS_PENDING), SPAN("wartet"));
	CHECK_SPAN(phrase_priority(SPAN("fr-CA"), PRIORITY_HIGH), SPAN("haute"));
}

/* Placeholders in a value are not replaced. */
static void test_values_stay(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	CHECK_SPAN(phrase_text(&a, SPAN("xx"), PHRASE_MERGED, SPAN("{2}"), SPAN("7")),
		   SPAN("Ticket {2} was merged into ticket 7."));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_all), cmocka_unit_test(test_terms),
					   cmocka_unit_test(test_values_stay)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
