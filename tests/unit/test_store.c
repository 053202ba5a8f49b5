/* Every function of the store, on LMDB, in memory, and in memory over LMDB. */
#include "tests/unit/stores.h"

#include <sys/stat.h>

static int setup(void **state, enum stores_backend backend)
{
	struct stores *f = calloc(1, sizeof(*f));
	stores_open(f, backend);
	*state = f;
	return 0;
}

static int setup_lmdb(void **state)
{
	return setup(state, STORES_LMDB);
}

static int setup_memory(void **state)
{
	return setup(state, STORES_MEMORY);
}

static int setup_overlay(void **state)
{
	return setup(state, STORES_OVERLAY);
}

static void no_fault(void *ctx, const char *text)
{
	(void)ctx;
	fail_msg("verify: %s", text);
}

/* Whatever a test did, the store must still verify. */
static int teardown(void **state)
{
	struct stores *f = *state;
	struct verify_report report = {0};
	READING(f)
	MUST(store_verify(t, no_fault, NULL, &report, err));
	assert_int_equal(report.faults, 0);
	stores_close(f);
	free(f);
	return 0;
}

/* --- tickets --- */

static struct ticket a_ticket(uint64_t id)
{
	return (struct ticket){.id = id,
			       .subject = SPAN("It does not work"),
			       .status = STATUS_NEW,
			       .priority = PRIORITY_NORMAL,
			       .category = SPAN("network"),
			       .agent = SPAN("carol"),
			       .customer = SPAN("jo@example.org"),
			       .created = 100};
}

static void test_numbers_are_never_given_twice(void **state)
{
	struct stores *f = *state;
	uint64_t next;
	WRITING(f)
	{
		MUST(store_next_ticket(t, &next, err));
		assert_int_equal(next, 1);
		for (uint64_t id = 1; id <= 3; id++) {
			struct ticket ticket = a_ticket(id);
			stores_put_ticket(t, &ticket);
		}
	}
	WRITING(f)
	MUST(store_ticket_delete(t, 3, NULL, err));
	WRITING(f)
	{
		struct ticket gone = a_ticket(3);
		MUST(store_next_ticket(t, &next, err));
		assert_int_equal(next, 4);
		FAILS(ERR_NOTFOUND, store_ticket_put(t, &gone, err));
		FAILS(ERR_NOTFOUND, store_ticket_delete(t, 3, NULL, err));
		FAILS(ERR_NOTFOUND, store_ticket(t, &f->a, 3, &gone, err));
	}
}

static void test_abort_takes_all_back(void **state)
{
	struct stores *f = *state;
	struct ticket ticket = a_ticket(1);
	struct txn *aborted = stores_begin(f, TXN_WRITE);
	uint64_t next;
	stores_put_ticket(aborted, &ticket);
	store_abort(aborted);
	READING(f)
	{
		FAILS(ERR_NOTFOUND, store_ticket(t, &f->a, 1, &ticket, err));
		MUST(store_next_ticket(t, &next, err));
		assert_int_equal(next, 1);
	}
}

static void assert_loads(struct stores *f, const char *agent, uint32_t load, const char *addr, uint32_t tickets,
			 uint32_t open)
{
	READING(f)
	{
		struct agent_state a = {0};
		struct customer c = {0};
		MUST(store_agent(t, &f->a, span_of(agent), &a, err));
		CHECK_SPAN(a.name, span_of(agent));
		assert_int_equal(a.open, load);
		MUST(store_customer(t, &f->a, span_of(addr), &c, err));
		assert_int_equal(c.tickets, tickets);
		assert_int_equal(c.open, open);
	}
}

