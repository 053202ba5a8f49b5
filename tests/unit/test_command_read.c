#include "tests/unit/agents.h"

#include "daemon/core/agent/command_read.h"
#include "daemon/core/agent/command_run.h"

#define HEAD "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: [ACME #1] Printer\n\n"

static struct command_calls orders_of(struct agents *g, const char *mail_text)
{
	struct command_calls o;
	agents_take(g, mail_text);
	struct mail *mail = ARENA_NEW(&g->a, struct mail);
	*mail = agents_parse(g, mail_text);
	struct plan plan = {0};
	struct work w = {g->conf, mail, &g->facts, AGENTS_NOW, &g->a, &plan};
	struct proof proof = {.agent = &g->conf->agents[0], .presents = true, .desk = PROOF_OF_ALL};
	command_read_all(&w, &proof, g->facts.tickets.count ? 1 : 0, &o);
	if (!o.faults.count)
		command_run_check(&w, &o, false);
	return o;
}

/* Each fault's message says what is wrong and what would be right. */
static void test_faults(void **state)
{
	static const struct {
		const char *text, *line, *hint;
	} rows[] = {
		{"#clsoe", "there is no command #clsoe.", "Did you mean #close?"},
		{"#frobnicate", "there is no command #frobnicate.", "#help lists the commands."},
		{"#close now", "#close takes no argument, but got \"now\".", "Usage: #close"},
		{"#assign", "#assign needs an argument.", "Usage: #assign bob"},
		{"#assign bbo", "there is no agent or category \"bbo\".", "Did you mean #assign bob?"},
		{"#assign invocie", "there is no agent or category \"invocie\".", "Did you mean #assign invoice?"},
		{"#assign zoe@acme.test", "there is no agent or category \"zoe@acme.test\".",
		 "Known: ann, bob, carol, dave, general, billing"},
		{"#priority hihg", "there is no priority \"hihg\".", "Did you mean #priority high?"},
		{"#priority 1", "there is no priority \"1\".", "Known: low, normal, high, urgent"},
		{"#category billin", "there is no category \"billin\".", "Did you mean #category billing?"},
		{"#canned refnud", "there is no canned answer \"refnud\".", "Did you mean #canned refund?"},
		{"#snooze soon", "\"soon\" is not a date or duration.", "Usage: #snooze 3d"},
		{"#due 2020-01-01", "\"2020-01-01\" is in the past.", "Usage: #due 2026-12-01"},
		{"#watch lee", "\"lee\" is not a mail address.", "Usage: #watch jo@example.org"},
		{"#watch support@acme.test", "support@acme.test is this desk's own address.", ""},
		{"#watch support+x@acme.test", "support+x@acme.test is this desk's own address.", ""},
		{"#customer bob@acme.test", "bob@acme.test is an agent's address.", ""},
		{"#customer a@b.test c@d.test", "\"a@b.test c@d.test\" is not a mail address.",
		 "Usage: #customer jo@example.org"},
		{"#customer bob", "\"bob\" is not a mail address.", "Usage: #customer jo@example.org"},
		{"#unwatch bob", "bob@acme.test is not watching this ticket.", "Known: lee@example.org"},
		{"#watch bob #unwatch carol", "carol@acme.test is not watching this ticket.", "Known: lee@example.org"},
		{"#merge x", "\"x\" is not a ticket number.", "Usage: #merge 1043"},
		{"#merge 99", "there is no ticket 99.", ""},
		{"#merge 1", "1 is this very ticket.", ""},
		{"#open #close", "#open and #close contradict each other.", ""},
		{"#priority low #priority high", "#priority and #priority contradict each other.", ""},
		{"#take #assign bob", "#take and #assign contradict each other.", ""},
		{"#undo #close", "#undo cannot be combined with #close.", ""},
		{"#new a@b.test #merge 2", "#new cannot be combined with #merge.", ""},
		{"#search open", "\"open\" is a filter: there is no word to search for.", "Usage: #search words"},
		{"#report someday", "\"someday\" is not a date or duration.", "Usage: #report week"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "x");
		agents_customer(&g, "Screen", "x");
		struct command_calls o = orders_of(&g, arena_str(&g.a, arena_printf(&g.a, HEAD "%s\n", rows[i].text)));
		if (o.faults.count != 1)
			fail_msg("%s: %zu faults", rows[i].text, o.faults.count);
		CHECK_SPAN(o.faults.items[0].line, span_of(rows[i].line));
		CHECK_SPAN(o.faults.items[0].hint, span_of(rows[i].hint));
		agents_close(&g);
	}
}

