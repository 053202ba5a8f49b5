#include "tests/unit/desk.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/gate.h"

/* Which senders get an automatic answer, by `acknowledge` and what is known of them. */
static void who_is_answered(void **state)
{
	static const struct {
		const char *name;
		enum acknowledge acknowledge;
		const char *authserv;
		bool proven, failed, known;
		enum standing standing;
		bool answered;
	} rows[] = {
		{"no authserv_id: everybody", ACKNOWLEDGE_DEFAULT, "", false, false, false, STANDING_UNTOLD, true},
		{"the verified by default", ACKNOWLEDGE_DEFAULT, "mx", false, false, false, STANDING_UNTOLD, false},
		{"with proof", ACKNOWLEDGE_DEFAULT, "mx", true, false, false, STANDING_UNTOLD, true},
		{"known", ACKNOWLEDGE_DEFAULT, "mx", false, false, true, STANDING_KNOWN, true},
		{"has written, without proof", ACKNOWLEDGE_DEFAULT, "mx", false, false, true, STANDING_UNPROVEN, false},
		{"of an old record", ACKNOWLEDGE_DEFAULT, "mx", false, false, true, STANDING_UNTOLD, false},
		{"known, but our host says no", ACKNOWLEDGE_DEFAULT, "mx", false, true, true, STANDING_KNOWN, false},
		{"all", ACKNOWLEDGE_ALL, "mx", false, false, false, STANDING_UNTOLD, true},
		{"verified, no authserv_id", ACKNOWLEDGE_VERIFIED, "", false, false, false, STANDING_UNTOLD, false},
		{"nobody", ACKNOWLEDGE_NONE, "mx", true, false, true, STANDING_KNOWN, false},
	};
	static const char *const templates[] = {"acknowledge", "status",   "status_list", "help_customer",
						"refused",     "oversize", "closed",      "confirm"};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (size_t k = 0; k < sizeof(templates) / sizeof(templates[0]); k++) {
			struct desk d;
			desk_init(&d);
			desk_ticket(&d, 1);
			d.conf->acknowledge = rows[i].acknowledge;
			d.conf->authserv_id = span_of(rows[i].authserv);
			d.plan.proven = rows[i].proven;
			d.plan.failed = rows[i].failed;
			d.facts.sender_known = rows[i].known;
			d.facts.sender = (struct customer){.addr = d.mail.sender.addr, .standing = rows[i].standing};
			bool sent = compose_sender(&d.w, plan_ticket(&d.w, 1), templates[k], NULL) != NULL;
			if (sent != rows[i].answered)
				fail_msg("%s: %s %d", rows[i].name, templates[k], sent);
			/* withholding it is the configured behaviour, so no warning is sent */
			assert_int_equal(d.plan.mails.count, sent);
			desk_clear(&d);
		}
}

