/* "Did you write this?": only an explicit yes releases a mail without proof, and the yes needs the same proof as a
 * command. */
#include "tests/unit/agents.h"

#define PASSES "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define FORGED "From: ann@acme.test\nTo: support@acme.test\nSubject: [ACME #1] Printer\n\nYour password?\n\n#close\n"
#define ANSWER "From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: Re: [ACME #1] Printer\n"
#define LINK "From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2=yes}}\nSubject: [ACME #1] [yes]\n"

static void held(struct agents *g)
{
	agents_open(g);
	agents_customer(g, "Printer", "It does not print.");
	agents_take(g, FORGED);
	assert_int_equal(g->plan.verdict, VERDICT_UNPROVEN);
}

static bool released(const char *head, const char *text)
{
	struct agents g;
	held(&g);
	agents_take(&g, arena_str(&g.a, arena_printf(&g.a, PASSES "%s\n%s", head, text)));
	bool released = g.plan.has_release || agents_mail_in(&g.later, "jo@example.org", NULL) ||
			agents_mail(&g, "jo@example.org", NULL) || agents_ticket(&g, 1).status == STATUS_CLOSED;
	bool told = agents_mail(&g, "boss@acme.test", "warning") != NULL;
	if (released == told)
		fail_msg("%s: released %d, the manager told %d", text, released, told);
	agents_close(&g);
	return released;
}

static void test_yes(void **state)
{
	static const char *const texts[] = {
		"yes\n",
		"Yes.\n",
		"YES!\n",
		"ja\n",
		"Ja!\n",
		"oui\n",
		"Oui.\n",
		"  yes  \n\n",
		"#yes\n",
		"sí\n",
		"да\n",
		"yes\n\n-- \nAnn Archer\nACME\n",
		"Yes\n\n> Did you write this?\n> A mail with your address\n",
		("ja\n\nAm 02.11.2026 um 09:00 schrieb ACME Support <support@acme.test>:\n> Haben Sie das "
		 "geschrieben?\n"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (!released(ANSWER, texts[i]))
			fail_msg("not released: %s", texts[i]);
	assert_true(released(LINK, ""));
	assert_true(released(LINK, "-- \nAnn\n"));
}

static void test_everything_else(void **state)
{
	static const char *const texts[] = {
		"",
		"\n",
		"No.\n",
		"no\n",
		"Nein.\n",
		"Non !\n",
		"This was not me!\n",
		"Ich habe das nicht geschrieben!\n",
		"Ce n'était pas moi.\n",
		"That wasn't me, please delete it.\n",
		"I did not write this.\n",
		"Yes, that was me.\n",
		"Yes? What is this about?\n",
		"Oh yes, I get those all the time\n",
		"yes no\n",
		"yes\nbut not the second part\n",
		"Ja, aber nicht so.\n",
		"Who wrote this?\n",
		"??\n",
		"?\n",
		"ok\n",
		"Okay.\n",
		"👍\n",
		"Never!\n",
		"Delete it\n",
		"Was ist das?\n",
		"Das war ich nicht\n",
		"Quoi ?\n",
		"#no\n",
		"#close\n",
		"#yes\n#close\n",
		"#yes please\n",
		"#yes\nand more\n",
		"not yes\n",
		"y\n",
		"j\n",
		"1\n",
		"true\n",
		"Y e s\n",
		"I am out of the office until Monday.\n",
		"Ich bin bis Montag abwesend.\n",
		"> yes\n",
		"yesterday\n",
		"yess\n",
		"Thank you!\n",
		"unsubscribe\n",
		"[yes]\n",
		"yes yes\n",
		"nope\n",
		"No yes\n",
		"On Monday Ann wrote:\n> yes\n",
		"-- \nyes\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (released(ANSWER, texts[i]))
			fail_msg("released: %s", texts[i]);
	assert_false(released(LINK, "This was not me!\n"));
	assert_false(released(ANSWER "Auto-Submitted: auto-replied\n", "yes\n"));
	assert_false(released(LINK "Auto-Submitted: auto-replied\n", ""));
	assert_false(released(ANSWER "Precedence: bulk\nX-Autoreply: yes\n", "yes\n"));
}

/* A subject is not an answer: brackets in a reply's subject don't count. */
static void test_subjects(void **state)
{
	static const char *const subjects[] = {"[yes]", "Re: [ACME #1] [yes]", "[ACME #1] [#yes]", "yes", "Re: yes"};
	(void)state;
	for (size_t i = 0; i < sizeof(subjects) / sizeof(*subjects); i++) {
		char head[300];
		snprintf(head, sizeof head,
			 "From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: %s\n", subjects[i]);
		if (released(head, ""))
			fail_msg("released by its subject: %s", subjects[i]);
	}
}

/* The question's token alone is not enough if agent_proof asks for more. */
static void test_proof(void **state)
{
	static const struct {
		enum agent_proof asked;
		const char *results;
		bool want;
	} rows[] = {
		{PROOF_TOKEN, "", true},
		{PROOF_EITHER, "", true},
		{PROOF_BOTH, "", false},
		{PROOF_DMARC, "", false},
		{PROOF_DEFAULT, "", false},
		{PROOF_BOTH, PASSES, true},
		{PROOF_DMARC, PASSES, true},
		{PROOF_DEFAULT, PASSES, true},
		{PROOF_BOTH, "Authentication-Results: mx.acme.test; dmarc=fail header.from=acme.test\n", false},
		{PROOF_BOTH, "Authentication-Results: mx.evil.test; dmarc=pass header.from=acme.test\n", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (int link = 0; link < 2; link++) {
			struct agents g;
			held(&g);
			g.conf->agent_proof = rows[i].asked;
			agents_take(&g, arena_str(&g.a, arena_printf(&g.a, "%s%s\n%s", rows[i].results,
								     link ? LINK : ANSWER, link ? "" : "yes\n")));
			if (g.plan.has_release != rows[i].want)
				fail_msg("row %zu, link %d: %d", i, link, g.plan.has_release);
			/* an unproven answer decides nothing: the agent can still answer */
			if (!rows[i].want)
				assert_true(agents_messages(&g, 1).items[1].held);
			agents_close(&g);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_yes),
		cmocka_unit_test(test_everything_else),
		cmocka_unit_test(test_subjects),
		cmocka_unit_test(test_proof),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