static void test_read(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "x");
	agents_customer(&g, "Screen", "x");
	struct command_calls o =
		orders_of(&g, HEAD "#assign <bob@acme.test>\n#CATEGORY Invoice\n#tag #a, b a\n#close\n#close\n"
				   "#watch Lee Low <LEE@Example.ORG>, mailto:kim@example.org\n#link [ACME #2]\n");
	assert_int_equal(o.faults.count, 0);
	assert_int_equal(o.list.count, 6);
	CHECK_SPAN(command_calls_find(&o, COMMAND_ASSIGN)->agent->name, SPAN("bob"));
	CHECK_SPAN(command_calls_find(&o, COMMAND_CATEGORY)->category->name, SPAN("billing"));
	const struct command_call *tag = command_calls_find(&o, COMMAND_TAG),
				  *watch = command_calls_find(&o, COMMAND_WATCH);
	assert_int_equal(tag->words.count, 2);
	CHECK_SPAN(tag->words.items[1], SPAN("b"));
	assert_int_equal(watch->words.count, 2);
	CHECK_SPAN(watch->words.items[0], SPAN("LEE@example.org"));
	CHECK_SPAN(watch->words.items[1], SPAN("kim@example.org"));
	assert_int_equal(command_calls_find(&o, COMMAND_LINK)->ticket, 2);
	o = orders_of(&g, HEAD "#customer \"Kim Low\" <kim@example.org> please\n#watch bob carol\n");
	assert_int_equal(o.faults.count, 0);
	CHECK_SPAN(command_calls_find(&o, COMMAND_CUSTOMER)->name, SPAN("Kim Low"));
	CHECK_SPAN(command_calls_find(&o, COMMAND_WATCH)->words.items[1], SPAN("carol@acme.test"));
	assert_null(command_calls_find(&o, COMMAND_NOTE));
	agents_close(&g);
}

/* Words beyond the limit of one command are dropped. */
static void test_many_words(void **state)
{
	struct agents g;
	struct span text = SPAN("#watch");
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "x");
	for (int i = 0; i <= COMMAND_MAX_WORDS; i++)
		text = arena_printf(&g.a, "%.*s w%d@example.org", SPAN_ARG(text), i);
	struct command_calls o = orders_of(&g, arena_str(&g.a, arena_printf(&g.a, HEAD "%.*s\n", SPAN_ARG(text))));
	assert_int_equal(o.faults.count, 0);
	const struct command_call *watch = command_calls_find(&o, COMMAND_WATCH);
	assert_int_equal(watch->words.count, COMMAND_MAX_WORDS);
	CHECK_SPAN(watch->words.items[COMMAND_MAX_WORDS - 1],
		   arena_printf(&g.a, "w%d@example.org", COMMAND_MAX_WORDS - 1));
	agents_close(&g);
}

static void test_without_a_ticket(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	struct command_calls o =
		orders_of(&g, "From: ann@acme.test\nTo: support@acme.test\nSubject: Hello\n\n#close\n");
	assert_int_equal(o.faults.count, 1);
	CHECK_SPAN(o.faults.items[0].line, SPAN("#close needs a ticket, but this mail does not belong to one."));
	o = orders_of(&g, "From: ann@acme.test\nTo: support@acme.test\nSubject: x\n\n#new jo@example.org\n#close\n");
	assert_int_equal(o.faults.count, 0);
	agents_close(&g);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *word, *want; /* NULL: none */
	} rows[] = {
		{"jo@example.org", "jo@example.org"},
		{"<Jo.Doe+x@EXAMPLE.org>,", "Jo.Doe+x@example.org"},
		{"mailto:jo@example.org", "jo@example.org"},
		{"<mailto:jo@example.org>", "jo@example.org"},
		{"jo", NULL},
		{"@example.org", NULL},
		{"jo@", NULL},
		{"jo@example", NULL},
		{"jo@@example.org", NULL},
		{"jo@exa mple.org", NULL},
		{"jo\r\n@example.org", NULL},
		{"jo..x@example.org", NULL},
		{".jo@example.org", NULL},
		{"jo@example..org", NULL},
		{"jo@-", NULL},
		{"j\xC3\xB6@example.org", "j\xC3\xB6@example.org"},
		{"jo@ex\xC3\xA4mple.org", "jo@ex\xC3\xA4mple.org"},
		{"jo@ex\xC3\xA4mple.org>eve", NULL},
		{"jo@ex\xC3\xA4mple", NULL},
		{"\"jo x\"@example.org", NULL},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span word = check_exact(span_of(rows[i].word)), got;
		bool ok = command_read_address(&a, word, &got);
		if (ok != (rows[i].want != NULL))
			fail_msg("%s", rows[i].word);
		if (ok)
			CHECK_SPAN(got, span_of(rows[i].want));
		free((void *)(uintptr_t)word.ptr);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_faults), cmocka_unit_test(test_read),
					   cmocka_unit_test(test_many_words), cmocka_unit_test(test_without_a_ticket),
					   cmocka_unit_test(test_addresses)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
