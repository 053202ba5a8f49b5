#include "tests/unit/check.h"

#include "parsers/auto.h"
#include "parsers/charset.h"
#include "tests/unit/exact.h"

struct row {
	const char *headers, *text;
	const char *own, *list, *automatic, *spam, *vacation; /* NULL: none */
};

static const struct row rows[] = {
	{"From: jo@example.org\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nX-Caredesk-Ticket: 7\n", "hi", "X-Caredesk-Ticket: 7", NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nlist-id: <x.example.org>\n", "hi", NULL, "list-id: <x.example.org>", NULL, NULL, NULL},
	{"From: jo@example.org\nList-Post: NO\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nX-Mailing-List: x\n", "hi", NULL, "X-Mailing-List: x", NULL, NULL, NULL},
	{"From: jo@example.org\nPrecedence: list\n", "hi", NULL, "Precedence: list", NULL, NULL, NULL},
	{"From: jo@example.org\nPrecedence: bulk\n", "hi", NULL, NULL, "Precedence: bulk", NULL, NULL},
	{"From: jo@example.org\nPrecedence: auto_reply\n", "hi", NULL, NULL, "Precedence: auto_reply", NULL, NULL},
	{"From: jo@example.org\nPrecedence: first-class\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nAuto-Submitted: no\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nAuto-Submitted: No; owner=x\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nAuto-Submitted: (x) auto-replied\n", "hi", NULL, NULL,
	 "Auto-Submitted: (x) auto-replied", NULL, NULL},
	{"From: jo@example.org\nAuto-Submitted: auto-generated\n", "hi", NULL, NULL, "Auto-Submitted: auto-generated",
	 NULL, NULL},
	{"From: jo@example.org\nX-Auto-Response-Suppress: All\n", "hi", NULL, NULL, "X-Auto-Response-Suppress: All",
	 NULL, NULL},
	{"From: jo@example.org\nX-Auto-Response-Suppress: None\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nX-Autoreply: yes\n", "hi", NULL, NULL, "X-Autoreply: yes", NULL, NULL},
	{"From: MAILER-DAEMON@example.org\n", "hi", NULL, NULL, "From: MAILER-DAEMON@example.org", NULL, NULL},
	{"From: Shop <no-reply@example.org>\n", "hi", NULL, NULL, "From: no-reply@example.org", NULL, NULL},
	{"From: shop-noreply+7@example.org\n", "hi", NULL, NULL, "From: shop-noreply+7@example.org", NULL, NULL},
	{"From: noreplyington@example.org\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nReturn-Path: <>\n", "hi", NULL, NULL, "Return-Path: <>", NULL, NULL},
	{"From: <>\nTo: a@acme.test\n", "hi", NULL, NULL, "From: <>", NULL, NULL},
	{"From: jo@example.org\nX-Spam-Flag: YES\n", "hi", NULL, NULL, NULL, "X-Spam-Flag: YES", NULL},
	{"From: jo@example.org\nX-Spam-Flag: NO\nX-Spam-Status: No, score=1\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nX-Spam-Status: Yes, score=9\n", "hi", NULL, NULL, NULL, "X-Spam-Status: Yes, score=9",
	 NULL},
	{"From: jo@example.org\nSubject: Automatic reply: x\n", "I am on vacation.", NULL, NULL,
	 "Subject: Automatic reply: x", NULL, "Subject: Automatic reply: x"},
	{"From: jo@example.org\nSubject: Automatic reply: Re: x\n", "hi", NULL, NULL, "Subject: Automatic reply: Re: x",
	 NULL, "Subject: Automatic reply: Re: x"},
	{"From: jo@example.org\nSubject: Automatic reply: x\nIn-Reply-To: <a@acme.test>\n", "hi", NULL, NULL,
	 "Subject: Automatic reply: x", NULL, "Subject: Automatic reply: x"},
	{"From: jo@example.org\nSubject: Automatic reply: x\nPrecedence: bulk\n", "hi", NULL, NULL, "Precedence: bulk",
	 NULL, "Subject: Automatic reply: x"},
	{"From: jo@example.org\nSubject: Automatic reply: x\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Automatic reply: wrong\n", "I am on vacation, but nobody gets it. Why?", NULL,
	 NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Fwd: Automatic reply: x\n", "I am on vacation.", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Out of office\n", "I am away until Monday.", NULL, NULL,
	 "Subject: Out of office", NULL, "Subject: Out of office"},
	{"From: jo@example.org\nSubject: Out of office: what to write\nIn-Reply-To: <a@acme.test>\n",
	 "Please set my out-of-office reply too.", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Vacation: booking 4711\n", "I am on vacation from Monday on.", NULL, NULL,
	 NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Vacation\nIn-Reply-To: <a@acme.test>\n", "I am on vacation until Monday.",
	 NULL, NULL, "Subject: Vacation", NULL, "Subject: Vacation"},
	{"From: jo@example.org\nSubject: Thank you for your message\n", "This is an automated response.", NULL, NULL,
	 "its text says that it is automatic", NULL, NULL},
	{"From: jo@example.org\nSubject: x\nRT-Ticket: example #7\n", "hi", NULL, NULL, "RT-Ticket: example #7", NULL,
	 NULL},
	{"From: jo@example.org\nSubject: x\nX-Mailer: Zendesk Mailer\nAuto-Submitted: auto-generated\n", "hi", NULL,
	 NULL, "X-Mailer: Zendesk Mailer", NULL, NULL},
	{"From: jo@example.org\nX-Auto-Response-Suppress: DR, OOF, AutoReply\nX-MS-Exchange-Organization-AuthAs: "
	 "Internal\n",
	 "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nList-Unsubscribe: <https://crm.example/u>\n", "hi", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nList-Unsubscribe: <https://crm.example/u>\n", "News. Unsubscribe here.", NULL,
	 "List-Unsubscribe: <https://crm.example/u>", NULL, NULL, NULL},
	{"From: jo@example.org\nList-Unsubscribe: <https://crm.example/u>\nFeedback-ID: 1:2:3\n", "hi", NULL,
	 "List-Unsubscribe: <https://crm.example/u>", NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Re: x\nAuto-Submitted: auto-replied\n", "I am on vacation.", NULL, NULL,
	 "Auto-Submitted: auto-replied", NULL, "Subject: Re: x"},
	{"From: jo@example.org\nSubject: Re: x\nAuto-Submitted: auto-replied\n", "We got your request.", NULL, NULL,
	 "Auto-Submitted: auto-replied", NULL, NULL},
	{"From: jo@example.org\nSubject: x\n", "I am on vacation.", NULL, NULL, NULL, NULL, NULL},
	{"From: jo@example.org\nSubject: Re: Automatic reply\n", "hi", NULL, NULL, NULL, NULL, NULL},
};

static void sign_check(const struct row *row, const char *name, struct span got, const char *want)
{
	if (!span_eq(got, span_of(want)))
		fail_msg("%s%s: %s is \"%.*s\"", row->headers, row->text, name, SPAN_ARG(got));
}

static void row_check(struct charsets *c, const struct row *row)
{
	struct arena a;
	struct mail m;
	struct err err;

	arena_init(&a);
	struct span raw = exact_new(arena_str(&a, arena_printf(&a, "%s\n%s\n", row->headers, row->text)));
	assert_int_equal(mail_parse(c, &a, raw, &m, &err), 0);
	assert_false(m.bounce.is_bounce);
	sign_check(row, "own", m.signs.own, row->own);
	sign_check(row, "list", m.signs.list, row->list);
	sign_check(row, "automatic", m.signs.automatic, row->automatic);
	sign_check(row, "spam", m.signs.spam, row->spam);
	sign_check(row, "vacation", m.signs.vacation, row->vacation);
	arena_clear(&a);
	exact_free(raw);
}

static void test_signs(void **state)
{
	struct charsets *c = charsets_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		row_check(c, &rows[i]);
	charsets_free(c);
}

/* Signs that people's mails have too count only together with a strong one. */
static void test_weak(void **state)
{
	static const struct {
		const char *headers;
		bool weak;
	} weak_rows[] = {
		{"Precedence: bulk\n", true},
		{"Auto-Submitted: auto-forwarded\n", true},
		{"X-Auto-Response-Suppress: All\n", true},
		{"Return-Path: <>\n", true},
		{"X-Mailer: Zendesk Mailer\nAuto-Submitted: auto-generated\n", true},
		{"Precedence: bulk\nAuto-Submitted: auto-replied\n", false},
		{"X-Mailer: Zendesk Mailer\nAuto-Submitted: auto-replied\n", false},
		{"Return-Path: <>\nX-Autoreply: yes\n", false},
		{"Precedence: bulk\nSubject: Automatic reply: Re: x\n", false},
		{"Auto-Submitted: auto-generated\n", false},
		{"Subject: x\n", false},
	};
	struct charsets *c = charsets_new();

	(void)state;
	for (size_t i = 0; i < sizeof(weak_rows) / sizeof(*weak_rows); i++) {
		struct arena a;
		struct mail m;
		struct err err;

		arena_init(&a);
		struct span raw = arena_printf(&a, "From: jo@example.org\n%s\nhi\n", weak_rows[i].headers);
		assert_int_equal(mail_parse(c, &a, raw, &m, &err), 0);
		if (m.signs.weak != weak_rows[i].weak)
			fail_msg("%s: %.*s", weak_rows[i].headers, SPAN_ARG(m.signs.automatic));
		arena_clear(&a);
	}
	charsets_free(c);
}

static void test_until(void **state)
{
	static const char mail[] = "From: jo@example.org\nDate: Fri, 20 Nov 2026 10:00:00 +0000\n"
				   "Auto-Submitted: auto-replied\n"
				   "Subject: Out of office until 2026-12-01\n\nBack on 5 December.\n";
	struct charsets *c = charsets_new();
	struct arena a;
	struct mail m;
	struct err err;

	(void)state;
	arena_init(&a);
	assert_int_equal(mail_parse(c, &a, SPAN(mail), &m, &err), 0);
	assert_int_equal(m.signs.vacation_until, 1796083200);
	arena_clear(&a);
	charsets_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_weak),
		cmocka_unit_test(test_until),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
