#include "tests/unit/agents.h"

#define TO "To: {{address agent 1 ann@acme.test}}\n"
#define PASSES "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define ANN "From: Ann <ann@acme.test>\n" TO "Subject: Re: [ACME #1] Printer\n"
#define MIME_ALTERNATIVE "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n"

/* Answers as the common clients write them: the customer gets the same text from all. */
static const struct {
	const char *name, *mail;
} shapes[] = {
	{"Thunderbird", ANN "In-Reply-To: <{{id agent 1 ann@acme.test}}>\nReferences: <a@example.org> <{{id agent 1 "
			    "ann@acme.test}}>\n\nOn 02.11.26 09:00, ACME Support wrote:\n> It does not print.\n\n"
			    "Switch it on.\n-- \nAnn Archer\n"},
	{"Gmail", ANN
	 "In-Reply-To: <{{id agent 1 ann@acme.test}}>\nReferences: <{{id agent 1 ann@acme.test}}>\n" MIME_ALTERNATIVE
	 "--b\nContent-Type: text/plain; charset=UTF-8\n\nSwitch it on.\n\n"
	 "On Mon, 2 Nov 2026 at 09:00, ACME Support <{{address agent 1 ann@acme.test}}>\nwrote:\n\n"
	 "> It does not print.\n> #close\n\n--b\nContent-Type: text/html; charset=UTF-8\n\n"
	 "<div dir=\"ltr\">Switch it on.</div><br><div class=\"gmail_quote\"><div class=\"gmail_attr\">On "
	 "Mon, ACME wrote:<br></div><blockquote class=\"gmail_quote\">It does not print.</blockquote></div>"
	 "\n--b--\n"},
	{"Outlook, with no more than a Thread-Index",
	 "From: Ann <ann@acme.test>\n" TO "Subject: AW: [ACME #1] Printer\nThread-Topic: Printer\n"
	 "Thread-Index: AdNhQ3Jl\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
	 "<html><body><p class=MsoNormal>Switch it on.</p><p class=MsoNormal>&nbsp;</p><div "
	 "style='border:none;border-top:"
	 "solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> ACME Support "
	 "&lt;support@acme.test&gt;<br><b>Gesendet:</b> "
	 "Montag, 2. November 2026 09:00<br><b>An:</b> Ann &lt;ann@acme.test&gt;<br><b>Betreff:</b> [ACME #1] "
	 "Printer</p></div><p class=MsoNormal>It does not print.</p></body></html>\n"},
	{"Outlook, plain",
	 "From: Ann <ann@acme.test>\n" TO "Subject: RE: [ACME #1] Printer\n\nSwitch it on.\n\n"
	 "-----Original Message-----\nFrom: ACME Support <support@acme.test>\nSent: Monday, November 2, 2026 9:00 AM\n"
	 "To: Ann <ann@acme.test>\nSubject: [ACME #1] Printer\n\nIt does not print.\n#close\n"},
	{"Apple Mail", ANN "In-Reply-To: <{{id agent 1 ann@acme.test}}>\n\nSwitch it on.\n\n"
			   "> On 2. Nov 2026, at 09:00, ACME Support <support@acme.test> wrote:\n> \n"
			   "> It does not print.\n"},
	{"French client",
	 "From: Ann <ann@acme.test>\n" TO "Subject: RE : [ACME #1] Printer\n\nSwitch it on.\n\n"
	 "Le 2 nov. 2026 à 09:00, ACME Support <support@acme.test> a écrit :\n\n> It does not print.\n"},
	{"a phone", "From: Ann <ann@acme.test>\n" TO "Subject: Sv: [ACME #1] Printer\n\nSwitch it on.\n\n"
		    "Sent from my iPhone\n"},
	{"the configured signature", ANN "\nSwitch it on.\n\nAnn Archer\nACME Support\n"},
	{"the configured signature behind dashes", ANN "\nSwitch it on.\n\n--\nAnn Archer\nACME Support\n"},
};

