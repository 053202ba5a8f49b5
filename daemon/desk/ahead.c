#include "daemon/desk/ahead.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/base/tokens.h"
#include "daemon/core/ticket/thread.h"

#define TICKETS_MAX 50

struct ahead {
	const struct conf *conf;
	struct txn *t;
	const struct mail *mail;
	struct arena *a;
	uint32_t day;           /* today */
	struct id_list tickets; /* whose customers and watchers are still to be fetched */
};

static void ahead_want_ticket(struct ahead *w, uint64_t id)
{
	if (!id || w->tickets.count == TICKETS_MAX)
		return;
	store_want_ticket(w->t, id);
	*LIST_ADD(w->a, &w->tickets) = id;
}

/* --- what the mail names --- */

static void want_desk(const struct conf *conf, struct txn *t)
{
	store_want_desk(t);
	for (size_t i = 0; i < conf->agent_count; i++)
		store_want_agent(t, conf->agents[i].name);
	store_want_customer(t, conf->manager);
	store_want_count(t, SPAN(COUNT_MAILS));
	store_want_count(t, SPAN(COUNT_FLOOD));
}

/* Today's sums, whichever the ticket may affect. */
static void want_sums(struct ahead *w)
{
	store_want_sum(w->t, SUMS_ALL, w->day, SPAN_NONE);
	store_want_sum(w->t, SUMS_AGENT, w->day, SPAN_NONE);
	for (size_t i = 0; i < w->conf->agent_count; i++)
		store_want_sum(w->t, SUMS_AGENT, w->day, w->conf->agents[i].name);
	for (size_t i = 0; i < w->conf->category_count; i++)
		store_want_sum(w->t, SUMS_CATEGORY, w->day, w->conf->categories[i].name);
}

static void want_customer(struct ahead *w, struct span addr)
{
	store_want_customer(w->t, addr);
	if (addr.len)
		store_want_sum(w->t, SUMS_CUSTOMER, w->day, addr);
}

static void want_counts(struct ahead *w, struct span sender)
{
	const struct span names[] = {
		facts_answers_name(sender, w->a), facts_told_name(sender, w->a), facts_unproven_name(sender, w->a),
		facts_domain_name(sender, w->a),  SPAN(COUNT_UNPROVEN),          SPAN(COUNT_WITHHELD),
		SPAN(COUNT_TOLD_UNPROVEN)};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		store_want_count(w->t, names[i]);
	store_want_count(w->t, facts_oversize_name(w->mail, w->a));
}

static void want_people(struct ahead *w, const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		want_customer(w, list->items[i].addr);
}

/* The desk's own mails that are answered are only needed for an agent's answer. */
static void want_tokens(struct ahead *w)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, w->mail->sender.addr);
	struct presented_list list;
	struct token own;
	uint64_t serial;
	tokens_read(w->conf, w->mail, w->a, &list);
	for (size_t i = 0; i < list.count; i++) {
		const struct presented *p = &list.items[i];
		ahead_want_ticket(w, p->token.ticket);
		if (agent)
			store_want_undo(w->t, p->token.ticket, agent->name);
		if (agent && !p->in_address)
			store_want_outmail(w->t, p->serial);
	}
	if (tokens_from_msgid(w->conf, w->mail->message_id, &own, &serial))
		ahead_want_ticket(w, own.ticket);
	ahead_want_ticket(w, thread_tagged(w->conf, w->mail));
}

static void want_named(struct ahead *w)
{
	const struct mail *m = w->mail;
	want_desk(w->conf, w->t);
	want_counts(w, m->sender.addr);
	want_sums(w);
	want_customer(w, m->sender.addr);
	want_people(w, &m->to);
	want_people(w, &m->cc);
	store_want_seen(w->t, m->message_id, m->content);
	for (size_t i = 0; i < m->refs.count; i++)
		store_want_seen(w->t, m->refs.items[i], NULL);
	want_tokens(w);
}

/* --- what that leads to --- */

static int want_refs(struct ahead *w, struct err *err)
{
	for (size_t i = 0; i < w->mail->refs.count; i++) {
		struct seen_at at;
		if (store_msgid(w->t, w->mail->refs.items[i], &at, err) == 0) {
			ahead_want_ticket(w, at.ticket);
			store_want_message(w->t, at.ticket, at.seq);
		} else if (err->kind != ERR_NOTFOUND) {
			return -1;
		}
	}
	return 0;
}

/* The ticket's latest messages; for an agent's mail gather reads all of them, in one trip anyway. */
static void want_recent(struct ahead *w, const struct ticket *t)
{
	if (conf_agent_address(w->conf, w->mail->sender.addr))
		return;
	for (uint32_t n = 0; n < FACTS_RECENT && n < t->messages; n++)
		store_want_message(w->t, t->id, t->messages - n);
}

/* The people of tickets [from, to). */
static int want_ticket_people(struct ahead *w, size_t from, size_t to, struct err *err)
{
	for (size_t i = from; i < to; i++) {
		struct ticket t;
		if (store_ticket(w->t, w->a, w->tickets.items[i], &t, err) != 0) {
			if (err->kind != ERR_NOTFOUND)
				return -1;
			continue;
		}
		want_customer(w, t.customer);
		want_recent(w, &t);
		store_want_ticket(w->t, t.merged_into);
		for (size_t k = 0; k < t.watchers.count; k++)
			store_want_customer(w->t, t.watchers.items[k]);
	}
	return 0;
}

int ahead_mail(const struct conf *conf, struct txn *t, const struct mail *mail, int64_t now, struct arena *a,
	       struct err *err)
{
	struct ahead w = {.conf = conf, .t = t, .mail = mail, .a = a, .day = figures_day(conf, now)};
	if (!store_is_far(t))
		return 0;
	want_named(&w);
	if (store_fetch(t, err))
		return -1;
	size_t named = w.tickets.count;
	if (want_refs(&w, err) || want_ticket_people(&w, 0, named, err) || store_fetch(t, err))
		return -1;
	return want_ticket_people(&w, named, w.tickets.count, err) ? -1 : store_fetch(t, err);
}

int ahead_clock(const struct conf *conf, struct txn *t, struct err *err)
{
	want_desk(conf, t);
	return store_fetch(t, err);
}
