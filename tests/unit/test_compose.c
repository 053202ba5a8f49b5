#include "tests/unit/desk.h"

#include "daemon/core/base/tokens.h"
#include "daemon/core/outgoing/compose.h"

static struct message *kept(struct desk *d, struct ticket *t)
{
	d->mail.text = SPAN("The text of the mail.\n");
	struct attachment *x = LIST_ADD(&d->a, &d->mail.attachments);
	*x = (struct attachment){
		.name = SPAN("a.png"), .type = SPAN("image/png"), .size = 3, .offset = 90, .length = 4};
	return plan_message(&d->w, t, MESSAGE_CUSTOMER);
}

/* Checks that the token is of that role and ticket, for exactly that recipient. */
static void check_token(struct desk *d, const struct token *token, enum token_role role, uint64_t ticket,
			const char *who)
{
	assert_int_equal(token->role, role);
	assert_int_equal(token->ticket, ticket);
	assert_int_equal(token_check(token, &d->facts.keys, span_of(who), DESK_NOW + 364 * 86400), TOKEN_VALID);
	assert_int_equal(token_check(token, &d->facts.keys, SPAN("eve@example.net"), DESK_NOW), TOKEN_FORGED);
}

static void each_recipient_has_an_own_token(void **state)
{
	struct desk d;
	struct token token;
	uint64_t serial;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	struct ticket *t = plan_ticket(&d.w, 1);
	struct message m = *kept(&d, t);
	assert_non_null(compose_customer(&d.w, t, "acknowledge", NULL));
	compose_relay(&d.w, t, "assigned", &m, NULL);
	assert_int_equal(d.plan.mails.count, 2);
	static const struct {
		enum token_role role;
		const char *to;
	} want[] = {{TOKEN_CUSTOMER, "jo@example.org"}, {TOKEN_AGENT, "ann@acme.test"}};
	for (size_t i = 0; i < 2; i++) {
		const struct outmail *o = &d.plan.mails.items[i];
		CHECK_SPAN(o->to, span_of(want[i].to));
		assert_int_equal(o->id, 500 + i);
		assert_true(token_from_address(o->reply_to, SPAN("support@acme.test"), &token));
		check_token(&d, &token, want[i].role, 1, want[i].to);
		assert_true(tokens_from_msgid(d.conf, o->message_id, &token, &serial));
		check_token(&d, &token, want[i].role, 1, want[i].to);
		assert_int_equal(serial, o->id);
		CHECK_SPAN(o->envelope_from, o->reply_to);
		CHECK_SPAN(o->from, SPAN("support@acme.test"));
		assert_true(span_find(o->subject, SPAN("[ACME #1]")) >= 0);
	}
	assert_int_equal(d.plan.mails.items[0].auto_submitted, AUTO_REPLIED);
	assert_int_equal(d.plan.mails.items[1].auto_submitted, AUTO_GENERATED);
	assert_int_equal(d.plan.mails.items[1].parts.count, 1);
	CHECK_SPAN(d.plan.mails.items[1].parts.items[0].attachment.name, SPAN("a.png"));
	/* no automatic mail repeats the text of the mail that caused it */
	assert_true(span_find(d.plan.mails.items[0].body, SPAN("The text of the mail")) < 0);
	assert_true(span_find(d.plan.mails.items[1].body, SPAN("The text of the mail")) >= 0);
	desk_clear(&d);
}

static void plain_addresses_where_the_config_says_so(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	d.conf->reply_plus = false;
	struct outmail *o = compose_customer(&d.w, plan_ticket(&d.w, 1), "acknowledge", NULL);
	assert_non_null(o);
	CHECK_SPAN(o->reply_to, SPAN("support@acme.test"));
	CHECK_SPAN(o->envelope_from, SPAN("support@acme.test"));
	assert_true(span_starts(o->message_id, SPAN("cd.")));
	desk_clear(&d);
}

/* Each recipient's client can thread: References has the first mail it got, and In-Reply-To the mail that is
 * answered. */
