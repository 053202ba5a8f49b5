/* A treap whose nodes are shared between versions. Each transaction holds a root; a writer copies the nodes on the
 * way to what it changes, unless nobody else holds them. So begin and abort cost nothing, and readers keep their
 * state. With a base below, a deleted key of the base stays as an item marked `gone`. */
#include "store/kv.h"

#include <stdlib.h>
#include <string.h>

struct item {
	size_t refs, key_len, value_len;
	uint64_t weight; /* a hash of the key: the heap order of the treap */
	bool gone;
	char bytes[];
};

struct node {
	size_t refs;
	struct item *item;
	struct node *child[2];
};

struct mem {
	struct kv kv;
	struct node *root;
	struct kv *base;
	struct kv_txn *base_txn;
	bool writing;
};

struct kv_txn {
	struct mem *mem;
	struct node *root;
	bool write;
};

struct kv_cursor {
	struct kv_txn *txn;
	struct item *at;    /* the own item that comes next; NULL at the end */
	struct item *given; /* the one that was given out last, whose bytes the caller holds */
	struct kv_cursor *base;
	struct span base_key, base_value; /* what comes next of the base; base is NULL at its end */
};

static void *must(void *memory)
{
	if (!memory)
		abort();
	return memory;
}

static uint64_t span_hash(struct span s)
{
	uint64_t h = 14695981039346656037u;
	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)s.ptr[i]) * 1099511628211u;
	h ^= h >> 32; /* FNV leaves the high bits of short keys alike */
	h *= 0x9E3779B97F4A7C15u;
	return h ^ h >> 29;
}

static struct item *item_new(struct span key, struct span value, bool gone)
{
	struct item *item = must(malloc(sizeof(*item) + key.len + value.len));
	*item = (struct item){.refs = 1, .key_len = key.len, .value_len = value.len, .gone = gone};
	item->weight = span_hash(key);
	memcpy(item->bytes, key.ptr, key.len);
	if (value.len)
		memcpy(item->bytes + key.len, value.ptr, value.len);
	return item;
}

static struct item *item_ref(struct item *item)
{
	if (item)
		item->refs++;
	return item;
}

static void item_drop(struct item *item)
{
	if (item && --item->refs == 0)
		free(item);
}

static struct span item_key(const struct item *item)
{
	return span_make(item->bytes, item->key_len);
}

static struct span item_value(const struct item *item)
{
	return span_make(item->bytes + item->key_len, item->value_len);
}

/* --- the treap --- */

static struct node *node_new(struct item *item)
{
	struct node *n = must(calloc(1, sizeof(*n)));
	n->refs = 1;
	n->item = item;
	return n;
}

static struct node *node_ref(struct node *n)
{
	if (n)
		n->refs++;
	return n;
}

static void node_drop(struct node *n)
{
	if (!n || --n->refs)
		return;
	node_drop(n->child[0]);
	node_drop(n->child[1]);
	item_drop(n->item);
	free(n);
}

/* Takes the caller's reference; gives a node that nobody else holds. */
static struct node *node_own(struct node *n)
{
	if (n->refs == 1)
		return n;
	struct node *copy = node_new(item_ref(n->item));
	copy->child[0] = node_ref(n->child[0]);
	copy->child[1] = node_ref(n->child[1]);
	n->refs--;
	return copy;
}

static struct node *node_lift(struct node *n, int side)
{
	struct node *child = n->child[side];
	n->child[side] = child->child[!side];
	child->child[!side] = n;
	return child;
}

static struct node *tree_put(struct node *n, struct item *item)
{
	if (!n)
		return node_new(item);
	n = node_own(n);
	int order = span_cmp(item_key(item), item_key(n->item));
	if (order == 0) {
		item_drop(n->item);
		n->item = item;
		return n;
	}
	int side = order > 0;
	n->child[side] = tree_put(n->child[side], item);
	return n->child[side]->item->weight > n->item->weight ? node_lift(n, side) : n;
}

/* All keys of a are below those of b. */
static struct node *tree_join(struct node *a, struct node *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->item->weight >= b->item->weight) {
		a = node_own(a);
		a->child[1] = tree_join(a->child[1], b);
		return a;
	}
	b = node_own(b);
	b->child[0] = tree_join(a, b->child[0]);
	return b;
}

/* The key is there. */
static struct node *tree_del(struct node *n, struct span key)
{
	n = node_own(n);
	int order = span_cmp(key, item_key(n->item));
	if (order) {
		int side = order > 0;
		n->child[side] = tree_del(n->child[side], key);
		return n;
	}
	struct node *rest = tree_join(n->child[0], n->child[1]);
	n->child[0] = n->child[1] = NULL;
	node_drop(n);
	return rest;
}

/* The first item >= key, or with `after` > key; NULL when there is none. */
static struct item *tree_seek(struct node *n, struct span key, bool after)
{
	struct item *best = NULL;
	while (n) {
		int order = span_cmp(item_key(n->item), key);
		bool fits = after ? order > 0 : order >= 0;
		if (fits)
			best = n->item;
		n = n->child[!fits];
	}
	return best;
}

static struct item *tree_get(struct node *n, struct span key)
{
	struct item *item = tree_seek(n, key, false);
	return item && span_eq(item_key(item), key) ? item : NULL;
}

