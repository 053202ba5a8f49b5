#include "tests/unit/desk.h"

#include "daemon/core/ticket/lifecycle.h"

/* For each old status, a letter for the new one, '-' if the event is refused. The order is new open pending resolved
 * closed spam merged. */
static const struct {
	const char *name;
	enum life_event event;
	const char *become; /* in the order of enum status */
} rows[] = {
	{"customer", LIFE_CUSTOMER, "ooooos-"}, {"answer", LIFE_ANSWER, "pppppp-"},
	{"open", LIFE_OPEN, "oooooo-"},         {"pending", LIFE_PENDING, "pppppp-"},
	{"resolve", LIFE_RESOLVE, "rrrrrr-"},   {"close", LIFE_CLOSE, "cccccc-"},
	{"spam", LIFE_SPAM, "ssssss-"},         {"close own", LIFE_CLOSE_OWN, "cccc---"},
	{"wake", LIFE_WAKE, "noorcs-"},
};
static const char letters[] = "noprcsm";

static void every_status_by_every_event(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (unsigned from = 0; from < STATUS_COUNT; from++) {
			enum status to = STATUS_COUNT;
			bool may = lifecycle_next((enum status)from, rows[i].event, &to);
			char got = may ? letters[to] : '-';
			if (got != rows[i].become[from])
				fail_msg("%s on %s: got %c, want %c", rows[i].name, status_name((enum status)from), got,
					 rows[i].become[from]);
		}
	assert_int_equal(sizeof(rows) / sizeof(rows[0]), LIFE_EVENT_COUNT);
}

static void nonsense_is_refused(void **state)
{
	enum status to;
	(void)state;
	assert_false(lifecycle_next(STATUS_COUNT, LIFE_OPEN, &to));
	assert_false(lifecycle_next(STATUS_NEW, LIFE_EVENT_COUNT, &to));
}

static void times_follow_the_status(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1)->wake = DESK_NOW + 50;
	struct ticket *t = plan_ticket(&d.w, 1);
	t->snoozed = true;
	assert_true(lifecycle_apply(&d.w, t, LIFE_ANSWER, SPAN("ann"), SPAN("answered")));
	assert_int_equal(t->status, STATUS_PENDING);
	assert_int_equal(t->answered, DESK_NOW);
	assert_int_equal(t->wake, 0);
	assert_false(t->snoozed);
	d.w.now += 10;
	assert_true(lifecycle_apply(&d.w, t, LIFE_RESOLVE, SPAN("ann"), SPAN_NONE));
	assert_int_equal(t->finished, DESK_NOW + 10);
	d.w.now += 10;
	assert_true(lifecycle_apply(&d.w, t, LIFE_CLOSE, SPAN("ann"), SPAN_NONE));
	assert_int_equal(t->finished, DESK_NOW + 10);
	assert_true(lifecycle_apply(&d.w, t, LIFE_CUSTOMER, SPAN("jo@example.org"), SPAN_NONE));
	assert_int_equal(t->finished, 0);
	assert_true(lifecycle_apply(&d.w, t, LIFE_ANSWER, SPAN("ann"), SPAN_NONE));
	assert_int_equal(t->answered, DESK_NOW);
	assert_int_equal(d.plan.events.count, 5);
	CHECK_SPAN(d.plan.events.items[0].from, SPAN("open"));
	CHECK_SPAN(d.plan.events.items[0].to, SPAN("pending"));
	CHECK_SPAN(d.plan.events.items[0].why, SPAN("answered"));
	desk_clear(&d);
}

static void nothing_changes_without_a_change(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	desk_ticket(&d, 1)->status = STATUS_MERGED;
	desk_ticket(&d, 2);
	assert_false(lifecycle_apply(&d.w, plan_ticket(&d.w, 1), LIFE_OPEN, SPAN("ann"), SPAN_NONE));
	assert_true(lifecycle_apply(&d.w, plan_ticket(&d.w, 2), LIFE_OPEN, SPAN("ann"), SPAN_NONE));
	assert_int_equal(d.plan.events.count, 0);
	/* the facts are not changed */
	assert_int_equal(facts_ticket(&d.facts, 1)->ticket.status, STATUS_MERGED);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_status_by_every_event),
		cmocka_unit_test(nonsense_is_refused),
		cmocka_unit_test(times_follow_the_status),
		cmocka_unit_test(nothing_changes_without_a_change),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
