#include "tests/unit/check.h"

#include <iconv.h>

#include "parsers/base/utf8.h"
#include "parsers/charset.h"
#include "parsers/charset_names.h"

static const struct {
	const char *name, *charset;
	struct span bytes, want;
} rows[] = {
	{"ascii", "us-ascii", SPAN("plain"), SPAN("plain")},
	{"no name", "", SPAN("gr\xC3\xBC\xC3\x9F"), SPAN("grüß")},
	{"no name, 8-bit", "", SPAN("gr\xFC\xDF"), SPAN("grüß")},
	{"utf-8 broken", "UTF-8",
	 SPAN("a\xFF"
	      "b"),
	 SPAN("a\xEF\xBF\xBD"
	      "b")},
	{"utf-8 cut", "utf8", SPAN("a\xC3"), SPAN("a\xEF\xBF\xBD")},
	{"latin 1 is windows-1252", "ISO-8859-1", SPAN("\x80 5"), SPAN("€ 5")},
	{"latin 9", "iso-8859-15", SPAN("\xA4"), SPAN("€")},
	{"latin 2", "ISO_8859-2", SPAN("\xB9"), SPAN("š")},
	{"koi8", "KOI8-R", SPAN("\xF0\xD2\xC9\xD7\xC5\xD4"), SPAN("Привет")},
	{"shift_jis", "Shift_JIS", SPAN("\x93\xFA\x96\x7B"), SPAN("日本")},
	{"iso-2022-jp", "iso-2022-jp", SPAN("\x1B$BF|K\\\x1B(B"), SPAN("日本")},
	{"iso-2022-jp without its end", "iso-2022-jp", SPAN("\x1B$BF|K\\"), SPAN("日本")},
	{"gb2312 is gb18030", "gb2312", SPAN("\xD6\xD0\xCE\xC4"), SPAN("中文")},
	{"ks_c_5601", "ks_c_5601-1987", SPAN("\xC7\xD1"), SPAN("한")},
	{"big5", "Big5", SPAN("\xA4\xA4"), SPAN("中")},
	{"utf-16", "utf-16le", SPAN("h\0i\0"), SPAN("hi")},
	{"utf-7", "UTF-7", SPAN("+AOk-"), SPAN("é")},
	{"unknown, utf-8", "x-unknown", SPAN("\xC3\xA9"), SPAN("é")},
	{"unknown, else windows-1252", "x-unknown", SPAN("\xE9"), SPAN("é")},
	{"ascii that lies", "us-ascii", SPAN("\xC3\xA9"), SPAN("é")},
	{"undecodable byte", "iso-2022-jp",
	 SPAN("a\xFF"
	      "b"),
	 SPAN("a\xEF\xBF\xBD"
	      "b")},
	{"undecodable double byte", "iso-2022-jp", SPAN("\x1B$BF|)!K\\\x1B(B"), SPAN("日\xEF\xBF\xBD本")},
	{"what NEC added", "iso-2022-jp", SPAN("\x1B$B-!-j\x1B(B"), SPAN("①㈱")},
	{"what NEC put in of IBM", "iso-2022-jp", SPAN("\x1B$B|b@9\x1B(B"), SPAN("髙盛")},
	{"half-width katakana", "iso-2022-jp", SPAN("\x1B(I1R\x1B(B x"), SPAN("ｱﾒ x")},
	{"half-width katakana by shift out", "cp50222",
	 SPAN("\x0E"
	      "1R\x0F x"),
	 SPAN("ｱﾒ x")},
	{"half-width katakana in eight bits", "iso-2022-jp", SPAN("\xB1\xD2 x"), SPAN("ｱﾒ x")},
	{"jis x 0212", "iso-2022-jp-1", SPAN("\x1B$(D0!\x1B(B"), SPAN("丂")},
	{"iso-2022-jp that nobody names", "", SPAN("\x1B$BF|K\\\x1B(B"), SPAN("日本")},
	{"iso-2022-jp called ascii", "us-ascii", SPAN("\x1B$BF|K\\\x1B(B"), SPAN("日本")},
	{"iso-2022-jp called utf-8", "utf-8", SPAN("\x1B$BF|K\\\x1B(B"), SPAN("日本")},
	{"iso-2022-kr that nobody names", "", SPAN("\x1B$)C\x0EGQ\x0F\n"), SPAN("한\n")},
	{"hz", "hz-gb-2312", SPAN("~{VPND~} ok ~~ ~\nx"), SPAN("中文 ok ~ x")},
	{"hz that nobody names", "", SPAN("a ~{VPND~}."), SPAN("a 中文.")},
	{"no hz", "", SPAN("~{no~ ~{VPND~}"), SPAN("~{no~ ~{VPND~}")},
	{"latin 1 called utf-8", "utf-8",
	 SPAN("gr\xFC\xDF"
	      "e"),
	 SPAN("grüße")},
	{"utf-8 with a broken byte", "utf-8", SPAN("\xC3\xBC\xFC."), SPAN("ü\xEF\xBF\xBD.")},
	{"utf-8 under another name", "iso-2022-jp", SPAN("\xC3\xA9"), SPAN("é")},
	{"cyrillic that nobody names", "",
	 SPAN("\xE3\xE4\xE5\x20\xEC\xEE\xE9\x20\xE7\xE0\xEA\xE0"
	      "\xE7"),
	 SPAN("где мой заказ")},
	{"koi8 that nobody names", "",
	 SPAN("\xC7\xC4\xC5\x20\xCD\xCF\xCA\x20\xDA\xC1\xCB\xC1"
	      "\xDA"),
	 SPAN("где мой заказ")},
	{"shift_jis that nobody names", "",
	 SPAN("\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81\x41"
	      "\x92\x8D\x95\xB6\x94\xD4\x8D\x86"),
	 SPAN("こんにちは、注文番号")},
	{"euc-jp that nobody names", "",
	 SPAN("\xA4\xB3\xA4\xF3\xA4\xCB\xA4\xC1\xA4\xCF\xA1\xA2"
	      "\xC3\xED\xCA\xB8\xC8\xD6\xB9\xE6"),
	 SPAN("こんにちは、注文番号")},
	{"gb that nobody names", "",
	 SPAN("\xC4\xFA\xBA\xC3\xA3\xAC\xCE\xD2\xB5\xC4\xB6\xA9"
	      "\xB5\xA5\xD4\xDA\xC4\xC4\xC0\xEF"),
	 SPAN("您好，我的订单在哪里")},
	{"big5 that nobody names", "",
	 SPAN("\xB1\x7A\xA6\x6E\xA1\x41\xA7\xDA\xAA\xBA\xAD\x71"
	      "\xB3\xE6\xA6\x62\xAD\xFE\xB8\xCC\xA1\x48"),
	 SPAN("您好，我的訂單在哪裡？")},
	{"euc-kr that nobody names", "",
	 SPAN("\xBE\xC8\xB3\xE7\xC7\xCF\xBC\xBC\xBF\xE4\x2C\x20"
	      "\xC1\xD6\xB9\xAE\xC0\xBA\x20\xBE\xEE\xB5\xF0\xBF"
	      "\xA1"),
	 SPAN("안녕하세요, 주문은 어디에")},
	{"shift_jis called utf-8", "utf-8",
	 SPAN("\x82\xB1\x82\xF1\x82\xC9\x82\xBF\x82\xCD\x81\x41"
	      "\x92\x8D\x95\xB6\x94\xD4\x8D\x86\x34\x37\x31\x31"
	      "\x82\xCD\x82\xC7\x82\xB1\x82\xC5\x82\xB7\x82\xA9"
	      "\x81\x42"),
	 SPAN("こんにちは、注文番号4711はどこですか。")},
	{"misspelt", "iso-8559-2", SPAN("\xB9"), SPAN("š")},
	{"misspelt windows", "windos-1251", SPAN("\xCF\xF0"), SPAN("Пр")},
	{"name with blanks", " utf-8 ", SPAN("é"), SPAN("é")},
};

