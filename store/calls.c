#include "store/calls.h"

static struct key call_key(struct span hook, uint64_t ticket, uint32_t seq)
{
	struct key k = key_calls(ticket, hook);
	key_u32(&k, seq);
	return k;
}

/* 1: the ticket has one; 0; -1 */
static int first_of(struct txn *t, struct span hook, uint64_t ticket, struct call *out, struct err *err)
{
	struct key first;
	int rc = txn_first(t, key_calls(ticket, hook), &first, err);
	if (rc <= 0)
		return rc;
	return txn_get(t, &code_call, &first, &t->scratch, out, err) ? -1 : 1;
}

static int put_with_index(struct txn *t, const struct call *call, struct err *err)
{
	struct key k = call_key(call->hook, call->ticket, call->seq), due = key_call_due(call);
	return txn_mark(t, &due, err) || txn_put(t, &code_call, &k, call, err) ? -1 : 0;
}

int calls_put(struct txn *t, const struct call *call, struct err *err)
{
	struct call c = *call;
	struct key first;
	int rc = txn_first(t, key_calls(c.ticket, c.hook), &first, err);
	if (rc > 0)
		c.next = CALL_WAITS;
	return rc < 0 ? -1 : put_with_index(t, &c, err);
}

int calls_add(struct txn *t, const struct event *event, struct err *err)
{
	const struct hook_wishes *hooks = t->store->hooks;
	enum hook_event told;
	if (!hook_event_of(event->kind, event->what, &told))
		return 0;
	for (size_t i = 0; i < hooks->count; i++) {
		struct call call = {.hook = hooks->items[i].name,
				    .ticket = event->ticket,
				    .seq = event->seq,
				    .created = event->time,
				    .next = event->time};
		if ((hooks->items[i].events >> told & 1) && calls_put(t, &call, err))
			return -1;
	}
	return 0;
}

int calls_delete(struct txn *t, uint64_t ticket, struct err *err)
{
	const struct key all = key_number(TABLE_CALL, ticket);
	struct key_set due = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, all);
	while ((rc = scan_next(&s, err)) > 0) {
		struct call call;
		if ((rc = txn_decode(t, &code_call, &t->scratch, s.key, s.value, &call, err)))
			break;
		*LIST_ADD(&t->scratch, &due) = key_call_due(&call);
	}
	scan_end(&s);
	for (size_t i = 0; rc == 0 && i < due.count; i++)
		rc = txn_clear(t, &due.items[i], err);
	return rc || (due.count && txn_del_range(t, all, err)) ? -1 : 0;
}

/* --- the verbs --- */

static int read_due(struct txn *t, struct arena *a, struct span index, struct call *out, struct err *err)
{
	struct key k = key_number(TABLE_CALL, key_get_u64(index, 1 + KEY_HASH + 8));
	key_bytes(&k, index.ptr + 1, KEY_HASH);
	key_u32(&k, key_get_u32(index, 1 + KEY_HASH + 16));
	return txn_get(t, &code_call, &k, a, out, err);
}

int store_calls_due(struct txn *t, struct arena *a, struct span hook, int64_t now, size_t limit, struct call_list *out,
		    int64_t *next, struct err *err)
{
	struct call_list list = {0};
	struct scan s;
	int rc;
	*next = 0;
	scan_start(&s, t, key_named(INDEX_CALL, hook));
	scan_few(&s, limit + 1);
	while ((rc = scan_next(&s, err)) > 0) {
		int64_t due = (int64_t)key_get_u64(s.key, 1 + KEY_HASH);
		if (due > now || list.count >= limit) {
			*next = due == CALL_WAITS ? 0 : due ? due : 1; /* 0 means none */
			rc = 0;
			break;
		}
		if ((rc = read_due(t, a, s.key, LIST_ADD(a, &list), err)))
			break;
	}
	scan_end(&s);
	if (rc)
		return -1;
	*out = list;
	return 0;
}

int store_calls(struct txn *t, struct arena *a, struct span hook, uint64_t ticket, size_t limit, struct call_list *out,
		struct err *err)
{
	struct call_list list = {0};
	struct scan s;
	int rc = 0;
	scan_start(&s, t, key_calls(ticket, hook));
	scan_few(&s, limit);
	while (list.count < limit && (rc = scan_next(&s, err)) > 0)
		if ((rc = txn_decode(t, &code_call, a, s.key, s.value, LIST_ADD(a, &list), err)))
			break;
	scan_end(&s);
	if (rc < 0)
		return -1;
	*out = list;
	return 0;
}

int store_call_done(struct txn *t, struct span hook, uint64_t ticket, uint32_t seq, struct err *err)
{
	struct call call;
	struct key k = call_key(hook, ticket, seq), due;
	bool found;
	if (txn_found(txn_get(t, &code_call, &k, &t->scratch, &call, err), &found, err))
		return -1;
	if (!found)
		return 0;
	due = key_call_due(&call);
	if (txn_clear(t, &due, err) || txn_del(t, &k, err))
		return -1;
	int rc = first_of(t, hook, ticket, &call, err);
	if (rc <= 0)
		return rc;
	due = key_call_due(&call);
	call.next = call.created;
	return txn_clear(t, &due, err) || put_with_index(t, &call, err) ? -1 : 0;
}

int store_call_put(struct txn *t, const struct call *call, struct err *err)
{
	struct call before;
	struct key k = call_key(call->hook, call->ticket, call->seq), old;
	if (txn_get(t, &code_call, &k, &t->scratch, &before, err))
		return -1;
	old = key_call_due(&before);
	return txn_clear(t, &old, err) || put_with_index(t, call, err) ? -1 : 0;
}

int store_each_call(struct txn *t, store_call_fn *each, void *ctx, struct err *err)
{
	struct arena a;
	struct scan s;
	int rc;
	arena_init(&a);
	scan_start(&s, t, key_of(TABLE_CALL));
	while ((rc = scan_next(&s, err)) > 0) {
		struct call call;
		rc = txn_decode(t, &code_call, &a, s.key, s.value, &call, err) ? -1 : each(ctx, &call, err);
		arena_clear(&a);
		if (rc)
			break;
	}
	scan_end(&s);
	return rc;
}