/* --- transactions --- */

static int mem_begin(struct kv *kv, bool write, struct kv_txn **out, struct err *err)
{
	struct mem *m = (struct mem *)kv;
	if (write && m->writing)
		return err_set(err, ERR_RETRY, "a write transaction is open already");
	struct kv_txn *t = must(malloc(sizeof(*t)));
	*t = (struct kv_txn){.mem = m, .root = node_ref(m->root), .write = write};
	m->writing |= write;
	*out = t;
	return 0;
}

static void mem_abort(struct kv_txn *t)
{
	if (t->write)
		t->mem->writing = false;
	node_drop(t->root);
	free(t);
}

static int mem_commit(struct kv_txn *t, struct err *err)
{
	(void)err;
	if (t->write) {
		struct node *old = t->mem->root;
		t->mem->root = t->root;
		t->root = old;
	}
	mem_abort(t);
	return 0;
}

static int no_such_key(struct err *err)
{
	return err_set(err, ERR_NOTFOUND, "no such key");
}

static int mem_get(struct kv_txn *t, struct span key, struct span *value, struct err *err)
{
	if (kv_check(key, SPAN_NONE, err))
		return -1;
	const struct item *item = tree_get(t->root, key);
	if (!item && t->mem->base)
		return t->mem->base->ops->get(t->mem->base_txn, key, value, err);
	if (!item || item->gone)
		return no_such_key(err);
	*value = item_value(item);
	return 0;
}

static int check_write(const struct kv_txn *t, struct span key, struct span value, struct err *err)
{
	if (!t->write)
		return err_set(err, ERR_CONFIG, "a write in a read transaction");
	return kv_check(key, value, err);
}

static int mem_put(struct kv_txn *t, struct span key, struct span value, struct err *err)
{
	if (check_write(t, key, value, err))
		return -1;
	t->root = tree_put(t->root, item_new(key, value, false));
	return 0;
}

static int mem_del(struct kv_txn *t, struct span key, struct err *err)
{
	struct span value;
	if (check_write(t, key, SPAN_NONE, err) || mem_get(t, key, &value, err))
		return -1;
	if (t->mem->base)
		t->root = tree_put(t->root, item_new(key, SPAN_NONE, true));
	else
		t->root = tree_del(t->root, key);
	return 0;
}

/* --- cursors: own items and those of the base, merged --- */

static void mem_cursor_close(struct kv_cursor *c)
{
	if (c->base)
		c->txn->mem->base->ops->cursor_close(c->base);
	item_drop(c->given);
	item_drop(c->at);
	free(c);
}

/* Own items are held by references, so that they stand though the tree changes. */
static void own_step(struct kv_cursor *c)
{
	struct item *next = item_ref(tree_seek(c->txn->root, item_key(c->at), true));
	item_drop(c->given);
	c->given = c->at;
	c->at = next;
}

/* ERR_NOTFOUND just ends the base's part. */
static int base_moved(struct kv_cursor *c, int rc, struct err *err)
{
	if (rc == 0)
		return 0;
	if (c->base)
		c->txn->mem->base->ops->cursor_close(c->base);
	c->base = NULL;
	return err->kind == ERR_NOTFOUND ? 0 : -1;
}

static int base_seek(struct kv_cursor *c, struct span from, struct err *err)
{
	struct mem *m = c->txn->mem;
	if (!m->base)
		return 0;
	return base_moved(c, m->base->ops->seek(m->base_txn, from, &c->base, &c->base_key, &c->base_value, err), err);
}

static int base_step(struct kv_cursor *c, struct err *err)
{
	return base_moved(c, c->txn->mem->base->ops->next(c->base, &c->base_key, &c->base_value, err), err);
}

static int mem_next(struct kv_cursor *c, struct span *key, struct span *value, struct err *err)
{
	while (c->at || c->base) {
		int order = !c->at ? 1 : !c->base ? -1 : span_cmp(item_key(c->at), c->base_key);
		if (order > 0) {
			*key = c->base_key;
			*value = c->base_value;
			return base_step(c, err);
		}
		const struct item *item = c->at;
		*key = item_key(item);
		*value = item_value(item);
		own_step(c);
		if (order == 0 && base_step(c, err))
			return -1;
		if (!item->gone)
			return 0;
	}
	return no_such_key(err);
}

static int mem_seek(struct kv_txn *t, struct span from, struct kv_cursor **out, struct span *key, struct span *value,
		    struct err *err)
{
	struct kv_cursor *c = must(calloc(1, sizeof(*c)));
	c->txn = t;
	c->at = item_ref(tree_seek(t->root, from, false));
	if (base_seek(c, from, err) || mem_next(c, key, value, err)) {
		mem_cursor_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

static void mem_close(struct kv *kv)
{
	struct mem *m = (struct mem *)kv;
	if (m->base)
		m->base->ops->abort(m->base_txn);
	node_drop(m->root);
	free(m);
}

static const struct kv_ops mem_ops = {
	.name = "memory",
	.close = mem_close,
	.begin = mem_begin,
	.commit = mem_commit,
	.abort = mem_abort,
	.get = mem_get,
	.put = mem_put,
	.del = mem_del,
	.seek = mem_seek,
	.next = mem_next,
	.cursor_close = mem_cursor_close,
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