static void test_client_shapes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agents_take(&g, shapes[i].mail);
		const struct outmail *jo = agents_mail(&g, "jo@example.org", "reply");
		const struct outmail *lee = agents_mail(&g, "lee@example.org", "reply");
		if (g.plan.verdict != VERDICT_REPLY || !jo || !lee)
			fail_msg("%s: %s", shapes[i].name, verdict_name(g.plan.verdict));
		if (!span_eq(agents_said(jo), SPAN("Switch it on.")))
			fail_msg("%s: \"%.*s\"", shapes[i].name, SPAN_ARG(jo->body));
		assert_int_equal(agents_ticket(&g, 1).status, STATUS_PENDING);
		assert_null(agents_mail(&g, "ann@acme.test", NULL));
		agents_close(&g);
	}
}

/* What the customer gets has neither the agent's address nor a token of theirs. */
static void test_nothing_of_the_agent(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, ANN "\nMy address is Ann@acme.test or a.archer@acme.test, xann@acme.test is not.\n\n"
			    "On Mon, ACME Support <{{address agent 1 ann@acme.test}}> wrote:\n> first\n\nyes\n\n"
			    "> see <{{id agent 1 ann@acme.test}}>\n\nno\n");
	const struct outmail *jo = agents_mail(&g, "jo@example.org", "reply");
	struct span token = agents_token(&g, SPAN("agent"), 1, SPAN("ann@acme.test"));
	assert_non_null(jo);
	assert_true(span_find(jo->body, token) < 0);
	assert_true(span_ifind(jo->body, SPAN(" ann@acme.test")) < 0);
	assert_true(span_find(jo->body, SPAN("a.archer")) < 0);
	assert_true(span_find(jo->body, SPAN("xann@acme.test")) >= 0);
	CHECK_SPAN(jo->from, SPAN("support@acme.test"));
	assert_true(span_ifind(jo->from_name, SPAN("ann")) < 0);
	agents_close(&g);
}

static void test_author_gets_none(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	/* a recipient of the agent's own mail has the answer already */
	agents_take(&g, "From: ann@acme.test\n" TO "Cc: lee@example.org\nSubject: Re: [ACME #1] x\n\nYes.\n");
	assert_non_null(agents_mail(&g, "jo@example.org", "reply"));
	assert_null(agents_mail(&g, "lee@example.org", NULL));
	for (size_t i = 0; i < g.plan.mails.count; i++)
		for (size_t k = i + 1; k < g.plan.mails.count; k++)
			assert_false(span_ieq(g.plan.mails.items[i].to, g.plan.mails.items[k].to));
	agents_close(&g);
}

/* A newcomer's mail is taken in but they get no mail themselves until #watch adds them. */
static void test_newcomer_is_let_in(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g,
		    "From: new@example.org\nTo: {{address customer 1 jo@example.org}}\nSubject: Re: x\n\nMe too.\n");
	assert_int_equal(g.plan.verdict, VERDICT_MESSAGE);
	assert_null(agents_mail(&g, "new@example.org", NULL));
	agents_take(&g, ANN "\nYes.\n");
	assert_null(agents_mail(&g, "new@example.org", NULL));
	agents_take(&g, ANN "\n#watch new@example.org\n\nWelcome.\n");
	assert_non_null(agents_mail(&g, "new@example.org", "reply"));
	assert_int_equal(agents_ticket(&g, 1).newcomers.count, 0);
	agents_close(&g);
}

/* Receipts are in the agent's language. */
static void test_language(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, "From: bob@acme.test\nTo: {{address agent 1 bob@acme.test}}\nSubject: x\n\n#take\n#tag a\n");
	const struct outmail *receipt = agents_mail(&g, "bob@acme.test", "receipt");
	assert_true(span_find(receipt->body, SPAN("Zugewiesen an bob.")) >= 0);
	CHECK_SPAN(receipt->language, SPAN("de"));
	agents_take(&g, "From: bob@acme.test\nTo: {{address agent 1 bob@acme.test}}\nSubject: x\n\n#clsoe\n");
	receipt = agents_mail(&g, "bob@acme.test", "receipt");
	assert_true(span_find(receipt->body, SPAN("Meinten Sie #close?")) >= 0);
	agents_close(&g);
}

/* --- held mails --- */

