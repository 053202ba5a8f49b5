#include "tests/unit/desk.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/conversation.h"
#include "daemon/core/outgoing/tell.h"

static struct message *kept(struct desk *d, enum message_kind kind, const char *from, struct span text)
{
	struct message_list *list = &d->facts.tickets.items[0].messages;
	struct message *m = LIST_ADD(&d->a, list);
	*m = (struct message){.ticket = 1,
			      .seq = (uint32_t)list->count,
			      .kind = kind,
			      .from = span_of(from),
			      .text = text,
			      .received = DESK_NOW};
	return m;
}

static void newest_first(void **state)
{
	struct desk d;
	struct message_list list;
	size_t left_out;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	assert_null(conversation_newest(&d.w, 1));
	kept(&d, MESSAGE_CUSTOMER, "jo@example.org", SPAN("one"));
	kept(&d, MESSAGE_NOTE, "ann@acme.test", SPAN("two"));
	d.mail.text = SPAN("three");
	struct ticket *t = plan_ticket(&d.w, 1);
	t->messages = 2;
	struct message shown = *conversation_newest(&d.w, 1);
	CHECK_SPAN(shown.text, SPAN("one"));
	plan_message(&d.w, t, MESSAGE_CUSTOMER);
	CHECK_SPAN(conversation_newest(&d.w, 1)->text, SPAN("three"));
	conversation_find(&d.w, 1, &shown, CONVERSATION_NEW, SPAN_NONE, &list, &left_out);
	assert_int_equal(list.count, 2);
	CHECK_SPAN(list.items[0].text, SPAN("three"));
	CHECK_SPAN(list.items[1].text, SPAN("two"));
	assert_int_equal(left_out, 0);
	desk_clear(&d);
}

/* The oldest messages are left out and counted: everything before the first that doesn't fit. */
static void bounded(void **state)
{
	static char big[256 << 10];
	struct desk d;
	struct ticket *t;
	struct message_list list;
	size_t left_out;
	(void)state;
	memset(big, 'x', sizeof(big));
	desk_init(&d);
	desk_ticket(&d, 1);
	kept(&d, MESSAGE_CUSTOMER, "jo@example.org", SPAN("small"));
	kept(&d, MESSAGE_CUSTOMER, "jo@example.org", span_make(big, sizeof(big)));
	for (size_t i = 0; i < 199; i++)
		kept(&d, MESSAGE_CUSTOMER, "jo@example.org", SPAN("x"));
	t = plan_ticket(&d.w, 1);
	t->messages = 201;
	conversation_find(&d.w, 1, NULL, CONVERSATION_NEW, SPAN_NONE, &list, &left_out);
	assert_int_equal(list.count, 199);
	assert_int_equal(left_out, 2);
	conversation_find(&d.w, 1, NULL, CONVERSATION_TEAM, SPAN_NONE, &list, &left_out);
	assert_int_equal(list.count, FACTS_RECENT - 1);
	assert_int_equal(left_out, 201 - (FACTS_RECENT - 1));
	desk_clear(&d);
}

/* The public conversation: what was said to everyone, without what was sent to only one of them. */
static void what_people_know(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *from, *sent_to, *text;
		bool held, all, kim; /* is it shown to all, or to kim alone? */
	} rows[] = {
		{MESSAGE_CUSTOMER, "jo@example.org", "", "customer", false, true, false},
		{MESSAGE_AGENT, "ann@acme.test", "", "answer", false, true, false},
		{MESSAGE_NOTE, "ann@acme.test", "", "note", false, false, false},
		{MESSAGE_AGENT, "ann@acme.test", "kim@example.org", "alone", false, false, true},
		{MESSAGE_CUSTOMER, "kim@example.org", "", "watcher", false, true, true},
		{MESSAGE_CUSTOMER, "eve@example.net", "", "newcomer", false, false, false},
		{MESSAGE_AUTO, "jo@example.org", "", "automatic", false, false, false},
		{MESSAGE_BOUNCE, "mx@example.org", "", "bounce", false, false, false},
		{MESSAGE_AGENT, "ann@acme.test", "", "held", true, false, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		struct message_list list;
		size_t left_out;
		desk_init(&d);
		desk_ticket(&d, 1);
		struct ticket *t = plan_ticket(&d.w, 1);
		t->messages = 1;
		span_list_add(&d.a, &t->watchers, SPAN("kim@example.org"));
		struct message *m = kept(&d, rows[i].kind, rows[i].from, span_of(rows[i].text));
		m->sent_to = span_of(rows[i].sent_to);
		m->held = rows[i].held;
		conversation_find(&d.w, 1, NULL, CONVERSATION_PUBLIC, SPAN_NONE, &list, &left_out);
		if ((list.count == 1) != rows[i].all)
			fail_msg("%s, to all: %zu", rows[i].text, list.count);
		conversation_find(&d.w, 1, NULL, CONVERSATION_PUBLIC, SPAN("kim@example.org"), &list, &left_out);
		if ((list.count == 1) != rows[i].kim)
			fail_msg("%s, to kim: %zu", rows[i].text, list.count);
		desk_clear(&d);
	}
}

static const struct outmail *mail_to(const struct desk *d, const char *who)
{
	for (size_t i = 0; i < d->plan.mails.count; i++)
		if (span_eq(d->plan.mails.items[i].to, span_of(who)))
			return &d->plan.mails.items[i];
	return NULL;
}

/* Without messages, with an empty one, or with only a note: the mail to the new agent is never empty. */
static void who_has_it_new_gets_something(void **state)
{
	static const struct {
		enum message_kind kind;
		const char *text, *want; /* text NULL: the ticket has no messages */
	} rows[] = {
		{MESSAGE_CUSTOMER, NULL, "There are no messages on this ticket yet."},
		{MESSAGE_CUSTOMER, "Hello.", "\n\nHello.\n"},
		{MESSAGE_NOTE, "Call him.", "\n\nCall him.\n"},
		{MESSAGE_AGENT, "We have news.", "\n\nWe have news.\n"},
		{MESSAGE_CUSTOMER, "", "From: Jo Miller <jo@example.org>"},
		{MESSAGE_CUSTOMER, "", "\n[This mail has no text.]\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		desk_init(&d);
		desk_ticket(&d, 1);
		d.w.mail = NULL; /* an admin's change */
		if (rows[i].text)
			kept(&d, rows[i].kind, "jo@example.org", span_of(rows[i].text));
		struct ticket *t = plan_ticket(&d.w, 1);
		t->agent = SPAN("bob");
		tell_assigned(&d.w, t);
		const struct outmail *new = mail_to(&d, "bob@acme.test"), *former = mail_to(&d, "ann@acme.test");
		assert_true(new &&former);
		if (span_find(new->body, span_of(rows[i].want)) < 0)
			fail_msg("row %zu: %.*s", i, SPAN_ARG(new->body));
		CHECK_SPAN(former->template, SPAN("warning"));
		desk_clear(&d);
	}
}

/* An agent who reassigns a ticket is not notified of it. */
static void not_of_own_deeds(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1);
	d.mail.sender.addr = SPAN("ann@acme.test");
	struct ticket *t = plan_ticket(&d.w, 1);
	t->agent = SPAN("bob");
	tell_assigned(&d.w, t);
	assert_non_null(mail_to(&d, "bob@acme.test"));
	assert_null(mail_to(&d, "ann@acme.test"));
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(newest_first), cmocka_unit_test(bounded), cmocka_unit_test(what_people_know),
		cmocka_unit_test(who_has_it_new_gets_something), cmocka_unit_test(not_of_own_deeds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
