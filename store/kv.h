/* kv: an ordered key-value store with transactions; what a backend is.
 *
 * Keys are 1 to KV_MAX_KEY bytes, compared as unsigned bytes. Values are up to KV_MAX_VALUE bytes.
 * What get and seek/next give is valid until the next write in, or the end of, the transaction.
 * One write transaction at a time; a second begin of one waits. Readers never wait. */
#ifndef CAREDESK_KV_H
#define CAREDESK_KV_H

#include "parsers/base/err.h"
#include "parsers/base/span.h"

#define KV_MAX_KEY 480
#define KV_MAX_VALUE ((size_t)1 << 30)

struct kv;
struct kv_txn;
struct kv_cursor;

struct kv_ops {
	const char *name;
	void (*close)(struct kv *kv);
	int (*begin)(struct kv *kv, bool write, struct kv_txn **out, struct err *err);
	int (*commit)(struct kv_txn *t, struct err *err); /* t is gone either way */
	void (*abort)(struct kv_txn *t);
	int (*get)(struct kv_txn *t, struct span key, struct span *value, struct err *err); /* ERR_NOTFOUND */
	int (*put)(struct kv_txn *t, struct span key, struct span value, struct err *err);  /* replaces */
	int (*del)(struct kv_txn *t, struct span key, struct err *err);                     /* ERR_NOTFOUND */
	/* First key >= from; then the one after it. ERR_NOTFOUND at the end. A cursor sees the writes of its
	 * transaction; after a write, seek anew. Close cursors before the transaction ends. */
	int (*seek)(struct kv_txn *t, struct span from, struct kv_cursor **out, struct span *key, struct span *value,
		    struct err *err);
	int (*next)(struct kv_cursor *c, struct span *key, struct span *value, struct err *err);
	void (*cursor_close)(struct kv_cursor *c);
};

struct kv {
	const struct kv_ops *ops;
};

/* path: a folder, made (0700, with those above it) when missing unless read_only. ERR_NOTFOUND: read_only, and there is none. ERR_CONFIG:
 * it may not be opened, or holds files of somebody else (names that begin with "." or "caredesk" are no matter).
 * map_size: 0 for 1 TiB, halved until it fits. When a put or a commit finds the map full, the map is enlarged as the
 * transaction ends, and ERR_RETRY says to do the work again. One open of a folder per process, made after any fork:
 * begin in a child is ERR_CONFIG. */
struct kv_lmdb_options {
	const char *path;
	uint64_t map_size;
	bool read_only, no_sync;
};
int kv_lmdb_open(const struct kv_lmdb_options *options, struct kv **out, struct err *err);
/* base: NULL, or a backend that is only read, as it was at the opening, and outlives this one; what is deleted or
 * put here hides it. One process and one thread: a second begin of a writer is ERR_RETRY instead of a wait. */
int kv_mem_open(struct kv *base, struct kv **out, struct err *err);

/* For backends: ERR_CORRUPT when the key or the value is of a forbidden length. */
int kv_check(struct span key, struct span value, struct err *err);

#endif