static void test_to_utf8(void **state)
{
	struct charsets *c = *state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span bytes = check_exact(rows[i].bytes);
		struct span got = charset_utf8(c, &a, span_of(rows[i].charset), bytes);
		if (!span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\", want \"%.*s\"", rows[i].name, SPAN_ARG(got),
				 SPAN_ARG(rows[i].want));
		free((void *)(uintptr_t)bytes.ptr);
		arena_clear(&a);
	}
}

static bool has_converter(const char *name)
{
	iconv_t converter = iconv_open("UTF-8", name);
	return converter != (iconv_t)-1 && iconv_close(converter) == 0;
}

/* Nearly every name in the table has a converter; every converter survives all bytes and returns valid UTF-8. */
static void test_all_charsets(void **state)
{
	struct charsets *c = *state;
	char all[256 * 3];
	size_t known = 0;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (char)(i < 256 ? i : i * 7 + i / 256);
	for (size_t i = 0; i < charset_names_count; i++) {
		struct arena a;
		struct span name = span_of(charset_names[i].iconv), bytes = check_exact(span_make(all, sizeof(all)));
		arena_init(&a);
		known += has_converter(charset_names[i].iconv);
		assert_true(utf8_valid(charset_utf8(c, &a, name, bytes)));
		free((void *)(uintptr_t)bytes.ptr);
		arena_clear(&a);
	}
	assert_true(known * 100 >= charset_names_count * 95);
}

