/* txn: what the verbs of the store are made of: one record, one index, one range of keys.
 *
 * Inside store/ only. Errors are the backend's, or ERR_CORRUPT with the key named. */
#ifndef CAREDESK_TXN_H
#define CAREDESK_TXN_H

#include "store/code.h"
#include "store/keys.h"
#include "store/kv.h"
#include "store/store.h"

struct store {
	struct kv *kv;
};

struct txn {
	struct kv *kv;
	struct kv_txn *kvt;
	bool write;
	struct arena scratch; /* freed as the transaction ends */
	struct buf value;     /* of the record that is being put */
	struct packer *pack;  /* of store/raw.c, once a raw mail was put; NULL: none was */
};

/* --- records --- */
int txn_get(struct txn *t, const struct code *c, const struct key *k, struct arena *a, void *out, struct err *err);
int txn_put(struct txn *t, const struct code *c, const struct key *k, const void *record, struct err *err);
int txn_del(struct txn *t, const struct key *k, struct err *err);   /* ERR_NOTFOUND */
int txn_clear(struct txn *t, const struct key *k, struct err *err); /* fine when there is none */
int txn_has(struct txn *t, const struct key *k, bool *out, struct err *err);
int txn_decode(struct txn *t, const struct code *c, struct arena *a, struct span key, struct span value, void *out,
	       struct err *err);
/* Makes ERR_NOTFOUND success: *found says which. */
int txn_found(int rc, bool *found, const struct err *err);

/* --- index entries: keys without a value --- */
int txn_mark(struct txn *t, const struct key *k, struct err *err);
/* Entries of `before` that are not in `after` go, those of `after` that are not in `before` come. */
int txn_reindex(struct txn *t, const struct key_set *before, const struct key_set *after, struct err *err);

/* --- the facts, by word; the next numbers are counted up by txn_take_number --- */
#define FACT_SCHEMA SPAN("schema")
#define FACT_KEYS SPAN("token keys")
#define NEXT_TICKET SPAN("next ticket")
#define NEXT_OUTMAIL SPAN("next outmail")
#define NEXT_QUARANTINE SPAN("next quarantine")
int txn_next_number(struct txn *t, struct span of, uint64_t *out, struct err *err);
int txn_take_number(struct txn *t, struct span of, uint64_t taken, struct err *err);

/* --- ranges: for (scan_start(&s, t, prefix); (rc = scan_next(&s, err)) > 0;) …; scan_end(&s); --- */
struct scan {
	struct txn *t;
	struct key prefix, from;
	struct kv_cursor *cursor;
	struct span key, value; /* of the backend: valid until the next write */
};
void scan_start(struct scan *s, struct txn *t, struct key prefix);
/* The same, but from a key within the range on. */
void scan_start_at(struct scan *s, struct txn *t, struct key prefix, struct key from);
int scan_next(struct scan *s, struct err *err); /* 1: key and value are set; 0: the end; -1 */
void scan_end(struct scan *s);
/* Removes all keys that begin with prefix. */
int txn_del_range(struct txn *t, struct key prefix, struct err *err);

#endif
