/* Pending webhook calls: written with the events, in order for each ticket, deleted with the ticket. */
#include "tests/unit/stores.h"

#define CREATED (1u << HOOK_CREATED)
#define STATUS (1u << HOOK_STATUS)

static const struct hook_wish both[] = {{SPAN("crm"), CREATED | STATUS}, {SPAN("chat"), STATUS}};
static const struct hook_wishes hooks = {both, 2};

struct desk {
	struct arena a;
	char *folder;
	struct store *store;
};

static void desk_open(struct desk *d, const struct hook_wishes *wanted)
{
	*d = (struct desk){.folder = folder_new()};
	arena_init(&d->a);
	struct store_options o = {.path = d->folder, .map_size = 64 << 20, .no_sync = true, .hooks = wanted};
	MUST(store_open(&o, &d->store, err));
}

static void desk_close(struct desk *d)
{
	store_close(d->store);
	folder_remove(d->folder);
	arena_clear(&d->a);
}

/* Adds events `from` to `to` of ticket `id`; the first creates it. */
static void happen(struct txn *t, uint64_t id, uint32_t from, uint32_t to, int64_t at)
{
	struct ticket k = {.id = id, .events = to, .customer = SPAN("jo@example.org")};
	MUST(store_ticket_put(t, &k, err));
	for (uint32_t seq = from; seq <= to; seq++) {
		struct event e = {
			.ticket = id, .seq = seq, .time = at, .kind = seq == 1 ? EVENT_CREATED : EVENT_STATUS};
		MUST(store_event_put(t, &e, err));
	}
}

/* "ticket/seq" of each call that is due. */
static const char *due(struct desk *d, struct txn *t, const char *hook, int64_t now, size_t limit)
{
	struct call_list list = {0};
	struct span text = SPAN_NONE;
	MUST(store_calls_due(t, &d->a, span_of(hook), now, limit, &list, err));
	for (size_t i = 0; i < list.count; i++)
		text = arena_printf(&d->a, "%.*s%llu/%u ", SPAN_ARG(text), (unsigned long long)list.items[i].ticket,
				    list.items[i].seq);
	return arena_str(&d->a, text);
}

/* The seqs of all events that the ticket's call delivers. */
static const char *all(struct desk *d, struct txn *t, const char *hook, uint64_t ticket)
{
	struct call call;
	struct event_list list = {0};
	struct span text = SPAN_NONE;
	struct err none;
	if (store_call(t, &d->a, span_of(hook), ticket, &call, &none))
		return "none";
	MUST(store_call_events(t, &d->a, &call, 100, &list, err));
	for (size_t i = 0; i < list.count; i++)
		text = arena_printf(&d->a, "%.*s%u ", SPAN_ARG(text), list.items[i].seq);
	return arena_str(&d->a, text);
}

static void show_fault(void *ctx, const char *text)
{
	(void)ctx;
	print_message("%s\n", text);
}

static void sound(struct txn *t)
{
	struct verify_report report = {0};
	MUST(store_verify(t, show_fault, NULL, &report, err));
	assert_int_equal(report.faults, 0);
}

#define WRITE(d) for (struct txn *t = begin((d), TXN_WRITE), *once = t; once; once = NULL, sound(t), stores_commit(t))

static struct txn *begin(struct desk *d, enum txn_mode mode)
{
	struct txn *t = NULL;
	MUST(store_begin(d->store, mode, &t, err));
	return t;
}

