#include "tests/unit/check.h"

#include "daemon/edge/field.h"

static void check(const char *name, struct buf *got, const char *want)
{
	if (strcmp(got->ptr, want))
		fail_msg("%s: got\n%swant\n%s", name, got->ptr, want);
	buf_reset(got);
}

static const struct {
	const char *name;
	struct span text;
	const char *want;
} texts[] = {
	{"plain", SPAN("[ACME #1042] Hello"), "Subject: [ACME #1042] Hello\r\n"},
	{"empty", SPAN(""), "Subject:\r\n"},
	{"white space", SPAN("  a \t b\r\n c "), "Subject: a b c\r\n"},
	{"line ends cannot add a field", SPAN("a\r\nBcc: eve@example.test"), "Subject: a Bcc: eve@example.test\r\n"},
	{"only what needs it is encoded",
	 SPAN("[ACME #1] Gr\xc3\xbc\xc3\x9f"
	      "e aus Wien"),
	 "Subject: [ACME #1] =?UTF-8?B?R3LDvMOfZQ==?= aus Wien\r\n"},
	{"from the first to the last", SPAN("a \xc3\xbc b \xc3\xbc c"), "Subject: a =?UTF-8?B?w7wgYiDDvA==?= c\r\n"},
	{"mostly not ASCII", SPAN("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82"),
	 "Subject: =?UTF-8?B?0J/RgNC40LLQtdGC?=\r\n"},
	{"what looks like an encoded word", SPAN("=?UTF-8?Q?=0ABcc:_x?="),
	 "Subject: =?UTF-8?B?PT9VVEYtOD9RPz0wQUJjYzpfeD89?=\r\n"},
	{"an encoded word in pieces", SPAN("=?UTF-8?Q?a ?="), "Subject: =?UTF-8?B?PT9VVEYtOD9RP2E=?= ?=\r\n"},
	{"folded", SPAN("one two three four five six seven eight nine ten eleven twelve thirteen fourteen"),
	 "Subject: one two three four five six seven eight nine ten eleven twelve\r\n thirteen fourteen\r\n"},
	{"ill-formed bytes", SPAN("a\xff"), "Subject: =?UTF-8?B?Ye+/vQ==?=\r\n"},
	{"control characters go", SPAN("a\x01\x7f\0b"), "Subject: ab\r\n"},
};

static void test_text(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct span text = check_exact(texts[i].text);
		field_text(&out, "Subject", text);
		check(texts[i].name, &out, texts[i].want);
		free((void *)(uintptr_t)text.ptr);
	}
	buf_clear(&out);
}

static void assert_lines(const struct buf *out, size_t max)
{
	struct span rest = buf_span(out), line;
	assert_true(span_ends(rest, SPAN("\r\n")));
	for (bool first = true; span_line(&rest, &line); first = false) {
		assert_true(line.len <= max);
		assert_true(line.len > 1 && (first || line.ptr[0] == ' '));
	}
}

/* Long texts of one kind of character: no line is too long, no character is cut. */
static void test_long(void **state)
{
	(void)state;
	static const char *const pieces[] = {"x", "\xc3\xbc", "\xe5\x8f\xb0", "\xf0\x9f\x98\x80", "\xc3\xbc ", "x=?"};
	struct buf text, out;
	buf_init(&text, BUF_MAX);
	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		for (size_t n = 0; n < 400; n++)
			buf_str(&text, pieces[i]);
		field_text(&out, "Subject", buf_span(&text));
		assert_lines(&out, 78);
		assert_null(strstr(out.ptr, "77+9")); /* U+FFFD in base64: a character was cut in two */
		buf_reset(&text);
		buf_reset(&out);
	}
	buf_clear(&text);
	buf_clear(&out);
}

