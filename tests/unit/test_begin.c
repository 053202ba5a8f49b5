#include "tests/unit/desk.h"

#include "daemon/core/ticket/begin.h"

/* A new ticket has the same defaults and one event, whatever made it. */
static void test_begin(void **state)
{
	const struct ticket parent = {
		.id = 7, .category = SPAN("network"), .priority = PRIORITY_HIGH, .mailbox = SPAN("billing")};
	const struct sorted sorted = {.category = SPAN("billing"), .priority = PRIORITY_URGENT};
	const struct {
		struct beginning b;
		const char *subject, *category, *mailbox;
		enum priority priority;
		uint64_t number;
	} rows[] = {
		{{.subject = SPAN("Printer")}, "Printer", "general", "support", PRIORITY_NORMAL, 0},
		{{.status = STATUS_OPEN, .unproven = true}, "(no subject)", "general", "support", PRIORITY_NORMAL, 0},
		{{.sorted = &sorted, .subject = SPAN("Bill")}, "Bill", "billing", "support", PRIORITY_URGENT, 0},
		{{.parent = &parent, .started = 5}, "(no subject)", "network", "billing", PRIORITY_HIGH, 7},
	};
	struct desk d;
	(void)state;
	desk_init(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct beginning b = rows[i].b;
		b.actor = SPAN("bob");
		b.why = SPAN("so");
		b.customer = SPAN("jo@example.org");
		b.name = SPAN("Jo");
		b.language = SPAN("de");
		const struct ticket *t = begin_ticket(&d.w, &b);
		const struct event *e = &d.plan.events.items[i];
		assert_int_equal(d.plan.events.count, i + 1);
		assert_int_equal(t->id, 100 + i);
		assert_int_equal(t->status, b.status);
		assert_int_equal(t->priority, rows[i].priority);
		assert_true(t->unproven == b.unproven && t->started == b.started && t->created == DESK_NOW);
		CHECK_SPAN(t->subject, span_of(rows[i].subject));
		CHECK_SPAN(t->category, span_of(rows[i].category));
		CHECK_SPAN(t->mailbox, span_of(rows[i].mailbox));
		CHECK_SPAN(t->customer, b.customer);
		CHECK_SPAN(t->customer_name, b.name);
		CHECK_SPAN(t->language, b.language);
		assert_true(e->kind == EVENT_CREATED && e->ticket == t->id && e->number == rows[i].number);
		CHECK_SPAN(e->what, t->subject);
		CHECK_SPAN(e->actor, b.actor);
		CHECK_SPAN(e->why, b.why);
	}
	assert_true(d.plan.is_new);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_begin)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