static void test_in_order_for_each_ticket(void **state)
{
	struct desk d;
	(void)state;
	desk_open(&d, &hooks);
	WRITE(&d)
	{
		happen(t, 1, 1, 3, 100);
		happen(t, 2, 1, 2, 101);
		assert_string_equal(all(&d, t, "crm", 1), "1 2 3 ");
		assert_string_equal(all(&d, t, "CHAT", 1), "2 3 ");
		assert_string_equal(all(&d, t, "other", 1), "none");
		assert_string_equal(due(&d, t, "crm", 100, 9), "1/1 ");
		assert_string_equal(due(&d, t, "crm", 101, 9), "1/1 2/1 ");
		assert_string_equal(due(&d, t, "crm", 101, 1), "1/1 ");
		assert_string_equal(due(&d, t, "chat", 101, 9), "1/2 2/2 ");
		assert_string_equal(due(&d, t, "other", 101, 9), "");
	}
	WRITE(&d)
	{
		struct call call;
		MUST(store_call(t, &d.a, SPAN("crm"), 1, &call, err));
		call.next = 200;
		call.attempts = 1;
		MUST(store_call_put(t, &call, err));
		/* later calls of that ticket wait too, those of the other ticket do not */
		assert_string_equal(due(&d, t, "crm", 199, 9), "2/1 ");
		happen(t, 1, 4, 4, 150);
		assert_string_equal(due(&d, t, "crm", 199, 9), "2/1 ");
		assert_string_equal(all(&d, t, "crm", 1), "1 2 3 4 ");
		MUST(store_call_done(t, SPAN("crm"), 2, 1, err));
		assert_string_equal(due(&d, t, "crm", 199, 9), "2/2 ");
		assert_string_equal(due(&d, t, "crm", 200, 9), "2/2 1/1 ");
		MUST(store_call_done(t, SPAN("crm"), 1, 1, err));
		MUST(store_call(t, &d.a, SPAN("crm"), 1, &call, err));
		assert_true(call.attempts == 0 && call.created == 100 && call.next == 100);
	}
	WRITE(&d)
	{
		MUST(store_call_done(t, SPAN("crm"), 1, 3, err));
		MUST(store_call_done(t, SPAN("crm"), 1, 2, err)); /* marked done already */
		assert_string_equal(all(&d, t, "crm", 1), "4 ");
		MUST(store_call_done(t, SPAN("crm"), 1, 4, err));
		MUST(store_call_done(t, SPAN("crm"), 1, 4, err));
		assert_string_equal(due(&d, t, "crm", 1000, 9), "2/2 ");
		assert_string_equal(all(&d, t, "chat", 1), "2 3 4 ");
		FAILS(ERR_NOTFOUND, store_call_put(t, &(struct call){.hook = SPAN("crm"), .ticket = 1, .seq = 4}, err));
		happen(t, 1, 5, 5, 300);
		assert_string_equal(due(&d, t, "crm", 300, 9), "2/2 1/5 ");
		MUST(store_call_drop(t, SPAN("chat"), 1, err));
		MUST(store_call_drop(t, SPAN("chat"), 1, err));
		assert_string_equal(all(&d, t, "chat", 1), "none");
	}
	desk_close(&d);
}

static int count_call(void *ctx, const struct call *call, struct err *err)
{
	(void)err;
	assert_true(call->created == 100);
	++*(size_t *)ctx;
	return 0;
}

static void test_they_go_with_their_ticket(void **state)
{
	struct desk d;
	size_t left = 0;
	(void)state;
	desk_open(&d, &hooks);
	WRITE(&d)
	{
		happen(t, 1, 1, 3, 100);
		happen(t, 2, 1, 3, 100);
		MUST(store_ticket_delete(t, 1, &(struct event){.kind = EVENT_DELETED, .time = 100}, err));
		MUST(store_each_call(t, count_call, &left, err));
		assert_int_equal(left, 2);
		assert_string_equal(due(&d, t, "crm", 1000, 9), "2/1 ");
	}
	desk_close(&d);
}

static void test_without_webhooks_there_are_none(void **state)
{
	struct desk d;
	size_t left = 0;
	(void)state;
	desk_open(&d, NULL);
	WRITE(&d)
	{
		happen(t, 1, 1, 3, 100);
		MUST(store_each_call(t, count_call, &left, err));
		assert_int_equal(left, 0);
	}
	desk_close(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_in_order_for_each_ticket),
		cmocka_unit_test(test_they_go_with_their_ticket),
		cmocka_unit_test(test_without_webhooks_there_are_none),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
