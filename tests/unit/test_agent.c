#include "tests/unit/agents.h"

#define ANN "From: Ann <ann@acme.test>\nTo: {{address agent 1 ann@acme.test}}\nSubject: Re: [ACME #1] Printer\n"

static void test_reply(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	const struct ticket before = agents_ticket(&g, 1);
	CHECK_SPAN(before.agent, SPAN("ann"));
	agents_take(&g, ANN "\nHave you tried to switch it on?\n\nAnn Archer\nACME Support\n\n"
			    "On Mon, ACME Support <{{address agent 1 ann@acme.test}}> wrote:\n> It does not print.\n");
	assert_int_equal(g.plan.verdict, VERDICT_REPLY);
	const struct outmail *to_jo = agents_mail(&g, "jo@example.org", "reply");
	assert_non_null(to_jo);
	assert_non_null(agents_mail(&g, "lee@example.org", "reply"));
	assert_true(span_find(to_jo->body, SPAN("switch it on?")) >= 0);
	assert_true(span_find(to_jo->body, SPAN("Archer")) < 0);
	assert_true(span_find(to_jo->body, SPAN("ann@")) < 0);
	assert_int_equal(agents_ticket(&g, 1).status, STATUS_PENDING);
	assert_null(agents_mail(&g, "ann@acme.test", NULL));
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_reply)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
