#include "tests/unit/check.h"

#include "daemon/core/base/writer.h"

#define JO "Reply-To: Jo <jo@example.org>\n"
#define LIST "List-Id: <help.lists.test>\nList-Post: <mailto:help@lists.test>\nPrecedence: list\n"
#define PLAIN "From: Pat <pat@example.net>\n"

/* want: "address", perhaps with " person" and " replaced"; "": the address in From. */
static const struct {
	const char *name;
	enum reply_to reply_to;
	const char *headers, *want;
} rows[] = {
	{"an ordinary mail", REPLY_TO_FORMS, PLAIN, ""},
	{"an ordinary Reply-To", REPLY_TO_FORMS, PLAIN JO, ""},
	{"the same address", REPLY_TO_FORMS, "From: noreply@example.net\nReply-To: NoReply@example.net\n", ""},

	{"no-reply", REPLY_TO_FORMS, "From: noreply@example.net\n" JO, "jo@example.org person"},
	{"no-reply of a robot", REPLY_TO_FORMS,
	 "From: no-reply@example.net\nAuto-Submitted: auto-generated\nPrecedence: bulk\nX-Auto-Response-Suppress: All\n"
	 "Return-Path: <>\n" JO,
	 "jo@example.org person"},
	{"the desk's own", REPLY_TO_FORMS, "From: Website <support@acme.test>\n" JO, "jo@example.org person"},
	{"a mailbox's own", REPLY_TO_FORMS, "From: billing+web@acme.test\n" JO, "jo@example.org person"},
	{"a mailbox's alias", REPLY_TO_FORMS, "From: help@acme.test\n" JO, "jo@example.org person"},
	{"an own domain", REPLY_TO_FORMS, "From: shop@web.acme.test\n" JO, "jo@example.org person"},
	{"not below an own domain", REPLY_TO_FORMS, "From: shop@notacme.test\n" JO, ""},
	{"a form's address", REPLY_TO_FORMS, "From: scan@printers.test\n" JO, "jo@example.org person"},
	{"a form's domain", REPLY_TO_FORMS, "From: any@forms.test\n" JO, "jo@example.org person"},
	{"a web server's user", REPLY_TO_FORMS, "From: www-data@web1.shop.test\n" JO, "jo@example.org person"},
	{"no address in From", REPLY_TO_FORMS, "From: Contact form\n" JO, "jo@example.org person"},
	{"no From", REPLY_TO_FORMS, "To: support@acme.test\n" JO, "jo@example.org person"},

	{"two others", REPLY_TO_FORMS, "From: noreply@example.net\nReply-To: jo@example.org, ann@example.org\n", ""},
	{"the same twice", REPLY_TO_FORMS, "From: noreply@example.net\nReply-To: jo@example.org, JO@example.org\n",
	 "jo@example.org person"},
	{"one other and the desk", REPLY_TO_FORMS,
	 "From: noreply@example.net\nReply-To: support+x@acme.test, jo@example.org\n", "jo@example.org person"},
	{"another no-reply", REPLY_TO_FORMS, "From: noreply@example.net\nReply-To: donotreply@example.net\n", ""},
	{"the desk itself", REPLY_TO_FORMS, "From: noreply@example.net\nReply-To: support@acme.test\n", ""},
	{"an agent's", REPLY_TO_FORMS, "From: alice@acme.test\n" JO, ""},
	{"an agent's, always", REPLY_TO_ALWAYS, "From: alice@acme.test\n" JO, ""},
	{"a form that an agent filled in", REPLY_TO_FORMS, "From: support@acme.test\nReply-To: alice@acme.test\n",
	 "alice@acme.test person"},

	{"a robot's answer", REPLY_TO_FORMS, "From: noreply@example.net\nAuto-Submitted: auto-replied\n" JO, ""},
	{"an answer", REPLY_TO_FORMS, "From: noreply@example.net\nIn-Reply-To: <a@example.org>\n" JO, ""},
	{"a report", REPLY_TO_FORMS,
	 "From: noreply@example.net\nContent-Type: multipart/report; report-type=x; boundary=b\n" JO, ""},

	{"always", REPLY_TO_ALWAYS, PLAIN JO, "jo@example.org"},
	{"always, a machine's", REPLY_TO_ALWAYS, "From: noreply@example.net\n" JO, "jo@example.org person"},
	{"always, a list's own", REPLY_TO_ALWAYS, PLAIN LIST "Reply-To: help@lists.test\n", ""},
	{"never", REPLY_TO_NEVER, "From: noreply@example.net\n" JO, ""},
	{"never, a group", REPLY_TO_NEVER,
	 "From: \"'Jo' via Support\" <support@acme.test>\nX-Original-From: jo@example.org\n", ""},

	{"a group", REPLY_TO_FORMS,
	 "From: \"'Jo Doe' via Support\" <support@acme.test>\nX-Original-From: Jo Doe <jo@example.org>\n"
	 "Reply-To: Jo Doe <jo@example.org>\nPrecedence: list\nList-Id: <support.acme.test>\n",
	 "jo@example.org person replaced"},
	{"a group that wants answers itself", REPLY_TO_FORMS,
	 "From: \"'Jo Doe' via Support\" <support@acme.test>\nX-Original-From: Jo Doe <jo@example.org>\n"
	 "Reply-To: support@acme.test\n",
	 "jo@example.org person replaced"},
	{"a group whose writer wants answers elsewhere", REPLY_TO_FORMS,
	 "From: Jo via Support <support@acme.test>\nX-Original-From: jo@example.org\nReply-To: ann@example.org\n",
	 "jo@example.org person replaced"},
	{"another's group", REPLY_TO_FORMS, "From: Jo via Team <team@groups.test>\n" JO,
	 "jo@example.org person replaced"},
	{"a list with Reply-To", REPLY_TO_FORMS, "From: Jo via Help <help@lists.test>\n" LIST JO,
	 "jo@example.org person replaced"},
	{"a list with Reply-To and itself", REPLY_TO_FORMS,
	 "From: Jo via Help <help@lists.test>\n" LIST "Reply-To: jo@example.org, Help <help@lists.test>\n",
	 "jo@example.org person replaced"},
	{"a list with Cc", REPLY_TO_FORMS,
	 "From: Jo Doe via Help <help@lists.test>\n" LIST "Reply-To: help@lists.test\nCc: ann@example.org, Jo Doe "
	 "<jo@example.org>\n",
	 "jo@example.org person replaced"},
	{"a list with somebody else in Cc", REPLY_TO_FORMS,
	 "From: Jo Doe via Help <help@lists.test>\n" LIST "Reply-To: help@lists.test\nCc: Ann <ann@example.org>\n", ""},
	{"a list in German", REPLY_TO_FORMS, "From: =?utf-8?Q?Jo_=C3=BCber_Help?= <help@lists.test>\n" LIST JO,
	 "jo@example.org person replaced"},
	{"a list with an author", REPLY_TO_FORMS, "From: help@lists.test\n" LIST "Author: Jo <jo@example.org>\n",
	 "jo@example.org person replaced"},
	{"a list that leaves From alone", REPLY_TO_FORMS, PLAIN LIST "Reply-To: help@lists.test\n", ""},
	{"X-Original-From without a list", REPLY_TO_FORMS, PLAIN "X-Original-From: jo@example.org\n", ""},
};

