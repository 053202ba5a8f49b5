#include "store/txn.h"

#include "store/overlay.h"

static int name_key(struct txn *t, struct span key, struct err *err)
{
	if (err->kind != ERR_CORRUPT)
		return -1;
	struct span text = key_text(&t->scratch, key);
	return err_wrap(err, "record %.*s", SPAN_ARG(text));
}

int txn_decode(struct txn *t, const struct protobuf_table *c, struct arena *a, struct span key, struct span value,
	       void *out, struct err *err)
{
	return code_read(c, a, key, value, out, err) ? name_key(t, key, err) : 0;
}

/* 1: the transaction has it in memory; 0: ask the backend. */
static int known(const struct tree *item, struct span *value, bool *found)
{
	if (!item)
		return 0;
	*found = !item->gone;
	*value = tree_value(item);
	return 1;
}

static int txn_no_such_key(struct err *err)
{
	return err_set(err, ERR_NOTFOUND, "no such key");
}

static int value_before(struct txn *t, struct span key, struct span *value, struct err *err)
{
	bool found;
	if (known(tree_get(t->fetched, key), value, &found))
		return found ? 0 : txn_no_such_key(err);
	return kv_get(t->kv, t->kvt, key, value, err);
}

int txn_value(struct txn *t, struct span key, struct span *value, struct err *err)
{
	bool found;
	if (known(tree_get(t->changes, key), value, &found))
		return found ? 0 : txn_no_such_key(err);
	return value_before(t, key, value, err);
}

int txn_get(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
	    struct err *err)
{
	struct span value;
	if (txn_value(t, key_span(k), &value, err))
		return -1;
	return txn_decode(t, c, a, key_span(k), value, out, err);
}

int txn_get_before(struct txn *t, const struct protobuf_table *c, const struct key *k, struct arena *a, void *out,
		   struct err *err)
{
	struct span value;
	if (value_before(t, key_span(k), &value, err))
		return -1;
	return txn_decode(t, c, a, key_span(k), value, out, err);
}

/* --- changes --- */

static int txn_change(struct txn *t, struct span key, struct span value, bool gone, struct err *err)
{
	if (!t->write)
		return err_set(err, ERR_CONFIG, "a write in a read transaction");
	t->changes = tree_put(t->changes, key, value, gone);
	t->changes_size += key.len + value.len;
	t->bytes += key.len + value.len;
	return t->changes_size > TXN_CHANGES_MAX ? txn_flush(t, err) : 0;
}

int txn_put_value(struct txn *t, struct span key, struct span value, struct err *err)
{
	return txn_change(t, key, value, false, err);
}

int txn_put(struct txn *t, const struct protobuf_table *c, const struct key *k, const void *record, struct err *err)
{
	code_write(c, record, key_span(k), &t->scratch, &t->value);
	if (t->value.over)
		return err_set(err, ERR_CORRUPT, "a record of more than %zu bytes", t->value.max);
	return txn_put_value(t, key_span(k), buf_span(&t->value), err);
}

int txn_del(struct txn *t, const struct key *k, struct err *err)
{
	struct span value;
	return txn_value(t, key_span(k), &value, err) ? -1 : txn_clear(t, k, err);
}

int txn_clear(struct txn *t, const struct key *k, struct err *err)
{
	return txn_change(t, key_span(k), SPAN_NONE, true, err);
}

struct change_list {
	struct arena a;
	struct kv_changes changes;
};

static void list_change(const struct tree *item, void *ctx)
{
	struct change_list *list = ctx;
	*LIST_ADD(&list->a, &list->changes) = (struct kv_change){tree_key(item), tree_value(item), item->gone};
}

int txn_flush(struct txn *t, struct err *err)
{
	struct change_list list = {0};
	if (!t->changes)
		return 0;
	arena_init(&list.a);
	tree_each(t->changes, list_change, &list);
	int rc = kv_write(t->kv, t->kvt, list.changes.items, list.changes.count, err);
	t->flushed = true;
	arena_clear(&list.a);
	tree_drop(t->changes);
	tree_drop(t->fetched);
	t->changes = t->fetched = NULL;
	t->changes_size = 0;
	return rc;
}

int txn_found(int rc, bool *found, const struct err *err)
{
	*found = rc == 0;
	return rc && err->kind != ERR_NOTFOUND ? -1 : 0;
}

int txn_has(struct txn *t, const struct key *k, bool *out, struct err *err)
{
	struct span value;
	return txn_found(txn_value(t, key_span(k), &value, err), out, err);
}

int txn_mark(struct txn *t, const struct key *k, struct err *err)
{
	return txn_put_value(t, key_span(k), SPAN_NONE, err);
}