#define FORGED "From: ann@acme.test\nTo: support@acme.test\nSubject: [ACME #1] Printer\n\nYour password?\n\n#close\n"

static void held(struct agents *g)
{
	agents_open(g);
	agents_customer(g, "Printer", "It does not print.");
	agents_take(g, FORGED);
	assert_int_equal(g->plan.verdict, VERDICT_UNPROVEN);
	assert_null(agents_outside(g, &g->plan));
	assert_non_null(agents_mail(g, "ann@acme.test", "warning"));
	assert_true(agents_messages(g, 1).items[1].held);
}

/* The Reply-To and the Message-ID with which the question went out are the proof in its answer. */
static void test_question_releases(void **state)
{
	(void)state;
	for (int by_id = 0; by_id < 2; by_id++) {
		struct agents g;
		held(&g);
		const struct outmail *q = agents_mail(&g, "ann@acme.test", "warning");
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a,
							     "From: ann@acme.test\nTo: %.*s\nIn-Reply-To: <%.*s>\n"
							     "Subject: Re: x\n\nYes.\n",
							     SPAN_ARG(by_id ? SPAN("support@acme.test") : q->reply_to),
							     SPAN_ARG(by_id ? q->message_id : SPAN("x@y.test")))));
		assert_true(g.plan.has_release);
		assert_int_equal(g.later.verdict, VERDICT_REPLY);
		assert_non_null(agents_mail_in(&g.later, "jo@example.org", "reply"));
		assert_int_equal(agents_ticket(&g, 1).status, STATUS_CLOSED);
		struct message_list m = agents_messages(&g, 1);
		assert_int_equal(m.count, 2);
		assert_false(m.items[1].held);
		assert_int_equal(m.items[1].kind, MESSAGE_AGENT);
		CHECK_SPAN(span_trim(m.items[1].text), SPAN("Your password?"));
		agents_close(&g);
	}
}

static void test_question_is_not_answered_by(void **state)
{
	static const char *const mails[] = {
		/* another person, an automatic answer, a "no", a token for another message, an agent's ordinary
		 * token */
		"From: bob@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: x\n\nYes.\n",
		"From: jo@example.org\nTo: {{address question 1 ann@acme.test#2}}\nSubject: x\n\nYes.\n",
		"From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: x\nAuto-Submitted: "
		"auto-replied\n\nI am away.\n",
		"From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: x\n\nNo!\n",
		"From: ann@acme.test\nTo: {{address question 1 ann@acme.test#2}}\nSubject: x\n\nNein, das war ich "
		"nicht.\n",
		"From: ann@acme.test\nTo: {{address question 1 ann@acme.test#3}}\nSubject: x\n\nYes.\n",
		"From: ann@acme.test\nTo: {{address question 2 ann@acme.test#2}}\nSubject: x\n\nYes.\n",
		"From: ann@acme.test\nTo: {{address question-expired 1 ann@acme.test#2}}\nSubject: x\n\nYes.\n",
		"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test#2}}\nSubject: x\n\nYes.\n",
		"From: ann@acme.test\nFrom: jo@example.org\nTo: {{address question 1 ann@acme.test#2}}\nSubject: "
		"x\n\nYes.\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct agents g;
		held(&g);
		agents_take(&g, mails[i]);
		if (g.plan.has_release || agents_mail(&g, "jo@example.org", "reply"))
			fail_msg("row %zu releases", i);
		assert_true(agents_ticket(&g, 1).status != STATUS_CLOSED);
		agents_close(&g);
	}
}

/* --- time --- */

static void clock_to(struct agents *g, int64_t now)
{
	struct tick tk = {.more = true};
	g->now = now;
	struct txn *t = agents_begin(g);
	while (tk.more)
		AGENTS_MUST(tick(g->conf, t, now, &g->a, &tk, err));
	agents_commit(t);
}

