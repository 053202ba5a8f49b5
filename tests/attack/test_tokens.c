/* An agent's token is valid for its ticket only. It proves neither a mail about another ticket nor a command about
 * none; these need links of their own. */
#include "tests/unit/agents.h"

#define PASSES "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define ANN "From: ann@acme.test\n"
#define T0 "To: {{address agent 0 ann@acme.test}}\n"
#define T1 "To: {{address agent 1 ann@acme.test}}\n"
#define T2 "To: {{address agent 2 ann@acme.test}}\n"
#define LIST "To: {{address command 0 ann@acme.test=list}}\n"
#define NEW "To: {{address command 0 ann@acme.test=new}}\n"
#define BY_ID "To: support@acme.test\nIn-Reply-To: <{{id agent 1 ann@acme.test}}>\n"
#define RE1 "Subject: Re: [ACME #1] Printer\n"

static void open_tickets(struct agents *g, enum agent_proof asked)
{
	agents_open(g);
	g->conf->agent_proof = asked;
	agents_customer(g, "Printer", "It does not print.");
	agents_customer(g, "Scanner", "It does not scan.");
}

/* Whether the mail changed anything, rather than only causing questions and warnings. */
static bool was_carried_out(const struct agents *g)
{
	for (size_t i = 0; i < g->plan.events.count; i++)
		if (span_starts(g->plan.events.items[i].why, SPAN("#")))
			return true;
	const struct outmail *receipt = agents_mail(g, "ann@acme.test", "receipt");
	return g->plan.agents.count > 0 || agents_outside(g, &g->plan) ||
	       (receipt && span_find(receipt->body, SPAN("Scanner")) >= 0);
}

/* Commands about no ticket, with tickets' tokens and with their own. */
static void test_about_no_ticket(void **state)
{
	static const char *const commands[] = {
		"#new jo@example.org\nDear Jo\n",
		"#new eve@example.net\nPay here\n",
		"#list all\n",
		"#list\n#close\n",
		"#list customer:jo@example.org\n",
		"#away 2030-01-01\n",
		"#away 3d handover\n",
		"#close\n#away 3d\n",
		"#new jo@example.org\n#assign bob\nDear Jo\n",
	};
	static const struct {
		enum agent_proof asked;
		const char *head;
		bool obeyed;
	} rows[] = {
		{PROOF_EITHER, ANN T1 RE1, false},
		{PROOF_EITHER, ANN T1 "Subject: x\n", false},
		{PROOF_EITHER, ANN BY_ID RE1, false},
		{PROOF_EITHER, ANN BY_ID "Subject: x\n", false},
		{PROOF_EITHER, ANN T2 "Subject: Re: [ACME #2] Scanner\n", false},
		{PROOF_EITHER, ANN "To: {{address command 1 ann@acme.test=close}}\nSubject: [ACME #1] [close]\n",
		 false},
		{PROOF_EITHER, ANN "To: {{address command 1 ann@acme.test=list}}\nSubject: [ACME #1] [list]\n", false},
		{PROOF_EITHER, ANN "To: {{address command 0 ann@acme.test=help}}\nSubject: [help]\n", false},
		{PROOF_EITHER, ANN "To: {{address agent 0 bob@acme.test}}\nSubject: x\n", false},
		{PROOF_EITHER, ANN "To: {{address customer 0 ann@acme.test}}\nSubject: x\n", false},
		{PROOF_TOKEN, ANN T1 RE1, false},
		{PROOF_TOKEN, PASSES ANN T1 RE1, false},
		{PROOF_TOKEN, PASSES ANN "To: support@acme.test\nSubject: x\n", false},
		{PROOF_BOTH, ANN T1 RE1, false},
		{PROOF_BOTH, PASSES ANN T1 RE1, false},
		{PROOF_BOTH, ANN T0 "Subject: x\n", false},
		{PROOF_DMARC, ANN T0 "Subject: x\n", false},
		{PROOF_DMARC, ANN T1 RE1, false},
		{PROOF_DEFAULT, ANN T1 RE1, false},
		{PROOF_DEFAULT, ANN T0 "Subject: x\n", false},
		{PROOF_EITHER, ANN T0 "Subject: x\n", true},
		{PROOF_TOKEN, ANN T0 "Subject: x\n", true},
		{PROOF_BOTH, PASSES ANN T0 "Subject: x\n", true},
		{PROOF_DMARC, PASSES ANN T1 RE1, true},
		{PROOF_EITHER, PASSES ANN T1 RE1, true},
		{PROOF_DEFAULT, PASSES ANN T1 RE1, true},
		{PROOF_DEFAULT, PASSES ANN "To: support@acme.test\nSubject: x\n", true},
	};
	size_t tried = 0;
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t k = 0; k < sizeof(commands) / sizeof(*commands); k++, tried++) {
			struct agents g;
			/* #close needs a ticket */
			if (rows[i].obeyed && strstr(commands[k], "#close"))
				continue;
			open_tickets(&g, rows[i].asked);
			agents_take(&g, arena_str(&g.a, arena_printf(&g.a, "%s\n%s", rows[i].head, commands[k])));
			if (was_carried_out(&g) != rows[i].obeyed)
				fail_msg("row %zu, %s: %s", i, commands[k], rows[i].obeyed ? "refused" : "carried out");
			assert_true(rows[i].obeyed || agents_ticket(&g, 1).status != STATUS_CLOSED);
			agents_close(&g);
		}
	printf("%zu mails\n", tried);
}

