#include "tests/unit/agents.h"

#include "daemon/core/agent/signature.h"

#define FROM "From: Dave Dunn <dave@acme.test>\n"
#define ANSWER FROM "To: {{address agent 1 dave@acme.test}}\nSubject: Re: [ACME #1] Printer\n"
#define LINK FROM "To: {{address command 1 dave@acme.test=take}}\nSubject: [ACME #1] [take]\n"

/* Text below a command: does it go to the customer, or is it a signature? */
static const struct {
	const char *text;
	bool is_text;
} rows[] = {
	{"", false},
	{"Dave", false},
	{"Dave Dunn", false},
	{"D. Dunn", false},
	{"/Dave", false},
	{"Dave Dunn, ACME Support", false},
	{"Best regards,\nDave", false},
	{"Best regards, Dave", false},
	{"Viele Gr\xC3\xBC\xC3\x9F"
	 "e\n\nDave Dunn\nACME Support\n+49 30 1234567\nwww.acme.test",
	 false},
	{"LG Dave", false},
	{"Cordialement,\nDave Dunn\nSenior Support Agent", false},
	{"\xD0\xA1 \xD1\x83\xD0\xB2\xD0\xB0\xD0\xB6\xD0\xB5\xD0\xBD\xD0\xB8\xD0\xB5\xD0\xBC,\nDave", false},
	{"Dave Dunn\nHead of Printing\nActive Street 1, 12345 Town\ndave@acme.test", false},
	{"-- \nAnything at all.\nReally.", false},
	{"Sent from my iPhone", false},
	{"Please use water.", true},
	{"Please use water.\n\nBest regards,\nDave", true},
	{"Dave\nhas written this.", true},
	{"Dave will come and look at it", true},
	{"Yes", true},
	{"Best regards,\nDave\nP.S. It comes tomorrow.", true},
	{"www.acme.test", true},
};

static void check_row(const char *head, const char *command, const char *text, bool is_text)
{
	struct agents g;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, arena_printf(&g.a, "%s\n%s\n%s\n", head, command, text).ptr);
	bool sent = agents_mail(&g, "jo@example.org", "reply") != NULL;
	if (sent != is_text || agents_ticket(&g, 1).status != (is_text ? STATUS_PENDING : STATUS_NEW))
		fail_msg("below %s: \"%s\": %s", command, text, verdict_name(g.plan.verdict));
	assert_string_equal(priority_name(agents_ticket(&g, 1).priority), command[0] ? "low" : "normal");
	agents_close(&g);
}

static void test_below_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		check_row(ANSWER, "#priority low\n", rows[i].text, rows[i].is_text);
		check_row(LINK, "", rows[i].text, rows[i].is_text);
	}
}

#define TAIL "The printers' friends\nOpen from nine to five.\nPlease think of the trees.\n"

static bool sends(struct agents *g, const char *text)
{
	agents_take(g, arena_printf(&g->a, ANSWER "\n%s\n", text).ptr);
	return agents_mail(g, "jo@example.org", "reply") != NULL;
}

/* What three mails with different texts all end with is a signature from then on. */
static void test_learned(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	assert_true(sends(&g, "Use water.\n\n" TAIL));
	assert_true(sends(&g, "#take\n\n" TAIL));
	assert_true(sends(&g, "Use more water.\n\nDo it now.\n" TAIL));
	assert_true(sends(&g, "Short."));
	assert_true(sends(&g, "#take\n\nUse paper.\n\n" TAIL));
	assert_false(sends(&g, "#take\n\n" TAIL));
	/* it is still part of an answer */
	assert_true(sends(&g, "Use ink.\n\n" TAIL));
	assert_true(span_find(agents_mail(&g, "jo@example.org", "reply")->body, SPAN("think of the trees")) > 0);
	/* the agent changes the signature */
	assert_true(sends(&g, "Use ink.\n\nDave, who has a new job"));
	assert_true(sends(&g, "#take\n\n" TAIL));
	agents_close(&g);
}

/* The same answer repeated is not learned as a signature. */
static void test_not_learned(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	for (int i = 0; i < 5; i++)
		assert_true(sends(&g, "Hello,\n\nuse water.\nThat helps."));
	assert_true(sends(&g, "#take\n\nuse water.\nThat helps."));
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_below_commands), cmocka_unit_test(test_learned),
					   cmocka_unit_test(test_not_learned)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