static void test_what_comes_back(void **state)
{
	static const struct {
		const char *command;
		enum status until, after;
	} rows[] = {{"#pending 3d", STATUS_PENDING, STATUS_OPEN}, {"#snooze 3d", STATUS_NEW, STATUS_NEW}};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a, ANN "\n%s\n", rows[i].command)));
		clock_to(&g, AGENTS_NOW + 2 * 86400);
		assert_int_equal(agents_ticket(&g, 1).status, rows[i].until);
		assert_true(agents_ticket(&g, 1).wake > 0);
		clock_to(&g, AGENTS_NOW + 4 * 86400);
		assert_int_equal(agents_ticket(&g, 1).status, rows[i].after);
		assert_int_equal(agents_ticket(&g, 1).wake, 0);
		assert_false(agents_ticket(&g, 1).snoozed);
		agents_close(&g);
	}
}

static struct agent_state state_of(struct agents *g, const char *name)
{
	struct agent_state s = {0};
	struct txn *t = agents_begin(g);
	AGENTS_MUST(store_agent(t, &g->a, span_of(name), &s, err));
	store_abort(t);
	return s;
}

static void test_away_and_back(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, PASSES ANN "\n#away 3d handover\n");
	assert_true(state_of(&g, "ann").away_until > g.now);
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("bob"));
	agents_customer(&g, "Screen", "It is dark.");
	CHECK_SPAN(agents_ticket(&g, 2).agent, SPAN("bob"));
	/* her next mail does not end an absence that she set herself */
	agents_take(&g, ANN "\nHello.\n");
	assert_true(state_of(&g, "ann").away_until > g.now);
	clock_to(&g, AGENTS_NOW + 4 * 86400);
	assert_int_equal(state_of(&g, "ann").away_until, 0);
	agents_take(&g, PASSES ANN "\n#away 3d\n");
	agents_take(&g, PASSES ANN "\n#back\n");
	assert_int_equal(state_of(&g, "ann").away_until, 0);
	agents_close(&g);
}

#define OUT_OF_OFFICE                                                                                                  \
	"From: ann@acme.test\nTo: support@acme.test\nAuto-Submitted: auto-replied\nSubject: Automatic reply: [ACME "   \
	"#1] "                                                                                                         \
	"Printer\nIn-Reply-To: <{{id agent 1 ann@acme.test}}>\n\nI am out of the office"

static void test_out_of_office(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_take(&g, "From: jo@example.org\nTo: support@acme.test\nSubject: [urgent] Printer\n\nFire!\n");
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("ann"));
	agents_take(&g, OUT_OF_OFFICE " until 9 November 2026.\n");
	assert_int_equal(g.plan.verdict, VERDICT_AUTO);
	assert_int_equal(state_of(&g, "ann").away_until, 1794182400);
	assert_true(state_of(&g, "ann").away_auto);
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("bob"));
	assert_non_null(agents_mail(&g, "boss@acme.test", "warning"));
	assert_null(agents_mail(&g, "ann@acme.test", NULL));
	/* the manager is told only once */
	agents_take(&g, OUT_OF_OFFICE " until 9 November 2026.\n");
	assert_null(agents_mail(&g, "boss@acme.test", NULL));
	/* the next mail she writes herself ends the absence */
	agents_take(&g, ANN "\nHere I am.\n");
	assert_int_equal(state_of(&g, "ann").away_until, 0);
	agents_close(&g);
}

static void test_out_of_office_without_a_date(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, OUT_OF_OFFICE ".\n");
	assert_int_equal(state_of(&g, "ann").away_until, AGENTS_NOW + 60 + 86400);
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("ann"));
	agents_close(&g);
}

/* A forged absence notice does not mark the agent as away. */
static void test_out_of_office_forged(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g,
		    "From: ann@acme.test\nTo: support@acme.test\nAuto-Submitted: auto-replied\n"
		    "Subject: Automatic reply: [ACME #1] Printer\n\nI am out of the office until 9 November 2026.\n");
	assert_int_equal(g.plan.verdict, VERDICT_AUTO);
	assert_int_equal(state_of(&g, "ann").away_until, 0);
	assert_int_equal(g.plan.mails.count, 0);
	agents_close(&g);
}

/* --- split and merge --- */