static struct span_list list_of(struct arena *a, const char *words)
{
	struct span_list list = {0};
	struct span rest = span_of(words), word;
	while (span_word(&rest, &word))
		span_list_add(a, &list, word);
	return list;
}

static void conf_make(struct arena *a, struct conf *c)
{
	struct mailbox_conf *mailbox = ARENA_NEW(a, struct mailbox_conf);
	struct agent_conf *agent = ARENA_NEW(a, struct agent_conf);
	mailbox->address = SPAN("billing@acme.test");
	mailbox->aliases = list_of(a, "help@acme.test");
	agent->name = SPAN("alice");
	agent->email = SPAN("alice@acme.test");
	*c = (struct conf){.address = SPAN("support@acme.test"),
			   .mailboxes = mailbox,
			   .mailbox_count = 1,
			   .agents = agent,
			   .agent_count = 1,
			   .own_domains = list_of(a, "acme.test"),
			   .forms = list_of(a, "scan@printers.test forms.test")};
}

static struct span found(struct arena *a, const struct conf *conf, const struct mail *mail)
{
	struct writer w;
	writer_find(conf, mail, a, &w);
	return arena_printf(a, "%.*s%s%s", SPAN_ARG(w.who.addr), w.person ? " person" : "",
			    w.replaced ? " replaced" : "");
}

static void test_writer(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct conf conf;
		struct mail mail;
		struct err err;
		arena_init(&a);
		conf_make(&a, &conf);
		conf.reply_to = rows[i].reply_to;
		struct span raw = arena_printf(&a, "%s\nHello.\n", rows[i].headers);
		assert_int_equal(mail_parse(*state, &a, raw, &mail, &err), 0);
		struct span got = found(&a, &conf, &mail);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\", not \"%s\"", rows[i].name, SPAN_ARG(got), rows[i].want);
		arena_clear(&a);
	}
}

static void test_copy(void **state)
{
	struct arena a;
	struct conf conf;
	struct mail mail;
	struct writer w;
	struct err err;
	arena_init(&a);
	conf_make(&a, &conf);
	assert_int_equal(
		mail_parse(*state, &a,
			   SPAN("From: \"'Jo Doe' via Team\" <team@groups.test>\nList-Id: <team>\nReturn-Path: <>\n"
				"Auto-Submitted: auto-generated\nReply-To: jo@example.org, support@acme.test\n"
				"Subject: x\n\nHello.\n"),
			   &mail, &err),
		0);
	writer_find(&conf, &mail, &a, &w);
	const struct mail *copy = writer_mail(&w, &mail, &a);
	CHECK_SPAN(copy->sender.addr, SPAN("jo@example.org"));
	CHECK_SPAN(copy->sender.name, SPAN("Jo Doe"));
	CHECK_SPAN(copy->from.items[0].addr, SPAN("team@groups.test"));
	assert_true(!copy->signs.list.len && !copy->signs.automatic.len && !copy->null_return_path);
	assert_true(mail.signs.list.len && mail.signs.automatic.len && mail.null_return_path);
	arena_clear(&a);
}

static void test_others(void **state)
{
	struct arena a;
	struct conf conf;
	struct mail mail;
	struct err err;
	arena_init(&a);
	conf_make(&a, &conf);
	assert_int_equal(mail_parse(*state, &a,
				    SPAN(PLAIN "Reply-To: Jo <jo@example.org>, PAT@example.net, support+x@acme.test,\n"
					       " ann@example.org, jo@example.org\n\n"),
				    &mail, &err),
			 0);
	CHECK_SPAN(writer_others(&conf, &mail, SPAN("pat@example.net"), &a),
		   SPAN("Jo <jo@example.org>, ann@example.org"));
	CHECK_SPAN(writer_others(&conf, &mail, SPAN("jo@example.org"), &a), SPAN("PAT@example.net, ann@example.org"));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_writer), cmocka_unit_test(test_copy),
					   cmocka_unit_test(test_others)};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