static void threads_hold_together(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	struct ticket *t = plan_ticket(&d.w, 1);
	span_list_add(&d.a, &t->thread, SPAN("mail@example.org"));
	struct message m = *kept(&d, t);
	struct span ack = compose_customer(&d.w, t, "acknowledge", NULL)->message_id;
	CHECK_SPAN(d.plan.mails.items[0].in_reply_to, SPAN("mail@example.org"));
	compose_relay(&d.w, t, "assigned", &m, NULL);
	struct span first = d.plan.mails.items[1].message_id;
	assert_int_equal(d.plan.mails.items[1].in_reply_to.len, 0);
	compose_relay(&d.w, t, "customer_message", &m, NULL);
	const struct outmail *second = &d.plan.mails.items[2];
	CHECK_SPAN(second->in_reply_to, first);
	assert_true(span_in(&second->references, first));
	CHECK_SPAN(second->references.items[second->references.count - 1], first);
	const struct outmail *news = compose_customer(&d.w, t, "status", NULL);
	assert_true(span_in(&news->references, ack));
	CHECK_SPAN(news->in_reply_to, SPAN("mail@example.org"));
	CHECK_SPAN(news->references.items[news->references.count - 1], SPAN("mail@example.org"));
	assert_int_equal(t->roots.count, 2);
	desk_clear(&d);
}

static const struct {
	const char *name, *to, *author;
	enum token_role role;
	bool sent;
} rows[] = {
	{"a customer", "jo@example.org", "", TOKEN_CUSTOMER, true},
	{"no address", "nonsense", "", TOKEN_CUSTOMER, false},
	{"empty", "", "", TOKEN_CUSTOMER, false},
	{"the desk itself", "support@acme.test", "", TOKEN_CUSTOMER, false},
	{"the desk, signed", "support+abc@acme.test", "", TOKEN_CUSTOMER, false},
	{"another mailbox of the desk's", "Billing@acme.test", "", TOKEN_CUSTOMER, false},
	{"its author", "kim@example.org", "KIM@example.org", TOKEN_CUSTOMER, false},
	{"its author by another address of his", "bob@acme.test", "b.builder@acme.test", TOKEN_AGENT, false},
	{"an address that bounces", "gone@example.org", "", TOKEN_CUSTOMER, false},
	{"an agent is tried again and again", "gone@example.org", "", TOKEN_AGENT, true},
};

static void who_gets_none(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		desk_init(&d);
		desk_ticket(&d, 1);
		*LIST_ADD(&d.a, &d.facts.recipients) =
			(struct customer){.addr = SPAN("gone@example.org"), .unreachable = true};
		struct letter l = {.template = "status",
				   .ticket = plan_ticket(&d.w, 1),
				   .to = span_of(rows[i].to),
				   .role = rows[i].role,
				   .author = span_of(rows[i].author),
				   .auto_submitted = AUTO_GENERATED};
		bool sent = compose_letter(&d.w, &l) != NULL;
		if (sent != rows[i].sent)
			fail_msg("%s: sent %d", rows[i].name, sent);
		assert_int_equal(d.plan.why.count, sent ? 0 : 1);
		/* a mail withheld because the address bounces is recorded as an event */
		bool bounces = !sent && span_starts(span_of(rows[i].to), SPAN("gone@"));
		assert_int_equal(d.plan.events.count, sent || bounces ? 1 : 0);
		assert_null(compose_letter(&d.w, &l)); /* the same mail is not sent twice */
		desk_clear(&d);
	}
}

static void replies_go_to_all_but_the_author(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	struct ticket *f = desk_ticket(&d, 1);
	span_list_add(&d.a, &f->watchers, SPAN("pat@example.org"));
	span_list_add(&d.a, &f->watchers, SPAN("b.builder@acme.test"));
	span_list_add(&d.a, &f->watchers, SPAN("direct@example.org"));
	span_list_add(&d.a, &f->watchers, SPAN("Pat@example.org"));
	span_list_add(&d.a, &f->newcomers, SPAN("new@example.org"));
	LIST_ADD(&d.a, &d.mail.cc)->addr = SPAN("direct@example.org");
	d.mail.sender.addr = SPAN("bob@acme.test");
	struct ticket *t = plan_ticket(&d.w, 1);
	struct message m = *kept(&d, t);
	compose_reply(&d.w, t, conf_agent(d.conf, SPAN("bob")), SPAN("Try again now.\n"), &m, SPAN_NONE);
	assert_int_equal(d.plan.mails.count, 2);
	CHECK_SPAN(d.plan.mails.items[0].to, SPAN("jo@example.org"));
	CHECK_SPAN(d.plan.mails.items[1].to, SPAN("pat@example.org"));
	for (size_t i = 0; i < 2; i++) {
		const struct outmail *o = &d.plan.mails.items[i];
		assert_int_equal(o->auto_submitted, AUTO_NO);
		assert_true(span_find(o->body, SPAN("Try again now.")) >= 0);
		assert_true(span_ifind(o->body, SPAN("bob@acme.test")) < 0);
		CHECK_SPAN(o->from_name, SPAN("ACME Support"));
		assert_int_equal(o->shown_cc.count, 1);
		assert_int_equal(o->parts.count, 1);
	}
	desk_clear(&d);
}

