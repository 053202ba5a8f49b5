#include "tests/unit/check.h"

#include "parsers/base/span.h"

static void test_compare(void **state)
{
	(void)state;
	static const struct {
		const char *a, *b;
		bool eq, ieq, starts, istarts, ends, iends;
		int order;
	} rows[] = {
		{"", "", true, true, true, true, true, true, 0},
		{"abc", "abc", true, true, true, true, true, true, 0},
		{"aBc", "AbC", false, true, false, true, false, true, 1},
		{"abc", "ab", false, false, true, true, false, false, 1},
		{"abc", "bC", false, false, false, false, false, true, -1},
		{"a", "abc", false, false, false, false, false, false, -1},
		{"abc", "", false, false, true, true, true, true, 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span a = check_exact(span_of(rows[i].a)), b = check_exact(span_of(rows[i].b));
		assert_int_equal(span_eq(a, b), rows[i].eq);
		assert_int_equal(span_ieq(a, b), rows[i].ieq);
		assert_int_equal(span_starts(a, b), rows[i].starts);
		assert_int_equal(span_istarts(a, b), rows[i].istarts);
		assert_int_equal(span_ends(a, b), rows[i].ends);
		assert_int_equal(span_iends(a, b), rows[i].iends);
		int order = span_cmp(a, b);
		assert_int_equal((order > 0) - (order < 0), rows[i].order);
		free((void *)a.ptr);
		free((void *)b.ptr);
	}
}

static void test_find(void **state)
{
	(void)state;
	static const struct {
		const char *s, *needle;
		ptrdiff_t find, ifind;
	} rows[] = {
		{"hello", "l", 2, 2},  {"hello", "LO", -1, 3}, {"", "a", -1, -1},
		{"ab", "abc", -1, -1}, {"abc", "", 0, 0},      {"aab", "ab", 1, 1},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span s = check_exact(span_of(rows[i].s));
		assert_int_equal(span_find(s, span_of(rows[i].needle)), rows[i].find);
		assert_int_equal(span_ifind(s, span_of(rows[i].needle)), rows[i].ifind);
		free((void *)s.ptr);
	}
	assert_int_equal(span_chr(SPAN("a.b.c"), '.'), 1);
	assert_int_equal(span_rchr(SPAN("a.b.c"), '.'), 3);
	assert_int_equal(span_chr(SPAN_NONE, '.'), -1);
	assert_int_equal(span_rchr(SPAN_NONE, '.'), -1);
}

/* Long needles, after places where only their beginning matches. */
static void test_find_long(void **state)
{
	(void)state;
	for (size_t len = 100; len < 400; len += 7) {
		char text[2000];
		memset(text, 'a', sizeof(text));
		text[1000 + len] = 'b';
		struct span s = check_exact(span_make(text, 1000 + len + 1));
		char needle[401];
		memset(needle, 'a', len);
		needle[len] = 'b';
		assert_int_equal(span_find(s, span_make(needle, len + 1)), 1000);
		needle[len - 1] = 'b';
		assert_int_equal(span_find(s, span_make(needle, len + 1)), -1);
		assert_int_equal(span_find(span_from(s, 900), span_make(s.ptr, 100 + len)), 0);
		assert_int_equal(span_find(span_from(s, s.len - len), span_make(s.ptr, len)), -1);
		free((void *)(uintptr_t)s.ptr);
	}
}

static void test_lines(void **state)
{
	(void)state;
	struct span rest = check_exact(SPAN("one\r\ntwo\rthree\n\nfour"));
	const void *block = rest.ptr;
	static const char *const want[] = {"one", "two", "three", "", "four"};
	struct span line;
	for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
		assert_true(span_line(&rest, &line));
		CHECK_SPAN(line, span_of(want[i]));
	}
	assert_false(span_line(&rest, &line));
	free((void *)block);
}

/* Lines of every length around the block size of the search, with every line end. */
static void test_long_lines(void **state)
{
	static const char *const ends[] = {"\n", "\r\n", "\r"};
	char text[2 * 600 + 2];
	(void)state;
	for (size_t len = 250; len < 520; len++)
		for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
			size_t end = strlen(ends[i]);
			memset(text, 'x', sizeof(text));
			memcpy(text + len, ends[i], end);
			struct span rest = span_make(text, len + end + len), line;
			assert_true(span_line(&rest, &line));
			assert_int_equal(line.len, len);
			assert_true(span_line(&rest, &line));
			assert_int_equal(line.len, len);
			assert_ptr_equal(line.ptr, text + len + end);
			assert_false(span_line(&rest, &line));
		}
}

static void test_cut_and_words(void **state)
{
	(void)state;
	struct span rest = SPAN("a,,b"), part;
	static const char *const want[] = {"a", "", "b"};
	for (size_t i = 0; i < 3; i++) {
		assert_true(span_cut(&rest, ',', &part));
		CHECK_SPAN(part, span_of(want[i]));
	}
	assert_false(span_cut(&rest, ',', &part));
	rest = SPAN("  two\twords ");
	assert_true(span_word(&rest, &part));
	CHECK_SPAN(part, SPAN("two"));
	assert_true(span_word(&rest, &part));
	CHECK_SPAN(part, SPAN("words"));
	assert_false(span_word(&rest, &part));
	assert_int_equal(span_words(SPAN("  two\twords ")), 2);
	assert_int_equal(span_words(SPAN(" \n")), 0);
	CHECK_SPAN(span_trim(SPAN(" \t x y\r\n")), SPAN("x y"));
	CHECK_SPAN(span_trim(SPAN(" \n")), SPAN(""));
	CHECK_SPAN(span_sub(SPAN("abc"), 5, 2), SPAN(""));
}

static void test_number(void **state)
{
	(void)state;
	static const struct {
		const char *text;
		bool good;
		uint64_t value;
	} rows[] = {
		{"0", true, 0},   {"1042", true, 1042}, {"18446744073709551615", true, UINT64_MAX},
		{"", false, 0},   {"-1", false, 0},     {"18446744073709551616", false, 0},
		{"1 ", false, 0}, {"1a", false, 0},     {"99999999999999999999", false, 0},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		uint64_t value = 0;
		assert_int_equal(span_u64(span_of(rows[i].text), &value), rows[i].good);
		assert_true(value == rows[i].value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_compare), cmocka_unit_test(test_find),       cmocka_unit_test(test_find_long),
		cmocka_unit_test(test_lines),   cmocka_unit_test(test_long_lines), cmocka_unit_test(test_cut_and_words),
		cmocka_unit_test(test_number),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
