#include "tests/unit/stores.h"

#include "store/forget.h"
#include "store/keep.h"

#define DAY ((int64_t)86400)
#define NOW ((int64_t)2000 * DAY)

/* A ticket with one mail and one answer from an agent. */
static void put(struct txn *t, uint64_t id, enum status status, int64_t age)
{
	const struct ticket ticket = {.id = id,
				      .subject = SPAN("secret"),
				      .status = status,
				      .customer = SPAN("jo@example.org"),
				      .customer_name = SPAN("Jo"),
				      .agent = SPAN("bob"),
				      .category = SPAN("billing"),
				      .created = NOW - age,
				      .updated = NOW - age,
				      .finished = status == STATUS_CLOSED ? NOW - age : 0,
				      .messages = 2,
				      .events = 1};
	struct message m = {.ticket = id,
			    .seq = 1,
			    .from = SPAN("jo@example.org"),
			    .subject = SPAN("secret"),
			    .text = SPAN("words"),
			    .received = NOW - age};
	const struct event e = {.ticket = id, .seq = 1, .kind = EVENT_CREATED, .what = SPAN("secret")};
	MUST(store_ticket_put(t, &ticket, err));
	MUST(store_message_put(t, &m, SPAN("raw"), err));
	m.seq = 2;
	m.kind = MESSAGE_AGENT;
	m.from = SPAN("bob@acme.test");
	MUST(store_message_put(t, &m, SPAN("raw too"), err));
	MUST(store_event_put(t, &e, err));
}

static void pass(struct store *s, const struct keep_ages *ages, uint64_t *changed)
{
	uint64_t next = 1;
	*changed = 0;
	while (next) {
		struct txn *t;
		MUST(store_begin(s, TXN_WRITE, &t, err));
		MUST(keep_some(t, ages, NOW, &next, changed, err));
		MUST(store_commit(t, err));
	}
}

static const struct {
	enum status status;
	int64_t age;
	bool content, raw; /* still there afterwards? */
} rows[] = {
	{STATUS_CLOSED, 729 * DAY, true, false}, {STATUS_CLOSED, 730 * DAY, false, false},
	{STATUS_CLOSED, 100 * DAY, true, true},  {STATUS_OPEN, 900 * DAY, true, false},
	{STATUS_SPAM, 30 * DAY, false, false},   {STATUS_SPAM, 29 * DAY, true, true},
	{STATUS_OPEN, 364 * DAY, true, true},
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static void fault(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("%s", text);
}

static void test_ages(void **state)
{
	static const struct keep_ages ages = {730 * DAY, 30 * DAY, 365 * DAY};
	struct store *s;
	struct txn *t;
	struct arena a;
	uint64_t changed;
	(void)state;
	arena_init(&a);
	MUST(store_open_memory(&s, err));
	MUST(store_begin(s, TXN_WRITE, &t, err));
	for (size_t i = 0; i < ROWS; i++)
		put(t, i + 1, rows[i].status, rows[i].age);
	MUST(store_commit(t, err));
	pass(s, &ages, &changed);
	assert_int_equal(changed, 4);
	pass(s, &ages, &changed);
	assert_int_equal(changed, 0);
	MUST(store_begin(s, TXN_READ, &t, err));
	for (size_t i = 0; i < ROWS; i++) {
		struct ticket ticket;
		struct message m;
		MUST(store_ticket(t, &a, i + 1, &ticket, err));
		MUST(store_message(t, &a, i + 1, 1, &m, err));
		assert_int_equal(ticket.status, rows[i].status);
		CHECK_SPAN(ticket.category, SPAN("billing"));
		assert_int_equal(ticket.created, NOW - rows[i].age);
		assert_int_equal(span_eq(ticket.subject, SPAN("secret")), rows[i].content);
		assert_int_equal(span_eq(ticket.customer, SPAN("jo@example.org")), rows[i].content);
		assert_int_equal(span_eq(m.text, SPAN("words")), rows[i].content);
		assert_int_equal(m.raw_size > 0, rows[i].raw);
	}
	struct verify_report report;
	MUST(store_verify(t, fault, NULL, &report, err));
	store_abort(t);
	store_close(s);
	arena_clear(&a);
}

static void test_no_ages(void **state)
{
	static const struct keep_ages ages = {0, 0, 0};
	struct store *s;
	struct txn *t;
	uint64_t changed;
	(void)state;
	MUST(store_open_memory(&s, err));
	MUST(store_begin(s, TXN_WRITE, &t, err));
	for (uint64_t id = 1; id <= 1200; id++)
		put(t, id, STATUS_CLOSED, 1500 * DAY);
	MUST(store_commit(t, err));
	pass(s, &ages, &changed);
	assert_int_equal(changed, 0);
	pass(s, &(struct keep_ages){.closed = 1}, &changed);
	assert_int_equal(changed, 1200);
	store_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_ages), cmocka_unit_test(test_no_ages)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
