/* tree: an ordered map from keys to values in memory, whose versions share nodes.
 *
 * A treap: the heap order is a hash of the key. A change copies the nodes on the path to it, except those with no other
 * holder, so a version costs nothing until it differs. An item may mark its key as gone, to hide the key of a base.
 * NULL is the empty tree; items live as long as a version that contains them. */
#ifndef CAREDESK_TREE_H
#define CAREDESK_TREE_H

#include "parsers/base/span.h"

/* A node, and the item in it. */
struct tree {
	struct tree *child[2];
	uint64_t head[2]; /* the key's first bytes, as big-endian numbers */
	uint64_t weight;
	uint32_t refs, key_len;
	uint32_t value_len; /* records are far smaller than this allows */
	bool gone;
	char bytes[];
};

/* Adds a reference to the version; release each with tree_drop. */
struct tree *tree_ref(struct tree *t);
void tree_drop(struct tree *t);

/* Both consume the caller's version and return the new one. Key and value are copied. */
struct tree *tree_put(struct tree *t, struct span key, struct span value, bool gone);
/* The key must exist. */
struct tree *tree_del(struct tree *t, struct span key);

/* The lookups return NULL if there is no such item. */
const struct tree *tree_get(const struct tree *t, struct span key);
const struct tree *tree_at_or_after(const struct tree *t, struct span key);
const struct tree *tree_after(const struct tree *t, struct span key);
const struct tree *tree_before(const struct tree *t, struct span key); /* an empty key: the last item of all */
struct span tree_key(const struct tree *item);
struct span tree_value(const struct tree *item);

/* All items, in the order of their keys. */
void tree_each(const struct tree *t, void (*take)(const struct tree *item, void *ctx), void *ctx);

#endif
