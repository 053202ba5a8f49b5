/* Mails that falsely claim to be an agent's: no command is carried out, no customer gets anything, each leaves an
 * event. */
#include "tests/unit/agents.h"

#define TO "To: support@acme.test\n"
#define TOKEN_TO "To: {{address agent 1 ann@acme.test}}\n"
#define ANN "From: Ann Archer <ann@acme.test>\n"
#define TAG "Subject: Re: [ACME #1] Printer\n"
#define ORDER "\nPlease send us your password.\n\n#close\n#priority urgent\n"
#define AR "Authentication-Results: "
#define PASS AR "mx.acme.test; dmarc=pass header.from=acme.test\n"

static const struct row {
	const char *name;
	enum agent_proof proof;
	const char *authserv;
	const char *mail;
	const char *event; /* event that the mail leaves */
} rows[] = {
	/* no proof at all */
	{"no proof", PROOF_EITHER, "mx.acme.test", ANN TO TAG ORDER, "unproven"},
	{"no proof, no authserv_id", PROOF_DEFAULT, "", ANN TO TAG ORDER, "unproven"},
	{"no proof, the customer's Message-ID", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "In-Reply-To: <first@example.org>\n" ORDER, "unproven"},
	{"no proof, commands in the subject", PROOF_EITHER, "mx.acme.test",
	 ANN TO "Subject: [close] [ACME #1] Printer\n\nhello\n", "unproven"},
	{"no proof, an alias", PROOF_EITHER, "mx.acme.test", "From: a.archer@acme.test\n" TO TAG ORDER, "unproven"},
	{"no proof, another case", PROOF_EITHER, "mx.acme.test", "From: ANN@ACME.TEST\n" TO TAG ORDER, "unproven"},
	{"no proof, a new ticket by #new", PROOF_EITHER, "mx.acme.test",
	 ANN TO "Subject: Hello\n\n#new jo@example.org\n\nYour password, please.\n", "unproven"},

	/* Authentication-Results that don't count */
	{"results of another host", PROOF_EITHER, "mx.acme.test",
	 AR "mx.evil.test; dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"results of a host whose name begins like ours", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test.evil.test; dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"results of a host whose name ends like ours", PROOF_EITHER, "mx.acme.test",
	 AR "evil-mx.acme.test; dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"ours below a forged one", PROOF_EITHER, "mx.acme.test",
	 AR "mx.evil.test; dmarc=pass header.from=acme.test\n" PASS ANN TO TAG ORDER, "unproven"},
	{"a forged one below ours", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=fail header.from=acme.test\n" PASS ANN TO TAG ORDER, "unproven"},
	{"a forged one below ours that says none", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; none\n" PASS ANN TO TAG ORDER, "unproven"},
	{"a pass for another domain", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=pass header.from=evil.test\n" ANN TO TAG ORDER, "unproven"},
	{"a pass for a subdomain", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=pass header.from=sub.acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"a pass for a domain that ends like ours", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=pass header.from=evilacme.test\n" ANN TO TAG ORDER, "unproven"},
	{"a pass for nobody", PROOF_EITHER, "mx.acme.test", AR "mx.acme.test; dmarc=pass\n" ANN TO TAG ORDER,
	 "unproven"},
	{"dmarc temperror", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=temperror header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"dmarc permerror", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=permerror header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"dmarc none", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=none header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"dmarc bestguesspass", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=bestguesspass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"dmarc fails though dkim passes", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=fail header.from=acme.test; dkim=pass header.d=acme.test\n" ANN TO TAG ORDER,
	 "unproven"},
	{"dkim of another domain", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dkim=pass header.d=evil.test header.i=ann@acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"spf of another domain", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; spf=pass smtp.mailfrom=mallory@evil.test\n" ANN TO TAG ORDER, "unproven"},
	{"a pass inside a comment", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=fail (dmarc=pass header.from=acme.test) header.from=acme.test\n" ANN TO TAG ORDER,
	 "unproven"},
	{"a pass inside a quoted reason", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=fail reason=\"; dmarc=pass header.from=acme.test\" header.from=acme.test\n" ANN TO TAG
		 ORDER,
	 "unproven"},
	{"a broken field", PROOF_EITHER, "mx.acme.test",
	 AR "mx.acme.test; dmarc=pass header.from=acme.test; (\n" ANN TO TAG ORDER, "unproven"},
	{"our id in a comment", PROOF_EITHER, "mx.acme.test",
	 AR "(mx.acme.test) evil.test; dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"a result in the envelope's words only", PROOF_EITHER, "mx.acme.test",
	 "Received-SPF: pass (acme.test)\nARC-Authentication-Results: i=1; mx.acme.test; dmarc=pass "
	 "header.from=acme.test\nX-Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n" ANN TO TAG
		 ORDER,
	 "unproven"},
	{"m365: one with an id", PROOF_EITHER, "m365",
	 AR "mx.acme.test; dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"m365: one without an id below another's", PROOF_EITHER, "m365",
	 AR "mx.evil.test; none\n" AR "dmarc=pass header.from=acme.test\n" ANN TO TAG ORDER, "unproven"},
	{"no authserv_id, but results", PROOF_EITHER, "", PASS ANN TO TAG ORDER, "unproven"},
	{"results where only tokens count", PROOF_TOKEN, "mx.acme.test", PASS ANN TO TAG ORDER, "unproven"},
	{"results alone where both count", PROOF_BOTH, "mx.acme.test", PASS ANN TO TAG ORDER, "unproven"},
	{"results alone in an answer, by default", PROOF_DEFAULT, "mx.acme.test",
	 PASS ANN TO TAG "In-Reply-To: <first@example.org>\n" ORDER, "unproven"},

	/* faked or ambiguous From */
	{"the agent's address as a display name", PROOF_EITHER, "mx.acme.test",
	 "From: \"ann@acme.test\" <mallory@evil.test>\n" TOKEN_TO TAG ORDER, "security"},
	{"the agent's address in a comment", PROOF_EITHER, "mx.acme.test",
	 "From: mallory@evil.test (ann@acme.test)\n" TOKEN_TO TAG ORDER, "security"},
	{"the agent's address in an encoded word", PROOF_EITHER, "mx.acme.test",
	 "From: =?utf-8?q?ann=40acme=2Etest?= <mallory@evil.test>\n" TOKEN_TO TAG ORDER, "security"},
	{"the agent as Sender and Reply-To", PROOF_EITHER, "mx.acme.test",
	 "From: mallory@evil.test\nSender: ann@acme.test\nReply-To: ann@acme.test\n" TOKEN_TO TAG ORDER, "security"},
	{"two From fields, the agent first", PROOF_EITHER, "mx.acme.test",
	 PASS ANN "From: mallory@evil.test\n" TOKEN_TO TAG ORDER, "unproven"},
	{"two From fields, the agent last", PROOF_EITHER, "mx.acme.test",
	 PASS "From: mallory@evil.test\n" ANN TOKEN_TO TAG ORDER, "unproven"},
	{"two addresses in From", PROOF_EITHER, "mx.acme.test",
	 PASS "From: ann@acme.test, mallory@evil.test\n" TOKEN_TO TAG ORDER, "unproven"},
	{"a group in From", PROOF_EITHER, "mx.acme.test", PASS "From: team: ann@acme.test;\n" TOKEN_TO TAG ORDER,
	 "unproven"},
	{"no From, the agent as Sender", PROOF_EITHER, "mx.acme.test",
	 PASS "Sender: ann@acme.test\n" TOKEN_TO TAG ORDER, "unproven"},
	{"the agent's address at the start of another", PROOF_EITHER, "mx.acme.test",
	 "From: <ann@acme.test.evil.test>\n" TOKEN_TO TAG ORDER, "security"},
	{"a letter that looks alike", PROOF_EITHER, "mx.acme.test", "From: <\xD0\xB0nn@acme.test>\n" TOKEN_TO TAG ORDER,
	 "security"},

	/* tokens that don't count */
	{"a token of another ticket", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address agent 2 ann@acme.test}}\n" TAG ORDER, "unproven"},
	{"a token of another agent", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address agent 1 bob@acme.test}}\n" TAG ORDER, "security"},
	{"a token of another role", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address customer 1 ann@acme.test}}\n" TAG ORDER, "unproven"},
	{"a customer's token", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address customer 1 jo@example.org}}\n" TAG ORDER, "unproven"},
	{"a question's token that is none", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address question 1 ann@acme.test#1}}\n" TAG ORDER, "unproven"},
	{"an expired token", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address agent-expired 1 ann@acme.test}}\n" TAG ORDER, "unproven"},
	{"a bit-flipped token", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address agent-flipped 1 ann@acme.test}}\n" TAG ORDER, "unproven"},
	{"a token in upper case", PROOF_EITHER, "mx.acme.test",
	 ANN "To: {{address agent-upper 1 ann@acme.test}}\n" TAG ORDER, "unproven"},
	{"an expired Message-ID", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "In-Reply-To: <{{id agent-expired 1 ann@acme.test}}>\n" ORDER, "unproven"},
	{"a Message-ID of another agent", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "References: <{{id agent 1 bob@acme.test}}>\n" ORDER, "security"},
	{"a stolen token in a customer's hands", PROOF_EITHER, "mx.acme.test",
	 "From: mallory@evil.test\n" TOKEN_TO TAG ORDER, "security"},
	{"a stolen token in the customer's own hands", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\n" TOKEN_TO TAG ORDER, "security"},
	{"a token of somebody who is no agent any more", PROOF_EITHER, "mx.acme.test",
	 "From: zoe@acme.test\nTo: {{address agent 1 zoe@acme.test}}\n" TAG ORDER, "security"},
	{"a token where only results count", PROOF_DMARC, "mx.acme.test", ANN TOKEN_TO TAG ORDER, "unproven"},
	{"a token alone where both count", PROOF_BOTH, "mx.acme.test", ANN TOKEN_TO TAG ORDER, "unproven"},
	{"a token alone in an answer, by default", PROOF_DEFAULT, "mx.acme.test", ANN TOKEN_TO TAG ORDER, "unproven"},
	{"a token in the subject and the text", PROOF_EITHER, "mx.acme.test",
	 ANN TO "Subject: [ACME #1] {{address agent 1 ann@acme.test}}\n\n{{id agent 1 ann@acme.test}}\n" ORDER,
	 "unproven"},
	{"a token at another domain", PROOF_EITHER, "mx.acme.test",
	 ANN "To: support+x@evil.test\nReferences: <cd.aaaa.1@acme.test>\n" TAG ORDER, "unproven"},

	/* customers' mails with commands in them */
	{"a customer's own commands", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG "\n#assign mallory\n#spam\n",
	 "message"},
	{"a customer who quotes a command", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "\nWhat does this mean?\n> #spam\n> #priority low\n",
	 "message"},
	{"an automatic answer to a question", PROOF_EITHER, "mx.acme.test",
	 ANN TOKEN_TO TAG "Auto-Submitted: auto-replied\n" ORDER, "automatic"},

	/* commands in unusual places, from a customer and from someone claiming to be the agent */
	{"a customer's, in a signature", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "\nHello.\n\n-- \nAnn\n#close\n#spam\n",
	 "message"},
	{"a customer's, in an attachment", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
	 "text/plain\n\nHello.\n--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; "
	 "filename=a.txt\n\n#close\n#spam\n--b--\n",
	 "message"},
	{"a customer's, in a forwarded mail", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "\nSee below.\n\n---------- Forwarded message ---------\nFrom: Ann Archer <ann@acme.test>\nSubject: "
	 "Hi\n\n#close\n#spam\n",
	 "message"},
	{"a customer's, in an attached mail", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
	 "text/plain\n\nHello.\n--b\nContent-Type: message/rfc822\n\nFrom: ann@acme.test\nSubject: "
	 "[close]\n\n#spam\n--b--\n",
	 "message"},
	{"a customer's, in a comment of HTML", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><!--\n#close\n#spam\n-->\n",
	 "message"},
	{"a customer's, in hidden text", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><p style=\"display:none\">#close</p><div "
	 "hidden>#spam</div><p style=\"font-size:0\">#priority urgent</p>\n",
	 "message"},
	{"a customer's, in text of the colour of the paper", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG
	 "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><p "
	 "style=\"color:#fff;background:#fff\">#close</p>\n",
	 "message"},
	{"a customer's, in a style sheet and a script", PROOF_EITHER, "mx.acme.test",
	 "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" TAG "MIME-Version: 1.0\nContent-Type: "
	 "text/html\n\n<style>\n#close\n</style><script>\n#spam\n</script><p>Hello.</p>\n",
	 "message"},
	{"no proof, in a signature", PROOF_EITHER, "mx.acme.test", ANN TO TAG "\nHello.\n\n-- \nAnn\n#close\n#spam\n",
	 "unproven"},
	{"no proof, in an attachment", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		    "text/plain\n\nHello.\n--b\nContent-Type: text/plain; name=a.txt\nContent-Disposition: attachment; "
		    "filename=a.txt\n\n#close\n#spam\n--b--\n",
	 "unproven"},
	{"no proof, in a forwarded mail", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "\nSee below.\n\n---------- Forwarded message ---------\nFrom: Ann Archer "
		    "<ann@acme.test>\nSubject: Hi\n\n#close\n#spam\n",
	 "unproven"},
	{"no proof, in an attached mail", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: "
		    "text/plain\n\nHello.\n--b\nContent-Type: message/rfc822\n\nFrom: ann@acme.test\nSubject: "
		    "[close]\n\n#spam\n--b--\n",
	 "unproven"},
	{"no proof, in a comment of HTML", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><!--\n#close\n#spam\n-->\n",
	 "unproven"},
	{"no proof, in hidden text", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG
	 "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><p style=\"display:none\">#close</p><div "
	 "hidden>#spam</div><p style=\"font-size:0\">#priority urgent</p>\n",
	 "unproven"},
	{"no proof, in text of the colour of the paper", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Hello.</p><p "
		    "style=\"color:#fff;background:#fff\">#close</p>\n",
	 "unproven"},
	{"no proof, in a style sheet and a script", PROOF_EITHER, "mx.acme.test",
	 ANN TO TAG "MIME-Version: 1.0\nContent-Type: "
		    "text/html\n\n<style>\n#close\n</style><script>\n#spam\n</script><p>Hello.</p>\n",
	 "unproven"},
};

static void prepare(struct agents *g)
{
	agents_open(g);
	agents_take(g, "From: Jo Doe <jo@example.org>\nTo: support@acme.test\nCc: lee@example.org\nSubject: Printer\n"
		       "Message-ID: <first@example.org>\n\nIt does not print.\n");
	agents_customer(g, "Screen", "It is dark.");
}

/* A customer's mail may set the ticket to open and change nothing else. */
static void check_ticket(struct agents *g, const char *name, const struct ticket *was)
{
	const struct ticket is = agents_ticket(g, was->id);
	bool status = is.status == was->status || is.status == STATUS_OPEN;
	if (!status || is.priority != was->priority || is.wake != was->wake || is.due != was->due ||
	    is.snoozed != was->snoozed || is.merged_into != was->merged_into || is.tags.count != was->tags.count ||
	    is.watchers.count != was->watchers.count || is.agent_watchers.count != was->agent_watchers.count ||
	    !span_eq(is.agent, was->agent) || !span_eq(is.category, was->category) ||
	    !span_eq(is.subject, was->subject) || !span_eq(is.customer, was->customer))
		fail_msg("%s: ticket %llu changed", name, (unsigned long long)was->id);
}

/* No mail leaves the team, except a stranger's acknowledgement of their own new ticket. */
static void check_mails(struct agents *g, const char *name)
{
	for (size_t i = 0; i < g->plan.mails.count; i++) {
		const struct outmail *m = &g->plan.mails.items[i];
		bool inside = conf_agent_address(g->conf, m->to) || span_ieq(m->to, g->conf->manager);
		bool own = g->plan.verdict == VERDICT_NEW && m->ticket == 3 &&
			   span_eq(m->template, SPAN("acknowledge")) && span_eq(m->to, agents_ticket(g, 3).customer);
		if (!inside && (!own || span_ieq(m->to, SPAN("jo@example.org"))))
			fail_msg("%s: a %.*s went to %.*s", name, SPAN_ARG(m->template), SPAN_ARG(m->to));
	}
}

static void check_row(const struct row *row)
{
	struct agents g;
	prepare(&g);
	g.conf->agent_proof = row->proof;
	g.conf->authserv_id = span_of(row->authserv);
	const struct ticket one = agents_ticket(&g, 1), two = agents_ticket(&g, 2);
	agents_take(&g, row->mail);
	enum verdict v = g.plan.verdict;
	if (v == VERDICT_COMMAND || v == VERDICT_REPLY || v == VERDICT_NOTE || g.plan.has_undo || g.plan.has_release)
		fail_msg("%s: verdict %s", row->name, verdict_name(v));
	check_ticket(&g, row->name, &one);
	check_ticket(&g, row->name, &two);
	check_mails(&g, row->name);
	if (!agents_event(&g.plan, row->event))
		fail_msg("%s: its event is missing", row->name);
	agents_close(&g);
}

static void test_none_is_obeyed(void **state)
{
	(void)state;
	assert_true(sizeof(rows) / sizeof(*rows) >= 30);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		check_row(&rows[i]);
}

/* A valid token in the wrong hands makes an event on that token's ticket. */
static void test_stolen_token_is_an_event(void **state)
{
	static const char *const mails[] = {
		ANN "To: {{address agent 1 bob@acme.test}}\n" TAG ORDER,
		"From: mallory@evil.test\n" TOKEN_TO TAG ORDER,
		"From: jo@example.org\n" TOKEN_TO TAG ORDER,
		"From: zoe@acme.test\nTo: {{address agent 1 zoe@acme.test}}\n" TAG ORDER,
	};
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct agents g;
		prepare(&g);
		agents_take(&g, mails[i]);
		if (!agents_event(&g.plan, "security"))
			fail_msg("no event for: %s", mails[i]);
		agents_close(&g);
	}
}

