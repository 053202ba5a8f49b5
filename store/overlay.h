/* overlay: own changes, in memory, over a base: one ordered whole. */
#ifndef CAREDESK_OVERLAY_H
#define CAREDESK_OVERLAY_H

#include "store/kv.h"
#include "store/tree.h"

struct overlay {
	struct tree *own; /* its items hide the base's of the same key */
	struct kv *base;  /* NULL: there is nothing below */
	struct kv_txn *base_txn;
};

/* What kv's range is, over both. Rows are the tree's and the base's: valid until either changes. */
int overlay_range(const struct overlay *o, const struct kv_range *r, struct arena *a, struct kv_rows *out,
		  struct err *err);

#endif
