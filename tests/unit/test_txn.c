/* The write set of a transaction on each backend: what it answers, what it hides, what it costs. */
#include "tests/unit/stores.h"

#include "store/txn.h"

#define ROWS 701 /* several pages of a scan */

static struct key key_row(uint64_t n)
{
	return key_number(INDEX_WAITING, n);
}

static void put_rows(struct txn *t, uint64_t from, uint64_t to, uint64_t step)
{
	for (uint64_t n = from; n < to; n += step) {
		struct key k = key_row(n);
		MUST(txn_mark(t, &k, err));
	}
}

static void clear_rows(struct txn *t, uint64_t from, uint64_t to, uint64_t step)
{
	for (uint64_t n = from; n < to; n += step) {
		struct key k = key_row(n);
		MUST(txn_clear(t, &k, err));
	}
}

/* Checks that only the rows that are not multiples of 3 are left, scanning both ways and looking up each. */
static void assert_thirds_gone(struct txn *t)
{
	for (int back = 0; back < 2; back++) {
		struct scan s;
		struct err err;
		uint64_t n = back ? ROWS - 1 : 1;
		if (back)
			scan_start_back(&s, t, key_of(INDEX_WAITING));
		else
			scan_start(&s, t, key_of(INDEX_WAITING));
		size_t seen = 0;
		for (; scan_next(&s, &err) > 0; seen++) {
			assert_int_equal(key_owner(s.key), n);
			do
				n = back ? n - 1 : n + 1;
			while (n % 3 == 0 && n != 0);
		}
		scan_end(&s);
		assert_int_equal(seen, ROWS - (ROWS + 2) / 3);
	}
	for (uint64_t n = 0; n < 9; n++) {
		struct key k = key_row(n);
		bool has;
		MUST(txn_has(t, &k, &has, err));
		assert_int_equal(has, n % 3 != 0);
	}
}

/* Even rows are in the backend, odd ones in the transaction; every third is deleted. */
static void test_it_answers_its_own_reads(void **state)
{
	struct stores *f = *state;
	for (int flush = 0; flush < 2; flush++) {
		WRITING(f)
		put_rows(t, 0, ROWS, 2);
		struct txn *w = stores_begin(f, TXN_WRITE);
		put_rows(w, 1, ROWS, 2);
		if (flush)
			MUST(txn_flush(w, err));
		clear_rows(w, 0, ROWS, 3);
		assert_thirds_gone(w);
		store_abort(w);
		READING(f)
		{
			struct key first = {0};
			bool has;
			assert_int_equal(txn_first(t, key_of(INDEX_WAITING), &first, &(struct err){0}), 1);
			assert_int_equal(key_owner(key_span(&first)), 0);
			first = key_row(1);
			MUST(txn_has(t, &first, &has, err));
			assert_false(has);
		}
	}
	WRITING(f)
	{
		put_rows(t, 1, ROWS, 2);
		clear_rows(t, 0, ROWS, 3);
	}
	READING(f) assert_thirds_gone(t);
	WRITING(f) MUST(txn_del_range(t, key_of(INDEX_WAITING), err));
	READING(f)
	{
		struct key first;
		assert_int_equal(txn_first(t, key_of(INDEX_WAITING), &first, &(struct err){0}), 0);
	}
}

/* Memory is bounded: past the cap, writes go to the backend, and remain visible in the transaction. */
static void test_what_grows_goes_ahead(void **state)
{
	struct stores *f = *state;
	size_t size = (size_t)1 << 20, puts = TXN_CHANGES_MAX / size;
	char *value = calloc(1, size);
	WRITING(f)
	{
		uint64_t before = t->kv->counts.changes;
		for (uint64_t n = 0; n <= puts; n++) {
			struct key k = key_row(n);
			bool has;
			/* the keys also count towards the cap */
			assert_int_equal(t->kv->counts.changes, n < puts ? before : before + puts);
			MUST(txn_put_value(t, key_span(&k), span_make(value, size), err));
			MUST(txn_has(t, &k, &has, err));
			assert_true(has);
		}
		assert_int_equal(t->kv->counts.changes, before + puts);
	}
	free(value);
}

