/* Requests waiting for confirmation, and the files that go out with mails. */
#include "store/raw.h"

/* kind, hash of the address */
static struct key pending_key(enum pending_kind kind, struct span addr)
{
	struct key k = key_of(TABLE_PENDING);
	key_u8(&k, (unsigned)kind);
	key_name(&k, addr);
	return k;
}

int store_pending(struct txn *t, struct arena *a, enum pending_kind kind, struct span addr, struct pending *out,
		  struct err *err)
{
	struct key k = pending_key(kind, addr);
	return txn_get(t, &code_pending, &k, a, out, err);
}

int store_pending_put(struct txn *t, const struct pending *p, struct err *err)
{
	struct key k = pending_key(p->kind, p->addr);
	return txn_put(t, &code_pending, &k, p, err);
}

int store_pending_delete(struct txn *t, enum pending_kind kind, struct span addr, struct err *err)
{
	struct key k = pending_key(kind, addr);
	return txn_clear(t, &k, err);
}

int store_pendings_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct pending_list *out,
		       struct err *err)
{
	struct pending_list list = {0};
	struct scan s;
	int rc = 0;
	scan_start(&s, t, key_of(TABLE_PENDING));
	while (list.count < limit && (rc = scan_next(&s, err)) > 0) {
		struct pending p;
		if ((rc = txn_decode(t, &code_pending, a, s.key, s.value, &p, err)))
			break;
		if (p.confirmed || p.expires <= now)
			*LIST_ADD(a, &list) = p;
	}
	scan_end(&s);
	if (rc < 0)
		return -1;
	*out = list;
	return 0;
}

int store_held(struct txn *t, struct arena *a, struct span addr, struct id_list *out, struct err *err)
{
	struct id_list ids = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_named(INDEX_HELD, addr));
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(a, &ids) = key_owner(s.key);
	scan_end(&s);
	if (rc == 0)
		*out = ids;
	return rc;
}

/* --- files of outgoing mails --- */

static struct key file_key(uint64_t outmail, uint32_t n)
{
	return key_seq(TABLE_FILE, outmail, n);
}

int store_file_put(struct txn *t, uint64_t outmail, uint32_t n, struct span bytes, struct err *err)
{
	return raw_put(t, file_key(outmail, n), bytes, err);
}

int store_file(struct txn *t, struct arena *a, uint64_t outmail, uint32_t n, uint64_t size, struct span *out,
	       struct err *err)
{
	return raw_get(t, file_key(outmail, n), size, a, out, err);
}