static void test_addresses(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, BUF_MAX);
	static const struct {
		const char *name;
		struct field_address items[3];
		size_t count;
		const char *want;
	} rows[] = {
		{"bare", {{SPAN_NONE, SPAN("a@b.test")}}, 1, "To: a@b.test\r\n"},
		{"phrase", {{SPAN("Jo Doe"), SPAN("a@b.test")}}, 1, "To: Jo Doe <a@b.test>\r\n"},
		{"quoted",
		 {{SPAN("Doe, Jo (x@y.test)"), SPAN("a@b.test")}},
		 1,
		 "To: \"Doe, Jo (x@y.test)\" <a@b.test>\r\n"},
		{"escaped", {{SPAN("a\"b\\c"), SPAN("a@b.test")}}, 1, "To: \"a\\\"b\\\\c\" <a@b.test>\r\n"},
		{"encoded", {{SPAN("J\xc3\xb6, x"), SPAN("a@b.test")}}, 1, "To: =?UTF-8?B?SsO2LCB4?= <a@b.test>\r\n"},
		{"injected",
		 {{SPAN("x>\r\nBcc: eve@b.test"), SPAN("a@b.test")}},
		 1,
		 "To: \"x> Bcc: eve@b.test\" <a@b.test>\r\n"},
		{"several",
		 {{SPAN_NONE, SPAN("a@b.test")}, {SPAN("B"), SPAN("b@b.test")}, {SPAN_NONE, SPAN("c@b.test")}},
		 3,
		 "To: a@b.test, B <b@b.test>, c@b.test\r\n"},
		{"bad ones are left out",
		 {{SPAN_NONE, SPAN("a@b.test")}, {SPAN_NONE, SPAN("b@b.test,c")}},
		 2,
		 "To: a@b.test\r\n"},
		{"none", {{SPAN("B"), SPAN("b b@b.test")}}, 1, ""},
		{"a domain that is not ASCII",
		 {{SPAN("Jo"), SPAN("jo@ex\xc3\xa4mple.de")}},
		 1,
		 "To: Jo <jo@xn--exmple-cua.de>\r\n"},
		{"a local part that is not ASCII",
		 {{SPAN("Jo"), SPAN("j\xc3\xb6@b.test")}},
		 1,
		 "To: Jo <j\xc3\xb6@b.test>\r\n"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		field_addresses(&out, "To", rows[i].items, rows[i].count);
		check(rows[i].name, &out, rows[i].want);
	}
	buf_clear(&out);
}

static void test_ids(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, BUF_MAX);
	const struct span ids[] = {SPAN("1@a"), SPAN("2 3@a"), SPAN("4>@a"),   SPAN("5@a"),
				   SPAN("6@a"), SPAN(""),      SPAN("7\r\n@a")};
	field_ids(&out, "References", ids, 7, 20);
	check("good ones", &out, "References: <1@a> <5@a> <6@a>\r\n");
	field_ids(&out, "References", ids, 7, 2);
	check("first and last", &out, "References: <1@a> <6@a>\r\n");
	field_ids(&out, "In-Reply-To", ids + 1, 1, 1);
	check("none", &out, "");
	buf_clear(&out);
}

static void test_plain_and_param(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, BUF_MAX);
	field_plain(&out, "X", SPAN("reply"));
	check("plain", &out, "X: reply\r\n");
	field_plain(&out, "X", SPAN("re\nply"));
	field_plain(&out, "X", SPAN(""));
	field_plain(&out, "X", SPAN("\xc3\xbc"));
	check("not plain", &out, "");
	field_param(&out, "filename", SPAN("a \"b\".txt"));
	check("quoted", &out, ";\r\n filename=\"a \\\"b\\\".txt\"");
	field_param(&out, "filename",
		    SPAN("\xc3\x9c"
			 "bersicht 1.pdf"));
	check("encoded", &out, ";\r\n filename*=UTF-8''%C3%9Cbersicht%201.pdf");
	field_param(&out, "filename", SPAN("\xd0\x9f\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\x82\xd0\x9f\xd1\x80.txt"));
	check("in pieces", &out,
	      ";\r\n filename*0*=UTF-8''%D0%9F%D1%80%D0%B8%D0%B2%D0%B5%D1%82%D0%9F%D1%80.t;\r\n filename*1*=xt");
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_long),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_ids),
		cmocka_unit_test(test_plain_and_param),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
