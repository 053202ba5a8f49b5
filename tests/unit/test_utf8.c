#include "tests/unit/check.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

struct row {
	struct span in, want;
};

static void run(const struct row *rows, size_t count, struct span (*function)(struct arena *, struct span))
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < count; i++) {
		struct span in = check_exact(rows[i].in);
		CHECK_SPAN(function(&a, in), rows[i].want);
		free((void *)in.ptr);
	}
	arena_clear(&a);
}

#define RUN(rows, function) run(rows, sizeof(rows) / sizeof(*(rows)), function)
#define S(literal)                                                                                                     \
	{                                                                                                              \
		(literal), sizeof(literal) - 1                                                                         \
	}
#define BAD "\xEF\xBF\xBD"

static void test_clean(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{S("plain"), S("plain")},
		{S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"), S("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80")},
		{S("a\xFFz"), S("a" BAD "z")},
		{S("\xC0\x80"), S(BAD BAD)},                 /* overlong */
		{S("\xED\xA0\x80"), S(BAD BAD BAD)},         /* a surrogate */
		{S("\xF4\x90\x80\x80"), S(BAD BAD BAD BAD)}, /* above U+10FFFF */
		{S("x\xE2\x82"), S("x" BAD BAD)},            /* cut off */
		{S(""), S("")},
	};
	RUN(rows, utf8_clean);
}

/* One non-ASCII byte at each place of texts of all lengths around eight. */
static void test_ascii(void **state)
{
	char text[32];
	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		memset(text, 'a', sizeof(text));
		assert_true(utf8_is_ascii(span_make(text, len)));
		assert_true(utf8_valid(span_make(text, len)));
		for (size_t at = 0; at < len; at++) {
			text[at] = (char)0xE4;
			assert_false(utf8_is_ascii(span_make(text, len)));
			assert_false(utf8_valid(span_make(text, len)));
			text[at] = 'a';
		}
	}
}

static void test_line(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{S(" a \t b\r\nBcc: x "), S("a b Bcc: x")},
		{S("a\xC2\xA0\xE2\x80\x83z"), S("a z")},
		{S("a\0z\x1Bq"), S("azq")},
		{S("x\xE2\x80\xAEy"), S("xy")}, /* right-to-left override */
		{S("\xEF\xBB\xBFz"), S("z")},
		{S("\xE2\x80\xA8q\xC2\x85"), S("q")},
		{S("\xFF"), S(BAD)},
	};
	RUN(rows, utf8_line);
}

static void test_fold(void **state)
{
	(void)state;
	static const struct row rows[] = {
		{S("\xC3\x84\xC3\x96 Zx"), S("\xC3\xA4\xC3\xB6 zx")},
		{S("\xD0\x9F\xD0\xA0"), S("\xD0\xBF\xD1\x80")},
		{S("\xC5\x9A\xC5\xBB\xC5\x81"), S("\xC5\x9B\xC5\xBC\xC5\x82")},
		{S("ΆΈΉΊΌΎΏ"), S("άέήίόύώ")},
		{S("ԱՖ"), S("աֆ")},
		{S("İI"), S("ii")},
		{S("ẞẠỹ"), S("ßạỹ")},
		{S("ҐҚӘ"), S("ґқә")},
	};
	RUN(rows, utf8_fold);
}

static void test_cut(void **state)
{
	(void)state;
	struct span euro = SPAN("a\xE2\x82\xAC");
	CHECK_SPAN(utf8_cut(euro, 4), euro);
	for (size_t max = 1; max < 4; max++)
		CHECK_SPAN(utf8_cut(euro, max), SPAN("a"));
	CHECK_SPAN(utf8_cut(euro, 0), SPAN(""));
}

static void test_take_put(void **state)
{
	(void)state;
	static const uint32_t characters[] = {0, 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFD, 0x10000, 0x10FFFF};
	for (size_t i = 0; i < sizeof(characters) / sizeof(*characters); i++) {
		char bytes[4];
		struct span s = {bytes, utf8_put(characters[i], bytes)};
		bool bad;
		assert_true(utf8_take(&s, &bad) == characters[i]);
		assert_false(bad);
		assert_true(s.len == 0);
	}
}

static void test_buf_cap(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 10);
	buf_str(&b, "12345");
	buf_printf(&b, "%d", 678);
	assert_false(b.over);
	buf_str(&b, "abc");
	assert_true(b.over);
	CHECK_SPAN(buf_span(&b), SPAN("12345678"));
	buf_reset(&b);
	buf_chr(&b, 'x');
	CHECK_SPAN(buf_span(&b), SPAN("x"));
	assert_int_equal(b.ptr[1], 0);
	buf_clear(&b);
}

static void test_arena(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct span_list list = {0};
	for (int i = 0; i < 1000; i++)
		span_list_add(&a, &list, arena_printf(&a, "item %d", i));
	char *large = arena_alloc(&a, 100000);
	for (size_t i = 0; i < 100000; i++)
		assert_int_equal(large[i], 0);
	assert_true(list.count == 1000);
	CHECK_SPAN(list.items[999], SPAN("item 999"));
	assert_true((uintptr_t)ARENA_NEW(&a, uint64_t) % _Alignof(uint64_t) == 0);
	assert_true(span_iin(&list, SPAN("ITEM 5")) && !span_in(&list, SPAN("ITEM 5")));
	arena_clear(&a);
}

static void test_columns(void **state)
{
	static const struct {
		uint32_t c;
		int want;
	} rows[] = {{'a', 1},     {0xe9, 1},   {0x301, 0},  {0x200d, 0},   {0xfe0f, 0},
		    {0x4e2d, 2},  {0xac00, 2}, {0x3000, 2}, {0xff21, 2},   {0xff71, 1},
		    {0x1f600, 2}, {0x2603, 1}, {0, 1},      {0x10ffff, 1}, {0x20000, 2}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (utf8_columns(rows[i].c) != rows[i].want)
			fail_msg("U+%04X: %d", (unsigned)rows[i].c, utf8_columns(rows[i].c));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_clean),   cmocka_unit_test(test_ascii), cmocka_unit_test(test_line),
		cmocka_unit_test(test_fold),    cmocka_unit_test(test_cut),   cmocka_unit_test(test_take_put),
		cmocka_unit_test(test_buf_cap), cmocka_unit_test(test_arena), cmocka_unit_test(test_columns),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