static void test_split_keeps_the_raw_mail(void **state)
{
	struct agents g;
	struct span raw = SPAN_NONE;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(
		&g,
		"From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\nSubject: Re: Scanner\n\nIt does not "
		"scan.\n");
	agents_take(&g, ANN "\n#split\n\nI see to the scanner.\n");
	assert_int_equal(agents_ticket(&g, 2).status, STATUS_PENDING);
	assert_int_equal(agents_mail(&g, "jo@example.org", "reply")->ticket, 2);
	assert_null(agents_mail(&g, "lee@example.org", NULL));
	struct txn *t = agents_begin(&g);
	AGENTS_MUST(store_raw(t, &g.a, 2, 1, &raw, err));
	store_abort(t);
	assert_true(span_find(raw, SPAN("It does not scan.")) >= 0);
	agents_close(&g);
}

static void test_merged_goes_on(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, "From: kim@example.org\nTo: support@acme.test\nSubject: Same printer\n\nMe too.\n");
	agents_take(&g, ANN "\n#merge 2\n\nWe are on it.\n");
	assert_non_null(agents_mail(&g, "kim@example.org", "reply"));
	assert_int_equal(agents_ticket(&g, 2).merged_into, 1);
	assert_int_equal(agents_messages(&g, 2).count, 1);
	agents_take(&g,
		    "From: kim@example.org\nTo: {{address customer 2 kim@example.org}}\nSubject: Re: x\n\nThanks.\n");
	assert_int_equal(g.plan.ticket, 1);
	/* the merged ticket's agent, by that ticket's token */
	agents_take(
		&g,
		"From: bob@acme.test\nTo: {{address agent 2 bob@acme.test}}\nSubject: Re: [ACME #2] x\n\n#tag done\n");
	assert_int_equal(g.plan.ticket, 1);
	assert_int_equal(agents_ticket(&g, 1).tags.count, 1);
	/* Ann has answered both tickets since Bob was notified of each */
	agents_take(&g,
		    "From: bob@acme.test\nTo: {{address agent 2 bob@acme.test}}\nSubject: Re: [ACME #2] x\n\nDone.\n");
	assert_int_equal(g.plan.ticket, 1);
	assert_true(agents_event(&g.plan, "crossed"));
	agents_close(&g);
}

#define HTML_ONLY "MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"