/* A mail about another ticket than its token's. */
static void test_other_tickets(void **state)
{
	static const char *const heads[] = {
		ANN T1 "Subject: [ACME #2] Scanner\n",
		ANN T1 "Subject: Re: [ACME #2] Scanner\nIn-Reply-To: <m2@example.org>\n",
		ANN T0 "Subject: [ACME #2] Scanner\n",
		ANN T0 "Subject: Scanner\nIn-Reply-To: <m2@example.org>\n",
		ANN T0 "Subject: Scanner\nReferences: <m1@example.org> <m2@example.org>\n",
		ANN LIST "Subject: [list]\nIn-Reply-To: <m2@example.org>\n",
		ANN NEW "Subject: [ACME #2] [new jo@example.org]\n",
		ANN "To: {{address command 1 ann@acme.test=close}}\nSubject: [ACME #2] [close]\n",
		ANN BY_ID "Subject: Re: [ACME #2] Scanner\n",
		ANN "To: {{address customer 2 ann@acme.test}}\nSubject: Re: [ACME #2] Scanner\n",
		ANN "To: {{address agent 2 bob@acme.test}}\nSubject: Re: [ACME #2] Scanner\n",
		ANN "To: {{address agent-expired 2 ann@acme.test}}\nSubject: Re: [ACME #2] Scanner\n",
		PASSES ANN T1 "Subject: [ACME #2] Scanner\n",
	};
	static const enum agent_proof asked[] = {PROOF_TOKEN, PROOF_EITHER, PROOF_BOTH, PROOF_DEFAULT};
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++)
		for (size_t k = 0; k < sizeof(asked) / sizeof(*asked); k++) {
			struct agents g;
			bool by_results = strstr(heads[i], "dmarc=pass") && asked[k] == PROOF_EITHER;
			open_tickets(&g, asked[k]);
			agents_take(&g, arena_str(&g.a, arena_printf(&g.a, "%s\nYour password?\n\n#spam\n", heads[i])));
			bool outside = agents_outside(&g, &g.plan) != NULL;
			if ((agents_ticket(&g, 2).status == STATUS_SPAM) != by_results || outside != by_results)
				fail_msg("%s, policy %zu", heads[i], k);
			agents_close(&g);
		}
}

static bool was_refused(const struct agents *g)
{
	for (size_t i = 0; i < g->plan.why.count; i++)
		if (span_starts(g->plan.why.items[i], SPAN("refused: ")))
			return true;
	return false;
}

/* A link about no ticket is valid for its command only, whatever ticket the mail names. */
static void test_links(void **state)
{
	static const struct {
		const char *head, *text;
		bool obeyed;
	} rows[] = {
		{LIST "Subject: [list]\n", "", true},
		{LIST "Subject: [list all]\n", "", true},
		{LIST "Subject: Re: [list all]\n", "", true},
		{NEW "Subject: [new jo@example.org] Your order\n", "Dear Jo\n", true},
		{NEW "Subject: [new jo@example.org]\n", "Dear Jo\n", true},
		{NEW "Subject: [new]\n", "Dear Jo\n", false},
		{NEW "Subject: [list all]\n", "", false},
		{LIST "Subject: [new jo@example.org]\n", "Dear Jo\n", false},
		{LIST "Subject: [list]\n", "#new jo@example.org\nDear Jo\n", false},
		{LIST "Subject: [list] [new jo@example.org]\n", "", true},
		{NEW "Subject: Your order\n", "#new jo@example.org\nDear Jo\n", false},
		{"To: {{address command 1 ann@acme.test=list}}\nSubject: [list all]\n", "", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct agents g;
		open_tickets(&g, PROOF_TOKEN);
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a, ANN "%s\n%s", rows[i].head, rows[i].text)));
		bool obeyed = agents_outside(&g, &g.plan) ||
			      (agents_mail(&g, "ann@acme.test", "receipt") && !was_refused(&g));
		bool outside = agents_outside(&g, &g.plan) && strstr(rows[i].head, "=list");
		if (obeyed != rows[i].obeyed || outside)
			fail_msg("%s%s: %s", rows[i].head, rows[i].text, obeyed ? "carried out" : "refused");
		agents_close(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_about_no_ticket),
		cmocka_unit_test(test_other_tickets),
		cmocka_unit_test(test_links),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
