#include "tests/unit/check.h"

#include "parsers/address.h"

/* want: "name <addr>, name <addr>", with a trailing '!' if group syntax was seen. */
static const struct {
	const char *name;
	struct span raw;
	const char *want;
} rows[] = {
	{"bare", SPAN("jo@example.org"), " <jo@example.org>"},
	{"name", SPAN("Jo Example <jo@example.org>"), "Jo Example <jo@example.org>"},
	{"quoted name", SPAN("\"Example, Jo\" <jo@example.org>"), "Example, Jo <jo@example.org>"},
	{"comment as a name", SPAN("jo@example.org (Jo Example)"), "Jo Example <jo@example.org>"},
	{"comment beside a name", SPAN("Jo (at home) <jo@example.org>"), "Jo <jo@example.org>"},
	{"nested comments", SPAN("Jo (a (b) c) <jo@example.org> (d)"), "Jo <jo@example.org>"},
	{"two", SPAN("a@example.org, B <b@example.org>"), " <a@example.org>, B <b@example.org>"},
	{"semicolons", SPAN("a@example.org; b@example.org"), " <a@example.org>,  <b@example.org>"},
	{"group", SPAN("friends: a@example.org, B <b@example.org>;"), " <a@example.org>, B <b@example.org>!"},
	{"empty group", SPAN("undisclosed-recipients:;"), "!"},
	{"quoted local part", SPAN("\"jo doe\"@example.org"), " <\"jo doe\"@example.org>"},
	{"rubbish in front", SPAN("\"dennis\" <aol.com jo@example.org>"), "dennis <jo@example.org>"},
	{"blanks in the local part", SPAN("<jo doe@example.org>"), " <jodoe@example.org>"},
	{"route", SPAN("<@a.test,@b.test:jo@example.org>"), " <jo@example.org>"},
	{"domain to lower case", SPAN("Jo@EXAMPLE.Org"), " <Jo@example.org>"},
	{"final dot", SPAN("<jo@example.org.>"), " <jo@example.org>"},
	{"blanks around @", SPAN("jo @ example.org"), " <jo@example.org>"},
	{"comments around @", SPAN("pete(his)@silly.test(host)"), "host <pete@silly.test>"},
	{"unquoted comma", SPAN("Example, Jo <jo@example.org>"), "Example, Jo <jo@example.org>"},
	{"unquoted dots", SPAN("Jo Q. Example Jr. <jo@example.org>"), "Jo Q. Example Jr. <jo@example.org>"},
	{"unquoted colon", SPAN("Support: Jo <jo@example.org>"), "Support: Jo <jo@example.org>!"},
	{"no brackets", SPAN("Jo Example jo@example.org"), "Jo Example <jo@example.org>"},
	{"no end bracket", SPAN("Jo <jo@example.org"), "Jo <jo@example.org>"},
	{"no end bracket, then another", SPAN("Jo <jo@example.org, B <b@example.org>"),
	 "Jo <jo@example.org>, B <b@example.org>"},
	{"quote that never ends", SPAN("\"Jo <jo@example.org>"), "Jo <jo@example.org>"},
	{"comment that never ends", SPAN("Jo (x <jo@example.org>"), "Jo (x <jo@example.org>"},
	{"mailto", SPAN("<mailto:jo@example.org>"), " <jo@example.org>"},
	{"encoded name", SPAN("=?utf-8?q?J=C3=B6?= <jo@example.org>"), "Jö <jo@example.org>"},
	{"encoded name in quotes", SPAN("\"=?utf-8?q?J=C3=B6?=\" <jo@example.org>"), "Jö <jo@example.org>"},
	{"comma in an encoded-word", SPAN("=?utf-8?q?Doe,_Jo?= <jo@example.org>"), "Doe, Jo <jo@example.org>"},
	{"an encoded-word holds no address", SPAN("=?utf-8?q?x_=3Cagent@acme.test=3E,?= <jo@example.org>"),
	 "x <agent@acme.test>, <jo@example.org>"},
	{"a name like an address", SPAN("\"agent@acme.test\" <jo@example.org>"), "agent@acme.test <jo@example.org>"},
	{"an unquoted name like an address", SPAN("agent@acme.test <jo@example.org>"),
	 "agent@acme.test <jo@example.org>"},
	{"a comment like an address", SPAN("jo@example.org (agent@acme.test)"), "agent@acme.test <jo@example.org>"},
	{"two in brackets", SPAN("Jo <jo@example.org> <b@example.org>"), "Jo <jo@example.org>,  <b@example.org>"},
	{"utf-8", SPAN("Jö <jö@exämple.org>"), "Jö <jö@exämple.org>"},
	{"domain literal", SPAN("jo@[192.0.2.1]"), " <jo@[192.0.2.1]>"},
	{"no address", SPAN("Jo Example"), ""},
	{"empty brackets", SPAN("<>"), ""},
	{"only an @", SPAN("@"), ""},
	{"nothing", SPAN(""), ""},
	{"commas", SPAN(",,,a@example.org,,"), " <a@example.org>"},
	{"control characters", SPAN("a\x01@example.org, <b\x7f@example.org>, c@example.org"), " <c@example.org>"},
	{"bare name among addresses", SPAN("a@example.org, root"), " <a@example.org>"},
};

static struct span list_text(struct arena *a, const struct address_list *list, bool group)
{
	struct span text = SPAN("");
	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(a, "%.*s%s%.*s <%.*s>", SPAN_ARG(text), i ? ", " : "",
				    SPAN_ARG(list->items[i].name), SPAN_ARG(list->items[i].addr));
	return arena_printf(a, "%.*s%s", SPAN_ARG(text), group ? "!" : "");
}

static void test_parse(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct address_list list = {0};
		bool group = false;
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		address_parse(*state, &a, raw, SPAN_NONE, &list, &group);
		struct span got = list_text(&a, &list, group);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].name, SPAN_ARG(got), rows[i].want);
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_truncated(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t len = 0; len < rows[i].raw.len; len++) {
			struct arena a;
			struct address_list list = {0};
			arena_init(&a);
			struct span raw = check_exact(span_sub(rows[i].raw, 0, len));
			address_parse(*state, &a, raw, SPAN_NONE, &list, NULL);
			for (size_t k = 0; k < list.count; k++)
				assert_true(span_chr(list.items[k].addr, '@') > 0);
			free((void *)(uintptr_t)raw.ptr);
			arena_clear(&a);
		}
}

/* Long runs of every special take linear time, and no list grows without bound. */
static void test_bounds(void **state)
{
	static const char *const runs[] = {"(", ")", "\"",     "\\", "<",         ">",        ",",
					   ":", ";", "\"\\\"", "=?", "a@b.test,", "a@b.test "};
	size_t len = 200000;
	char *raw = malloc(len);
	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		struct arena a;
		struct address_list list = {0};
		size_t step = strlen(runs[i]);
		arena_init(&a);
		for (size_t at = 0; at < len; at++)
			raw[at] = runs[i][at % step];
		address_parse(*state, &a, span_make(raw, len), SPAN_NONE, &list, NULL);
		assert_true(list.count <= MAIL_MAX_ADDRESSES);
		arena_clear(&a);
	}
	free(raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_bounds),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