static void test_loads_follow(void **state)
{
	static const struct {
		const char *name, *agent, *customer;
		enum status status;
		uint32_t carol, jo_tickets, jo_open, bob, al_tickets, al_open;
	} rows[] = {
		{"new", "carol", "jo@example.org", STATUS_NEW, 1, 1, 1, 0, 0, 0},
		{"the same again", "carol", "jo@example.org", STATUS_NEW, 1, 1, 1, 0, 0, 0},
		{"pending counts", "carol", "JO@example.org", STATUS_PENDING, 1, 1, 1, 0, 0, 0},
		{"resolved does not", "carol", "jo@example.org", STATUS_RESOLVED, 0, 1, 0, 0, 0, 0},
		{"open again", "carol", "jo@example.org", STATUS_OPEN, 1, 1, 1, 0, 0, 0},
		{"another agent", "bob", "jo@example.org", STATUS_OPEN, 0, 1, 1, 1, 0, 0},
		{"another customer", "bob", "al@example.org", STATUS_OPEN, 0, 0, 0, 1, 1, 1},
		{"nobody, closed", "", "al@example.org", STATUS_CLOSED, 0, 0, 0, 0, 1, 0},
	};
	struct stores *f = *state;
	WRITING(f)
	{
		MUST(store_customer_put(t, &(struct customer){.addr = SPAN("jo@example.org"), .tickets = 77}, err));
		MUST(store_customer_put(t, &(struct customer){.addr = SPAN("al@example.org")}, err));
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ticket ticket = a_ticket(1);
		ticket.agent = span_of(rows[i].agent);
		ticket.customer = span_of(rows[i].customer);
		ticket.status = rows[i].status;
		WRITING(f)
		stores_put_ticket(t, &ticket);
		assert_loads(f, "carol", rows[i].carol, "jo@example.org", rows[i].jo_tickets, rows[i].jo_open);
		assert_loads(f, "bob", rows[i].bob, "al@example.org", rows[i].al_tickets, rows[i].al_open);
	}
	WRITING(f)
	MUST(store_ticket_delete(t, 1, NULL, err));
	assert_loads(f, "carol", 0, "jo@example.org", 0, 0);
	assert_loads(f, "bob", 0, "al@example.org", 0, 0);
}

static void put_nine_tickets(struct stores *f)
{
	static const struct {
		enum status status;
		const char *category, *agent, *customer, *watcher;
		int64_t wake;
		bool waiting;
	} rows[] = {
		{STATUS_NEW, "network", "", "jo@example.org", NULL, 0, true},
		{STATUS_OPEN, "network", "carol", "jo@example.org", "al@example.org", 0, false},
		{STATUS_PENDING, "billing", "carol", "al@example.org", NULL, 500, false},
		{STATUS_RESOLVED, "billing", "carol", "al@example.org", "jo@example.org", 0, false},
		{STATUS_CLOSED, "network", "bob", "jo@example.org", NULL, 0, false},
		{STATUS_SPAM, "network", "", "x@example.org", NULL, 0, false},
		{STATUS_MERGED, "network", "carol", "jo@example.org", NULL, 0, false},
		{STATUS_OPEN, "billing", "bob", "al@example.org", "jo@example.org", 600, false},
		{STATUS_NEW, "billing", "", "al@example.org", NULL, 700, true},
	};
	WRITING(f)
	{
		for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
			struct ticket k = a_ticket(i + 1);
			k.status = rows[i].status;
			k.category = span_of(rows[i].category);
			k.agent = span_of(rows[i].agent);
			k.customer = span_of(rows[i].customer);
			if (rows[i].watcher)
				span_list_add(&f->a, &k.watchers, span_of(rows[i].watcher));
			k.wake = rows[i].wake;
			if (k.wake)
				*LIST_ADD(&f->a, &k.timers) = (struct timer){TIMER_WAKE, k.wake};
			k.waiting = rows[i].waiting;
			k.merged_into = k.status == STATUS_MERGED;
			stores_put_ticket(t, &k);
		}
	}
}

static void test_lists(void **state)
{
	static const struct {
		const char *name;
		struct ticket_filter filter;
		const char *want;
	} rows[] = {
		{"the unfinished", {.limit = 0}, "1 2 3 8 9 "},
		{"all", {.all = true}, "1 2 3 4 5 6 7 8 9 "},
		{"all, two", {.all = true, .limit = 2}, "1 2 "},
		{"all, the two newest", {.all = true, .limit = 2, .newest = true}, "9 8 "},
		{"status", {.by_status = true, .status = STATUS_SPAM}, "6 "},
		{"status new", {.by_status = true, .status = STATUS_NEW}, "1 9 "},
		{"category", {.category = SPAN("Billing")}, "3 8 9 "},
		{"category, all", {.category = SPAN("billing"), .all = true}, "3 4 8 9 "},
		{"agent", {.agent = SPAN("carol")}, "2 3 "},
		{"agent, resolved", {.agent = SPAN("carol"), .by_status = true, .status = STATUS_RESOLVED}, "4 "},
		{"agent and category", {.agent = SPAN("carol"), .category = SPAN("network"), .all = true}, "2 7 "},
		{"customer", {.customer = SPAN("JO@example.org")}, "1 2 "},
		{"customer or watcher", {.person = SPAN("jo@example.org")}, "1 2 8 "},
		{"customer or watcher, all", {.person = SPAN("jo@example.org"), .all = true}, "1 2 4 5 7 8 "},
		{"both of two people",
		 {.person = SPAN("jo@example.org"), .customer = SPAN("al@example.org"), .all = true},
		 "4 8 "},
		{"unassigned", {.unassigned = true}, "1 9 "},
		{"unassigned, all", {.unassigned = true, .all = true}, "1 6 9 "},
		{"waiting", {.waiting = true}, "1 9 "},
		{"waiting of a category", {.waiting = true, .category = SPAN("network")}, "1 "},
		{"nobody's", {.agent = SPAN("nobody")}, ""},
	};
	struct stores *f = *state;
	put_nine_tickets(f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		READING(f)
		{
			struct ticket_list list = {0};
			MUST(store_tickets(t, &f->a, &rows[i].filter, &list, err));
			if (strcmp(stores_ids(&f->a, &list), rows[i].want) != 0)
				fail_msg("%s: %s", rows[i].name, stores_ids(&f->a, &list));
		}
	}
}

