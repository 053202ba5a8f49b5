/* Two answers at once: the later one is held and its author is shown the other, and may still send it. */
#include "tests/unit/agents.h"

#define PASSES "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define JO "jo@example.org"

struct scene {
	struct agents g;
	struct span to_ann, to_bob; /* Message-IDs of the mails that each of them got */
};

static struct span id_of(struct agents *g, const char *to)
{
	const struct outmail *m = agents_mail(g, to, NULL);
	assert_non_null(m);
	return m->message_id;
}

/* The ticket is assigned to Ann and watched by Bob; both get Jo's mails. */
static void scene_open(struct scene *s)
{
	struct agents *g = &s->g;
	agents_open(g);
	g->conf->categories[0].agents.count = 1;
	agents_customer(g, "Printer", "It does not print.");
	agents_take(g, PASSES "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x\n\n#watch bob\n");
	agents_take(g,
		    "From: Jo Doe <jo@example.org>\nTo: {{address customer 1 jo@example.org}}\nSubject: Re: Printer\n\n"
		    "It still does not.\n");
	s->to_ann = id_of(g, "ann@acme.test");
	s->to_bob = id_of(g, "bob@acme.test");
}

static void answer(struct scene *s, const char *who, struct span id, const char *text)
{
	agents_take(&s->g,
		    arena_str(&s->g.a, arena_printf(&s->g.a,
						    PASSES "From: %s@acme.test\nTo: {{address agent 1 %s@acme.test}}\n"
							   "In-Reply-To: <%.*s>\nSubject: Re: [ACME #1] Printer\n\n%s",
						    who, who, SPAN_ARG(id), text)));
}

static bool went_out(const struct plan *p, const char *text)
{
	const struct outmail *m = agents_mail_in(p, JO, "reply");
	return m && span_find(m->body, span_of(text)) >= 0;
}

static const struct message *last(struct scene *s)
{
	struct message_list list = agents_messages(&s->g, 1);
	return &list.items[list.count - 1];
}

static void test_held_and_sent(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	assert_true(went_out(&s.g.plan, "Pull the plug."));
	answer(&s, "ann", s.to_ann, "Try tray two.\n\n#close\n#tag paper\n");
	assert_int_equal(s.g.plan.verdict, VERDICT_NOTE);
	assert_null(agents_outside(&s.g, &s.g.plan));
	assert_true(agents_event(&s.g.plan, "crossed"));
	assert_int_equal(agents_ticket(&s.g, 1).status, STATUS_PENDING);
	const struct message *held = last(&s);
	assert_true(held->held && held->crossed);
	const struct outmail *shown = agents_mail(&s.g, "ann@acme.test", "warning");
	assert_non_null(shown);
	assert_true(span_find(shown->body, SPAN("Pull the plug.")) >= 0 &&
		    span_find(shown->html, SPAN("%5Bsend%5D")) >= 0);
	answer(&s, "ann", shown->message_id, "#send\n");
	assert_true(s.g.plan.has_release);
	assert_true(went_out(&s.g.later, "Try tray two."));
	assert_int_equal(agents_ticket(&s.g, 1).status, STATUS_CLOSED);
	assert_int_equal(agents_ticket(&s.g, 1).tags.count, 1);
	const struct message *sent = last(&s);
	assert_true(!sent->held && !sent->crossed && sent->kind == MESSAGE_AGENT && sent->proven);
	/* only once */
	answer(&s, "ann", shown->message_id, "#send\n");
	assert_false(s.g.plan.has_release);
	assert_true(agents_event(&s.g.plan, "refused"));
	agents_close(&s.g);
}

/* #send by the link in the mail that shows the colleague's answer. */
static void test_by_link(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	answer(&s, "ann", s.to_ann, "Try tray two.\n");
	agents_take(&s.g,
		    PASSES "From: ann@acme.test\nTo: {{address command 1 ann@acme.test=send}}\nSubject: [ACME #1] "
			   "[send]\n\n");
	assert_true(went_out(&s.g.later, "Try tray two."));
	agents_close(&s.g);
}

/* Answers that are not held. */
static void test_not_crossed(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	answer(&s, "ann", s.to_ann, "Try tray two.\n");
	assert_true(went_out(&s.g.plan, "Try tray two."));
	/* agents know their own answers */
	answer(&s, "ann", s.to_ann, "Or tray three.\n");
	assert_true(went_out(&s.g.plan, "Or tray three."));
	/* Bob has not seen them, but notes and commands go to no customer */
	answer(&s, "bob", s.to_bob, "#note\nOdd.\n");
	assert_int_equal(s.g.plan.verdict, VERDICT_NOTE);
	assert_false(agents_event(&s.g.plan, "crossed"));
	answer(&s, "bob", s.to_bob, "#tag paper\n");
	assert_int_equal(agents_ticket(&s.g, 1).tags.count, 1);
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	assert_true(agents_event(&s.g.plan, "crossed"));
	/* the mail that shows them is newer than they are */
	struct span shown = id_of(&s.g, "bob@acme.test");
	answer(&s, "bob", shown, "Pull the plug, then plug it in.\n");
	assert_true(went_out(&s.g.plan, "then plug it in"));
	agents_close(&s.g);
}

