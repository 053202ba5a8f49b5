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

/* Counts one operation. */
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

#define OPS(near)                                                                                                      \
	{                                                                                                              \
		.name = "fault", .is_near = near, .close = fault_close, .begin = fault_begin, .commit = fault_commit,  \
		.abort = fault_abort, .get_many = fault_get_many, .range = fault_range, .write = fault_write           \
	}
static const struct kv_ops near_ops = OPS(true), far_ops = OPS(false);

void kv_fault_init(struct kv_fault *f, struct kv *under, bool is_near)
{
	*f = (struct kv_fault){.kv.ops = is_near ? &near_ops : &far_ops, .under = under};
}

void kv_fault_arm(struct kv_fault *f, size_t n, enum err_kind kind)
{
	f->calls = 0;
	f->at = n;
	f->kind = kind;
	f->met = false;
}