/* Timers come earliest first, those of one ticket at one time together; changing a ticket replaces its timers. */
static void test_timers(void **state)
{
	static const struct {
		int64_t now;
		size_t limit;
		const char *want;
		int64_t next;
	} rows[] = {
		{499, 10, "", 500},
		{500, 10, "3/0@500 ", 600},
		{650, 10, "3/0@500 8/0@600 1/1@650 1/4@650 ", 700},
		{650, 2, "3/0@500 8/0@600 ", 650},
		{9000, 10, "3/0@500 8/0@600 1/1@650 1/4@650 9/0@700 ", 0},
		{9000, 0, "", 500},
	};
	struct stores *f = *state;
	put_nine_tickets(f);
	WRITING(f)
	{
		struct ticket k = stores_ticket(t, &f->a, 1);
		*LIST_ADD(&f->a, &k.timers) = (struct timer){TIMER_REMIND_FIRST, 400};
		stores_put_ticket(t, &k);
		k.timers.items[0].at = 650;
		*LIST_ADD(&f->a, &k.timers) = (struct timer){TIMER_CLOSE, 650};
		stores_put_ticket(t, &k);
	}
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		READING(f)
		{
			struct timer_due_list due;
			struct span got = SPAN_NONE;
			int64_t next = -1;
			MUST(store_timers_due(t, &f->a, rows[i].now, rows[i].limit, &due, &next, err));
			for (size_t n = 0; n < due.count; n++)
				got = arena_printf(&f->a, "%.*s%llu/%d@%lld ", SPAN_ARG(got),
						   (unsigned long long)due.items[n].ticket, due.items[n].timer.kind,
						   (long long)due.items[n].timer.at);
			CHECK_SPAN(got, span_of(rows[i].want));
			assert_int_equal(next, rows[i].next);
		}
	}
}

/* --- messages, events, undo --- */

static struct message a_message(uint64_t ticket, uint32_t seq)
{
	return (struct message){.ticket = ticket,
				.seq = seq,
				.kind = MESSAGE_CUSTOMER,
				.from = SPAN("jo@example.org"),
				.text = SPAN("Please help."),
				.message_id = SPAN("1@example.org")};
}

static struct span a_raw(struct arena *a, size_t size)
{
	char *p = arena_alloc(a, size + 1);
	uint32_t seed = 1;
	for (size_t i = 0; i < size; i++) {
		seed = seed * 1664525 + 1013904223;
		p[i] = (char)(seed >> 24);
	}
	return span_make(p, size);
}

static void put_message(struct stores *f, struct txn *t, uint64_t ticket, uint32_t seq, size_t raw)
{
	struct ticket k = stores_ticket(t, &f->a, ticket);
	struct message m = a_message(ticket, seq);
	k.messages++;
	stores_put_ticket(t, &k);
	MUST(store_message_put(t, &m, a_raw(&f->a, raw), err));
}

static void put_first_ticket(struct stores *f, struct txn *t)
{
	(void)f;
	struct ticket k = a_ticket(1);
	stores_put_ticket(t, &k);
}

static void test_messages_and_raw_mails(void **state)
{
	static const size_t sizes[] = {0, 1, 1000, 16363, 16364, 100000, 3000000};
	const uint32_t count = sizeof(sizes) / sizeof(sizes[0]);
	struct stores *f = *state;
	WRITING(f)
	{
		put_first_ticket(f, t);
		for (uint32_t i = 0; i < count; i++)
			put_message(f, t, 1, i + 1, sizes[i]);
	}
	store_rest(f->store);
	READING(f)
	{
		struct message_list list = {0};
		struct span raw = SPAN_NONE;
		MUST(store_messages(t, &f->a, 1, &list, err));
		assert_int_equal(list.count, count);
		for (uint32_t i = 0; i < count; i++) {
			assert_int_equal(list.items[i].seq, i + 1);
			assert_int_equal(list.items[i].raw_size, sizes[i]);
			CHECK_SPAN(list.items[i].text, SPAN("Please help."));
			if (sizes[i] == 0) {
				FAILS(ERR_NOTFOUND, store_raw(t, &f->a, 1, i + 1, &raw, err));
				continue;
			}
			MUST(store_raw(t, &f->a, 1, i + 1, &raw, err));
			assert_true(span_eq(raw, a_raw(&f->a, sizes[i])));
		}
		struct message m;
		FAILS(ERR_NOTFOUND, store_message(t, &f->a, 1, count + 1, &m, err));
		FAILS(ERR_NOTFOUND, store_message(t, &f->a, 2, 1, &m, err));
		MUST(store_messages(t, &f->a, 2, &list, err));
		assert_int_equal(list.count, 0);
	}
}

