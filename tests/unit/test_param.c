#include "tests/unit/check.h"

#include "parsers/param.h"

/* want: the value of the parameter "p" (or "filename"). */
static const struct {
	const char *name;
	struct span raw, main, want;
} rows[] = {
	{"plain", SPAN("text/plain; p=x"), SPAN("text/plain"), SPAN("x")},
	{"case and blanks", SPAN(" Text/PLAIN ; P = \"a b\" "), SPAN("text/plain"), SPAN("a b")},
	{"comments", SPAN("text/plain (a (b) c); (x) p=y (z)"), SPAN("text/plain"), SPAN("y")},
	{"escapes", SPAN("a/b; p=\"x\\\"y\\\\z\""), SPAN("a/b"), SPAN("x\"y\\z")},
	{"a path's backslashes", SPAN("a/b; p=\"C:\\dir\\file\""), SPAN("a/b"), SPAN("C:\\dir\\file")},
	{"semicolon in quotes", SPAN("a/b; p=\"x;y\"; q=1"), SPAN("a/b"), SPAN("x;y")},
	{"no quotes though blanks", SPAN("a/b; p=two words.txt; q=1"), SPAN("a/b"), SPAN("two words.txt")},
	{"no end quote", SPAN("a/b; p=\"abc"), SPAN("a/b"), SPAN("abc")},
	{"encoded-word in quotes", SPAN("a/b; p=\"=?utf-8?q?=C3=A4?=\""), SPAN("a/b"), SPAN("ä")},
	{"rfc 2231", SPAN("a/b; p*=utf-8''%C3%A4%20b"), SPAN("a/b"), SPAN("ä b")},
	{"rfc 2231, latin 1", SPAN("a/b; p*=iso-8859-1'de'%E4"), SPAN("a/b"), SPAN("ä")},
	{"continuations", SPAN("a/b; p*0=one; p*1=\" two\""), SPAN("a/b"), SPAN("one two")},
	{"continuations out of order", SPAN("a/b; p*1=b; p*0=a"), SPAN("a/b"), SPAN("ab")},
	{"encoded continuations", SPAN("a/b; p*0*=utf-8''%C3; p*1*=%A4; p*2=x"), SPAN("a/b"), SPAN("äx")},
	{"extended wins", SPAN("a/b; p=plain; p*=utf-8''%C3%A4"), SPAN("a/b"), SPAN("ä")},
	{"extended wins when first", SPAN("a/b; p*=utf-8''%C3%A4; p=plain"), SPAN("a/b"), SPAN("ä")},
	{"raw 8-bit", SPAN("a/b; p=\"\xE4\""), SPAN("a/b"), SPAN("ä")},
	{"no charset", SPAN("a/b; p*=%C3%A4"), SPAN("a/b"), SPAN("ä")},
	{"empty", SPAN(""), SPAN(""), SPAN("")},
	{"only separators", SPAN(";;;=;=="), SPAN(""), SPAN("")},
	{"no value", SPAN("a/b; p; q=1"), SPAN("a/b"), SPAN("")},
	{"comment without end", SPAN("a/b; p=1; (((("), SPAN("a/b"), SPAN("1")},
};

static void test_parse(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct param_value v;
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		param_parse(*state, &a, raw, &v);
		struct span got = param_get(&v, SPAN("p"));
		if (!span_eq(v.main, rows[i].main) || !span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\" \"%.*s\"", rows[i].name, SPAN_ARG(v.main), SPAN_ARG(got));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_truncated(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t len = 0; len < rows[i].raw.len; len++) {
			struct arena a;
			struct param_value v;
			arena_init(&a);
			struct span raw = check_exact(span_sub(rows[i].raw, 0, len));
			param_parse(*state, &a, raw, &v);
			assert_true(v.params.count <= PARAM_MAX);
			free((void *)(uintptr_t)raw.ptr);
			arena_clear(&a);
		}
}

static void test_plain(void **state)
{
	static const struct {
		const char *raw, *want;
	} plain[] = {
		{"text/calendar; charset=\"utf-8\"; METHOD=REPLY; name=invite.ics", "charset=utf-8; method=REPLY"},
		{"multipart/mixed; boundary=b; filename=x", ""},
		{"application/pkcs7-mime; smime-type=signed-data; name*=utf-8''%C3%A4", "smime-type=signed-data"},
		{"a/b; p=\"x;y\"; q=\"x\\\"y\"; r=\"\xC3\xA4\"; s=\"one two\"", "s=one two"},
		{"a/b", ""},
	};
	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		struct arena a;
		struct param_value v;
		arena_init(&a);
		param_parse(*state, &a, span_of(plain[i].raw), &v);
		CHECK_SPAN(param_plain(&a, &v), span_of(plain[i].want));
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_parse), cmocka_unit_test(test_truncated),
					   cmocka_unit_test(test_plain)};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
