#include "tests/unit/check.h"

#include "parsers/base/utf8.h"
#include "parsers/rtf.h"
#include "parsers/tnef.h"

/* A winmail.dat under construction. */
struct made {
	char bytes[4096];
	size_t len;
};

static void put(struct made *m, const void *bytes, size_t len)
{
	assert_true(m->len + len <= sizeof(m->bytes));
	memcpy(m->bytes + m->len, bytes, len);
	m->len += len;
}

static void number(struct made *m, uint32_t n, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++) {
		char c = (char)(i < 4 ? n >> (8 * i) & 0xFF : 0);
		put(m, &c, 1);
	}
}

static void begin(struct made *m)
{
	*m = (struct made){.len = 0};
	number(m, 0x223E9F78, 4);
	number(m, 1, 2);
}

static void attribute(struct made *m, uint32_t id, struct span data)
{
	number(m, id == 0x0002800C || id == 0x00069003 || id == 0x00069007 ? 1 : 2, 1);
	number(m, id, 4);
	number(m, (uint32_t)data.len, 4);
	put(m, data.ptr, data.len);
	number(m, 0, 2);
}

/* A property whose value begins with its length. */
static void property(struct made *m, uint32_t type, uint32_t id, struct span value)
{
	number(m, type, 2);
	number(m, id, 2);
	number(m, 1, 4);
	number(m, (uint32_t)value.len, 4);
	put(m, value.ptr, value.len);
	number(m, 0, (4 - value.len % 4) % 4);
}

static struct span made_span(const struct made *m)
{
	return span_make(m->bytes, m->len);
}

/* "{\rtf1\ansi\ansicpg1252\pard hello world}", the example of MS-OXRTFCP 4.1 */
#define COMPRESSED                                                                                                     \
	SPAN("\x2d\0\0\0\x2b\0\0\0LZFu\xf1\xc5\xc7\xa7\x03\0\x0a\0rcpg125B2\x0a\xf3 hel\x09\0 "                        \
	     "bw\x05\xb0ld}\x0a\x80\x0f\xa0")

static void everything(struct made *m)
{
	struct made properties = {.len = 0}, file = {.len = 0};
	begin(m);
	attribute(m, 0x00069007, SPAN("\xE4\x04\0\0\0\0\0\0")); /* 1252 */
	number(&properties, 3, 4);
	number(&properties, 0x0003, 2); /* a number, a named property */
	number(&properties, 0x8001, 2);
	number(&properties, 0, 16);
	number(&properties, 1, 4);
	number(&properties, 6, 4);
	put(&properties, "a\0b\0\0\0\0\0", 8);
	number(&properties, 7, 4);
	property(&properties, 0x1F, 0x1000, SPAN("g\0r\0\xFC\0\xDF\0\0\0"));
	property(&properties, 0x102, 0x1009, COMPRESSED);
	attribute(m, 0x00069003, made_span(&properties));
	attribute(m, 0x00069002, SPAN("0123456789abcd"));
	attribute(m, 0x00018010, SPAN("SHORT~1.PDF\0"));
	attribute(m, 0x0006800F, SPAN("%PDF"));
	number(&file, 2, 4);
	property(&file, 0x1E, 0x3707, SPAN("a long n\xE4me.pdf\0"));
	property(&file, 0x1E, 0x370E, SPAN("Application/PDF\0"));
	attribute(m, 0x00069005, made_span(&file));
}

static void test_all(void **state)
{
	struct made m;
	struct arena a;
	struct tnef *t;
	arena_init(&a);
	t = ARENA_NEW(&a, struct tnef);
	everything(&m);
	assert_true(tnef_read(*state, &a, made_span(&m), t));
	CHECK_SPAN(t->text, SPAN("grüß"));
	assert_int_equal(t->count, 1);
	CHECK_SPAN(t->files[0].name, SPAN("a long näme.pdf"));
	CHECK_SPAN(t->files[0].type, SPAN("application/pdf"));
	CHECK_SPAN(t->files[0].bytes, SPAN("%PDF"));
	assert_true(t->files[0].bytes.ptr > m.bytes && t->files[0].bytes.ptr < m.bytes + m.len);
	arena_clear(&a);
}

