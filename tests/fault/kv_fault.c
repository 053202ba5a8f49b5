#include "tests/fault/kv_fault.h"

#include <stdlib.h>

struct kv_txn {
	struct kv_fault *f;
	struct kv_txn *under;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

/* Counts one operation; returns whether it is the one to fail. */
static bool fails(struct kv_fault *f, struct err *err)
{
	if (++f->calls != f->at)
		return false;
	f->met = true;
	err_set(err, f->kind, "operation %zu fails, as the test wants it", f->at);
	return true;
}

static void fault_close(struct kv *kv)
{
	struct kv_fault *f = (struct kv_fault *)kv;
	f->under->ops->close(f->under);
}

static int fault_begin(struct kv *kv, bool write, struct kv_txn **out, struct err *err)
{
	struct kv_fault *f = (struct kv_fault *)kv;
	struct kv_txn *under;
	if (fails(f, err) || f->under->ops->begin(f->under, write, &under, err))
		return -1;
	*out = must(malloc(sizeof(**out)));
	**out = (struct kv_txn){f, under};
	return 0;
}

static void fault_abort(struct kv_txn *t)
{
	t->f->under->ops->abort(t->under);
	free(t);
}

static int fault_commit(struct kv_txn *t, struct err *err)
{
	if (fails(t->f, err)) {
		fault_abort(t);
		return -1;
	}
	int rc = t->f->under->ops->commit(t->under, err);
	free(t);
	return rc;
}

static int fault_get_many(struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out,
			  struct err *err)
{
	return fails(t->f, err) ? -1 : t->f->under->ops->get_many(t->under, keys, count, out, err);
}

static int fault_range(struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out,
		       struct err *err)
{
	return fails(t->f, err) ? -1 : t->f->under->ops->range(t->under, r, a, out, err);
}

static int fault_write(struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err)
{
	return fails(t->f, err) ? -1 : t->f->under->ops->write(t->under, changes, count, err);
}

static int fault_number(struct kv_txn *t, struct span name, uint64_t count, uint64_t *first, struct err *err)
{
	(void)name;
	if (fails(t->f, err))
		return -1;
	*first = t->f->given + 7;
	t->f->given = *first + count;
	return 0;
}

#define OPS(near, counts)                                                                                              \
	{                                                                                                              \
		.name = "fault", .is_near = near, .close = fault_close, .begin = fault_begin, .commit = fault_commit,  \
		.abort = fault_abort, .get_many = fault_get_many, .range = fault_range, .write = fault_write,          \
		.number = counts                                                                                       \
	}
static const struct kv_ops ops[] = {
	[KV_FAULT_NEAR] = OPS(true, NULL),
	[KV_FAULT_FAR] = OPS(false, NULL),
	[KV_FAULT_COUNTS] = OPS(false, fault_number),
};

void kv_fault_init(struct kv_fault *f, struct kv *under, enum kv_fault_kind kind)
{
	*f = (struct kv_fault){.kv.ops = &ops[kind], .under = under};
}

void kv_fault_arm(struct kv_fault *f, size_t n, enum err_kind kind)
{
	f->calls = 0;
	f->at = n;
	f->kind = kind;
	f->met = false;
}