static void test_message_update(void **state)
{
	struct stores *f = *state;
	WRITING(f)
	{
		put_first_ticket(f, t);
		put_message(f, t, 1, 1, 5000);
		struct message m = a_message(1, 1);
		m.held_for = SPAN("carol");
		m.raw_size = 9;
		MUST(store_message_update(t, &m, err));
		m.seq = 2;
		FAILS(ERR_NOTFOUND, store_message_update(t, &m, err));
	}
	READING(f)
	{
		struct message m;
		struct span raw;
		MUST(store_message(t, &f->a, 1, 1, &m, err));
		CHECK_SPAN(m.held_for, SPAN("carol"));
		assert_int_equal(m.raw_size, 5000);
		MUST(store_raw(t, &f->a, 1, 1, &raw, err));
		assert_int_equal(raw.len, 5000);
	}
}

static void test_no_gaps(void **state)
{
	struct stores *f = *state;
	struct txn *t = stores_begin(f, TXN_WRITE);
	put_first_ticket(f, t);
	put_message(f, t, 1, 1, 10);
	static const uint32_t wrong[] = {0, 1, 3};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct message m = a_message(1, wrong[i]);
		struct event e = {.ticket = 1, .seq = wrong[i] + 1};
		FAILS(ERR_CORRUPT, store_message_put(t, &m, SPAN_NONE, err));
		if (wrong[i])
			FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
	}
	struct ticket fewer = a_ticket(1);
	FAILS(ERR_CORRUPT, store_ticket_put(t, &fewer, err));
	store_abort(t);
}

static void test_events(void **state)
{
	struct stores *f = *state;
	WRITING(f)
	{
		struct ticket k = a_ticket(1);
		k.events = 2;
		stores_put_ticket(t, &k);
		for (uint32_t i = 1; i <= 2; i++) {
			struct event e = {.ticket = 1, .seq = i, .time = 10 * i, .kind = EVENT_STATUS};
			MUST(store_event_put(t, &e, err));
		}
	}
	READING(f)
	{
		struct event_list list = {0};
		MUST(store_events(t, &f->a, 1, &list, err));
		assert_int_equal(list.count, 2);
		assert_int_equal(list.items[1].time, 20);
		assert_int_equal(list.items[1].kind, EVENT_STATUS);
	}
}

static void test_undo(void **state)
{
	struct stores *f = *state;
	struct undo undo = {.ticket = 1, .agent = SPAN("carol"), .done = SPAN("closed")}, got;
	WRITING(f)
	{
		put_first_ticket(f, t);
		FAILS(ERR_NOTFOUND, store_undo(t, &f->a, 1, SPAN("carol"), &got, err));
		*LIST_ADD(&f->a, &undo.before) = a_ticket(1);
		MUST(store_undo_put(t, &undo, err));
		undo.done = SPAN("reopened");
		MUST(store_undo_put(t, &undo, err));
	}
	WRITING(f)
	{
		MUST(store_undo(t, &f->a, 1, SPAN("Carol"), &got, err));
		CHECK_SPAN(got.done, SPAN("reopened"));
		assert_int_equal(got.before.count, 1);
		FAILS(ERR_NOTFOUND, store_undo(t, &f->a, 1, SPAN("bob"), &got, err));
		MUST(store_undo_delete(t, 1, SPAN("carol"), err));
		MUST(store_undo_delete(t, 1, SPAN("carol"), err));
		FAILS(ERR_NOTFOUND, store_undo(t, &f->a, 1, SPAN("carol"), &got, err));
	}
}

/* --- known mails --- */