static void test_texts(void **state)
{
	static const struct {
		uint32_t type, id;
		struct span value, text, html;
	} rows[] = {
		{0x1E, 0x1000, SPAN("plain\0"), SPAN("plain"), SPAN("")},
		{0x102, 0x1013, SPAN("<p>h\xC3\xA4</p>"), SPAN(""), SPAN("<p>hä</p>")},
		{0x102, 0x1009, COMPRESSED, SPAN("hello world"), SPAN("")},
		{0x03, 0x1000, SPAN(""), SPAN(""), SPAN("")},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct made m, properties = {.len = 0};
		struct arena a;
		arena_init(&a);
		struct tnef *t = ARENA_NEW(&a, struct tnef);
		begin(&m);
		number(&properties, 1, 4);
		property(&properties, rows[i].type, rows[i].id, rows[i].value);
		attribute(&m, 0x00069003, made_span(&properties));
		assert_true(tnef_read(*state, &a, made_span(&m), t));
		CHECK_SPAN(span_trim(t->text), rows[i].text);
		CHECK_SPAN(t->html, rows[i].html);
		arena_clear(&a);
	}
}

static void test_body_attribute(void **state)
{
	struct made m;
	struct arena a;
	arena_init(&a);
	struct tnef *t = ARENA_NEW(&a, struct tnef);
	begin(&m);
	attribute(&m, 0x0002800C, SPAN("Hello\0"));
	assert_true(tnef_read(*state, &a, made_span(&m), t));
	CHECK_SPAN(t->text, SPAN("Hello"));
	assert_false(tnef_read(*state, &a, SPAN("no such thing"), t));
	assert_false(tnef_read(*state, &a, SPAN(""), t));
	arena_clear(&a);
}

/* Every prefix, and each byte changed: nothing is read past the end, and the result is valid text. */
static void test_damaged(void **state)
{
	struct made m;
	everything(&m);
	for (size_t at = 0; at < m.len * 2; at++) {
		struct arena a;
		arena_init(&a);
		struct tnef *t = ARENA_NEW(&a, struct tnef);
		struct span bytes = check_exact(at < m.len ? span_make(m.bytes, at) : made_span(&m));
		if (at >= m.len)
			((char *)(uintptr_t)bytes.ptr)[at - m.len] ^= (char)0xA5;
		if (tnef_read(*state, &a, bytes, t))
			assert_true(utf8_valid(t->text) && utf8_valid(t->html));
		free((void *)(uintptr_t)bytes.ptr);
		arena_clear(&a);
	}
}

static void test_rtf(void **state)
{
	static const struct {
		const char *rtf, *text;
		bool is_html;
	} rows[] = {
		{"{\\rtf1\\ansi one\\par two\\tab three}", "one\ntwo\tthree", false},
		{"{\\rtf1{\\fonttbl{\\f0 Arial;}}{\\*\\generator x}{\\info{\\title t}}text}", "text", false},
		{"{\\rtf1\\ansicpg1252 gr\\'fc\\'df}", "grüß", false},
		{"{\\rtf1\\ansicpg1251 \\'cf\\'f0}", "Пр", false},
		{"{\\rtf1\\uc1 a\\u8364?b\\{\\}\\\\}", "a€b{}\\", false},
		{"{\\rtf1\\fromhtml1 {\\*\\htmltag64 <p>}\\htmlrtf {\\f0 \\htmlrtf0 hi{\\*\\htmltag84 &nbsp;}"
		 "\\htmlrtf \\par}\\htmlrtf0 {\\*\\htmltag72 </p>}}",
		 "<p>hi&nbsp;</p>", true},
		{"", "", false},
		{"}}}\\", "", false},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		bool is_html;
		arena_init(&a);
		struct span rtf = check_exact(span_of(rows[i].rtf));
		CHECK_SPAN(span_trim(rtf_text(*state, &a, rtf, &is_html)), span_of(rows[i].text));
		assert_int_equal(is_html, rows[i].is_html);
		free((void *)(uintptr_t)rtf.ptr);
		arena_clear(&a);
	}
}

static void test_compressed(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	CHECK_SPAN(rtf_uncompress(&a, COMPRESSED), SPAN("{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"));
	CHECK_SPAN(rtf_uncompress(&a, SPAN("\x11\0\0\0\x05\0\0\0MELA\0\0\0\0{\\rtf1}")), SPAN("{\\rtf1}"));
	assert_int_equal(rtf_uncompress(&a, SPAN("0123456789abcdef0123")).len, 0);
	assert_int_equal(rtf_uncompress(&a, SPAN("")).len, 0);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all),     cmocka_unit_test(test_texts), cmocka_unit_test(test_body_attribute),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_rtf),   cmocka_unit_test(test_compressed),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
