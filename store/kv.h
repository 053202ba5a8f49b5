/* kv: an ordered key-value store with transactions; what a backend is.
 *
 * Keys are 1 to KV_MAX_KEY bytes, compared as unsigned bytes. Values are up to KV_MAX_VALUE bytes. The result of a read
 * is valid until the next write in the transaction, or its end. One write transaction at a time; a second begin of one
 * waits. Readers never wait.
 *
 * A backend may be far away: then each call is a round trip. So keys are requested and changes are passed many at a
 * time, and ranges say how much of them is needed. Folders, locks and free space are a backend's own affair. */
#ifndef CAREDESK_KV_H
#define CAREDESK_KV_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"
#include "parsers/base/span.h"

#define KV_MAX_KEY 480
#define KV_MAX_VALUE ((size_t)1 << 30)

struct kv;
struct kv_txn;

struct kv_found {
	bool found;
	struct span value;
};

/* From `from` (inclusive) to `to` (exclusive); empty: no bound. Backwards: the last ones first. */
struct kv_range {
	struct span from, to;
	size_t limit; /* at least 1 */
	bool backwards;
};
struct kv_row {
	struct span key, value;
};
struct kv_rows {
	struct kv_row *items;
	size_t count, cap;
};

struct kv_change {
	struct span key, value;
	bool gone; /* the key is removed if it exists; else the value is put or replaced */
};
struct kv_changes {
	struct kv_change *items;
	size_t count, cap;
};

struct kv_ops {
	const char *name;
	bool is_near; /* a read costs no trip: prefetching gains nothing */
	void (*close)(struct kv *kv);
	int (*begin)(struct kv *kv, bool write, struct kv_txn **out, struct err *err);
	int (*commit)(struct kv_txn *t, struct err *err); /* t is freed either way */
	void (*abort)(struct kv_txn *t);
	/* out[i] is for keys[i]. */
	int (*get_many)(struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out, struct err *err);
	/* Adds at most r->limit rows to *out, which is in `a`; fewer mean that the range has no more. */
	int (*range)(struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out, struct err *err);
	/* Changes are in key order, each key once. A transaction sees its own changes. Those written right before a
	 * commit may travel with it. */
	int (*write)(struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err);
	/* Reserves `count` numbers of that name from *first on, each higher than any before; they are never handed out
	 * again, even if the transaction is aborted. NULL: the backend does not count. */
	int (*number)(struct kv_txn *t, struct span name, uint64_t count, uint64_t *first, struct err *err);
	/* The functions below may be NULL, and are called while no transaction of this kv is open. */
	/* Closes what is kept open between transactions: the next begin reopens it. */
	void (*rest)(struct kv *kv);
	/* Removes what was deleted or replaced from the files too. */
	int (*compact)(struct kv *kv, struct err *err);
	/* Writes a consistent, compact copy into the file `fd` while other processes carry on; does not sync it. */
	int (*copy)(struct kv *kv, int fd, struct err *err);
};

/* What a backend was asked for so far. A trip is a get_many, a range, a number, or a commit of changes. */
struct kv_counts {
	uint64_t trips, keys, rows, changes;
};

struct kv {
	const struct kv_ops *ops;
	struct kv_counts counts;
};

/* path: a folder, created (0700, with missing parents) unless read_only. ERR_NOTFOUND: read_only, and there is no
 * store. ERR_CONFIG: the folder can't be opened, or contains foreign files (names that begin with "." or "caredesk" are
 * ignored). map_size: 0 for 1 TiB, halved until it fits. When a put or a commit finds the map full, the map is enlarged
 * as the transaction ends, and ERR_RETRY asks the caller to repeat the work. A process opens a folder only once, and
 * not before a fork: begin in a child process is ERR_CONFIG. */
struct kv_lmdb_options {
	const char *path;
	uint64_t map_size;
	bool read_only, no_sync;
};
/* See store_install. */
int kv_lmdb_install(const char *path, const char *from, struct err *err);
int kv_lmdb_open(const struct kv_lmdb_options *options, struct kv **out, struct err *err);
/* base: NULL, or a backend that is only read, in its state at this open, and outlives this one; what is deleted or put
 * here hides it. One process and one thread: a second begin of a writer is ERR_RETRY instead of a wait. */
int kv_mem_open(struct kv *base, struct kv **out, struct err *err);

/* --- for users of a backend: the same calls, counted, with lengths checked. ERR_CORRUPT: a key or a value of a
 * forbidden length. --- */
int kv_get_many(struct kv *kv, struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out,
		struct err *err);
int kv_get(struct kv *kv, struct kv_txn *t, struct span key, struct span *value, struct err *err); /* ERR_NOTFOUND */
int kv_range(struct kv *kv, struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out,
	     struct err *err);
int kv_write(struct kv *kv, struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err);
int kv_put(struct kv *kv, struct kv_txn *t, struct span key, struct span value, struct err *err);
int kv_number(struct kv *kv, struct kv_txn *t, struct span name, uint64_t count, uint64_t *first, struct err *err);
int kv_commit(struct kv *kv, struct kv_txn *t, struct err *err);

#endif
