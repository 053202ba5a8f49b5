/* Messages and events of tickets, and the last undo of each agent. */
#include "store/calls.h"
#include "store/changes.h"
#include "store/numbers.h"
#include "store/raw.h"

static int no_message(uint64_t ticket, uint32_t seq, struct err *err)
{
	if (err->kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "no message %u on ticket %llu", seq, (unsigned long long)ticket);
	return -1;
}

/* How many the ticket had when the transaction began. */
static int count_before(struct txn *t, enum table table, uint64_t ticket, uint32_t *out, struct err *err)
{
	struct key k = key_number(TABLE_TICKET, ticket);
	struct ticket before = {0};
	bool found, is_new;
	*out = 0;
	if (number_was_new(t, NUMBER_TICKET, ticket, &is_new, err))
		return -1;
	if (is_new)
		return 0;
	if (txn_found(txn_get_before(t, &code_ticket, &k, &t->scratch, &before, err), &found, err))
		return -1;
	*out = table == TABLE_MESSAGE ? before.messages : before.events;
	return 0;
}

static bool is_put(const struct txn *t, enum table table, uint64_t ticket, uint32_t seq)
{
	struct key k = key_seq(table, ticket, seq);
	const struct tree *item = tree_get(t->changes, key_span(&k));
	return item && !item->gone;
}

/* After a flush the state at the beginning can no longer be told from the backend: looks at the keys themselves. */
static int messages_look(struct txn *t, enum table table, uint64_t ticket, uint32_t seq, bool *taken, bool *led,
			 struct err *err)
{
	struct key own = key_seq(table, ticket, seq), before = key_seq(table, ticket, seq - 1);
	*led = true;
	return txn_has(t, &own, taken, err) || (seq > 1 && txn_has(t, &before, led, err)) ? -1 : 0;
}

/* Parts are numbered from 1 without a gap, and none is put twice. The ticket's own counts make a look at the stored
 * parts unnecessary. */
static int follows(struct txn *t, enum table table, uint64_t ticket, uint32_t seq, struct err *err)
{
	uint32_t count;
	if (count_before(t, table, ticket, &count, err))
		return -1;
	bool taken = seq <= count || is_put(t, table, ticket, seq);
	bool led = seq == count + 1 || is_put(t, table, ticket, seq - 1);
	if (t->flushed && messages_look(t, table, ticket, seq, &taken, &led, err))
		return -1;
	if (seq == 0 || taken || !led)
		return err_set(err, ERR_CORRUPT, "ticket %llu: %u is not the next number", (unsigned long long)ticket,
			       seq);
	return 0;
}

/* --- messages --- */

int store_message_put(struct txn *t, const struct message *message, struct span raw, struct err *err)
{
	struct key k = key_seq(TABLE_MESSAGE, message->ticket, message->seq);
	struct message m = *message;
	m.raw_size = raw.len;
	if (follows(t, TABLE_MESSAGE, m.ticket, m.seq, err) ||
	    (raw.len && raw_put(t, key_seq(TABLE_RAW, m.ticket, m.seq), raw, err)))
		return -1;
	return txn_put(t, &code_message, &k, &m, err);
}

int store_message_update(struct txn *t, const struct message *message, struct err *err)
{
	struct message before, m = *message;
	if (store_message(t, &t->scratch, m.ticket, m.seq, &before, err))
		return -1;
	struct key k = key_seq(TABLE_MESSAGE, m.ticket, m.seq);
	m.raw_size = before.raw_size;
	if (!span_eq(before.text, m.text) && changes_loss(t, err))
		return -1;
	return txn_put(t, &code_message, &k, &m, err);
}

int store_message(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct message *out, struct err *err)
{
	struct key k = key_seq(TABLE_MESSAGE, ticket, seq);
	return txn_get(t, &code_message, &k, a, out, err) ? no_message(ticket, seq, err) : 0;
}

int store_messages(struct txn *t, struct arena *a, uint64_t ticket, struct message_list *out, struct err *err)
{
	struct message_list list = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_number(TABLE_MESSAGE, ticket));
	while ((rc = scan_next(&s, err)) > 0)
		if ((rc = txn_decode(t, &code_message, a, s.key, s.value, LIST_ADD(a, &list), err)))
			break;
	scan_end(&s);
	if (rc == 0)
		*out = list;
	return rc;
}

int store_raw(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct span *out, struct err *err)
{
	struct message m;
	if (store_message(t, &t->scratch, ticket, seq, &m, err))
		return -1;
	if (m.raw_size == 0)
		return err_set(err, ERR_NOTFOUND, "no raw mail of message %u on ticket %llu", seq,
			       (unsigned long long)ticket);
	return raw_get(t, key_seq(TABLE_RAW, ticket, seq), m.raw_size, a, out, err);
}

/* --- events --- */

int store_event_put(struct txn *t, const struct event *event, struct err *err)
{
	struct key k = key_seq(TABLE_EVENT, event->ticket, event->seq);
	if (follows(t, TABLE_EVENT, event->ticket, event->seq, err) || txn_put(t, &code_event, &k, event, err))
		return -1;
	return t->store->hooks ? calls_add(t, event, err) : 0;
}

int store_event(struct txn *t, struct arena *a, uint64_t ticket, uint32_t seq, struct event *out, struct err *err)
{
	struct key k = key_seq(TABLE_EVENT, ticket, seq);
	return txn_get(t, &code_event, &k, a, out, err);
}

int store_events(struct txn *t, struct arena *a, uint64_t ticket, struct event_list *out, struct err *err)
{
	struct event_list list = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_number(TABLE_EVENT, ticket));
	while ((rc = scan_next(&s, err)) > 0)
		if ((rc = txn_decode(t, &code_event, a, s.key, s.value, LIST_ADD(a, &list), err)))
			break;
	scan_end(&s);
	if (rc == 0)
		*out = list;
	return rc;
}

/* --- undo --- */

int store_undo(struct txn *t, struct arena *a, uint64_t ticket, struct span agent, struct undo *out, struct err *err)
{
	struct key k = key_undo(ticket, agent);
	return txn_get(t, &code_undo, &k, a, out, err);
}

int store_undo_put(struct txn *t, const struct undo *undo, struct err *err)
{
	struct key k = key_undo(undo->ticket, undo->agent);
	return txn_put(t, &code_undo, &k, undo, err);
}

int store_undo_delete(struct txn *t, uint64_t ticket, struct span agent, struct err *err)
{
	struct key k = key_undo(ticket, agent);
	return txn_clear(t, &k, err);
}