/* The same mail with proof is carried out, so the mails above are refused for the right reason. */
static void test_the_agent_is_obeyed(void **state)
{
	static const struct {
		enum agent_proof proof;
		const char *authserv, *mail;
	} good[] = {
		{PROOF_EITHER, "mx.acme.test", ANN TOKEN_TO TAG ORDER},
		{PROOF_TOKEN, "", ANN TOKEN_TO TAG ORDER},
		{PROOF_DEFAULT, "", ANN TOKEN_TO TAG ORDER},
		{PROOF_TOKEN, "", ANN TO TAG "In-Reply-To: <{{id agent 1 ann@acme.test}}>\n" ORDER},
		{PROOF_TOKEN, "", "From: A.Archer@acme.test\n" TOKEN_TO TAG ORDER},
		{PROOF_TOKEN, "", "From: a.archer@acme.test\nTo: {{address agent 1 a.archer@acme.test}}\n" TAG ORDER},
		{PROOF_DMARC, "mx.acme.test", PASS ANN TO TAG ORDER},
		{PROOF_DMARC, "mx.acme.test",
		 AR "MX.Acme.Test 1; DMARC=Pass (p=none) header.from=ACME.test\n" ANN TO TAG ORDER},
		{PROOF_DMARC, "mx.acme.test", AR "mx.acme.test; dkim=pass header.d=acme.test\n" ANN TO TAG ORDER},
		{PROOF_DMARC, "mx.acme.test",
		 AR "mx.acme.test; spf=pass smtp.mailfrom=ann@acme.test\n" ANN TO TAG ORDER},
		{PROOF_DMARC, "mx.acme.test",
		 PASS AR "mx.evil.test; dmarc=fail header.from=acme.test\n" ANN TO TAG ORDER},
		{PROOF_DMARC, "m365",
		 AR
		 "spf=pass smtp.mailfrom=acme.test; dmarc=pass action=none header.from=acme.test\n" ANN TO TAG ORDER},
		{PROOF_BOTH, "mx.acme.test", PASS ANN TOKEN_TO TAG ORDER},
		{PROOF_DEFAULT, "mx.acme.test", PASS ANN TOKEN_TO TAG ORDER},
		{PROOF_DEFAULT, "mx.acme.test", PASS ANN TO TAG ORDER},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		struct agents g;
		prepare(&g);
		g.conf->agent_proof = good[i].proof;
		g.conf->authserv_id = span_of(good[i].authserv);
		agents_take(&g, good[i].mail);
		if (g.plan.verdict != VERDICT_REPLY || agents_ticket(&g, 1).status != STATUS_CLOSED ||
		    !agents_mail(&g, "jo@example.org", "reply"))
			fail_msg("row %zu: verdict %s", i, verdict_name(g.plan.verdict));
		agents_close(&g);
	}
}

