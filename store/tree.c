#include "store/tree.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

/* A key to look for, in the form in which it is compared. */
struct wanted {
	struct span key;
	uint64_t head[2];
};

static void *tree_must(void *memory)
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

struct span tree_key(const struct tree *item)
{
	return span_make(item->bytes, item->key_len);
}

struct span tree_value(const struct tree *item)
{
	return span_make(item->bytes + item->key_len, item->value_len);
}

/* --- comparing --- */

static struct wanted wanted_of(struct span key)
{
	unsigned char bytes[2 * sizeof(uint64_t)] = {0};
	struct wanted w = {.key = key};
	if (key.len)
		memcpy(bytes, key.ptr, key.len < sizeof(bytes) ? key.len : sizeof(bytes));
	for (size_t i = 0; i < 2; i++) {
		memcpy(&w.head[i], bytes + i * sizeof(uint64_t), sizeof(uint64_t));
		w.head[i] = be64toh(w.head[i]);
	}
	return w;
}

/* Keys with equal heads may still differ: after those bytes, or in trailing zero bytes. */
static int tree_compare(const struct wanted *w, const struct tree *n)
{
	for (size_t i = 0; i < 2; i++)
		if (w->head[i] != n->head[i])
			return w->head[i] < n->head[i] ? -1 : 1;
	return span_cmp(w->key, tree_key(n));
}

/* --- nodes --- */

static struct tree *node_new(const struct wanted *w, struct span value, bool gone)
{
	if (value.len > UINT32_MAX)
		abort();
	struct tree *n = tree_must(malloc(sizeof(*n) + w->key.len + value.len));
	*n = (struct tree){.head = {w->head[0], w->head[1]},
			   .weight = span_hash(w->key),
			   .key_len = (uint32_t)w->key.len,
			   .value_len = (uint32_t)value.len,
			   .refs = 1,
			   .gone = gone};
	memcpy(n->bytes, w->key.ptr, w->key.len);
	if (value.len)
		memcpy(n->bytes + w->key.len, value.ptr, value.len);
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
	free(n);
}

/* Consumes the caller's reference; returns a node without other holders. */
static struct tree *node_own(struct tree *n)
{
	if (n->refs == 1)
		return n;
	size_t size = sizeof(*n) + n->key_len + (size_t)n->value_len;
	struct tree *copy = tree_must(malloc(size));
	memcpy(copy, n, size);
	copy->refs = 1;
	tree_ref(copy->child[0]);
	tree_ref(copy->child[1]);
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

/* Puts the new node in place of the old one. */
static struct tree *node_replace(struct tree *old, struct tree *new)
{
	for (size_t i = 0; i < 2; i++)
		new->child[i] = tree_ref(old->child[i]);
	tree_drop(old);
	return new;
}

static struct tree *tree_put_at(struct tree *n, const struct wanted *w, struct tree *new)
{
	if (!n)
		return new;
	int order = tree_compare(w, n);
	if (order == 0)
		return node_replace(n, new);
	n = node_own(n);
	int side = order > 0;
	n->child[side] = tree_put_at(n->child[side], w, new);
	return n->child[side]->weight > n->weight ? node_lift(n, side) : n;
}

struct tree *tree_put(struct tree *t, struct span key, struct span value, bool gone)
{
	struct wanted w = wanted_of(key);
	return tree_put_at(t, &w, node_new(&w, value, gone));
}

/* All keys of a must be below those of b. */
static struct tree *tree_join(struct tree *a, struct tree *b)
{
	if (!a || !b)
		return a ? a : b;
	if (a->weight >= b->weight) {
		a = node_own(a);
		a->child[1] = tree_join(a->child[1], b);
		return a;
	}
	b = node_own(b);
	b->child[0] = tree_join(a, b->child[0]);
	return b;
}

static struct tree *del(struct tree *n, const struct wanted *w)
{
	n = node_own(n);
	int order = tree_compare(w, n);
	if (order) {
		int side = order > 0;
		n->child[side] = del(n->child[side], w);
		return n;
	}
	struct tree *rest = tree_join(n->child[0], n->child[1]);
	n->child[0] = n->child[1] = NULL;
	tree_drop(n);
	return rest;
}

struct tree *tree_del(struct tree *t, struct span key)
{
	struct wanted w = wanted_of(key);
	return del(t, &w);
}

/* --- looking --- */

/* The first item after `key`, or (at) that of the key itself. */
static const struct tree *seek(const struct tree *n, struct span key, bool at)
{
	struct wanted w = wanted_of(key);
	const struct tree *best = NULL;
	while (n) {
		int order = tree_compare(&w, n);
		bool fits = at ? order <= 0 : order < 0;
		if (fits)
			best = n;
		n = n->child[!fits];
	}
	return best;
}

const struct tree *tree_at_or_after(const struct tree *t, struct span key)
{
	return seek(t, key, true);
}

const struct tree *tree_after(const struct tree *t, struct span key)
{
	return seek(t, key, false);
}

const struct tree *tree_before(const struct tree *n, struct span key)
{
	struct wanted w = wanted_of(key);
	const struct tree *best = NULL;
	while (n) {
		bool fits = !key.len || tree_compare(&w, n) > 0;
		if (fits)
			best = n;
		n = n->child[fits];
	}
	return best;
}

const struct tree *tree_get(const struct tree *n, struct span key)
{
	if (!n)
		return NULL;
	struct wanted w = wanted_of(key);
	while (n) {
		int order = tree_compare(&w, n);
		if (order == 0)
			return n;
		n = n->child[order > 0];
	}
	return NULL;
}

void tree_each(const struct tree *t, void (*take)(const struct tree *item, void *ctx), void *ctx)
{
	if (!t)
		return;
	tree_each(t->child[0], take, ctx);
	take(t, ctx);
	tree_each(t->child[1], take, ctx);
}