/* HTML-only answers with commands before and after the text; each says "Switch it on." and "#close #tag hot". */
static const struct {
	const char *name, *mail;
} html_commands[] = {
	{"Gmail in the browser", ANN HTML_ONLY
	 "<div dir=\"ltr\">Switch it on.<div><br></div><div>#close</div><div>#tag&nbsp;hot</div><div><br "
	 "clear=\"all\"></div><div><br></div><span class=\"gmail_signature_prefix\">-- </span><br><div dir=\"ltr\" "
	 "class=\"gmail_signature\" data-smartmail=\"gmail_signature\">Ann Archer<div>#spam</div></div></div><br>"
	 "<div class=\"gmail_quote\"><div dir=\"ltr\" class=\"gmail_attr\">On Mon, Nov 2, 2026 at 9:00 AM ACME Support "
	 "&lt;<a href=\"mailto:support@acme.test\">support@acme.test</a>&gt; wrote:<br></div><blockquote "
	 "class=\"gmail_quote\" style=\"margin:0px 0px 0px 0.8ex\">It does not "
	 "print.<br>#spam<br></blockquote></div>\n"},
	{"Gmail, commands first", ANN HTML_ONLY
	 "<div dir=\"ltr\"><div>#close</div><div>#tag hot</div><div><br></div><div>Switch it on.</div></div><br><div "
	 "class=\"gmail_quote\"><div class=\"gmail_attr\">Am Mo., 2. Nov. 2026 um 09:00 Uhr schrieb ACME "
	 "Support:<br></div><blockquote class=\"gmail_quote\">#spam</blockquote></div>\n"},
	{"Outlook for Windows", ANN HTML_ONLY
	 "<html xmlns:o=\"urn:schemas-microsoft-com:office:office\"><head><style><!--\np.MsoNormal {margin:0cm;}\n"
	 "--></style></head><body lang=EN-US><div class=WordSection1><p class=MsoNormal>Switch it "
	 "on.<o:p></o:p></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>#close<o:p></o:p></p><p "
	 "class=MsoNormal><span lang=EN-US>#tag&nbsp;hot</span>&nbsp;<o:p></o:p></p><p "
	 "class=MsoNormal><o:p>&nbsp;</o:p></p><div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt "
	 "0cm "
	 "0cm 0cm'><p class=MsoNormal><b>From:</b> ACME Support &lt;support@acme.test&gt;<br><b>Sent:</b> Monday, "
	 "November 2, 2026 9:00 AM<br><b>To:</b> Ann &lt;ann@acme.test&gt;<br><b>Subject:</b> [ACME #1] "
	 "Printer<o:p></o:p></p></div><p class=MsoNormal>It does not print.<o:p></o:p></p><p "
	 "class=MsoNormal>#spam</p></div></body></html>\n"},
	{"Outlook in the browser", ANN HTML_ONLY
	 "<html><body dir=\"ltr\"><div class=\"elementToProof\" style=\"font-size:12pt\">Switch it on.</div><div "
	 "class=\"elementToProof\"><br></div><div class=\"elementToProof\">#close</div><div "
	 "class=\"elementToProof\">#tag hot</div><div id=\"appendonsend\"></div><hr "
	 "style=\"display:inline-block;width:98%\" tabindex=\"-1\"><div id=\"divRplyFwdMsg\" dir=\"ltr\"><font "
	 "face=\"Calibri, sans-serif\"><b>From:</b> ACME Support &lt;support@acme.test&gt;<br><b>Sent:</b> Monday, "
	 "November 2, 2026 9:00 AM<br><b>To:</b> Ann &lt;ann@acme.test&gt;<br><b>Subject:</b> [ACME #1] "
	 "Printer</font><div>&nbsp;</div></div><div>It does not print.<br>#spam</div></body></html>\n"},
	{"Outlook, its signature behind the commands", ANN HTML_ONLY
	 "<html><body><div class=WordSection1><p class=MsoNormal>Switch it on.</p><p class=MsoNormal>&nbsp;</p><p "
	 "class=MsoNormal>#close&nbsp;#tag hot</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>Best regards</p><p "
	 "class=MsoNormal>Ann Archer</p><p class=MsoNormal>ACME Support</p><p class=MsoNormal>&nbsp;</p><div "
	 "style='border:none;border-top:solid #E1E1E1 1.0pt'><p class=MsoNormal><b>Von:</b> ACME Support "
	 "&lt;support@acme.test&gt; <br><b>Gesendet:</b> Montag, 2. November 2026 09:00<br><b>An:</b> "
	 "Ann<br><b>Betreff:</b> [ACME #1] Printer</p></div><p class=MsoNormal>#spam</p></div></body></html>\n"},
	{"Apple Mail", ANN HTML_ONLY
	 "<html><head><meta http-equiv=\"content-type\"></head><body style=\"overflow-wrap: break-word;\">Switch it "
	 "on.<div><br></div><div>#close</div><div>#tag hot<br><div><br><blockquote type=\"cite\"><div>On 2. Nov 2026, "
	 "at "
	 "09:00, ACME Support &lt;support@acme.test&gt; wrote:</div><br "
	 "class=\"Apple-interchange-newline\"><div>It does not "
	 "print.<br>#spam</div></blockquote></div><br></div></body>"
	 "</html>\n"},
	{"Thunderbird", ANN HTML_ONLY
	 "<html><body><p>Switch it on.</p><p>#close<br>#tag hot<br></p><pre class=\"moz-signature\" cols=\"72\">-- \n"
	 "Ann Archer\n#spam</pre><div class=\"moz-cite-prefix\">On 02.11.26 09:00, ACME Support wrote:<br></div>"
	 "<blockquote type=\"cite\">It does not print.<br>#spam</blockquote></body></html>\n"},
	{"one div with line breaks and written-out signs", ANN HTML_ONLY
	 "<div>&nbsp;&#35;close&nbsp;<br>\n&nbsp; <b>#tag</b>&#160;<i>hot</i>&#8203;<br><br>Switch it on.<br>"
	 "-- <br>Ann<br>#spam</div>\n"},
	{"a table", ANN HTML_ONLY
	 "<table><tr><td>#close</td></tr><tr><td>#tag hot</td></tr><tr><td>Switch it on.</td></tr></table>"
	 "<p style=\"display:none\">#spam</p>\n"},
};