/* The rate limits, and the warning when one is reached. */
static void how_often(void **state)
{
	static const struct {
		const char *name;
		bool proven;
		uint32_t sender, unproven, domain, all, minute, open;
		bool answered;
		const char *says;
	} rows[] = {
		{"proven", true, 2, 1, 1000, 9999, 9999, 0, true, ""},
		{"proven, once too often", true, 3, 0, 0, 0, 0, 0, false,
		 "jo@example.org gets no more automatic answers"},
		{"proven, too many tickets", true, 0, 0, 0, 0, 0, 5, false, "has 5 open tickets"},
		{"unproven", false, 2, 0, 119, 599, 599, 0, true, ""},
		{"unproven, once too often", false, 1, 1, 1, 1, 1, 0, false,
		 "jo@example.org gets no more automatic answers"},
		{"unproven, of a full domain", false, 0, 0, 120, 120, 0, 0, false,
		 "to unverified senders are being withheld"},
		{"unproven, of a full world", false, 0, 0, 0, 600, 0, 0, false,
		 "to unverified senders are being withheld"},
		{"unproven, in a full minute", false, 0, 0, 0, 0, 600, 0, false, "More than 600 automatic mails"},
		{"unproven, after proven ones", false, 3, 0, 0, 0, 0, 0, false, "gets no more automatic answers"},
		{"unproven, too many tickets", false, 0, 0, 0, 0, 0, 5, false, "has 5 open tickets"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		desk_init(&d);
		desk_ticket(&d, 1);
		d.conf->acknowledge = ACKNOWLEDGE_ALL;
		d.plan.proven = rows[i].proven;
		d.facts.sender_replies = rows[i].sender;
		d.facts.sender_unproven = rows[i].unproven;
		d.facts.domain_replies = rows[i].domain;
		d.facts.unproven_replies = rows[i].all;
		d.facts.mails_this_minute = rows[i].minute;
		d.facts.sender_open = rows[i].open;
		struct outmail *o = compose_sender(&d.w, plan_ticket(&d.w, 1), "acknowledge", NULL);
		if ((o != NULL) != rows[i].answered)
			fail_msg("%s: answered %d", rows[i].name, o != NULL);
		size_t mails = d.plan.mails.count;
		if (!o && span_find(d.plan.mails.items[mails - 1].body, span_of(rows[i].says)) < 0)
			fail_msg("%s: %.*s", rows[i].name, SPAN_ARG(d.plan.mails.items[mails - 1].body));
		/* a second one is withheld and counted, without another warning */
		if (!o) {
			assert_int_equal(mails, 1);
			assert_null(compose_sender(&d.w, plan_ticket(&d.w, 1), "status", NULL));
			assert_int_equal(d.plan.mails.count, mails);
		}
		desk_clear(&d);
	}
}

/* One answer of a plan counts towards the limit of the next. */
static void two_answers_of_one_plan(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	d.conf->acknowledge = ACKNOWLEDGE_ALL;
	d.plan.proven = false;
	assert_non_null(compose_sender(&d.w, plan_ticket(&d.w, 1), "acknowledge", NULL));
	assert_null(compose_sender(&d.w, plan_ticket(&d.w, 1), "status", NULL));
	desk_clear(&d);
}

#define WORDS "http://evil.example"

/* No template in any language repeats the sender's words. */
static void nothing_of_his_words(void **state)
{
	static const char *const languages[] = {"en", "de", "fr"};
	static const char *const templates[] = {"acknowledge", "status", "status_list", "help_customer", "refused",
						"oversize",    "closed", "resolved",    "confirm"};
	(void)state;
	for (size_t i = 0; i < 3 * sizeof(templates) / sizeof(templates[0]) * 2; i++) {
		struct desk d;
		desk_init(&d);
		struct ticket *t = desk_ticket(&d, 1);
		bool by_sender = i % 2;
		t->unproven = true;
		t->subject = t->customer_name = d.mail.sender.name = d.mail.subject.text = SPAN(WORDS);
		d.mail.text = SPAN(WORDS);
		d.conf->acknowledge = ACKNOWLEDGE_ALL;
		d.plan.proven = false;
		d.mail.language = span_of(languages[i / 2 % 3]);
		t->language = d.mail.language;
		struct vars *vars = compose_vars(&d.w);
		vars_text(&d.a, vars, "subject", SPAN(WORDS));
		vars_text(&d.a, vars, "word", SPAN(WORDS));
		vars_flag(&d.a, vars, "later", true);
		vars_flag(&d.a, vars, "close", true);
		compose_ticket_item(&d.w, t, SPAN("en"), vars_item(&d.a, vars, "tickets"));
		if (!by_sender)
			d.w.mail = NULL;
		const char *name = templates[i / 6];
		struct outmail *o = by_sender ? compose_sender(&d.w, plan_ticket(&d.w, 1), name, vars)
					      : compose_customer(&d.w, plan_ticket(&d.w, 1), name, vars);
		assert_non_null(o);
		CHECK_SPAN(o->language, span_of(languages[i / 2 % 3]));
		if (span_find(o->body, SPAN(WORDS)) >= 0 || span_find(o->subject, SPAN(WORDS)) >= 0 || o->to_name.len)
			fail_msg("%s in %s: %.*s", name, languages[i / 2 % 3], SPAN_ARG(o->body));
		assert_false(span_ends(o->subject, SPAN("] ")) || span_ends(o->subject, SPAN("]")));
		desk_clear(&d);
	}
}

/* An agent's answer has the agent's words and the subject, whatever the sender's standing. */
static void people_are_no_automata(void **state)
{
	struct desk d;
	struct message m = {.text = SPAN("Try again."), .from = SPAN("ann@acme.test")};
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1)->unproven = true;
	d.mail.sender.addr = SPAN("ann@acme.test");
	compose_reply(&d.w, plan_ticket(&d.w, 1), conf_agent(d.conf, SPAN("ann")), SPAN("Try again."), &m, SPAN_NONE);
	assert_int_equal(d.plan.mails.count, 1);
	assert_true(span_find(d.plan.mails.items[0].subject, SPAN("Printer")) >= 0);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(who_is_answered),         cmocka_unit_test(how_often),
		cmocka_unit_test(two_answers_of_one_plan), cmocka_unit_test(nothing_of_his_words),
		cmocka_unit_test(people_are_no_automata),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