static void test_known_mails(void **state)
{
	struct stores *f = *state;
	const unsigned char digest[32] = {1, 2, 3};
	struct seen_at at = {0};
	WRITING(f)
	{
		put_first_ticket(f, t);
		put_message(f, t, 1, 1, 10);
		FAILS(ERR_NOTFOUND, store_msgid(t, SPAN("a@x"), &at, err));
		FAILS(ERR_NOTFOUND, store_content(t, digest, &at, err));
		MUST(store_msgid_put(t, SPAN("a@x"), &(struct seen_at){.ticket = 0}, err));
		MUST(store_msgid_put(t, SPAN("a@x"), &(struct seen_at){.ticket = 1, .seq = 1}, err));
		MUST(store_content_put(t, digest, &(struct seen_at){.ticket = 1, .seq = 1}, err));
		MUST(store_msgid_put(t, SPAN("query@x"), &(struct seen_at){.ticket = 0}, err));
	}
	READING(f)
	{
		MUST(store_msgid(t, SPAN("a@x"), &at, err));
		assert_true(at.ticket == 1 && at.seq == 1);
		MUST(store_content(t, digest, &at, err));
		assert_true(at.ticket == 1 && at.seq == 1);
		FAILS(ERR_NOTFOUND, store_msgid(t, SPAN("A@x"), &at, err));
	}
}

static void test_delete_forgets_but_stays_known(void **state)
{
	struct stores *f = *state;
	const unsigned char digest[32] = {9};
	struct seen_at at = {0};
	WRITING(f)
	{
		put_first_ticket(f, t);
		put_message(f, t, 1, 1, 100000);
		struct ticket k = stores_ticket(t, &f->a, 1);
		k.events = 1;
		stores_put_ticket(t, &k);
		MUST(store_event_put(t, &(struct event){.ticket = 1, .seq = 1}, err));
		MUST(store_undo_put(t, &(struct undo){.ticket = 1, .agent = SPAN("carol")}, err));
		MUST(store_msgid_put(t, SPAN("a@x"), &(struct seen_at){.ticket = 1, .seq = 1}, err));
		MUST(store_content_put(t, digest, &(struct seen_at){.ticket = 1, .seq = 1}, err));
		MUST(store_outmail_put(t, &(struct outmail){.id = 1, .ticket = 1, .next = 5}, err));
		MUST(store_outmail_put(t, &(struct outmail){.id = 2, .ticket = 1, .state = OUTMAIL_SENT}, err));
		MUST(store_outmail_put(t, &(struct outmail){.id = 3, .ticket = 0, .next = 5}, err));
	}
	WRITING(f)
	MUST(store_ticket_delete(t, 1, NULL, err));
	READING(f)
	{
		struct message_list messages;
		struct event_list events;
		struct outmail_list mails;
		struct undo undo;
		MUST(store_messages(t, &f->a, 1, &messages, err));
		MUST(store_events(t, &f->a, 1, &events, err));
		MUST(store_outbox(t, &f->a, &mails, err));
		assert_int_equal(messages.count + events.count, 0);
		assert_int_equal(mails.count, 1);
		FAILS(ERR_NOTFOUND, store_undo(t, &f->a, 1, SPAN("carol"), &undo, err));
		MUST(store_msgid(t, SPAN("a@x"), &at, err));
		assert_int_equal(at.ticket, 0);
		MUST(store_content(t, digest, &at, err));
		assert_int_equal(at.ticket, 0);
	}
}

/* --- mailboxes --- */

static void done(struct txn *t, uint64_t uid)
{
	MUST(store_done_put(t, SPAN("support"), 7, uid, err));
}

static void assert_done(struct stores *f, uint64_t cursor, const char *want)
{
	READING(f)
	{
		uint64_t got = 0;
		char text[40] = "";
		MUST(store_cursor(t, SPAN("support"), 7, &got, err));
		assert_int_equal(got, cursor);
		for (uint64_t uid = 1; uid <= 9; uid++) {
			bool is = false;
			MUST(store_done(t, SPAN("Support"), 7, uid, &is, err));
			text[uid - 1] = is ? 'x' : '.';
		}
		assert_string_equal(text, want);
	}
}

static void test_done_and_cursor(void **state)
{
	struct stores *f = *state;
	assert_done(f, 0, ".........");
	WRITING(f)
	done(t, 1), done(t, 3), done(t, 4);
	assert_done(f, 1, "x.xx.....");
	WRITING(f)
	done(t, 2), done(t, 2);
	assert_done(f, 4, "xxxx.....");
	WRITING(f)
	done(t, 8), done(t, 6);
	WRITING(f)
	MUST(store_cursor_put(t, SPAN("support"), 7, 7, err));
	assert_done(f, 8, "xxxxxxxx.");
	READING(f)
	{
		bool is = true;
		MUST(store_done(t, SPAN("support"), 8, 1, &is, err));
		assert_false(is);
		MUST(store_done(t, SPAN("sales"), 7, 1, &is, err));
		assert_false(is);
	}
}