static void test_html_commands(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(html_commands) / sizeof(*html_commands); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agents_take(&g, html_commands[i].mail);
		const struct outmail *jo = agents_mail(&g, "jo@example.org", "reply");
		const struct ticket t = agents_ticket(&g, 1);
		if (!jo || !span_eq(agents_said(jo), SPAN("Switch it on.")))
			fail_msg("%s: \"%.*s\"", html_commands[i].name, SPAN_ARG(jo ? jo->body : SPAN_NONE));
		if (t.status != STATUS_CLOSED || t.tags.count != 1 || !span_eq(t.tags.items[0], SPAN("hot")))
			fail_msg("%s: %s, %zu tags", html_commands[i].name, status_name(t.status), t.tags.count);
		agents_close(&g);
	}
}

/* --- an agent who is removed from the config --- */

static void agent_replace(struct agents *g, const char *name, const char *email)
{
	g->conf->agents[0].name = g->conf->categories[0].agents.items[0] = span_of(name);
	g->conf->agents[0].email = span_of(email);
	g->conf->agents[0].aliases.count = 0;
}

static void test_removed_agents_tokens_are_dead(void **state)
{
	static const char *const mails[] = {
		ANN "\nSend me the password.\n\n#close\n",
		"From: Ann <a.archer@acme.test>\n" TO "Subject: Re: [ACME #1] Printer\n\n#close\n",
		"Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n" ANN "\n#close\n",
		("From: ann@acme.test\nTo: support@acme.test\nIn-Reply-To: <{{id agent 1 ann@acme.test}}>\n"
		 "Subject: Re: [ACME #1] Printer\n\n#assign ann\n"),
	};
	(void)state;
	for (size_t i = 0; i < sizeof(mails) / sizeof(*mails); i++) {
		struct agents g;
		agents_open(&g);
		agents_customer(&g, "Printer", "It does not print.");
		agent_replace(&g, "zed", "zed@acme.test");
		agents_take(&g, mails[i]);
		const struct ticket t = agents_ticket(&g, 1);
		assert_int_equal(t.status, STATUS_NEW);
		assert_int_equal(t.messages, 1);
		assert_int_equal(g.plan.verdict, VERDICT_NEW);
		assert_true(agents_event(&g.plan, "security"));
		assert_null(agents_mail(&g, "jo@example.org", NULL));
		agents_close(&g);
	}
}

static void test_removed_agents_ticket_goes_to_another(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("ann"));
	agent_replace(&g, "zed", "zed@acme.test");
	agents_take(&g, "From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\nSubject: Re: Printer\n\n"
			"Still not.\n");
	CHECK_SPAN(agents_ticket(&g, 1).agent, SPAN("zed"));
	assert_true(agents_event(&g.plan, "assigned"));
	assert_non_null(agents_mail(&g, "zed@acme.test", "assigned"));
	assert_null(agents_mail(&g, "ann@acme.test", NULL));
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_client_shapes),
		cmocka_unit_test(test_html_commands),
		cmocka_unit_test(test_removed_agents_tokens_are_dead),
		cmocka_unit_test(test_removed_agents_ticket_goes_to_another),
		cmocka_unit_test(test_nothing_of_the_agent),
		cmocka_unit_test(test_author_gets_none),
		cmocka_unit_test(test_newcomer_is_let_in),
		cmocka_unit_test(test_language),
		cmocka_unit_test(test_question_releases),
		cmocka_unit_test(test_question_is_not_answered_by),
		cmocka_unit_test(test_what_comes_back),
		cmocka_unit_test(test_away_and_back),
		cmocka_unit_test(test_out_of_office),
		cmocka_unit_test(test_out_of_office_without_a_date),
		cmocka_unit_test(test_out_of_office_forged),
		cmocka_unit_test(test_split_keeps_the_raw_mail),
		cmocka_unit_test(test_merged_goes_on),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
