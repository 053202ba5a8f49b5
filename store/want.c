/* Prefetching: names what a piece of work will read, for one trip to a far backend; does nothing for a near one. */
#include "store/txn.h"

bool store_is_far(const struct txn *t)
{
	return !t->kv->ops->is_near;
}

void store_want_desk(struct txn *t)
{
	if (!store_is_far(t))
		return;
	txn_want(t, key_fact(FACT_KEYS));
	txn_want(t, key_named(TABLE_NOTE, NOTE_RESTORED));
	if (t->kv->ops->number)
		return;
	txn_want(t, number_key(NUMBER_TICKET));
	txn_want(t, number_key(NUMBER_OUTMAIL));
	txn_want(t, number_key(NUMBER_CHANGE));
}

void store_want_customer(struct txn *t, struct span addr)
{
	if (!store_is_far(t) || !addr.len)
		return;
	txn_want(t, key_named(TABLE_CUSTOMER, addr));
	txn_want(t, key_load(TABLE_CUSTOMER, addr));
}

void store_want_agent(struct txn *t, struct span name)
{
	if (!store_is_far(t) || !name.len)
		return;
	txn_want(t, key_named(TABLE_AGENT, name));
	txn_want(t, key_load(TABLE_AGENT, name));
}

void store_want_count(struct txn *t, struct span name)
{
	if (store_is_far(t))
		txn_want(t, key_named(TABLE_WINDOW, name));
}

void store_want_seen(struct txn *t, struct span msgid, const unsigned char digest[32])
{
	if (store_is_far(t) && msgid.len)
		txn_want(t, key_msgid(msgid));
	if (store_is_far(t) && digest)
		txn_want(t, key_content(digest));
}

void store_want_ticket(struct txn *t, uint64_t id)
{
	if (store_is_far(t) && id)
		txn_want(t, key_number(TABLE_TICKET, id));
}

void store_want_message(struct txn *t, uint64_t ticket, uint32_t seq)
{
	if (store_is_far(t) && seq)
		txn_want(t, key_seq(TABLE_MESSAGE, ticket, seq));
}

void store_want_undo(struct txn *t, uint64_t ticket, struct span agent)
{
	if (store_is_far(t))
		txn_want(t, key_undo(ticket, agent));
}

void store_want_outmail(struct txn *t, uint64_t id)
{
	if (store_is_far(t) && id)
		txn_want(t, key_number(TABLE_OUTMAIL, id));
}

void store_want_done(struct txn *t, struct span mailbox, uint32_t uidvalidity, uint64_t uid)
{
	if (!store_is_far(t) || !uid)
		return;
	txn_want(t, key_mailbox(TABLE_CURSOR, mailbox, uidvalidity));
	txn_want(t, key_uid(INDEX_DONE, mailbox, uidvalidity, uid));
	txn_want(t, key_uid(INDEX_DONE, mailbox, uidvalidity, uid + 1));
}

int store_fetch(struct txn *t, struct err *err)
{
	return txn_fetch(t, err);
}
