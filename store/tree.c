#include "store/tree.h"

#include <stdlib.h>
#include <string.h>

struct tree {
	size_t refs;
	struct tree_item *item;
	struct tree *child[2];
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

static struct tree_item *item_new(struct span key, struct span value, bool gone)
{
	struct tree_item *item = must(malloc(sizeof(*item) + key.len + value.len));
	*item = (struct tree_item){.refs = 1, .key_len = key.len, .value_len = value.len, .gone = gone};
	item->weight = span_hash(key);
	memcpy(item->bytes, key.ptr, key.len);
	if (value.len)
		memcpy(item->bytes + key.len, value.ptr, value.len);
	return item;
}

static void item_drop(struct tree_item *item)
{
	if (--item->refs == 0)
		free(item);
}

struct span tree_key(const struct tree_item *item)
{
	return span_make(item->bytes, item->key_len);
}

struct span tree_value(const struct tree_item *item)
{
	return span_make(item->bytes + item->key_len, item->value_len);
}

/* --- nodes --- */

static struct tree *node_new(struct tree_item *item)
{
	struct tree *n = must(calloc(1, sizeof(*n)));
	n->refs = 1;
	n->item = item;
	return n;
}

struct tree *tree_ref(struct tree *n)
{
	if (n)
		n->refs++;
	return n;
}

void tree_drop(struct tree *n)
{
	if (!n || --n->refs)
		return;
	tree_drop(n->child[0]);
	tree_drop(n->child[1]);
	item_drop(n->item);
	free(n);
}

/* Takes the caller's reference; gives a node that nobody else holds. */
static struct tree *node_own(struct tree *n)
{
	if (n->refs == 1)
		return n;
	n->item->refs++;
	struct tree *copy = node_new(n->item);
	copy->child[0] = tree_ref(n->child[0]);
	copy->child[1] = tree_ref(n->child[1]);
	n->refs--;
	return copy;
}

static struct tree *node_lift(struct tree *n, int side)
{
	struct tree *child = n->child[side];
	n->child[side] = child->child[!side];
	child->child[!side] = n;
	return child;
}

static struct tree *put(struct tree *n, struct tree_item *item)
{
	if (!n)
		return node_new(item);
	n = node_own(n);
	int order = span_cmp(tree_key(item), tree_key(n->item));
	if (order == 0) {
		item_drop(n->item);
		n->item = item;
		return n;
	}
	int side = order > 0;
	n->child[side] = put(n->child[side], item);
	return n->child[side]->item->weight > n->item->weight ? node_lift(n, side) : n;
}

struct tree *tree_put(struct tree *t, struct span key, struct span value, bool gone)
{
	return put(t, item_new(key, value, gone));
}

/* All keys of a are below those of b. */
static struct tree *join(struct tree *a, struct tree *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->item->weight >= b->item->weight) {
		a = node_own(a);
		a->child[1] = join(a->child[1], b);
		return a;
	}
	b = node_own(b);
	b->child[0] = join(a, b->child[0]);
	return b;
}

struct tree *tree_del(struct tree *n, struct span key)
{
	n = node_own(n);
	int order = span_cmp(key, tree_key(n->item));
	if (order) {
		int side = order > 0;
		n->child[side] = tree_del(n->child[side], key);
		return n;
	}
	struct tree *rest = join(n->child[0], n->child[1]);
	n->child[0] = n->child[1] = NULL;
	tree_drop(n);
	return rest;
}

/* --- looking --- */

/* The first item after `key`, or with `at` the one of the key itself. */
static const struct tree_item *seek(struct tree *n, struct span key, bool at)
{
	const struct tree_item *best = NULL;
	while (n) {
		int order = span_cmp(tree_key(n->item), key);
		bool fits = at ? order >= 0 : order > 0;
		if (fits)
			best = n->item;
		n = n->child[!fits];
	}
	return best;
}

const struct tree_item *tree_at_or_after(struct tree *t, struct span key)
{
	return seek(t, key, true);
}

const struct tree_item *tree_after(struct tree *t, struct span key)
{
	return seek(t, key, false);
}

const struct tree_item *tree_before(struct tree *n, struct span key)
{
	const struct tree_item *best = NULL;
	while (n) {
		bool fits = !key.len || span_cmp(tree_key(n->item), key) < 0;
		if (fits)
			best = n->item;
		n = n->child[fits];
	}
	return best;
}

const struct tree_item *tree_get(struct tree *n, struct span key)
{
	while (n) {
		int order = span_cmp(key, tree_key(n->item));
		if (order == 0)
			return n->item;
		n = n->child[order > 0];
	}
	return NULL;
}