/* The thread's Message-IDs that a mail may contain: the recipient's own, and those without a token of ours. */
static void ids_of_the_thread(void **state)
{
	static const struct {
		const char *name, *made_for, *domain;
		enum token_role role;
		bool foreign, stays;
	} ids[] = {
		{"an earlier mail to the customer", "jo@example.org", "acme.test", TOKEN_CUSTOMER, false, true},
		{"a mail to a watcher", "pat@example.org", "acme.test", TOKEN_CUSTOMER, false, false},
		{"a mail to an agent", "ann@acme.test", "acme.test", TOKEN_AGENT, false, false},
		{"another desk's mail", "support@acme.test", "beta.test", TOKEN_CUSTOMER, true, true},
		{"another desk's mail, of our domain", "support@acme.test", "acme.test", TOKEN_CUSTOMER, true, true},
		{"another desk's mail to its agent", "bob@beta.test", "beta.test", TOKEN_AGENT, true, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(ids) / sizeof(ids[0]); i++) {
		struct desk d;
		desk_init(&d);
		struct ticket *t = desk_ticket(&d, 1);
		struct token_keys keys = d.facts.keys;
		keys.items[0].bytes[0] ^= ids[i].foreign;
		struct span token =
			token_make(&d.a, &keys, ids[i].role, 1, span_of(ids[i].made_for), DESK_NOW + 999999);
		span_list_add(&d.a, &t->watchers, SPAN("pat@example.org"));
		span_list_add(&d.a, &t->thread, token_msgid(&d.a, token, 5, span_of(ids[i].domain)));
		const struct outmail *o = compose_customer(&d.w, plan_ticket(&d.w, 1), "status", NULL);
		if (span_in(&o->tokens, token) != ids[i].stays)
			fail_msg("%s: stays %d", ids[i].name, !ids[i].stays);
		desk_clear(&d);
	}
}

static void answers_are_withheld_beyond_the_limit(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	d.facts.sender_replies = 3;
	assert_null(compose_sender(&d.w, plan_ticket(&d.w, 1), "acknowledge", NULL));
	assert_int_equal(d.plan.mails.count, 1);
	CHECK_SPAN(d.plan.mails.items[0].to, SPAN("ann@acme.test"));
	CHECK_SPAN(d.plan.mails.items[0].template, SPAN("warning"));
	/* notified once */
	assert_null(compose_sender(&d.w, plan_ticket(&d.w, 1), "status", NULL));
	assert_int_equal(d.plan.mails.count, 1);
	desk_clear(&d);
}

static void floods_are_put_off(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	struct ticket *t = plan_ticket(&d.w, 1);
	struct message m = *kept(&d, t);
	d.conf->limits.mails_per_minute = 10;
	d.facts.mails_this_minute = 25;
	struct outmail ack = *compose_sender(&d.w, t, "acknowledge", NULL);
	assert_int_equal(ack.next, DESK_NOW + 120);
	CHECK_SPAN(d.plan.mails.items[0].to, SPAN("boss@acme.test"));
	/* mail written by people is not held back */
	compose_relay(&d.w, t, "customer_message", &m, NULL);
	assert_int_equal(d.plan.mails.items[2].next, DESK_NOW);
	assert_int_equal(d.plan.mails.count, 3);
	desk_clear(&d);
}

static void no_value_adds_a_line_to_the_subject(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1)->subject = SPAN("x\r\nBcc: all@example.net\n\n{{tag}}");
	const struct outmail *o = compose_customer(&d.w, plan_ticket(&d.w, 1), "acknowledge", NULL);
	assert_true(span_chr(o->subject, '\n') < 0 && span_chr(o->subject, '\r') < 0);
	assert_true(span_find(o->subject, SPAN("{{tag}}")) >= 0);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_recipient_has_an_own_token),
		cmocka_unit_test(plain_addresses_where_the_config_says_so),
		cmocka_unit_test(threads_hold_together),
		cmocka_unit_test(who_gets_none),
		cmocka_unit_test(replies_go_to_all_but_the_author),
		cmocka_unit_test(ids_of_the_thread),
		cmocka_unit_test(answers_are_withheld_beyond_the_limit),
		cmocka_unit_test(floods_are_put_off),
		cmocka_unit_test(no_value_adds_a_line_to_the_subject),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
