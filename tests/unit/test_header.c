#include "tests/unit/check.h"

#include "parsers/header.h"

/* want: "name=raw|name=raw|" and the body. */
static const struct {
	const char *name;
	struct span raw, want, body;
} rows[] = {
	{"two fields", SPAN("A: 1\nB: 2\n\nbody"), SPAN("A=1|B=2|"), SPAN("body")},
	{"crlf", SPAN("A: 1\r\nB: 2\r\n\r\nbody\r\n"), SPAN("A=1|B=2|"), SPAN("body\r\n")},
	{"cr alone", SPAN("A: 1\rB: 2\r\rbody"), SPAN("A=1|B=2|"), SPAN("body")},
	{"folded", SPAN("A: one\n two\n\tthree\n\nb"), SPAN("A=one two\tthree|"), SPAN("b")},
	{"folded at once", SPAN("A:\n one\n\nb"), SPAN("A=one|"), SPAN("b")},
	{"mbox line", SPAN("From jo Mon Sep 17 00:00:00 2001\nA: 1\n\nb"), SPAN("A=1|"), SPAN("b")},
	{"quoted mbox line", SPAN(">From jo\nA: 1\n\nb"), SPAN("A=1|"), SPAN("b")},
	{"blank lines before", SPAN("\r\n\nA: 1\n\nb"), SPAN("A=1|"), SPAN("b")},
	{"byte order mark",
	 SPAN("\xEF\xBB\xBF"
	      "A: 1\n\nb"),
	 SPAN("A=1|"), SPAN("b")},
	{"blank before the colon", SPAN("A : 1\nB\t: 2\n\nb"), SPAN("A=1|B=2|"), SPAN("b")},
	{"rubbish between", SPAN("A: 1\nthis is no field\nB: 2\n\nb"), SPAN("A=1|B=2|"), SPAN("b")},
	{"rubbish and its continuation", SPAN("A: 1\nFrom\n : x\nB: 2\n\nb"), SPAN("A=1|B=2|"), SPAN("b")},
	{"no blank line", SPAN("A: 1\nDear all,\nhello"), SPAN("A=1|"), SPAN("Dear all,\nhello")},
	{"no body", SPAN("A: 1\nB: 2"), SPAN("A=1|B=2|"), SPAN("")},
	{"empty value", SPAN("A:\nB: 2\n\n"), SPAN("A=|B=2|"), SPAN("")},
	{"no field", SPAN("hello world\nmore\n\nA: 1\n"), SPAN(""), SPAN("hello world\nmore\n\nA: 1\n")},
	{"continuation of nothing", SPAN(" x\nA: 1\n\nb"), SPAN("A=1|"), SPAN("b")},
	{"nothing", SPAN(""), SPAN(""), SPAN("")},
};

static struct span fields_text(struct arena *a, const struct header_list *fields)
{
	struct span text = SPAN("");
	for (size_t i = 0; i < fields->count; i++)
		text = arena_printf(a, "%.*s%.*s=%.*s|", SPAN_ARG(text), SPAN_ARG(fields->items[i].name),
				    SPAN_ARG(fields->items[i].raw));
	return text;
}

static void test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct header_list fields = {0};
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		size_t body = header_split(&a, raw, &fields);
		struct span got = fields_text(&a, &fields);
		if (!span_eq(got, rows[i].want) || !span_eq(span_from(raw, body), rows[i].body))
			fail_msg("%s: got \"%.*s\" and \"%.*s\"", rows[i].name, SPAN_ARG(got),
				 SPAN_ARG(span_from(raw, body)));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_bounds(void **state)
{
	struct arena a;
	struct header_list fields = {0};
	size_t len = HEADER_MAX_VALUE * 2;
	char *raw = malloc(len + 7);
	(void)state;
	arena_init(&a);
	memcpy(raw, "A: ", 3);
	memset(raw + 3, 'x', len);
	memcpy(raw + 3 + len, "\n\nb", 3);
	size_t body = header_split(&a, span_make(raw, len + 6), &fields);
	assert_int_equal(body, len + 5);
	assert_int_equal(fields.items[0].raw.len, HEADER_MAX_VALUE);
	fields = (struct header_list){0};
	for (size_t i = 0; i + 5 <= len; i += 5)
		memcpy(raw + i, "A: 1\n", 5);
	header_split(&a, span_make(raw, len / 5 * 5), &fields);
	assert_int_equal(fields.count, MAIL_MAX_HEADERS);
	free(raw);
	arena_clear(&a);
}

static void test_decode(void **state)
{
	struct arena a;
	struct header_list fields = {0};
	struct charsets *c = charsets_new();
	(void)state;
	arena_init(&a);
	header_split(&a, SPAN("Subject: =?utf-8?q?gr=C3=BC=C3=9F?=\n   you \xFC\nX-Evil: =?utf-8?q?a=0D=0Ab?=\n\n"),
		     &fields);
	header_decode(c, &a, SPAN_NONE, &fields);
	CHECK_SPAN(header_find(&fields, SPAN("subject"))->value, SPAN("grüß you ü"));
	CHECK_SPAN(header_find(&fields, SPAN("x-evil"))->value, SPAN("a b"));
	assert_null(header_find(&fields, SPAN("to")));
	CHECK_SPAN(header_raw(&fields, SPAN("to")), SPAN(""));
	charsets_free(c);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_split),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_decode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
