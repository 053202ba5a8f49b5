#include "parsers/base/near.h"

#include "parsers/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

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
		{"1234567890123456789012345678901234567890123456789012345678901234x", "1", NEAR_MAX_WORD + 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(near_distance(span_of(rows[i].a), span_of(rows[i].b)), rows[i].want);
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
	struct arena a;
	struct span_list words = {0};
	(void)state;
	arena_init(&a);
	static const char *const candidates[] = {"password_file", "password_command", "assign", "close", "port"};
	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++)
		span_list_add(&a, &words, span_of(candidates[i]));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span word = arena_dup(&a, span_of(rows[i].word));
		assert_string_equal(arena_str(&a, near_word(word, &words)), rows[i].want);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_distance),
		cmocka_unit_test(test_word),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
