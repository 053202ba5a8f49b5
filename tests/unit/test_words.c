#include "tests/unit/check.h"

#include "parsers/words.h"
#include "tests/unit/exact.h"

static void test_listed(void **state)
{
	static const struct {
		const char *words, *text;
		bool want;
	} rows[] = {
		{"a|bc|d e", "bc", true},    {"a|bc|d e", "d e", true},  {"a|bc|d e", "b", false},
		{"a|bc|d e", "bcx", false},  {"bcx|abc|bc", "bc", true}, {"bcx|abc", "bc", false},
		{"a|bc|d e", "a|bc", false}, {"a|bc|d e", "", false},    {"", "a", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if (words_listed(rows[i].words, text) != rows[i].want)
			fail_msg("%s in %s", rows[i].text, rows[i].words);
		exact_free(text);
	}
}

static void test_any(void **state)
{
	static const struct {
		const char *words, *text;
		words_test test;
		bool want;
	} rows[] = {
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

/* A part of another word is not found. */
static void test_whole(void **state)
{
	static const struct {
		const char *words, *text;
		bool want;
	} rows[] = {
		{"away", "i am away.", true},    {"away", "anyway aways away", true},
		{"away", "anyway aways", false}, {"away*", "aways", true},
		{"*way", "away", true},          {"*way", "ways", false},
		{"été", "l'été!", true},         {"été", "étés", false},
		{"été", "répétées", false},      {"եմ", "եմ։", true},
		{"إجازة", "إجازة، شكرا", true},  {"休暇", "夏休暇中", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if ((words_find(rows[i].words, text, NULL) >= 0) != rows[i].want)
			fail_msg("%s in %s", rows[i].text, rows[i].words);
		exact_free(text);
	}
}

static void test_find(void **state)
{
	size_t end = 0;

	(void)state;
	assert_int_equal(words_find("b|a", SPAN("xa a b"), &end), 3);
	assert_int_equal(end, 4);
	assert_int_equal(words_find("b*|a", SPAN("bb a"), &end), 0);
	assert_int_equal(end, 1);
	assert_int_equal(words_find("b|c", SPAN("xa a"), NULL), -1);
	assert_int_equal(words_find("", SPAN("a"), NULL), -1);
}

/* One pass finds the same as searching word by word, whatever the text's length. */
static void test_among(void **state)
{
	static const char words[] = "unknown|zz|not found|über|休暇";
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{"the user is unknown", true},
		{"not foun", false},
		{"xzzx", true},
		{"überall", true},
		{"夏休暇中", true},
		{"the user is known", false},
		{"z z", false},
		{"", false},
		{"u", false},
	};
	static const char padding[] = "                                                                ";

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);
		struct arena a;

		arena_init(&a);
		struct span padded = arena_printf(&a, "%s%s%s", padding, rows[i].text, i & 1 ? padding : "");
		if (words_among(words, text) != rows[i].want || words_among(words, padded) != rows[i].want)
			fail_msg("%s", rows[i].text);
		arena_clear(&a);
		exact_free(text);
	}
	assert_false(words_among("", SPAN("a")));
}

static void test_lead(void **state)
{
	static const char words[] = "out|out of office|*office|auto*|自动回复";

	(void)state;
	assert_int_equal(words_lead(words, SPAN("out of office: x")), 13);
	assert_int_equal(words_lead(words, SPAN("out of offices")), 3);
	assert_int_equal(words_lead(words, SPAN("office")), 6);
	assert_int_equal(words_lead(words, SPAN("automatic")), 4);
	assert_int_equal(words_lead(words, SPAN("outer")), 0);
	assert_int_equal(words_lead(words, SPAN("the office")), 0);
	assert_int_equal(words_lead(words, SPAN("自动回复功能")), 12);
	assert_int_equal(words_lead(words, SPAN("")), 0);
	assert_int_equal(words_lead(NULL, SPAN("out")), 0);
}

static void test_ask(void **state)
{
	(void)state;
	assert_true(words_ask(SPAN("Is it you? Jo")));
	assert_true(words_ask(SPAN("何ですか？")));
	assert_true(words_ask(SPAN("why?")));
	assert_true(words_ask(SPAN("“Why?” she asked")));
	assert_false(words_ask(SPAN("see https://example.org/?a=1 there")));
	assert_false(words_ask(SPAN("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_listed), cmocka_unit_test(test_any),
					   cmocka_unit_test(test_whole),  cmocka_unit_test(test_find),
					   cmocka_unit_test(test_among),  cmocka_unit_test(test_lead),
					   cmocka_unit_test(test_ask)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