/* Sealed, a set has what most mails are in and loads nothing; opened further it has what those of many languages are
 * in, and then lacks nothing. */
static void test_sealed(void **state)
{
	static const struct {
		const char *charset;
		struct span bytes, want;
		unsigned more; /* how often the set must be opened further */
	} sealed[] = {
		{"utf-8", SPAN("\xC3\xA9"), SPAN("é"), 0},
		{"iso-8859-1", SPAN("\xE9"), SPAN("é"), 0},
		{"no-such-charset", SPAN("\xE9"), SPAN("é"), 0},
		{"koi8-r", SPAN("\xD0"), SPAN("п"), 1},
		{"iso-2022-jp", SPAN("\x1B$BF|K\\\x1B(B"), SPAN("日本"), 1},
		{"iso-2022-jp", SPAN("\x1B$BF|K\\\x1B(B\x1B(I5\x1B(B"), SPAN("日本ｵ"), 1},
		{"gb2312", SPAN("\xD6\xD0"), SPAN("中"), 1},
		{"big5", SPAN("\xA4\xA4"), SPAN("中"), 1},
		{"ibm1047", SPAN("\xC8\x85\x93\x93\x96"), SPAN("Hello"), 2},
		{"armscii-8", SPAN("\xB2"), SPAN("Ա"), 2},
		{"armscli-8", SPAN("\xB2"), SPAN("Ա"), 2},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (unsigned more = 0; more <= CHARSETS_MORE; more++) {
		struct charsets *c = charsets_new();
		for (unsigned i = 0; i < more; i++)
			charsets_more(c);
		charsets_seal(c);
		for (size_t i = 0; i < sizeof(sealed) / sizeof(*sealed); i++) {
			struct span text = charset_utf8(c, &a, span_of(sealed[i].charset), sealed[i].bytes);
			bool lacked = charsets_lacked(c);
			if (lacked != (more < sealed[i].more))
				fail_msg("%s, row %zu: lacked %d", sealed[i].charset, i, lacked);
			if (!lacked)
				CHECK_SPAN(text, sealed[i].want);
			assert_false(charsets_lacked(c));
		}
		charsets_free(c);
	}
	arena_clear(&a);
}

static void test_names(void **state)
{
	static const struct {
		const char *name, *iconv;
	} names[] = {{"UTF-8", "UTF-8"},         {"utf8", "UTF-8"},
		     {"Windows-1252", "CP1252"}, {"iso-8859-8-i", "ISO-8859-8"},
		     {"cp-850", "IBM850"},       {"x-sjis", "CP932"},
		     {"euc-kr", "UHC"},          {"csISO2022JP", "ISO-2022-JP-3"}};
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		ptrdiff_t row = charset_names_find(span_of(names[i].name));
		if (row < 0 || strcmp(charset_names[row].iconv, names[i].iconv) != 0)
			fail_msg("%s: got %s", names[i].name, row < 0 ? "none" : charset_names[row].iconv);
	}
	assert_true(charset_names_find(SPAN("")) < 0);
	assert_true(charset_names_find(SPAN("--")) < 0);
	assert_true(charset_names_find(SPAN("a-name-that-is-longer-than-any-charset-ever-had-in-its-life")) < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_to_utf8),
		cmocka_unit_test(test_all_charsets),
		cmocka_unit_test(test_sealed),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