static void test_attempts(void **state)
{
	struct stores *f = *state;
	uint32_t n = 9;
	WRITING(f)
	{
		MUST(store_attempts(t, SPAN("support"), 7, 5, &n, err));
		assert_int_equal(n, 0);
		MUST(store_attempts_put(t, SPAN("support"), 7, 5, 2, err));
	}
	WRITING(f)
	{
		MUST(store_attempts(t, SPAN("support"), 7, 5, &n, err));
		assert_int_equal(n, 2);
		MUST(store_attempts_put(t, SPAN("support"), 7, 5, 0, err));
		MUST(store_attempts_put(t, SPAN("support"), 7, 5, 0, err));
		MUST(store_attempts(t, SPAN("support"), 7, 5, &n, err));
		assert_int_equal(n, 0);
	}
}

/* --- people --- */

static void test_customers(void **state)
{
	struct stores *f = *state;
	struct customer c = {.addr = SPAN("Jo@example.org"), .name = SPAN("Jo"), .unreachable = true}, got;
	WRITING(f)
	{
		FAILS(ERR_NOTFOUND, store_customer(t, &f->a, SPAN("jo@example.org"), &got, err));
		MUST(store_customer_put(t, &c, err));
		MUST(store_customer_put(t, &(struct customer){.addr = SPAN("al@example.org")}, err));
		put_first_ticket(f, t);
	}
	WRITING(f)
	{
		MUST(store_customer(t, &f->a, SPAN("jo@example.org"), &got, err));
		CHECK_SPAN(got.name, SPAN("Jo"));
		assert_true(got.unreachable && got.tickets == 1 && got.open == 1);
		MUST(store_customer(t, &f->a, SPAN("al@example.org"), &got, err));
		assert_int_equal(got.tickets, 0);
	}
}

static void test_agents(void **state)
{
	struct stores *f = *state;
	struct agent_state got;
	WRITING(f)
	{
		MUST(store_agent(t, &f->a, SPAN("carol"), &got, err));
		assert_true(got.open == 0 && got.away_until == 0 && got.last_assigned == 0);
		MUST(store_agent_put(t, &(struct agent_state){SPAN("carol"), 55, 3, 400, true, SPAN("Carol"), 2}, err));
		put_first_ticket(f, t);
	}
	READING(f)
	{
		MUST(store_agent(t, &f->a, SPAN("CAROL"), &got, err));
		CHECK_SPAN(got.name, SPAN("carol"));
		assert_true(got.open == 1 && got.away_until == 400 && got.last_assigned == 3 && got.away_auto);
	}
}

/* --- outbox --- */

static void test_outbox_due(void **state)
{
	static const int64_t next[] = {50, 10, 30, 10, 90};
	static const struct {
		int64_t now;
		size_t limit;
		const char *want;
		int64_t next_due;
	} rows[] = {
		{5, 9, "", 10},      {10, 9, "24", 30},   {10, 1, "2", 10},
		{60, 9, "2431", 90}, {99, 9, "24315", 0}, {99, 4, "2431", 90},
	};
	struct stores *f = *state;
	WRITING(f)
	for (uint64_t i = 0; i < 5; i++)
		MUST(store_outmail_put(t, &(struct outmail){.id = i + 1, .next = next[i]}, err));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		READING(f)
		{
			struct id_list list = {0};
			int64_t due = -1;
			char ids[10] = "";
			MUST(store_outbox_due(t, &f->a, rows[i].now, rows[i].limit, &list, &due, err));
			for (size_t j = 0; j < list.count; j++)
				ids[j] = (char)('0' + list.items[j]);
			assert_string_equal(ids, rows[i].want);
			assert_int_equal(due, rows[i].next_due);
		}
	}
}

static void test_outbox_to(void **state)
{
	static const struct {
		const char *to, *want;
	} rows[] = {
		{"jo@example.org", "13"}, {"JO@Example.ORG", "13"}, {"ann@example.org", "2"}, {"x@example.org", ""}};
	static const char *const to[] = {"jo@example.org", "ann@example.org", "Jo@example.org", "jo@example.org"};
	struct stores *f = *state;
	WRITING(f)
	for (uint64_t i = 0; i < 4; i++)
		MUST(store_outmail_put(t,
				       &(struct outmail){.id = i + 1,
							 .to = span_of(to[i]),
							 .state = i == 3 ? OUTMAIL_FAILED : OUTMAIL_QUEUED},
				       err));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		READING(f)
		{
			struct outmail_list list = {0};
			char ids[10] = "";
			MUST(store_outbox_to(t, &f->a, span_of(rows[i].to), &list, err));
			for (size_t j = 0; j < list.count; j++)
				ids[j] = (char)('0' + list.items[j].id);
			assert_string_equal(ids, rows[i].want);
		}
	}
}

