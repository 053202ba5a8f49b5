/* tree: an ordered map from keys to values in memory, whose versions share what they have in common.
 *
 * A treap: the heap order is a hash of the key. Changing it copies the nodes on the way to what is changed, unless
 * nobody else holds them: so a version costs nothing until it differs. An item may say that its key is gone: over a
 * base that still has it. NULL is the empty tree; items live as long as a version that holds them. */
#ifndef CAREDESK_TREE_H
#define CAREDESK_TREE_H

#include "parsers/base/span.h"

/* A node, and the item in it. */
struct tree {
	struct tree *child[2];
	uint64_t head[2]; /* the key's first bytes, as numbers that sort as they do */
	uint64_t weight;
	uint32_t refs, key_len;
	uint32_t value_len; /* a record is much smaller than it may be */
	bool gone;
	char bytes[];
};

/* Another holder of the same version; tree_drop for each. */
struct tree *tree_ref(struct tree *t);
void tree_drop(struct tree *t);

/* Both take the caller's version and give the new one. Copies key and value. */
struct tree *tree_put(struct tree *t, struct span key, struct span value, bool gone);
/* The key is there. */
struct tree *tree_del(struct tree *t, struct span key);

/* NULL: there is none. */
const struct tree *tree_get(const struct tree *t, struct span key);
const struct tree *tree_at_or_after(const struct tree *t, struct span key);
const struct tree *tree_after(const struct tree *t, struct span key);
const struct tree *tree_before(const struct tree *t, struct span key); /* an empty key: the last one of all */
struct span tree_key(const struct tree *item);
struct span tree_value(const struct tree *item);

/* All items, in the order of their keys. */
void tree_each(const struct tree *t, void (*take)(const struct tree *item, void *ctx), void *ctx);

#endif
