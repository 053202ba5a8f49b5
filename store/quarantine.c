/* Mails that could not be processed, kept whole. */
#include "store/numbers.h"
#include "store/raw.h"

static struct key raw_key(uint64_t id)
{
	return key_seq(TABLE_QUARANTINE_RAW, id, 0);
}

static struct key held_key(const struct quarantined *q)
{
	struct key k = key_named(INDEX_HELD, q->held_for);
	key_u64(&k, q->id);
	return k;
}

int store_quarantine_put(struct txn *t, struct quarantined *q, struct span raw, struct err *err)
{
	struct quarantined row = *q;
	if (number_next(t, NUMBER_QUARANTINE, &row.id, err) || number_take(t, NUMBER_QUARANTINE, row.id, err))
		return -1;
	row.size = raw.len;
	struct key k = key_number(TABLE_QUARANTINE, row.id);
	struct key held = held_key(&row);
	if (row.held_for.len && txn_mark(t, &held, err))
		return -1;
	if ((raw.len && raw_put(t, raw_key(row.id), raw, err)) || txn_put(t, &code_quarantined, &k, &row, err))
		return -1;
	*q = row;
	return 0;
}

static int no_row(uint64_t id, struct err *err)
{
	if (err->kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "no mail %llu in quarantine", (unsigned long long)id);
	return -1;
}

int store_quarantine(struct txn *t, struct arena *a, uint64_t id, struct quarantined *out, struct span *raw,
		     struct err *err)
{
	struct key k = key_number(TABLE_QUARANTINE, id);
	struct quarantined row;
	struct span bytes = SPAN_NONE;
	if (txn_get(t, &code_quarantined, &k, a, &row, err))
		return no_row(id, err);
	if (row.size && raw && raw_get(t, raw_key(id), row.size, a, &bytes, err))
		return -1;
	*out = row;
	if (raw)
		*raw = bytes;
	return 0;
}

int store_quarantines(struct txn *t, struct arena *a, struct quarantined_list *out, struct err *err)
{
	struct quarantined_list list = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_of(TABLE_QUARANTINE));
	while ((rc = scan_next(&s, err)) > 0)
		if ((rc = txn_decode(t, &code_quarantined, a, s.key, s.value, LIST_ADD(a, &list), err)))
			break;
	scan_end(&s);
	if (rc == 0)
		*out = list;
	return rc;
}

int store_quarantine_delete(struct txn *t, uint64_t id, struct err *err)
{
	struct key k = key_number(TABLE_QUARANTINE, id);
	struct quarantined row;
	if (txn_get(t, &code_quarantined, &k, &t->scratch, &row, err))
		return no_row(id, err);
	struct key held = held_key(&row);
	if ((row.held_for.len && txn_clear(t, &held, err)) || txn_clear(t, &k, err))
		return -1;
	return txn_del_range(t, raw_key(id), err);
}
