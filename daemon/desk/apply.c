#include "daemon/desk/apply.h"

static int apply_tickets(struct txn *t, const struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->tickets.count; i++)
		if (store_ticket_put(t, p->tickets.items[i], err))
			return -1;
	return 0;
}

/* Stores a message whose raw mail is a copy of another message's. */
static int put_copy(struct txn *t, const struct plan_message *m, struct err *err)
{
	struct arena a;
	struct span raw;
	arena_init(&a);
	int rc = store_raw(t, &a, m->raw_ticket, m->raw_seq, &raw, err);
	if (rc == 0 || err->kind == ERR_NOTFOUND)
		rc = store_message_put(t, &m->message, rc == 0 ? raw : SPAN_NONE, err);
	arena_clear(&a);
	return rc;
}

static int apply_put_message(struct txn *t, const struct plan_message *m, struct span raw, struct err *err)
{
	if (m->update)
		return store_message_update(t, &m->message, err);
	if (m->raw_ticket)
		return put_copy(t, m, err);
	return store_message_put(t, &m->message, m->with_raw ? raw : SPAN_NONE, err);
}

static int apply_messages(struct txn *t, const struct plan *p, struct span raw, struct err *err)
{
	for (size_t i = 0; i < p->messages.count; i++)
		if (apply_put_message(t, &p->messages.items[i], raw, err))
			return -1;
	return 0;
}

static int apply_events(struct txn *t, const struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->events.count; i++)
		if (store_event_put(t, &p->events.items[i], err))
			return -1;
	return 0;
}

static int apply_people(struct txn *t, const struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->customers.count; i++)
		if (store_customer_put(t, &p->customers.items[i], err))
			return -1;
	for (size_t i = 0; i < p->agents.count; i++)
		if (store_agent_put(t, &p->agents.items[i], err))
			return -1;
	return 0;
}

static int drop_mail(struct txn *t, const struct outmail *mail, struct err *err)
{
	struct outmail dropped = *mail;
	dropped.state = OUTMAIL_DROPPED;
	dropped.error = SPAN("the address bounces");
	return store_outmail_put(t, &dropped, err);
}

static int drop_mails(struct txn *t, struct arena *a, struct span to, struct err *err)
{
	struct outmail_list queued;
	if (store_outbox_to(t, a, to, &queued, err))
		return -1;
	for (size_t i = 0; i < queued.count; i++)
		if (drop_mail(t, &queued.items[i], err))
			return -1;
	return 0;
}

/* Drops queued mails to addresses that bounce. */
static int apply_unreachable(struct txn *t, const struct plan *p, struct err *err)
{
	struct arena a;
	int rc = 0;
	arena_init(&a);
	for (size_t i = 0; rc == 0 && i < p->unreachable.count; i++)
		rc = drop_mails(t, &a, p->unreachable.items[i], err);
	arena_clear(&a);
	return rc;
}

static int apply_mails(struct txn *t, const struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->mails.count; i++)
		if (store_outmail_put(t, &p->mails.items[i], err))
			return -1;
	return 0;
}

static int apply_counts(struct txn *t, const struct plan *p, int64_t now, struct err *err)
{
	for (size_t i = 0; i < p->counts.count; i++)
		if (store_count_add(t, p->counts.items[i].name, now, p->counts.items[i].window, 1, err))
			return -1;
	return 0;
}

static int apply_faqs(struct txn *t, const struct plan *p, struct err *err)
{
	for (size_t i = 0; i < p->faqs.count; i++)
		if (store_faq_sent(t, p->faqs.items[i].day, p->faqs.items[i].article, err))
			return -1;
	return 0;
}

static int apply_undo(struct txn *t, const struct plan *p, struct err *err)
{
	if (p->drop_undo && store_undo_delete(t, p->undo.ticket, p->undo.agent, err))
		return -1;
	return p->has_undo ? store_undo_put(t, &p->undo, err) : 0;
}

int apply_plan(struct txn *t, const struct plan *plan, struct span raw, int64_t now, struct err *err)
{
	if (apply_tickets(t, plan, err) || apply_messages(t, plan, raw, err) || apply_events(t, plan, err))
		return -1;
	if (apply_people(t, plan, err) || apply_unreachable(t, plan, err) || apply_mails(t, plan, err))
		return -1;
	for (size_t i = 0; i < plan->pendings.count; i++)
		if (store_pending_put(t, &plan->pendings.items[i], err))
			return -1;
	return apply_counts(t, plan, now, err) || apply_faqs(t, plan, err) || apply_undo(t, plan, err) ? -1 : 0;
}
