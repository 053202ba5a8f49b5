#include "tests/unit/check.h"

#include "parsers/dsn.h"
#include "tests/unit/exact.h"

/* want: "addr action status diagnostic" of each group, joined with '|'. */
static void test_read(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"Reporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822; jo@example.org\nAction: failed\n"
		 "Status: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n",
		 "jo@example.org 1 5.1.1 550 5.1.1 no such user"},
		{"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; a@x.test\nAction: delayed\nStatus: 4.4.1\n\n"
		 "Final-Recipient: rfc822; b@x.test\nOriginal-Recipient: rfc822; B@Y.test\nAction: Delivered\nStatus: "
		 "2.0.0\n",
		 "a@x.test 2 4.4.1 |B@y.test 3  "},
		{"Final-Recipient: RFC822;<jo@example.org>\nAction: failed (bad)\nStatus: 5.2.2 (full)\n",
		 "jo@example.org 1 5.2.2 "},
		{"Final-Recipient: LOCAL;\\jo\nAction: failed\n", " 1  "},
		{"Final-Recipient: rfc822; jo@example.org\n", "jo@example.org 0  "},
		{"Reporting-MTA: dns; mx\n", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), got = SPAN("");
		struct dsn dsn = {0};
		struct arena a;

		arena_init(&a);
		dsn_read(&a, text, &dsn);
		for (size_t k = 0; k < dsn.count; k++)
			got = arena_printf(&a, "%.*s%s%.*s %d %.*s %.*s", SPAN_ARG(got), k ? "|" : "",
					   SPAN_ARG(dsn.items[k].addr), (int)dsn.items[k].action,
					   SPAN_ARG(dsn.items[k].status), SPAN_ARG(dsn.items[k].diagnostic));
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(got));
		arena_clear(&a);
		exact_free(text);
	}
}

static void test_status(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {
		{"550 5.1.1 x", "5.1.1"},
		{"(#4.4.1)", "4.4.1"},
		{"5.7.509 Access denied", "5.7.509"},
		{"from 5.1.1.9 said", ""},
		{"192.5.1.1 said", ""},
		{"v4.6.1", ""},
		{"2.0.0 ok, 5.0.0 not", "5.0.0"},
		{"5.1", ""},
		{"5.1.", ""},
		{"it was 5.1.1.", "5.1.1"},
		{"5.1000.1", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), got = dsn_status(text);

		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(got));
		exact_free(text);
	}
}

static void test_address(void **state)
{
	static const struct {
		const char *text, *want, *rest;
	} rows[] = {
		{"<Jo@Example.ORG>: no", "Jo@example.org", ">: no"},
		{"dda:SMTP=jo@example.org; on Friday", "jo@example.org", "; on Friday"},
		{"to jo@example.org.", "jo@example.org", ""},
		{"a @ b, then jo@example.org", "jo@example.org", ""},
		{"收件人（jo@example.org）不存在", "jo@example.org", "）不存在"},
		{"收件人jo@example.org不存在", "jo@example.org", "不存在"},
		{"宛先＜jo@example.org＞", "jo@example.org", "＞"},
		{"jörg@exämple.org: no", "jörg@exämple.org", ": no"},
		{"用户@例子.cn: no", "用户@例子.cn", ": no"},
		{"<o'neil@example.org>", "o'neil@example.org", ">"},
		{"'jo@example.org' said", "jo@example.org", "' said"},
		{"\xFF@\xFF jo@example.org\x80", "jo@example.org", "\x80"},
		{"@", "", ""},
		{"none", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), addr = SPAN_NONE, rest = SPAN_NONE;
		struct arena a;

		arena_init(&a);
		bool found = dsn_address(&a, text, &addr, &rest);
		if (found != (rows[i].want[0] != 0) || !span_eq(addr, span_of(rows[i].want)) ||
		    !span_eq(rest, span_of(rows[i].rest)))
			fail_msg("%s: %.*s, %.*s", rows[i].text, SPAN_ARG(addr), SPAN_ARG(rest));
		arena_clear(&a);
		exact_free(text);
	}
}

static void test_reply(void **state)
{
	static const struct {
		const char *text;
		char want;
	} rows[] = {
		{"550 no", '5'},
		{"said: 452-4.2.2 full", '4'},
		{"[SMTP Error Code 550]", '5'},
		{"#550 5.1.1", '5'},
		{"(550)", '5'},
		{"call +1 555 0100", 0},
		{"250 ok", 0},
		{"5501", 0},
		{"order 4711", 0},
		{"999 550", '5'},
		{"", 0},
		{"55", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if (dsn_reply(text) != rows[i].want)
			fail_msg("%s", rows[i].text);
		exact_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_read),
		cmocka_unit_test(test_status),
		cmocka_unit_test(test_address),
		cmocka_unit_test(test_reply),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