static void test_outmail_states(void **state)
{
	struct stores *f = *state;
	struct outmail m = {.id = 1, .body = SPAN("Hello"), .to = SPAN("jo@example.org"), .next = 5}, got;
	struct outmail_list list;
	struct id_list due;
	uint64_t next_id;
	int64_t next;
	*LIST_ADD(&f->a, &m.parts) = (struct outmail_part){.ticket = 1, .seq = 1};
	WRITING(f)
	{
		MUST(store_outmail_put(t, &m, err));
		m.state = OUTMAIL_FAILED;
		MUST(store_outmail_put(t, &m, err));
	}
	WRITING(f)
	{
		MUST(store_outbox_due(t, &f->a, 100, 9, &due, &next, err));
		assert_int_equal(due.count, 0);
		MUST(store_outbox_to(t, &f->a, SPAN("jo@example.org"), &list, err));
		assert_int_equal(list.count, 0);
		MUST(store_outbox(t, &f->a, &list, err));
		assert_int_equal(list.count, 1);
		CHECK_SPAN(list.items[0].body, SPAN("Hello"));
		assert_int_equal(list.items[0].parts.count, 1);
		m.state = OUTMAIL_SENT;
		MUST(store_outmail_put(t, &m, err));
	}
	WRITING(f)
	{
		MUST(store_outmail(t, &f->a, 1, &got, err));
		CHECK_SPAN(got.to, SPAN("jo@example.org"));
		assert_int_equal(got.body.len + got.parts.count, 0);
		MUST(store_outbox(t, &f->a, &list, err));
		assert_int_equal(list.count, 0);
		MUST(store_outmail_delete(t, 1, err));
		FAILS(ERR_NOTFOUND, store_outmail_delete(t, 1, err));
		FAILS(ERR_NOTFOUND, store_outmail(t, &f->a, 1, &got, err));
		FAILS(ERR_NOTFOUND, store_outmail_put(t, &m, err));
		MUST(store_next_outmail(t, &next_id, err));
		assert_int_equal(next_id, 2);
	}
}

/* --- quarantine --- */

static void test_quarantine(void **state)
{
	struct stores *f = *state;
	struct quarantined q = {.mailbox = SPAN("support"), .reason = SPAN("no header"), .uid = 4}, got;
	struct quarantined_list list;
	struct span raw = SPAN_NONE;
	WRITING(f)
	{
		MUST(store_quarantine_put(t, &q, a_raw(&f->a, 50000), err));
		assert_true(q.id == 1 && q.size == 50000);
		MUST(store_quarantine_put(t, &q, SPAN_NONE, err));
		assert_int_equal(q.id, 2);
	}
	WRITING(f)
	{
		MUST(store_quarantine(t, &f->a, 1, &got, &raw, err));
		CHECK_SPAN(got.reason, SPAN("no header"));
		assert_true(span_eq(raw, a_raw(&f->a, 50000)));
		MUST(store_quarantine(t, &f->a, 2, &got, &raw, err));
		assert_int_equal(raw.len, 0);
		MUST(store_quarantine(t, &f->a, 1, &got, NULL, err));
		MUST(store_quarantines(t, &f->a, &list, err));
		assert_int_equal(list.count, 2);
		MUST(store_quarantine_delete(t, 2, err));
		FAILS(ERR_NOTFOUND, store_quarantine_delete(t, 2, err));
		FAILS(ERR_NOTFOUND, store_quarantine(t, &f->a, 2, &got, &raw, err));
		MUST(store_quarantine_put(t, &q, SPAN("x"), err));
		assert_int_equal(q.id, 3);
		MUST(store_quarantine_delete(t, 1, err));
	}
}

/* --- counters, notes, keys --- */

static uint32_t count(struct stores *f, int64_t now)
{
	uint32_t n = 99;
	READING(f)
	MUST(store_count(t, SPAN("auto:jo@example.org"), now, 3600, &n, err));
	return n;
}

static void count_up(struct stores *f, int64_t now, uint32_t by)
{
	WRITING(f)
	MUST(store_count_add(t, SPAN("auto:jo@example.org"), now, 3600, by, err));
}

static void test_counters(void **state)
{
	struct stores *f = *state;
	assert_int_equal(count(f, 1000), 0);
	count_up(f, 1000, 1);
	count_up(f, 4000, 2);
	assert_int_equal(count(f, 4599), 3);
	assert_int_equal(count(f, 4600), 0); /* the window is over */
	assert_int_equal(count(f, 999), 0);  /* the clock was set back */
	count_up(f, 4600, 1);
	assert_int_equal(count(f, 4600), 1);
	count_up(f, 100, 5);
	assert_int_equal(count(f, 200), 5);
	count_up(f, 300, UINT32_MAX);
	assert_int_equal(count(f, 300), UINT32_MAX);
}

