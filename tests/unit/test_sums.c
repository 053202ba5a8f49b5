/* Daily sums follow every change of their tickets, and verify detects those that don't. */
#include "tests/unit/check.h"

#include "store/sums.h"

#define TICKETS 60
#define CHANGES 1500

static uint32_t seed = 20261126;

static uint32_t draw(uint32_t n)
{
	seed = seed * 1664525u + 1013904223u;
	return (seed >> 8) % n;
}

static void must(int rc, const struct err *err)
{
	if (rc)
		fail_msg("%s", err->text);
}

static void count_fault(void *ctx, const char *text)
{
	(void)text;
	++*(uint64_t *)ctx;
}

static uint64_t faults(struct txn *t)
{
	struct verify_report report;
	struct err err;
	uint64_t n = 0;
	must(store_verify(t, count_fault, &n, &report, &err), &err);
	return n;
}

static void draw_figures(struct arena *a, struct ticket *t)
{
	static const char *const names[] = {"", "bob", "carol", "BOB"};
	struct figures *f = &t->figures;
	t->status = (enum status)draw(STATUS_MERGED);
	t->agent = span_of(names[draw(4)]);
	t->category = draw(2) ? SPAN("billing") : SPAN("general");
	t->customer = draw(2) ? SPAN("jo@example.org") : SPAN("lee@example.net");
	*f = (struct figures){.counted = draw(8) != 0, .created_day = 20000 + draw(5), .created_hour = draw(24)};
	f->first_day = draw(2) ? 20000 + draw(5) : 0;
	f->first_took = draw(100000);
	f->first_goal = (enum goal)draw(GOAL_COUNT);
	f->resolved_day = draw(2) ? 20000 + draw(5) : 0;
	f->resolve_took = draw(1000000);
	f->rated_day = draw(3) ? 0 : 20003;
	f->rating = 1 + draw(5);
	for (uint32_t i = 0; i < draw(4); i++)
		*LIST_ADD(a, &f->days) =
			(struct figure_day){20000 + i, span_of(names[draw(4)]), draw(3), draw(2), draw(2)};
	for (uint32_t i = 0; i < draw(3); i++)
		*LIST_ADD(a, &f->articles) = (struct figure_article){20000 + i, draw(2) ? SPAN("vpn") : SPAN("wifi"),
								     draw(3), draw(2), draw(2)};
}

static void sums_follow_their_tickets(void **state)
{
	struct store *s;
	struct txn *t;
	struct arena a;
	struct err err;
	(void)state;
	must(store_open_memory(&s, &err), &err);
	must(store_begin(s, TXN_WRITE, &t, &err), &err);
	for (uint32_t i = 0; i < CHANGES; i++) {
		struct ticket ticket = {.id = 1 + draw(TICKETS), .subject = SPAN("x")};
		struct ticket before;
		arena_init(&a);
		bool there = store_ticket(t, &a, ticket.id, &before, &err) == 0;
		uint64_t next;
		must(store_next_ticket(t, &next, &err), &err);
		draw_figures(&a, &ticket);
		if (there && draw(10) == 0)
			must(store_ticket_delete(t, ticket.id, NULL, &err), &err);
		else if (there || ticket.id >= next)
			must(store_ticket_put(t, &ticket, &err), &err);
		arena_clear(&a);
		if (i % 100 == 99)
			assert_int_equal(faults(t), 0);
	}
	for (uint64_t id = 1; id <= TICKETS; id++)
		if (store_ticket_delete(t, id, NULL, &err) != 0)
			assert_int_equal(err.kind, ERR_NOTFOUND);
	struct key first;
	assert_int_equal(txn_first(t, key_of(TABLE_SUM), &first, &err), 0);
	assert_int_equal(faults(t), 0);
	store_abort(t);
	store_close(s);
}

/* A wrong sum, an extra one, a missing one. */
static void verify_sees_wrong_sums(void **state)
{
	struct ticket ticket = {
		.id = 1, .agent = SPAN("bob"), .category = SPAN("general"), .customer = SPAN("jo@example.org")};
	struct key k = key_sum(SUMS_AGENT, 20000, SPAN("bob")), other = key_sum(SUMS_AGENT, 20001, SPAN("bob"));
	struct store *s;
	struct txn *t;
	struct arena a;
	struct err err;
	struct sum sum;
	(void)state;
	arena_init(&a);
	must(store_open_memory(&s, &err), &err);
	must(store_begin(s, TXN_WRITE, &t, &err), &err);
	ticket.figures = (struct figures){.counted = true, .created_day = 20000, .created_hour = 9};
	must(store_ticket_put(t, &ticket, &err), &err);
	assert_int_equal(faults(t), 0);
	must(txn_get(t, &code_sum, &k, &a, &sum, &err), &err);
	assert_int_equal(sum.tickets, 1);
	sum.tickets = 2;
	must(txn_put(t, &code_sum, &k, &sum, &err), &err);
	assert_int_equal(faults(t), 1);
	sum.tickets = 1;
	must(txn_put(t, &code_sum, &k, &sum, &err), &err);
	must(txn_put(t, &code_sum, &other, &sum, &err), &err);
	assert_int_equal(faults(t), 1);
	must(txn_clear(t, &other, &err), &err);
	must(txn_clear(t, &k, &err), &err);
	assert_int_equal(faults(t), 1);
	store_abort(t);
	store_close(s);
	arena_clear(&a);
}

static void times_are_kept_closely(void **state)
{
	(void)state;
	for (uint64_t took = 0; took < UINT32_MAX; took += 1 + took / 1000) {
		uint64_t code = figure_code((uint32_t)took, GOAL_MISSED);
		uint32_t kept = figure_took(code);
		assert_int_equal(figure_goal(code), GOAL_MISSED);
		assert_true(kept <= took && took - kept <= took / 2048);
		assert_true(took >= 4096 || kept == took);
		assert_true(figure_code((uint32_t)took + 1, GOAL_NONE) / GOAL_COUNT >= code / GOAL_COUNT);
	}
}

/* Places are in the order of the codes, and each maps back. */
static void a_code_has_its_place(void **state)
{
	(void)state;
	uint64_t before = 0;
	for (uint32_t place = 0; place < FIGURE_PLACES; place++) {
		uint64_t code = figure_at(place);
		assert_int_equal(figure_place(code), place);
		assert_true(place == 0 || code > before);
		before = code;
	}
	static const uint32_t times[] = {0, 1, 4095, 4096, 4097, 8191, 8192, 100000, 1u << 31, UINT32_MAX};
	for (size_t i = 0; i < sizeof(times) / sizeof(*times); i++) {
		uint64_t code = figure_code(times[i], GOAL_MISSED);
		assert_true(figure_at(figure_place(code)) == code && figure_place(code) < FIGURE_PLACES);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sums_follow_their_tickets), cmocka_unit_test(verify_sees_wrong_sums),
		cmocka_unit_test(times_are_kept_closely), cmocka_unit_test(a_code_has_its_place)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
