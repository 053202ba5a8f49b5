/* txn: what the verbs of the store are made of: one record, one index, one range of keys.
 *
 * What is written stays in memory, answers the transaction's own reads, and goes to the backend in one go at the commit
 * (before it only where it grows past TXN_CHANGES_MAX). What was fetched answers reads without a trip.
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
struct number_block { /* of numbers.h */
	uint64_t next, end;
};

struct store {
	struct kv *kv;
	struct number_block numbers[NUMBER_COUNT];
	const struct hook_wishes *hooks; /* NULL: nobody is told */
	struct key *hook_keys;           /* of each: INDEX_CALL and the hash of its name */
};

struct txn {
	struct store *store;
	struct kv *kv;
	struct number_block numbers[NUMBER_COUNT]; /* the store's, as the commit leaves them */
	struct kv_txn *kvt;
	bool write;
	struct tree *changes; /* by key; an item that is gone is a key that goes */
	size_t changes_size;
	size_t bytes;          /* changed and fetched since it began */
	bool flushed;          /* some went to the backend before the commit */
	struct tree *fetched;  /* of the backend; an item that is gone is a key that is not there */
	struct key_set wanted; /* to be fetched next */
	struct arena scratch;  /* freed as the transaction ends */
	struct buf value;      /* of the record that is being put */
	struct packer *pack;   /* of store/raw.c, once a raw mail was put; NULL: none was */
};

/* --- records --- */
int txn_get(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
	    struct err *err);
int txn_put(struct txn *t, const struct protobuf_table *c, const struct key *k, const void *record, struct err *err);
int txn_put_value(struct txn *t, struct span key, struct span value, struct err *err);
int txn_value(struct txn *t, struct span key, struct span *value, struct err *err); /* ERR_NOTFOUND */
/* The record as it was when the transaction began. */
int txn_get_before(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
		   struct err *err);
int txn_del(struct txn *t, const struct key *k, struct err *err);   /* ERR_NOTFOUND */
int txn_clear(struct txn *t, const struct key *k, struct err *err); /* fine when there is none */
int txn_has(struct txn *t, const struct key *k, bool *out, struct err *err);
int txn_decode(struct txn *t, const struct protobuf_table *c, struct arena *a, struct span key, struct span value,
	       void *out, struct err *err);
/* Makes ERR_NOTFOUND success: *found says which. */
int txn_found(int rc, bool *found, const struct err *err);

/* --- index entries: keys without a value --- */
int txn_mark(struct txn *t, const struct key *k, struct err *err);
/* Entries of `before` that are not in `after` go, those of `after` that are not in `before` come. */
int txn_reindex(struct txn *t, const struct key_set *before, const struct key_set *after, struct err *err);

/* --- the facts, by word; the next numbers are facts too --- */
#define FACT_SCHEMA SPAN("schema")
#define FACT_KEYS SPAN("token keys")
#define NOTE_RESTORED SPAN("restored")
#define FACT_LOSS SPAN("last loss") /* the change by which something was last taken out of the store */
struct key number_key(enum number of);

/* --- ranges: for (scan_start(&s, t, prefix); (rc = scan_next(&s, err)) > 0;) …; scan_end(&s); --- */
struct scan {
	struct txn *t;
	struct key from, to; /* what is left of the range */
	size_t limit;        /* rows that are read at once */
	bool backwards, is_last;
	struct arena a; /* of the rows */
	struct kv_rows rows;
	size_t at;
	struct span key, value; /* valid until the next write */
};
void scan_start(struct scan *s, struct txn *t, struct key prefix);
/* The same, but from a key within the range on. */
void scan_start_at(struct scan *s, struct txn *t, struct key prefix, struct key from);
/* From the last one to the first. */
void scan_start_back(struct scan *s, struct txn *t, struct key prefix);
/* After a start: of no more than the first `limit` rows is made use. */
void scan_few(struct scan *s, size_t limit);
int scan_next(struct scan *s, struct err *err); /* 1: key and value are set; 0: the end; -1 */
void scan_end(struct scan *s);
/* The first key of a range alone. 1: there is one; 0; -1 */
int txn_first(struct txn *t, struct key prefix, struct key *out, struct err *err);
/* Removes all keys that begin with prefix. */
int txn_del_range(struct txn *t, struct key prefix, struct err *err);

/* --- fetching: of what will be read soon, in one trip. Reads give the same without it. --- */
void txn_want(struct txn *t, struct key k);
/* All that is wanted, and is not known yet. */
int txn_fetch(struct txn *t, struct err *err);

/* --- the end --- */
int txn_flush(struct txn *t, struct err *err);

#endif
