#include "tests/unit/check.h"

#include "parsers/words.h"
#include "tests/unit/exact.h"

static void test_any(void **state)
{
	static const struct {
		const char *words, *text;
		words_test test;
		bool want;
	} rows[] = {
		{"a|bc|d e", "bc", span_eq, true},
		{"a|bc|d e", "d e", span_eq, true},
		{"a|bc|d e", "b", span_eq, false},
		{"a|bc|d e", "bcx", span_eq, false},
		{"a|bc|d e", "bcx", span_starts, true},
		{"a|bc|d e", "BCX", span_istarts, true},
		{"a|bc|d e", "xd e", span_ends, true},
		{"a|bc|d e", "xxbcxx", words_within, true},
		{"a|bc|d e", "xxbxcx", words_within, false},
		{"", "a", words_within, false},
		{"a", "", words_within, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if (words_any(rows[i].words, text, rows[i].test) != rows[i].want)
			fail_msg("%s in %s", rows[i].text, rows[i].words);
		exact_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_any)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
