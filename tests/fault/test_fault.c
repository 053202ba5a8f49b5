/* In ten golden conversations, each store operation of taking in the golden mail fails once: nothing half done is left,
 * the failure is reported, and after the mail is taken in again everything is as if it had not failed. With STEP, one
 * operation in so many fails, others in each conversation and with each backend, and always the last, the commit. */
#include "tests/unit/check.h"

#include "daemon/desk/transact.h"
#include "store/txn.h"
#include "tests/fault/kv_fault.h"
#include "tests/golden/desk.h"

#include <sys/param.h>

static const char *const conversations[] = {
	"new/attachment",
	"message/reopens-closed",
	"query/close-confirmed",
	"bounce/permanent",
	"agent/reply-attachment",
	"agent/assign",
	"agent/merge",
	"agent/split",
	"agent/undo",
	"agent/vouch",
};

#define FIRST_NUMBER 1000 /* higher than any that came before */

/* --- the contents of a store --- */

static struct span dump(struct arena *a, struct kv *kv)
{
	const struct kv_range everything = {.limit = SIZE_MAX};
	struct kv_rows rows = {0};
	struct kv_txn *t;
	struct buf b;
	struct err err;
	buf_init(&b, BUF_MAX);
	assert_int_equal(kv->ops->begin(kv, false, &t, &err), 0);
	assert_int_equal(kv->ops->range(t, &everything, a, &rows, &err), 0);
	for (size_t i = 0; i < rows.count; i++) {
		buf_printf(&b, "%zu %zu ", rows.items[i].key.len, rows.items[i].value.len);
		buf_add(&b, rows.items[i].key);
		buf_add(&b, rows.items[i].value);
	}
	kv->ops->abort(t);
	assert_false(b.over);
	struct span all = arena_dup(a, buf_span(&b));
	buf_clear(&b);
	return all;
}

/* --- one conversation --- */

struct trial {
	struct golden desk;        /* the history; from here on it is only read */
	struct arena a, scratch;   /* scratch: cleared for each attempt */
	struct span before, after; /* the store without the mail, and with it */
	struct store *store;
	enum kv_fault_kind kind;
	struct kv_fault fault;
};

static void store_new(struct trial *t)
{
	struct err err;
	assert_int_equal(store_open_overlay(t->desk.store, &t->store, &err), 0);
	kv_fault_init(&t->fault, t->store->kv, t->kind);
	t->fault.given = FIRST_NUMBER;
	t->store->kv = &t->fault.kv;
}

static int take(struct txn *txn, void *ctx, struct err *err)
{
	struct trial *t = ctx;
	return golden_take(&t->desk, txn, arena_printf(&t->scratch, "%s.eml", t->desk.name), err);
}

static int try_mail(struct trial *t, struct err *err)
{
	return transact(t->store, take, t, err);
}

static struct span state(struct trial *t, struct arena *a)
{
	kv_fault_arm(&t->fault, 0, ERR_NONE);
	return dump(a, &t->fault.kv);
}

static bool is_state(struct trial *t, struct span wanted)
{
	return span_eq(state(t, &t->scratch), wanted);
}

/* Runs without a fault: returns the number of operations, and keeps the result. */
static size_t run_whole(struct trial *t)
{
	struct err err;
	store_new(t);
	t->before = state(t, &t->a);
	kv_fault_arm(&t->fault, 0, ERR_NONE);
	assert_int_equal(try_mail(t, &err), 0);
	size_t operations = t->fault.calls;
	t->after = state(t, &t->a);
	store_close(t->store);
	assert_false(span_eq(t->before, t->after));
	return operations;
}

/* A permanent failure is reported and leaves nothing of the mail; the next attempt succeeds. */
static void run_failed(struct trial *t, size_t n)
{
	struct err err;
	store_new(t);
	kv_fault_arm(&t->fault, n, ERR_CORRUPT);
	int rc = try_mail(t, &err);
	if (!t->fault.met || rc == 0 || err.kind != ERR_CORRUPT)
		fail_msg("%s, operation %zu: the failure is not told: %s", t->desk.name, n, rc ? err.text : "success");
	if (!is_state(t, t->before))
		fail_msg("%s, operation %zu: something of the mail is there", t->desk.name, n);
	assert_int_equal(try_mail(t, &err), 0);
	if (!is_state(t, t->after))
		fail_msg("%s, operation %zu: the second time something else came of it", t->desk.name, n);
	store_close(t->store);
}

/* A failure that allows a retry: the work is repeated automatically. */
static void run_retried(struct trial *t, size_t n)
{
	struct err err;
	store_new(t);
	kv_fault_arm(&t->fault, n, ERR_RETRY);
	if (try_mail(t, &err) != 0 || !t->fault.met)
		fail_msg("%s, operation %zu: not done again: %s", t->desk.name, n, err.text);
	if (!is_state(t, t->after))
		fail_msg("%s, operation %zu: done again, something else came of it", t->desk.name, n);
	store_close(t->store);
}

static void try_conversation(const char *name, struct reader *reader, enum kv_fault_kind kind, size_t first,
			     size_t step)
{
	struct trial t = {.kind = kind};
	arena_init(&t.a);
	arena_init(&t.scratch);
	golden_open(&t.desk, name, reader);
	size_t operations = run_whole(&t);
	for (size_t n = first; n <= operations; n += n == operations ? 1 : MIN(step, operations - n)) {
		run_failed(&t, n);
		run_retried(&t, n);
		arena_clear(&t.scratch);
		arena_init(&t.scratch);
	}
	print_message("%s: %zu operations\n", name, operations);
	golden_close(&t.desk);
	arena_clear(&t.scratch);
	arena_clear(&t.a);
}

static void try_all(struct reader *reader, enum kv_fault_kind kind)
{
	for (size_t i = 0, step = check_step(); i < sizeof(conversations) / sizeof(*conversations); i++)
		try_conversation(conversations[i], reader, kind, 1 + (i + kind * 2) % step, step);
}

static void test_near(void **reader)
{
	try_all(*reader, KV_FAULT_NEAR);
}

static void test_far(void **reader)
{
	try_all(*reader, KV_FAULT_FAR);
}

/* The backend gives out the numbers, with gaps between them. */
static void test_counting(void **reader)
{
	try_all(*reader, KV_FAULT_COUNTS);
}

static int open_reader(void **reader)
{
	struct err err;
	return reader_new((struct reader **)reader, &err);
}

static int close_reader(void **reader)
{
	reader_free(*reader);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_near), cmocka_unit_test(test_far),
					   cmocka_unit_test(test_counting)};
	return cmocka_run_group_tests(tests, open_reader, close_reader);
}
