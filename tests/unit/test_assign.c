#include "tests/unit/desk.h"

#include "daemon/core/ticket/assign.h"

struct agent_row {
	const char *name;
	uint32_t open;
	int64_t turn;
	bool away;
};

static const struct {
	const char *name, *category;
	struct agent_row agents[4];
	const char *last_agent, *except, *want; /* want "": no one */
} rows[] = {
	{"fewest open", "general", {{"ann", 3, 1, false}, {"bob", 2, 9, false}}, "", "", "bob"},
	{"tie: longest ago", "general", {{"ann", 2, 8, false}, {"bob", 2, 5, false}}, "", "", "bob"},
	{"tie: the config's order", "general", {{"ann", 2, 5, false}, {"bob", 2, 5, false}}, "", "", "ann"},
	{"away", "general", {{"ann", 0, 0, true}, {"bob", 9, 5, false}}, "", "", "bob"},
	{"passed over", "general", {{"ann", 0, 0, false}, {"bob", 9, 5, false}}, "", "ann", "bob"},
	{"all away", "general", {{"ann", 0, 0, true}, {"bob", 0, 0, true}}, "", "", ""},
	{"room for one more", "billing", {{"carol", 1, 0, false}}, "", "", "carol"},
	{"full: fallback",
	 "billing",
	 {{"carol", 2, 0, false}, {"ann", 4, 0, false}, {"bob", 3, 0, false}},
	 "",
	 "",
	 "bob"},
	{"in turn, not by load", "network", {{"bob", 0, 4, false}, {"dave", 0, 3, false}}, "", "", "dave"},
	{"in turn, the full one is passed over",
	 "network",
	 {{"bob", 7, 4, false}, {"dave", 1, 3, false}},
	 "",
	 "",
	 "bob"},
	{"sticky", "sales", {{"ann", 0, 0, false}, {"carol", 1, 9, false}}, "carol", "", "carol"},
	{"sticky, but away", "sales", {{"ann", 0, 0, false}, {"carol", 1, 9, true}}, "carol", "", "ann"},
	{"sticky, but of another category",
	 "sales",
	 {{"ann", 1, 0, false}, {"carol", 0, 9, false}},
	 "bob",
	 "",
	 "carol"},
	{"sticky, unknown customer", "sales", {{"ann", 1, 0, false}, {"carol", 0, 9, false}}, "", "", "carol"},
	{"nobody by intent", "orders", {{"ann", 0, 0, false}}, "", "", ""},
	{"no such category", "gone", {{"ann", 0, 0, false}}, "", "", ""},
};

static void set_up(struct desk *d, size_t row)
{
	desk_init(d);
	desk_ticket(d, 1)->category = span_of(rows[row].category);
	d->facts.tickets.items[0].ticket.agent = SPAN_NONE;
	for (size_t k = 0; k < 4 && rows[row].agents[k].name; k++) {
		const struct agent_row *x = &rows[row].agents[k];
		desk_agent(d, x->name, x->open, x->turn)->away_until = x->away ? DESK_NOW + 1 : DESK_NOW;
	}
	if (rows[row].last_agent[0]) {
		d->facts.sender_known = true;
		d->facts.sender =
			(struct customer){.addr = SPAN("jo@example.org"), .last_agent = span_of(rows[row].last_agent)};
	}
}

static void choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		struct span why;
		set_up(&d, i);
		const struct agent_conf *a =
			assign_choose(&d.w, &d.facts.tickets.items[0].ticket, span_of(rows[i].except), &why);
		if (!span_eq(a ? a->name : SPAN_NONE, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].name, SPAN_ARG(a ? a->name : SPAN_NONE),
				 rows[i].want);
		assert_true(why.len > 0);
		desk_clear(&d);
	}
}

static void assigned_with_all_that_goes_with_it(void **state)
{
	struct desk d;
	(void)state;
	set_up(&d, 0);
	struct ticket *t = plan_ticket(&d.w, 1);
	span_list_add(&d.a, &t->agent_watchers, SPAN("bob"));
	assert_true(assign_ticket(&d.w, t, SPAN_NONE));
	CHECK_SPAN(t->agent, SPAN("bob"));
	assert_int_equal(t->agent_watchers.count, 0);
	const struct agent_state *bob = plan_agent_peek(&d.w, SPAN("bob"));
	assert_int_equal(bob->open, 3);
	assert_int_equal(bob->last_assigned, 10);
	assert_int_equal(facts_agent(&d.facts, SPAN("bob"))->open, 2);
	assign_to(&d.w, t, conf_agent(d.conf, SPAN("ann")), SPAN("bob"), SPAN("asked"));
	assert_int_equal(plan_agent_peek(&d.w, SPAN("bob"))->open, 2);
	assert_int_equal(plan_agent_peek(&d.w, SPAN("ann"))->open, 4);
	assert_int_equal(plan_agent_peek(&d.w, SPAN("ann"))->last_assigned, 11);
	assert_int_equal(d.plan.mails.count, 0);
	assert_int_equal(d.plan.events.count, 2);
	desk_clear(&d);
}

static void one_plan_sees_its_own_loads(void **state)
{
	struct desk d;
	(void)state;
	set_up(&d, 2);
	struct ticket *one = plan_ticket(&d.w, 1);
	struct ticket *two = plan_ticket_new(&d.w);
	two->category = SPAN("general");
	assign_ticket(&d.w, one, SPAN_NONE);
	assign_ticket(&d.w, two, SPAN_NONE);
	CHECK_SPAN(one->agent, SPAN("ann"));
	CHECK_SPAN(two->agent, SPAN("bob"));
	desk_clear(&d);
}

static void who_waits_is_told_of_once(void **state)
{
	struct desk d;
	(void)state;
	set_up(&d, 5);
	struct ticket *t = plan_ticket(&d.w, 1);
	assert_false(assign_ticket(&d.w, t, SPAN_NONE));
	assert_true(t->waiting);
	assert_int_equal(d.plan.mails.count, 1);
	CHECK_SPAN(d.plan.mails.items[0].to, SPAN("boss@acme.test"));
	assert_false(assign_ticket(&d.w, t, SPAN_NONE));
	assert_int_equal(d.plan.mails.count, 1);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(choices),
		cmocka_unit_test(assigned_with_all_that_goes_with_it),
		cmocka_unit_test(one_plan_sees_its_own_loads),
		cmocka_unit_test(who_waits_is_told_of_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
