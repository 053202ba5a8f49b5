#include "store/kv.h"

static int check(struct span key, struct span value, struct err *err)
{
	if (key.len == 0 || key.len > KV_MAX_KEY)
		return err_set(err, ERR_CORRUPT, "a key of %zu bytes", key.len);
	if (value.len > KV_MAX_VALUE)
		return err_set(err, ERR_CORRUPT, "a value of %zu bytes", value.len);
	return 0;
}

int kv_get_many(struct kv *kv, struct kv_txn *t, const struct span *keys, size_t count, struct kv_found *out,
		struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (check(keys[i], SPAN_NONE, err))
			return -1;
	kv->counts.trips++;
	kv->counts.keys += count;
	return kv->ops->get_many(t, keys, count, out, err);
}

int kv_get(struct kv *kv, struct kv_txn *t, struct span key, struct span *value, struct err *err)
{
	struct kv_found one;
	if (kv_get_many(kv, t, &key, 1, &one, err))
		return -1;
	if (!one.found)
		return err_set(err, ERR_NOTFOUND, "no such key");
	*value = one.value;
	return 0;
}

int kv_range(struct kv *kv, struct kv_txn *t, const struct kv_range *r, struct arena *a, struct kv_rows *out,
	     struct err *err)
{
	size_t before = out->count;
	kv->counts.trips++;
	int rc = kv->ops->range(t, r, a, out, err);
	kv->counts.rows += out->count - before;
	return rc;
}

int kv_write(struct kv *kv, struct kv_txn *t, const struct kv_change *changes, size_t count, struct err *err)
{
	for (size_t i = 0; i < count; i++)
		if (check(changes[i].key, changes[i].value, err))
			return -1;
	kv->counts.changes += count;
	return kv->ops->write(t, changes, count, err);
}

int kv_put(struct kv *kv, struct kv_txn *t, struct span key, struct span value, struct err *err)
{
	return kv_write(kv, t, &(struct kv_change){.key = key, .value = value}, 1, err);
}

int kv_number(struct kv *kv, struct kv_txn *t, struct span name, uint64_t count, uint64_t *first, struct err *err)
{
	kv->counts.trips++;
	return kv->ops->number(t, name, count, first, err);
}

int kv_commit(struct kv *kv, struct kv_txn *t, struct err *err)
{
	kv->counts.trips++;
	return kv->ops->commit(t, err);
}
