#include "tests/unit/check.h"

#include "parsers/encword.h"

static const struct {
	const char *name;
	struct span raw, want;
} rows[] = {
	{"plain", SPAN("just text"), SPAN("just text")},
	{"quoted", SPAN("=?iso-8859-1?Q?caf=E9_noir?="), SPAN("café noir")},
	{"base64", SPAN("=?UTF-8?B?w6Rww7Y=?="), SPAN("äpö")},
	{"lower case", SPAN("=?utf-8?q?=c3=a4?= =?utf-8?b?w6Q=?="), SPAN("ää")},
	{"words with text between", SPAN("a =?utf-8?q?b?= c =?utf-8?q?d?= e"), SPAN("a b c d e")},
	{"blanks between words go", SPAN("=?utf-8?q?a?=  =?utf-8?q?b?="), SPAN("ab")},
	{"character split over words", SPAN("=?utf-8?B?w6TD?= =?utf-8?B?tsO8?="), SPAN("äöü")},
	{"character split over quoted words", SPAN("=?utf-8?Q?=C3?= =?utf-8?Q?=BC?="), SPAN("ü")},
	{"base64 cut anywhere", SPAN("=?utf-8?B?w6RhY?= =?utf-8?B?mM=?="), SPAN("äabc")},
	{"padding left out", SPAN("=?utf-8?B?w6Q?= =?utf-8?B?w7Y?="), SPAN("äö")},
	{"blanks inside", SPAN("=?utf-8?Q?two words here?="), SPAN("two words here")},
	{"no blank around", SPAN("x=?utf-8?q?y?=z"), SPAN("xyz")},
	{"language", SPAN("=?utf-8*de?q?=C3=9C?="), SPAN("Ü")},
	{"two charsets", SPAN("=?iso-8859-1?q?=E9?= =?koi8-r?q?=C1?="), SPAN("éа")},
	{"unknown charset", SPAN("=?x-none?q?=C3=A9?="), SPAN("é")},
	{"no end", SPAN("=?utf-8?q?abc"), SPAN("=?utf-8?q?abc")},
	{"no encoding", SPAN("=?utf-8?x?abc?="), SPAN("=?utf-8?x?abc?=")},
	{"empty",
	 SPAN("=?utf-8?q?"
	      "?="),
	 SPAN("")},
	{"question mark before the end",
	 SPAN("=?utf-8?q?why?"
	      "?="),
	 SPAN("why?")},
	{"raw utf-8", SPAN("gr\xC3\xBC\xC3\x9F"), SPAN("grüß")},
	{"raw 8-bit", SPAN("gr\xFC\xDF"), SPAN("grüß")},
	{"raw 8-bit beside a word", SPAN("\xFC =?utf-8?q?x?="), SPAN("ü x")},
	{"bad hex", SPAN("=?utf-8?q?100=_=ZZ?="), SPAN("100= =ZZ")},
	{"ends in the middle", SPAN("=?"), SPAN("=?")},
	{"only marks",
	 SPAN("=?"
	      "?=?"
	      "?="),
	 SPAN("=?"
	      "?=?"
	      "?=")},
};

static void test_decode(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		struct span got = encword_decode(*state, &a, raw, SPAN_NONE);
		if (!span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\", want \"%.*s\"", rows[i].name, SPAN_ARG(got),
				 SPAN_ARG(rows[i].want));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_fallback(void **state)
{
	struct arena a;
	arena_init(&a);
	CHECK_SPAN(encword_decode(*state, &a, SPAN("\xC1"), SPAN("koi8-r")), SPAN("а"));
	arena_clear(&a);
}

/* Every prefix of every row is read without overrunning it. */
static void test_truncated(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t len = 0; len < rows[i].raw.len; len++) {
			struct arena a;
			arena_init(&a);
			struct span raw = check_exact(span_sub(rows[i].raw, 0, len));
			struct span got = encword_decode(*state, &a, raw, SPAN_NONE);
			assert_true(got.len <= len * 3 + 3);
			free((void *)(uintptr_t)raw.ptr);
			arena_clear(&a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_fallback),
		cmocka_unit_test(test_truncated),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