int txn_reindex(struct txn *t, const struct key_set *before, const struct key_set *after, struct err *err)
{
	for (size_t i = 0; i < before->count; i++)
		if (!key_set_has(after, key_span(&before->items[i])) && txn_clear(t, &before->items[i], err))
			return -1;
	for (size_t i = 0; i < after->count; i++)
		if (!key_set_has(before, key_span(&after->items[i])) && txn_mark(t, &after->items[i], err))
			return -1;
	return 0;
}

/* --- ranges --- */

#define SCAN_FIRST ((size_t)64) /* rows of the first page; later pages grow */
#define SCAN_MOST ((size_t)1024)

/* The key after all that begin with this one. */
static struct key key_past(struct key k)
{
	while (k.len && k.bytes[k.len - 1] == 0xff)
		k.len--;
	if (k.len)
		k.bytes[k.len - 1]++;
	return k;
}

void scan_start_at(struct scan *s, struct txn *t, struct key prefix, struct key from)
{
	*s = (struct scan){.t = t, .from = from, .to = key_past(prefix), .limit = SCAN_FIRST};
	arena_init(&s->a);
}

void scan_start(struct scan *s, struct txn *t, struct key prefix)
{
	scan_start_at(s, t, prefix, prefix);
}

void scan_start_back(struct scan *s, struct txn *t, struct key prefix)
{
	scan_start(s, t, prefix);
	s->backwards = true;
}

void scan_few(struct scan *s, size_t limit)
{
	s->limit = limit < SCAN_MOST ? limit : SCAN_MOST;
}

/* Continues the range after the last row that was read. */
static void scan_narrow(struct scan *s)
{
	if (!s->rows.count)
		return;
	struct key last = key_copy(s->rows.items[s->rows.count - 1].key);
	if (s->backwards)
		s->to = last;
	else
		key_u8(&last, 0), s->from = last;
	s->limit = s->limit < SCAN_MOST / 4 ? s->limit * 4 : SCAN_MOST;
}

static int scan_page(struct scan *s, struct err *err)
{
	const struct overlay both = {s->t->changes, s->t->kv, s->t->kvt};
	scan_narrow(s);
	const struct kv_range r = {key_span(&s->from), key_span(&s->to), s->limit, s->backwards};
	s->rows = (struct kv_rows){0};
	s->at = 0;
	arena_clear(&s->a);
	if (overlay_range(&both, &r, &s->a, &s->rows, err))
		return -1;
	s->is_last = s->rows.count < s->limit;
	return 0;
}

int scan_next(struct scan *s, struct err *err)
{
	if (s->at == s->rows.count && !s->is_last && scan_page(s, err))
		return -1;
	if (s->at == s->rows.count)
		return 0;
	s->key = s->rows.items[s->at].key;
	s->value = s->rows.items[s->at].value;
	s->at++;
	return 1;
}

void scan_end(struct scan *s)
{
	arena_clear(&s->a);
}

int txn_first(struct txn *t, struct key prefix, struct key *out, struct err *err)
{
	struct scan s;
	scan_start(&s, t, prefix);
	scan_few(&s, 1);
	int rc = scan_next(&s, err);
	if (rc > 0)
		*out = key_copy(s.key);
	scan_end(&s);
	return rc;
}

/* A write ends a scan, so the keys are listed first. */
int txn_del_range(struct txn *t, struct key prefix, struct err *err)
{
	struct key_set keys = {0};
	struct arena a;
	struct scan s;
	int rc;
	arena_init(&a);
	scan_start(&s, t, prefix);
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&a, &keys) = key_copy(s.key);
	scan_end(&s);
	for (size_t i = 0; rc == 0 && i < keys.count; i++)
		rc = txn_clear(t, &keys.items[i], err);
	arena_clear(&a);
	return rc;
}

/* --- fetching --- */

void txn_want(struct txn *t, struct key k)
{
	struct span key = key_span(&k);
	if (!tree_get(t->changes, key) && !tree_get(t->fetched, key) && !key_set_has(&t->wanted, key))
		*LIST_ADD(&t->scratch, &t->wanted) = k;
}

int txn_fetch(struct txn *t, struct err *err)
{
	size_t n = t->wanted.count;
	struct arena a;
	arena_init(&a);
	struct span *keys = ARENA_ARRAY(&a, struct span, n);
	struct kv_found *found = ARENA_ARRAY(&a, struct kv_found, n);
	for (size_t i = 0; i < n; i++)
		keys[i] = key_span(&t->wanted.items[i]);
	int rc = n ? kv_get_many(t->kv, t->kvt, keys, n, found, err) : 0;
	for (size_t i = 0; rc == 0 && i < n; i++) {
		t->fetched = tree_put(t->fetched, keys[i], found[i].value, !found[i].found);
		t->bytes += found[i].value.len;
	}
	t->wanted = (struct key_set){0};
	arena_clear(&a);
	return rc;
}