/* A proven agent's mail with commands outside the agent's own text, where they don't count. */
static void test_what_is_not_the_agents_text(void **state)
{
	static const char *const mails[] = {
		/* in the quoted history, with and without marks */
		ANN TOKEN_TO TAG "\nDone.\n\n> #close\n> #spam\n",
		ANN TOKEN_TO TAG "\nDone.\n\n-----Original Message-----\nFrom: Jo\nSubject: x\n\n#close\n",
		/* in the signature */
		ANN TOKEN_TO TAG "\nDone.\n\n-- \nAnn\n#close\n",
		/* in an attachment */
		ANN TOKEN_TO TAG "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
				 "Content-Type: text/plain\n\nDone.\n--b\nContent-Type: text/plain; name=a.txt\n"
				 "Content-Disposition: attachment; filename=a.txt\n\n#close\n--b--\n",
		/* in a forwarded mail */
		ANN TOKEN_TO TAG "\nSee below.\n\n---------- Forwarded message ---------\nFrom: Jo <jo@example.org>\n"
				 "Subject: Hi\n\n#close\n",
		/* in a comment and in hidden text of HTML */
		ANN TOKEN_TO TAG "MIME-Version: 1.0\nContent-Type: text/html\n\n<p>Done.</p><!-- \n#close\n -->"
				 "<p style=\"display:none\">#close</p><div hidden>#close</div>\n",
		/* in the subject that the customer wrote */
		ANN TOKEN_TO "Subject: Re: [ACME #1] [close] my printer\n\nDone.\n",
		/* in the middle of the text */
		ANN TOKEN_TO TAG "\nWrite\n#close\nto close it.\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "[close] my printer", "It does not print.");
		agents_take(&g, mails[i]);
		if (g.plan.verdict != VERDICT_REPLY || agents_ticket(&g, 1).status != STATUS_PENDING)
			fail_msg("row %zu: verdict %s, %s", i, verdict_name(g.plan.verdict),
				 status_name(agents_ticket(&g, 1).status));
		if (g.plan.has_undo || !agents_event(&g.plan, "message") || agents_mail(&g, "ann@acme.test", "receipt"))
			fail_msg("row %zu: more than the answer", i);
		agents_close(&g);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_none_is_obeyed),
		cmocka_unit_test(test_stolen_token_is_an_event),
		cmocka_unit_test(test_the_agent_is_obeyed),
		cmocka_unit_test(test_what_is_not_the_agents_text),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
