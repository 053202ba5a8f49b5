#include "store/calls.h"

static struct key call_key(uint64_t ticket, const struct key *index)
{
	struct key k = key_number(TABLE_CALL, ticket);
	key_bytes(&k, index->bytes + 1, KEY_HASH);
	return k;
}

static struct key due_key(const struct key *index, const struct call *call)
{
	struct key k = *index;
	key_time(&k, call->next);
	key_u64(&k, call->ticket);
	return k;
}

static int put_with_index(struct txn *t, const struct key *index, const struct call *call, struct err *err)
{
	struct key k = call_key(call->ticket, index), due = due_key(index, call);
	return txn_mark(t, &due, err) || txn_put(t, &code_call, &k, call, err) ? -1 : 0;
}

/* 1: found and removed, with *out set; 0: there is none; -1. */
static int take_out(struct txn *t, const struct key *index, uint64_t ticket, struct call *out, struct err *err)
{
	struct key k = call_key(ticket, index), due;
	bool found;
	if (txn_found(txn_get(t, &code_call, &k, &t->scratch, out, err), &found, err))
		return -1;
	if (!found)
		return 0;
	due = due_key(index, out);
	return txn_clear(t, &due, err) || txn_del(t, &k, err) ? -1 : 1;
}

int calls_put(struct txn *t, const struct call *call, struct err *err)
{
	struct key index = key_named(INDEX_CALL, call->hook);
	return put_with_index(t, &index, call, err);
}

/* If a call is already pending for this ticket, it covers this event too. */
static int add_for(struct txn *t, size_t hook, const struct event *event, struct err *err)
{
	const struct key *index = &t->store->hook_keys[hook];
	const struct call call = {.hook = t->store->hooks->items[hook].name,
				  .ticket = event->ticket,
				  .seq = event->seq,
				  .created = event->time,
				  .next = event->time};
	struct key k = call_key(event->ticket, index);
	bool waits;
	if (txn_has(t, &k, &waits, err))
		return -1;
	return waits ? 0 : put_with_index(t, index, &call, err);
}

int calls_add(struct txn *t, const struct event *event, struct err *err)
{
	const struct hook_wishes *hooks = t->store->hooks;
	for (size_t i = 0; i < hooks->count; i++)
		if (hook_wants(&hooks->items[i], event->kind, event->what) && add_for(t, i, event, err))
			return -1;
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

static int read_due(struct txn *t, struct arena *a, struct span due, struct call *out, struct err *err)
{
	struct key index = key_copy(span_sub(due, 0, 1 + KEY_HASH));
	struct key k = call_key(key_get_u64(due, 1 + KEY_HASH + 8), &index);
	return txn_get(t, &code_call, &k, a, out, err);
}

int store_calls_due(struct txn *t, struct arena *a, struct span hook, int64_t now, size_t limit, struct call_list *out,
		    struct err *err)
{
	struct call_list list = {0};
	struct scan s;
	int rc = 0;
	scan_start(&s, t, key_named(INDEX_CALL, hook));
	scan_few(&s, limit);
	while (list.count < limit && (rc = scan_next(&s, err)) > 0) {
		if ((int64_t)key_get_u64(s.key, 1 + KEY_HASH) > now)
			break;
		if ((rc = read_due(t, a, s.key, LIST_ADD(a, &list), err)))
			break;
	}
	scan_end(&s);
	if (rc < 0)
		return -1;
	*out = list;
	return 0;
}

int store_call(struct txn *t, struct arena *a, struct span hook, uint64_t ticket, struct call *out, struct err *err)
{
	struct key index = key_named(INDEX_CALL, hook), k = call_key(ticket, &index);
	return txn_get(t, &code_call, &k, a, out, err);
}

int store_call_events(struct txn *t, struct arena *a, const struct call *call, size_t limit, struct event_list *out,
		      struct err *err)
{
	const struct hook_wish *wish = hook_wish_named(t->store->hooks, call->hook);
	struct event_list list = {0};
	struct event event;
	struct scan s;
	int rc = 0;
	scan_start_at(&s, t, key_number(TABLE_EVENT, call->ticket), key_seq(TABLE_EVENT, call->ticket, call->seq));
	while (wish && list.count < limit && (rc = scan_next(&s, err)) > 0) {
		if ((rc = txn_decode(t, &code_event, a, s.key, s.value, &event, err)))
			break;
		if (hook_wants(wish, event.kind, event.what))
			*LIST_ADD(a, &list) = event;
	}
	scan_end(&s);
	if (rc < 0)
		return -1;
	*out = list;
	return 0;
}

int store_call_done(struct txn *t, struct span hook, uint64_t ticket, uint32_t seq, struct err *err)
{
	const struct key index = key_named(INDEX_CALL, hook);
	struct event_list next;
	struct call call;
	int rc = take_out(t, &index, ticket, &call, err);
	if (rc <= 0)
		return rc;
	if (call.seq > seq) /* already delivered */
		return put_with_index(t, &index, &call, err);
	call.seq = seq + 1;
	if (store_call_events(t, &t->scratch, &call, 1, &next, err))
		return -1;
	if (!next.count)
		return 0;
	call = (struct call){.hook = hook,
			     .ticket = ticket,
			     .seq = next.items[0].seq,
			     .created = next.items[0].time,
			     .next = next.items[0].time};
	return put_with_index(t, &index, &call, err);
}

int store_call_put(struct txn *t, const struct call *call, struct err *err)
{
	const struct key index = key_named(INDEX_CALL, call->hook);
	struct call before;
	int rc = take_out(t, &index, call->ticket, &before, err);
	if (rc == 0)
		return err_set(err, ERR_NOTFOUND, "no webhook call for ticket %llu", (unsigned long long)call->ticket);
	return rc < 0 ? -1 : put_with_index(t, &index, call, err);
}

int store_call_drop(struct txn *t, struct span hook, uint64_t ticket, struct err *err)
{
	const struct key index = key_named(INDEX_CALL, hook);
	struct call call;
	return take_out(t, &index, ticket, &call, err) < 0 ? -1 : 0;
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
