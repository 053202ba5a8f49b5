/* In memory: each transaction holds a version of a tree (store/tree.h), so that begin and abort cost nothing and
 * readers keep their state. With a base below, a deleted key of the base remains as an item marked gone. Calls are
 * counted as for a backend that is far away. */
#include "store/overlay.h"

#include <stdlib.h>

struct mem {
	struct kv kv;
	struct tree *root;
	struct kv *base;
	struct kv_txn *base_txn;
	bool writing;
};

struct kv_txn {
	struct mem *mem;
	struct tree *root;
	bool write;
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static int mem_begin(struct kv *kv, bool write, struct kv_txn **out, struct err *err)
{
	struct mem *m = (struct mem *)kv;
	if (write && m->writing)
		return err_set(err, ERR_RETRY, "a write transaction is already open");
	struct kv_txn *t = must(malloc(sizeof(*t)));
	*t = (struct kv_txn){.mem = m, .root = tree_ref(m->root), .write = write};
	m->writing |= write;
	*out = t;
	return 0;
}

static void mem_abort(struct kv_txn *t)
{
	if (t->write)
		t->mem->writing = false;
	tree_drop(t->root);
	free(t);
}

static int mem_commit(struct kv_txn *t, struct err *err)
{
	(void)err;
	if (t->write) {
		struct tree *old = t->mem->root;
		t->mem->root = t->root;
		t->root = old;
	}
	mem_abort(t);
	return 0;
}

static int mem_get(struct kv_txn *t, struct span key, struct kv_found *out, struct err *err)
{
	const struct tree *item = tree_get(t->root, key);
	if (!item && t->mem->base)
		return kv_get_many(t->mem->base, t->mem->base_txn, &key, 1, out, err);
	*out = (struct kv_found){.found = item && !item->gone};
	if (out->found)
		out->value = tree_value(item);
	return 0;
}

static int mem_get_many(struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (mem_get(t, keys[i], &out[i], err))
			return -1;
	return 0;
}

static int mem_range(struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out, struct err *err)
{
	const struct overlay both = {t->root, t->mem->base, t->mem->base_txn};
	return overlay_range(&both, r, a, out, err);
}

static void mem_change(struct kv_txn *t, const struct kv_change *c)
{
	if (!c->gone || t->mem->base)
		t->root = tree_put(t->root, c->key, c->gone ? SPAN_NONE : c->value, c->gone);
	else if (tree_get(t->root, c->key))
		t->root = tree_del(t->root, c->key);
}

static int mem_write(struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err)
{
	if (!t->write)
		return err_set(err, ERR_CONFIG, "a write in a read transaction");
	for (size_t i = 0; i < count; i++)
		mem_change(t, &changes[i]);
	return 0;
}

static void mem_close(struct kv *kv)
{
	struct mem *m = (struct mem *)kv;
	if (m->base)
		m->base->ops->abort(m->base_txn);
	tree_drop(m->root);
	free(m);
}

static const struct kv_ops mem_ops = {
	.name = "memory",
	.close = mem_close,
	.begin = mem_begin,
	.commit = mem_commit,
	.abort = mem_abort,
	.get_many = mem_get_many,
	.range = mem_range,
	.write = mem_write,
};

int kv_mem_open(struct kv *base, struct kv **out, struct err *err)
{
	struct mem *m = must(calloc(1, sizeof(*m)));
	m->kv.ops = &mem_ops;
	m->base = base;
	if (base && base->ops->begin(base, false, &m->base_txn, err)) {
		free(m);
		return -1;
	}
	*out = &m->kv;
	return 0;
}
