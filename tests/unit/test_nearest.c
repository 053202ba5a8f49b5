#include "tests/unit/check.h"

#include "parsers/base/nearest.h"

#include <limits.h>

static void test_distance(void **state)
{
	static const struct {
		const char *a, *b;
		unsigned want;
	} rows[] = {
		{"", "", 0},
		{"a", "", 1},
		{"", "abc", 3},
		{"close", "close", 0},
		{"CLOSE", "close", 0},
		{"clsoe", "close", 1},
		{"clos", "close", 1},
		{"pasword_file", "password_file", 1},
		{"kitten", "sitting", 3},
		{"1234567890123456789012345678901234567890x", "1", UINT_MAX},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span a = check_exact(span_of(rows[i].a)), b = check_exact(span_of(rows[i].b));
		assert_int_equal(nearest_distance(a, b), rows[i].want);
		assert_int_equal(nearest_distance(b, a), rows[i].want);
		free((void *)a.ptr);
		free((void *)b.ptr);
	}
}

static void test_word(void **state)
{
	static const struct {
		const char *word, *want;
	} rows[] = {
		{"pasword_file", "password_file"},
		{"Assing", "assign"},
		{"cl", ""},
		{"clos", "close"},
		{"desription", ""},
		{"por", "port"},
		{"prot", "port"},
		{"zzz", ""},
		{"", ""},
	};
	static struct span candidates[] = {{"password_file", 13}, {"assign", 6}, {"close", 5}, {"port", 4}};
	struct span_list words = {candidates, 4, 4};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK_SPAN(nearest_word(span_of(rows[i].word), &words), span_of(rows[i].want));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