/* The assigned agent is sent a colleague's answer; a reply to that mail shows that they have seen it. */
static void test_told(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	struct span told = id_of(&s.g, "ann@acme.test");
	answer(&s, "ann", told, "Bob is right.\n");
	assert_true(went_out(&s.g.plan, "Bob is right."));
	agents_close(&s.g);
}

/* Within the same second, the ticket's number of messages tells which came first. */
static void test_same_second(void **state)
{
	static const struct {
		const char *name;
		bool answer_first, goes_out;
	} rows[] = {
		{"handed over after the answer", true, true},
		{"handed over before it", false, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct scene s;
		scene_open(&s);
		struct span handed = SPAN_NONE;
		for (int step = 0; step < 2; step++) {
			bool answers = (step == 0) == rows[i].answer_first;
			answer(&s, "bob", s.to_bob, answers ? "Pull the plug.\n" : "#assign carol\n");
			s.g.now -= 60;
			if (!answers)
				handed = id_of(&s.g, "carol@acme.test");
		}
		s.g.now += 60;
		answer(&s, "carol", handed, "Try tray two.\n");
		if (went_out(&s.g.plan, "Try tray two.") != rows[i].goes_out ||
		    agents_event(&s.g.plan, "crossed") == rows[i].goes_out)
			fail_msg("%s", rows[i].name);
		agents_close(&s.g);
	}
}

/* If a third answer crosses #send, that is shown too. #send with other text or commands is refused, and so is #send
 * from a colleague or without proof. */
static void test_send(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	answer(&s, "ann", s.to_ann, "Try tray two.\n");
	struct span shown = id_of(&s.g, "ann@acme.test");
	answer(&s, "bob", s.to_bob, "#send\n");
	assert_false(s.g.plan.has_release);
	agents_take(&s.g, "From: ann@acme.test\nTo: support@acme.test\nSubject: [ACME #1] Printer\n\n#send\n");
	assert_int_equal(s.g.plan.verdict, VERDICT_UNPROVEN);
	answer(&s, "ann", shown, "#send\nAnd pull the plug.\n");
	assert_false(s.g.plan.has_release);
	assert_null(agents_outside(&s.g, &s.g.plan));
	answer(&s, "ann", shown, "#send\n#close\n");
	assert_false(s.g.plan.has_release);
	answer(&s, "bob", s.to_bob, "Is it better now?\n");
	assert_true(went_out(&s.g.plan, "Is it better now?"));
	answer(&s, "ann", shown, "#send\n");
	assert_false(s.g.plan.has_release);
	const struct outmail *again = agents_mail(&s.g, "ann@acme.test", "warning");
	assert_true(again && span_find(again->body, SPAN("Is it better now?")) >= 0);
	answer(&s, "ann", again->message_id, "#send\n");
	assert_true(went_out(&s.g.later, "Try tray two."));
	agents_close(&s.g);
}

/* An unproven mail can cross like any other: the yes proves its author, not that they have seen the other answer. */
static void test_unproven(void **state)
{
	struct scene s;
	(void)state;
	scene_open(&s);
	s.g.conf->agent_proof = PROOF_BOTH;
	agents_take(&s.g,
		    arena_str(&s.g.a, arena_printf(&s.g.a,
						   "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\n"
						   "In-Reply-To: <%.*s>\nSubject: Re: [ACME #1] Printer\n\nTry tray "
						   "two.\n",
						   SPAN_ARG(s.to_ann))));
	assert_int_equal(s.g.plan.verdict, VERDICT_UNPROVEN);
	uint32_t seq = last(&s)->seq;
	answer(&s, "bob", s.to_bob, "Pull the plug.\n");
	agents_take(&s.g, arena_str(&s.g.a, arena_printf(&s.g.a,
							 PASSES "From: ann@acme.test\nTo: {{address question 1 "
								"ann@acme.test#%u}}\nSubject: Re: x\n\nyes\n",
							 seq)));
	assert_true(s.g.plan.has_release);
	assert_null(agents_outside(&s.g, &s.g.later));
	assert_true(agents_event(&s.g.later, "crossed"));
	const struct outmail *shown = agents_mail_in(&s.g.later, "ann@acme.test", "warning");
	assert_non_null(shown);
	answer(&s, "ann", shown->message_id, "#send\n");
	assert_true(went_out(&s.g.later, "Try tray two."));
	agents_close(&s.g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_held_and_sent), cmocka_unit_test(test_by_link),
		cmocka_unit_test(test_not_crossed),   cmocka_unit_test(test_told),
		cmocka_unit_test(test_same_second),   cmocka_unit_test(test_send),
		cmocka_unit_test(test_unproven),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
