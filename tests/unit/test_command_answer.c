/* The answers to #show and #list are bounded and say what they leave out. */
#include "tests/unit/agents.h"

#include "daemon/core/agent/command_answer.h"

#define PASSES "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define ASK PASSES "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: [ACME #1] Printer\n\n"
#define FRAME ((size_t)10000) /* bytes of the receipt around the answer */

static struct span answer(struct agents *g, const char *ask)
{
	agents_take(g, ask);
	const struct outmail *m = agents_mail(g, "ann@acme.test", "receipt");
	assert_non_null(m);
	return m->body;
}

static bool says(struct span text, const char *what)
{
	return span_find(text, span_of(what)) >= 0;
}

static void write_often(struct agents *g, int times, int width)
{
	for (int i = 1; i <= times; i++) {
		struct arena a;
		arena_init(&a);
		agents_take(g, arena_printf(&a,
					    "Message-ID: <%d@example.org>\nFrom: jo@example.org\n"
					    "To: {{address customer 1 jo@example.org}}\nSubject: Re: Printer\n\n"
					    "Line %d. %0*d\n",
					    i, i, width, 0)
				       .ptr);
		arena_clear(&a);
	}
}

static void test_long_ticket(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	struct span few = answer(&g, ASK "#show\n");
	assert_true(says(few, "It does not print.") && says(few, "Ticket created") && !says(few, "Left out"));
	write_often(&g, 500, 4000);
	struct span many = answer(&g, ASK "#show\n");
	assert_true(many.len < COMMAND_ANSWER_MAX + FRAME && many.len > COMMAND_ANSWER_MAX / 2);
	assert_true(says(many, "oldest messages") && says(many, "oldest events"));
	assert_true(says(many, "Line 500.") && says(many, "Line 450.") && !says(many, "Line 1."));
	assert_true(says(many, "Message: Re: Printer"));
	struct span both = answer(&g, ASK "#show\n#why\n");
	assert_true(both.len < COMMAND_ANSWER_MAX + FRAME && says(both, "The rest is left out"));
	agents_close(&g);
}

/* Folded lines are counted for the agent; #show shows them, marked. */
static void test_folded(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g,
		    "Message-ID: <f@example.org>\nFrom: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n"
		    "Subject: Re: Printer\n\nNow it does.\n\nOn 2 Nov 2026, at 09:00, Support wrote:\n> Does it?\n");
	const struct outmail *relayed = agents_mail(&g, "ann@acme.test", "customer_message");
	assert_non_null(relayed);
	assert_true(says(relayed->body, "[2 lines of history folded]") && !says(relayed->body, "Does it?"));
	struct span text = answer(&g, ASK "#show\n");
	assert_true(says(text, "Now it does.\n[2 lines of history folded]\n| ") && says(text, "| > Does it?\n"));
	agents_close(&g);
}

/* A single message longer than the limit of an answer. */
static void test_long_message(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	write_often(&g, 1, 700000);
	struct span text = answer(&g, ASK "#show\n");
	assert_true(text.len < COMMAND_ANSWER_MAX + FRAME && text.len > COMMAND_ANSWER_MAX / 2);
	assert_true(says(text, "Line 1.") && says(text, "oldest messages") && says(text, "The rest is left out"));
	assert_true(says(text, "Message: Re: Printer"));
	agents_close(&g);
}

static void test_long_list(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	g.conf->limits.open_per_sender = 1000;
	agents_customer(&g, "Printer", "It does not print.");
	assert_true(says(answer(&g, ASK "#list all\n"), "#1  Printer"));
	assert_true(says(answer(&g, ASK "#list closed\n"), "No tickets match."));
	for (int i = 0; i < FACTS_LISTED_MAX; i++)
		agents_customer(&g, "Screen", "It is dark.");
	struct span text = answer(&g, ASK "#list all\n");
	assert_true(says(text, "these are the newest 500") && says(text, "#501  Screen") && !says(text, "#1  Printer"));
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_long_ticket),
		cmocka_unit_test(test_folded),
		cmocka_unit_test(test_long_message),
		cmocka_unit_test(test_long_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
