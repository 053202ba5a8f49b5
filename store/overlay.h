/* overlay: changes in memory, merged with a base into one ordered whole. */
#ifndef CAREDESK_OVERLAY_H
#define CAREDESK_OVERLAY_H

#include "store/kv.h"
#include "store/tree.h"

struct overlay {
	struct tree *own; /* its items hide the base's of the same key */
	struct kv *base;  /* NULL: there is nothing below */
	struct kv_txn *base_txn;
};

/* kv_ops.range over both. Rows point into the tree and the base, and are valid until either changes. */
int overlay_range(const struct overlay *o, const struct kv_range *r, struct arena *a, struct kv_rows *out,
		  struct err *err);

#endif