static void test_notes(void **state)
{
	struct stores *f = *state;
	struct span value;
	WRITING(f)
	{
		FAILS(ERR_NOTFOUND, store_note(t, &f->a, SPAN("told:flood"), &value, err));
		MUST(store_note_put(t, SPAN("told:flood"), SPAN("1"), err));
		MUST(store_note_put(t, SPAN("told:flood"), SPAN("22"), err));
	}
	WRITING(f)
	{
		MUST(store_note(t, &f->a, SPAN("told:flood"), &value, err));
		CHECK_SPAN(value, SPAN("22"));
		MUST(store_note_put(t, SPAN("told:flood"), SPAN_NONE, err));
		MUST(store_note_put(t, SPAN("told:flood"), SPAN_NONE, err));
		FAILS(ERR_NOTFOUND, store_note(t, &f->a, SPAN("told:flood"), &value, err));
	}
}

static void put_sent(struct txn *t, uint64_t id, enum outmail_state s, int64_t created)
{
	MUST(store_outmail_put(t, &(struct outmail){.id = id, .state = s, .created = created}, err));
}

static uint64_t records_after_sweep(struct stores *f, int64_t now, size_t limit)
{
	struct verify_report report = {0};
	WRITING(f)
	{
		MUST(store_sweep(t, now, limit, err));
		MUST(store_verify(t, no_fault, NULL, &report, err));
	}
	return report.records;
}

static void test_sweep(void **state)
{
	const int64_t day = 24 * 3600;
	struct stores *f = *state;
	count_up(f, 1000, 1);
	uint64_t rest = records_after_sweep(f, 1000, 0) - 1;
	WRITING(f)
	{
		put_sent(t, 1, OUTMAIL_SENT, day);
		put_sent(t, 2, OUTMAIL_SENT, 2 * day);
		put_sent(t, 3, OUTMAIL_FAILED, day);
		put_sent(t, 4, OUTMAIL_DROPPED, day);
		put_sent(t, 5, OUTMAIL_SENT, 50 * day);
	}
	rest += 1; /* the outbox's next number */
	assert_int_equal(records_after_sweep(f, 4599, 100), rest + 6);
	assert_int_equal(records_after_sweep(f, 4601, 100), rest + 5);
	assert_int_equal(records_after_sweep(f, 62 * day - 1, 1), rest + 4);
	assert_int_equal(records_after_sweep(f, 62 * day - 1, 100), rest + 3);
	assert_int_equal(records_after_sweep(f, 100 * day, 100), rest + 2);
	READING(f)
	{
		struct outmail m;
		MUST(store_outmail(t, &f->a, 3, &m, err));
		MUST(store_outmail(t, &f->a, 5, &m, err));
	}
}

static void test_token_keys(void **state)
{
	struct stores *f = *state;
	struct token_keys first = {0}, again = {0};
	READING(f)
	FAILS(ERR_NOTFOUND, store_keys(t, &first, err));
	WRITING(f)
	MUST(store_keys(t, &first, err));
	READING(f)
	MUST(store_keys(t, &again, err));
	assert_memory_equal(&first, &again, sizeof(first));
	static const unsigned char zero[TOKEN_KEY_SIZE];
	assert_memory_not_equal(first.items[0].bytes, zero, TOKEN_KEY_SIZE);
	token_rotate(&first);
	WRITING(f)
	MUST(store_keys_put(t, &first, err));
	READING(f)
	MUST(store_keys(t, &again, err));
	assert_memory_equal(&first, &again, sizeof(first));
}

#define ON(test, backend)                                                                                              \
	{                                                                                                              \
#test " on " #backend, test, setup_##backend, teardown, NULL                                           \
	}
#define VERBS(backend)                                                                                                 \
	ON(test_numbers_are_never_given_twice, backend), ON(test_abort_takes_all_back, backend),                       \
		ON(test_loads_follow, backend), ON(test_lists, backend), ON(test_timers, backend),                     \
		ON(test_messages_and_raw_mails, backend), ON(test_message_update, backend), ON(test_no_gaps, backend), \
		ON(test_events, backend), ON(test_undo, backend), ON(test_known_mails, backend),                       \
		ON(test_delete_forgets_but_stays_known, backend), ON(test_done_and_cursor, backend),                   \
		ON(test_attempts, backend), ON(test_customers, backend), ON(test_agents, backend),                     \
		ON(test_outbox_due, backend), ON(test_outbox_to, backend), ON(test_outmail_states, backend),           \
		ON(test_quarantine, backend), ON(test_counters, backend), ON(test_notes, backend),                     \
		ON(test_sweep, backend), ON(test_token_keys, backend)

int main(void)
{
	const struct CMUnitTest tests[] = {VERBS(lmdb), VERBS(memory), VERBS(overlay)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
