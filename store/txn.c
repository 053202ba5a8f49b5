#include "store/txn.h"

static int name_key(struct txn *t, struct span key, struct err *err)
{
	if (err->kind != ERR_CORRUPT)
		return -1;
	struct span text = key_text(&t->scratch, key);
	return err_wrap(err, "record %.*s", SPAN_ARG(text));
}

int txn_decode(struct txn *t, const struct code *c, struct arena *a, struct span key, struct span value, void *out,
	       struct err *err)
{
	return code_read(c, a, key, value, out, err) ? name_key(t, key, err) : 0;
}

static int get_value(struct txn *t, const struct key *k, struct span *value, struct err *err)
{
	return t->kv->ops->get(t->kvt, key_span(k), value, err);
}

int txn_get(struct txn *t, const struct code *c, const struct key *k, struct arena *a, void *out, struct err *err)
{
	struct span value;
	if (get_value(t, k, &value, err))
		return -1;
	return txn_decode(t, c, a, key_span(k), value, out, err);
}

int txn_put(struct txn *t, const struct code *c, const struct key *k, const void *record, struct err *err)
{
	code_write(c, record, key_span(k), &t->scratch, &t->value);
	if (t->value.over)
		return err_set(err, ERR_CORRUPT, "a record of more than %zu bytes", t->value.max);
	return t->kv->ops->put(t->kvt, key_span(k), buf_span(&t->value), err);
}

int txn_del(struct txn *t, const struct key *k, struct err *err)
{
	return t->kv->ops->del(t->kvt, key_span(k), err);
}

int txn_found(int rc, bool *found, const struct err *err)
{
	*found = rc == 0;
	return rc && err->kind != ERR_NOTFOUND ? -1 : 0;
}

int txn_clear(struct txn *t, const struct key *k, struct err *err)
{
	bool found;
	return txn_found(txn_del(t, k, err), &found, err);
}

int txn_has(struct txn *t, const struct key *k, bool *out, struct err *err)
{
	struct span value;
	return txn_found(get_value(t, k, &value, err), out, err);
}

int txn_mark(struct txn *t, const struct key *k, struct err *err)
{
	return t->kv->ops->put(t->kvt, key_span(k), SPAN_NONE, err);
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

/* --- numbers --- */

int txn_next_number(struct txn *t, struct span of, uint64_t *out, struct err *err)
{
	struct number n = {.value = 1};
	struct key k = key_fact(of);
	bool found;
	if (txn_found(txn_get(t, &code_number, &k, &t->scratch, &n, err), &found, err))
		return -1;
	*out = n.value;
	return 0;
}

int txn_take_number(struct txn *t, struct span of, uint64_t taken, struct err *err)
{
	struct number n = {.value = taken + 1};
	struct key k = key_fact(of);
	return txn_put(t, &code_number, &k, &n, err);
}

/* --- ranges --- */

void scan_start_at(struct scan *s, struct txn *t, struct key prefix, struct key from)
{
	*s = (struct scan){.t = t, .prefix = prefix, .from = from};
}

void scan_start(struct scan *s, struct txn *t, struct key prefix)
{
	scan_start_at(s, t, prefix, prefix);
}

int scan_next(struct scan *s, struct err *err)
{
	const struct kv_ops *ops = s->t->kv->ops;
	int rc = s->cursor ? ops->next(s->cursor, &s->key, &s->value, err)
			   : ops->seek(s->t->kvt, key_span(&s->from), &s->cursor, &s->key, &s->value, err);
	if (rc)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	return span_starts(s->key, key_span(&s->prefix));
}

void scan_end(struct scan *s)
{
	if (s->cursor)
		s->t->kv->ops->cursor_close(s->cursor);
	s->cursor = NULL;
}

/* A write ends what a cursor may do, so each key is sought anew. */
int txn_del_range(struct txn *t, struct key prefix, struct err *err)
{
	for (;;) {
		struct scan s;
		struct key k = {.len = 0};
		scan_start(&s, t, prefix);
		int rc = scan_next(&s, err);
		if (rc > 0)
			k = key_copy(s.key);
		scan_end(&s);
		if (rc <= 0)
			return rc;
		if (txn_del(t, &k, err))
			return -1;
	}
}