/* Numbers continue even if some of the writes are in the backend already. */
static void test_numbers_after_a_flush(void **state)
{
	struct stores *f = *state;
	struct ticket ticket = {.id = 1, .subject = SPAN("One"), .customer = SPAN("jo@example.org")};
	struct event e = {.ticket = 1, .kind = EVENT_NOTE, .seq = 1};
	WRITING(f)
	{
		ticket.events = 3;
		MUST(store_ticket_put(t, &ticket, err));
		MUST(store_event_put(t, &e, err));
		MUST(txn_flush(t, err));
		FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
		e.seq = 3;
		FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
		e.seq = 2;
		MUST(store_event_put(t, &e, err));
		e.seq = 3;
		MUST(store_event_put(t, &e, err));
		FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
	}
	WRITING(f)
	{
		FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
		e.seq = 5;
		FAILS(ERR_CORRUPT, store_event_put(t, &e, err));
	}
}

static void test_what_was_fetched_costs_no_trip(void **state)
{
	struct stores *f = *state;
	struct key there = key_row(1), gone = key_row(2), other = key_row(3);
	bool has;
	WRITING(f) MUST(txn_mark(t, &there, err));
	WRITING(f)
	{
		uint64_t before = t->kv->counts.trips;
		txn_want(t, there);
		txn_want(t, gone);
		txn_want(t, there);
		MUST(txn_fetch(t, err));
		assert_int_equal(t->kv->counts.trips, before + 1);
		MUST(txn_has(t, &there, &has, err));
		assert_true(has);
		MUST(txn_has(t, &gone, &has, err));
		assert_false(has);
		MUST(txn_clear(t, &there, err));
		MUST(txn_mark(t, &gone, err));
		MUST(txn_has(t, &there, &has, err));
		assert_false(has);
		txn_want(t, there);
		txn_want(t, gone);
		MUST(txn_fetch(t, err));
		assert_int_equal(t->kv->counts.trips, before + 1);
		MUST(txn_has(t, &other, &has, err));
		assert_int_equal(t->kv->counts.trips, before + 2);
		MUST(txn_flush(t, err));
		MUST(txn_has(t, &there, &has, err));
		assert_false(has);
		MUST(txn_has(t, &gone, &has, err));
		assert_true(has);
	}
}

static void test_nothing_written_is_no_commit(void **state)
{
	struct stores *f = *state;
	WRITING(f)
	{
		struct ticket_list list;
		MUST(store_tickets(t, &f->a, &(struct ticket_filter){.all = true}, &list, err));
	}
	struct txn *t = stores_begin(f, TXN_READ);
	struct key k = key_row(1);
	uint64_t before = t->kv->counts.trips, changes = t->kv->counts.changes;
	FAILS(ERR_CONFIG, txn_mark(t, &k, err));
	store_abort(t);
	t = stores_begin(f, TXN_WRITE);
	struct kv *kv = t->kv;
	stores_commit(t);
	assert_true(kv->counts.trips == before && kv->counts.changes == changes);
}

static int setup_lmdb(void **state)
{
	stores_open(*state, STORES_LMDB);
	return 0;
}

static int setup_memory(void **state)
{
	stores_open(*state, STORES_MEMORY);
	return 0;
}

static int setup_overlay(void **state)
{
	stores_open(*state, STORES_OVERLAY);
	return 0;
}

static int teardown(void **state)
{
	stores_close(*state);
	return 0;
}

#define ON(test, backend)                                                                                              \
	{                                                                                                              \
#test " on " #backend, test, setup_##backend, teardown, &fixture                                       \
	}
#define ALL(backend)                                                                                                   \
	ON(test_it_answers_its_own_reads, backend), ON(test_numbers_after_a_flush, backend),                           \
		ON(test_what_was_fetched_costs_no_trip, backend), ON(test_nothing_written_is_no_commit, backend)

int main(void)
{
	struct stores fixture = {0};
	const struct CMUnitTest tests[] = {ALL(lmdb), ALL(memory), ALL(overlay),
					   ON(test_what_grows_goes_ahead, memory)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
