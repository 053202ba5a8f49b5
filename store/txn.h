/* txn: the building blocks of the store's verbs: one record, one index, one range of keys.
 *
 * Writes stay in memory, answer the transaction's own reads, and are passed to the backend at commit (earlier only if
 * they grow past TXN_CHANGES_MAX). Fetched values answer later reads without another trip.
 *
 * Inside store/ only. Errors are the backend's, or ERR_CORRUPT with the key named. */
#ifndef CAREDESK_TXN_H
#define CAREDESK_TXN_H

#include "store/code.h"
#include "store/keys.h"
#include "store/kv.h"
#include "store/store.h"
#include "store/tree.h"

#define TXN_CHANGES_MAX ((size_t)64 << 20) /* bytes kept in memory */

enum number { NUMBER_TICKET, NUMBER_OUTMAIL, NUMBER_QUARANTINE, NUMBER_CHANGE, NUMBER_FORGOTTEN, NUMBER_COUNT };
struct number_block { /* see numbers.h */
	uint64_t next, end;
};

struct store {
	struct kv *kv;
	struct number_block numbers[NUMBER_COUNT];
	const struct hook_wishes *hooks; /* NULL: none */
	struct key *hook_keys;           /* for each hook: INDEX_CALL and the hash of its name */
	struct packer *pack;             /* used by store/raw.c; NULL until there is a raw mail, and at rest */
};

struct txn {
	struct store *store;
	struct kv *kv;
	struct number_block numbers[NUMBER_COUNT]; /* become the store's at commit */
	struct kv_txn *kvt;
	bool write;
	struct tree *changes; /* by key; an item marked gone is a key to be removed */
	size_t changes_size;
	size_t bytes;          /* bytes changed and fetched since it began */
	bool flushed;          /* some changes were passed to the backend before the commit */
	struct tree *fetched;  /* values from the backend; an item marked gone is a key that does not exist */
	struct key_set wanted; /* to be fetched next */
	struct arena scratch;  /* freed when the transaction ends */
	struct buf value;      /* bytes of the record being put */
};

/* --- records --- */
int txn_get(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
	    struct err *err);
int txn_put(struct txn *t, const struct protobuf_table *c, const struct key *k, const void *record, struct err *err);
int txn_put_value(struct txn *t, struct span key, struct span value, struct err *err);
int txn_value(struct txn *t, struct span key, struct span *value, struct err *err); /* ERR_NOTFOUND */
/* The record as it was when the transaction began; only until a flush. */
int txn_get_before(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
		   struct err *err);
int txn_del(struct txn *t, const struct key *k, struct err *err);   /* ERR_NOTFOUND */
int txn_clear(struct txn *t, const struct key *k, struct err *err); /* fine when there is none */
int txn_has(struct txn *t, const struct key *k, bool *out, struct err *err);
int txn_decode(struct txn *t, const struct protobuf_table *c, struct arena *a, struct span key, struct span value,
	       void *out, struct err *err);
/* Turns ERR_NOTFOUND into success; *found says which it was. */
int txn_found(int rc, bool *found, const struct err *err);

/* --- index entries: keys without a value --- */
int txn_mark(struct txn *t, const struct key *k, struct err *err);
/* Removes the entries that are only in `before`, and adds those that are only in `after`. */
int txn_reindex(struct txn *t, const struct key_set *before, const struct key_set *after, struct err *err);

/* --- facts, by word; the next numbers are facts too --- */
#define FACT_SCHEMA SPAN("schema")
#define FACT_KEYS SPAN("token keys")
#define NOTE_RESTORED SPAN("restored")
#define FACT_LOSS SPAN("last loss") /* the change of the last removal (store_loss) */
struct key number_key(enum number of);

/* --- ranges: for (scan_start(&s, t, prefix); (rc = scan_next(&s, err)) > 0;) …; scan_end(&s); --- */
struct scan {
	struct txn *t;
	struct key from, to; /* the rest of the range */
	size_t limit;        /* rows to read at once */
	bool backwards, is_last;
	struct arena a; /* holds the rows */
	struct kv_rows rows;
	size_t at;
	struct span key, value; /* valid until the next write */
};
void scan_start(struct scan *s, struct txn *t, struct key prefix);
/* The same, starting at a key within the range. */
void scan_start_at(struct scan *s, struct txn *t, struct key prefix, struct key from);
/* From the last key to the first. */
void scan_start_back(struct scan *s, struct txn *t, struct key prefix);
/* After a start: the caller will use at most the first `limit` rows. */
void scan_few(struct scan *s, size_t limit);
int scan_next(struct scan *s, struct err *err); /* 1: key and value are set; 0: the end; -1 */
void scan_end(struct scan *s);
/* Only the first key of a range. 1: there is one; 0: the range is empty; -1. */
int txn_first(struct txn *t, struct key prefix, struct key *out, struct err *err);
/* Removes all keys that begin with prefix. */
int txn_del_range(struct txn *t, struct key prefix, struct err *err);

/* --- prefetching what will be read soon, in one trip. Reads give the same results without it. --- */
void txn_want(struct txn *t, struct key k);
/* Fetches the wanted keys that are not known yet. */
int txn_fetch(struct txn *t, struct err *err);

/* --- the end --- */
int txn_flush(struct txn *t, struct err *err);

#endif
