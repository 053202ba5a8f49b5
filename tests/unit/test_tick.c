/* Turns of the clock, including one that is set forward and back: everything is done once. */
#include "tests/unit/agents.h"

#define DAY ((int64_t)86400)

static size_t turn_at(struct agents *g, int64_t now)
{
	struct tick tk = {.more = true};
	size_t done = 0;
	struct txn *t = agents_begin(g);
	while (tk.more) {
		AGENTS_MUST(tick(g->conf, t, now, &g->a, &tk, err));
		for (size_t i = 0; i < tk.done.count; i++)
			done += tk.done.items[i].events.count + tk.done.items[i].mails.count;
	}
	agents_commit(t);
	return done;
}

static void test_jumps(void **state)
{
	static const struct {
		const char *what;
		int64_t at;
		bool acts;
	} turns[] = {
		{"before its time", 2 * DAY, false}, {"set forward by hours, past it", 3 * DAY + 5 * 3600, true},
		{"set back again", 2 * DAY, false},  {"its time comes in fact", 3 * DAY, false},
		{"and goes on", 4 * DAY, false},     {"set back to long ago", -400 * DAY, false},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	agents_take(&g, "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x\n\n#pending 3d\n");
	for (size_t i = 0; i < sizeof(turns) / sizeof(*turns); i++) {
		size_t done = turn_at(&g, AGENTS_NOW + turns[i].at);
		if ((done > 0) != turns[i].acts)
			fail_msg("%s: %zu", turns[i].what, done);
	}
	assert_int_equal(agents_ticket(&g, 1).status, STATUS_OPEN);
	agents_close(&g);
}

/* More work than fits into a turn: the rest is done in the next ones, once each. */
static void test_many_at_once(void **state)
{
	struct agents g;
	(void)state;
	agents_open(&g);
	agents_customer(&g, "Printer", "It does not print.");
	struct ticket one = agents_ticket(&g, 1);
	struct txn *t = agents_begin(&g);
	for (uint64_t id = 2; id <= 500; id++) {
		one.id = id;
		one.messages = one.events = 0;
		one.wake = AGENTS_NOW + 60;
		one.snoozed = true;
		one.timers = (struct timer_list){0};
		*LIST_ADD(&g.a, &one.timers) = (struct timer){TIMER_WAKE, one.wake};
		AGENTS_MUST(store_ticket_put(t, &one, err));
	}
	agents_commit(t);
	assert_int_equal(turn_at(&g, AGENTS_NOW), 0);
	assert_true(turn_at(&g, AGENTS_NOW + 60) >= 499);
	assert_int_equal(turn_at(&g, AGENTS_NOW + 61), 0);
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_jumps), cmocka_unit_test(test_many_at_once)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
