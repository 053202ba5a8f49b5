#include "daemon/desk/gather.h"

#include "daemon/core/agent/own_part.h"
#include "daemon/core/base/filter.h"
#include "daemon/core/base/period.h"
#include "daemon/core/base/proof.h"
#include "daemon/core/base/tokens.h"
#include "daemon/core/ticket/confirm.h"
#include "daemon/core/ticket/query.h"
#include "daemon/core/ticket/thread.h"
#include "daemon/desk/ahead.h"
#include "daemon/desk/pictured.h"
#include "daemon/desk/tally.h"
#include "parsers/base/monotonic.h"
#include "store/search.h"

#include <ctype.h>

#define TICKETS_MAX 200
#define NUMBERS_MAX 20 /* tickets named by bare numbers */
#define MERGES_MAX 20
#define RECIPIENTS_MAX 200
#define OWN_TICKETS_MAX 100
#define RECENT_TICKETS 3
#define NEWEST_OWN 100 /* latest messages of a ticket that a question may be about */
#define NEWEST_OTHERS 20
#define QUESTIONS_MAX 4 /* tokens of questions to try */
#define ANSWERED_MAX 8  /* mails of the desk's that an agent's may answer */
#define LAST_MAILS 3    /* of a ticket, if the mail names none */
#define SEARCH_WAIT_MS 1000
#define SNIPPET 160

struct gathering {
	const struct conf *conf;
	struct txn *t;
	const struct mail *mail;
	const struct agent_conf *agent; /* the proven author; NULL: none. Texts are read only for them */
	int64_t now;
	struct arena *a;
	struct facts *f;
};

/* Sets *out; not finding it is not an error, anything else is. */
static int found(int rc, bool *out, struct err *err)
{
	*out = rc == 0;
	return rc == 0 || err->kind == ERR_NOTFOUND ? 0 : -1;
}

/* --- tickets --- */

/* Nothing is read for an unproven command. */
static const struct command *commanded(const struct gathering *g, struct span name)
{
	for (size_t i = 0; g->agent && i < g->f->own.commands.count; i++)
		if (span_ieq(g->f->own.commands.items[i].name, name))
			return &g->f->own.commands.items[i];
	return NULL;
}

static int add_contents(struct gathering *g, struct ticket_facts *out, struct err *err)
{
	uint64_t id = out->ticket.id;
	if (!g->agent)
		return 0;
	out->messages = (struct message_list){0};
	if (store_messages(g->t, g->a, id, &out->messages, err))
		return -1;
	return found(store_undo(g->t, g->a, id, g->agent->name, &out->undo, err), &out->has_undo, err);
}

/* The sender is a proven agent: reads the messages of the tickets found so far. */
static int add_all_contents(struct gathering *g, struct err *err)
{
	for (size_t i = 0; i < g->f->tickets.count; i++)
		if (add_contents(g, &g->f->tickets.items[i], err))
			return -1;
	return 0;
}

/* Reads the latest messages of the tickets that a customer's mail may be about, for the agent who will get it. */
static int add_recent(struct gathering *g, struct err *err)
{
	for (size_t i = 0; !g->agent && i < g->f->tickets.count && i < RECENT_TICKETS; i++) {
		struct ticket_facts *one = &g->f->tickets.items[i];
		uint32_t count = one->ticket.messages;
		for (uint32_t seq = count > FACTS_RECENT ? count - FACTS_RECENT + 1 : 1; seq <= count; seq++) {
			struct message m;
			bool known;
			if (found(store_message(g->t, g->a, one->ticket.id, seq, &m, err), &known, err))
				return -1;
			if (known)
				*LIST_ADD(g->a, &one->recent) = m;
		}
	}
	return 0;
}

/* Adds the ticket, and those into which it was merged. */
static int add_ticket(struct gathering *g, uint64_t id, struct err *err)
{
	for (int i = 0; id && i < MERGES_MAX && !facts_ticket(g->f, id); i++) {
		struct ticket_facts one = {0};
		bool known;
		if (g->f->tickets.count >= TICKETS_MAX)
			return 0;
		if (found(store_ticket(g->t, g->a, id, &one.ticket, err), &known, err))
			return -1;
		if (!known)
			return 0;
		if (add_contents(g, &one, err))
			return -1;
		*LIST_ADD(g->a, &g->f->tickets) = one;
		id = one.ticket.status == STATUS_MERGED ? one.ticket.merged_into : 0;
	}
	return 0;
}

static int add_tokens(struct gathering *g, struct err *err)
{
	struct presented_list presented;
	struct token own;
	uint64_t serial;
	tokens_read(g->conf, g->mail, g->a, &presented);
	for (size_t i = 0; i < presented.count; i++)
		if (add_ticket(g, presented.items[i].token.ticket, err))
			return -1;
	if (!tokens_from_msgid(g->conf, g->mail->message_id, &own, &serial))
		return 0;
	return add_ticket(g, own.ticket, err);
}

/* Adds a ticket for every number in the text: "ACME #1042", "1043". */
static int add_numbers(struct gathering *g, struct span text, int *left, struct err *err)
{
	for (size_t i = 0; *left > 0 && i < text.len;) {
		size_t n = 0;
		uint64_t id;
		while (i + n < text.len && isdigit((unsigned char)text.ptr[i + n]))
			n++;
		if (n && span_u64(span_sub(text, i, n), &id)) {
			--*left;
			if (add_ticket(g, id, err))
				return -1;
		}
		i += n ? n : 1;
	}
	return 0;
}

static int add_named(struct gathering *g, struct err *err)
{
	const struct bracket_list *b = &g->mail->subject.brackets;
	int left = NUMBERS_MAX;
	for (size_t i = 0; i < b->count; i++)
		if (add_numbers(g, b->items[i].text, &left, err))
			return -1;
	return 0;
}

/* Anybody can name an id, so only what decides who may use it is kept of the message. */
static int add_ref_message(struct gathering *g, struct ref_facts *r, struct err *err)
{
	struct message m;
	struct arena text;
	bool known;
	arena_init(&text);
	int rc = found(store_message(g->t, &text, r->ticket, r->seq, &m, err), &known, err);
	for (size_t i = 0; rc == 0 && known && i < m.to.count; i++)
		span_list_add(g->a, &r->to, arena_dup(g->a, m.to.items[i]));
	if (rc == 0 && known)
		r->proven = m.proven && !m.held && (m.kind == MESSAGE_CUSTOMER || m.kind == MESSAGE_AGENT);
	arena_clear(&text);
	return rc;
}

static int add_ref(struct gathering *g, struct span msgid, struct err *err)
{
	struct seen_at at;
	bool known;
	if (found(store_msgid(g->t, msgid, &at, err), &known, err))
		return -1;
	if (!known || !at.ticket || add_ticket(g, at.ticket, err))
		return known && at.ticket ? -1 : 0;
	struct ref_facts *r = LIST_ADD(g->a, &g->f->refs);
	*r = (struct ref_facts){.msgid = msgid, .ticket = at.ticket, .seq = at.seq};
	return at.seq ? add_ref_message(g, r, err) : 0;
}

static int add_refs(struct gathering *g, struct err *err)
{
	for (size_t i = 0; i < g->mail->refs.count; i++)
		if (add_ref(g, g->mail->refs.items[i], err))
			return -1;
	return 0;
}

/* --- who it is from --- */

static const struct agent_conf *agent_of(const struct conf *conf, const struct mail *mail)
{
	const struct agent_conf *agent = conf_agent_address(conf, mail->sender.addr);
	for (size_t i = 0; !agent && i < mail->from.count; i++)
		agent = conf_agent_address(conf, mail->from.items[i].addr);
	return agent;
}

/* --- an agent's own part of the mail --- */

static int add_answered_id(struct gathering *g, struct span msgid, struct err *err)
{
	struct token token;
	struct outmail mail;
	uint64_t serial;
	bool known;
	if (g->f->answered.count >= ANSWERED_MAX || !tokens_from_msgid(g->conf, msgid, &token, &serial))
		return 0;
	if (found(store_outmail(g->t, g->a, serial, &mail, err), &known, err))
		return -1;
	if (known && span_eq(mail.message_id, msgid) && conf_agent_address(g->conf, mail.to) == g->agent)
		*LIST_ADD(g->a, &g->f->answered) = mail;
	return 0;
}

/* Some mail clients do not name the mail that they answer: it must be one of the latest. */
static int add_last_mails(struct gathering *g, uint64_t ticket, struct err *err)
{
	struct outmail_list last;
	if (!ticket || g->f->answered.count)
		return 0;
	if (store_mails_to(g->t, g->a, ticket, g->agent->email, LAST_MAILS, &last, err))
		return -1;
	g->f->answered = last;
	return 0;
}

static int add_answered(struct gathering *g, struct err *err)
{
	struct presented_list presented;
	for (size_t i = 0; i < g->mail->refs.count; i++)
		if (add_answered_id(g, g->mail->refs.items[i], err))
			return -1;
	tokens_read(g->conf, g->mail, g->a, &presented);
	for (size_t i = 0; i < presented.count; i++)
		if (add_last_mails(g, presented.items[i].token.ticket, err))
			return -1;
	return add_last_mails(g, thread_tagged(g->conf, g->mail), err);
}

/* A question to the claimed author, or to another agent, whose token somebody else has used. */
static uint32_t question_seq(const struct gathering *g, const struct token *token, const struct agent_conf *claimed,
			     uint32_t messages)
{
	uint32_t seq = tokens_question_seq(token, &g->f->keys, claimed->email, messages, NEWEST_OWN, g->now);
	for (size_t i = 0; i < g->conf->agent_count && !seq; i++)
		seq = tokens_question_seq(token, &g->f->keys, g->conf->agents[i].email, messages, NEWEST_OTHERS,
					  g->now);
	return seq;
}

/* Adds the held message that a question's token was made for, which decides whether the mail answers the question. Only
 * a few tokens and the latest messages are tried. */
static int add_question(struct gathering *g, const struct token *token, const struct agent_conf *claimed,
			struct err *err)
{
	struct ticket_facts *t = (struct ticket_facts *)(uintptr_t)facts_ticket(g->f, token->ticket);
	uint32_t seq = t ? question_seq(g, token, claimed, t->ticket.messages) : 0;
	struct message m;
	bool known;
	if (!seq)
		return 0;
	if (found(store_message(g->t, g->a, t->ticket.id, seq, &m, err), &known, err))
		return -1;
	if (known)
		*LIST_ADD(g->a, &t->messages) = m;
	return 0;
}

static int add_questions(struct gathering *g, const struct agent_conf *claimed, struct err *err)
{
	struct presented_list presented;
	size_t tried = 0;
	tokens_read(g->conf, g->mail, g->a, &presented);
	for (size_t i = 0; i < presented.count && tried < QUESTIONS_MAX; i++) {
		const struct token *token = &presented.items[i].token;
		tried += token->role == TOKEN_QUESTION;
		if (token->role == TOKEN_QUESTION && add_question(g, token, claimed, err))
			return -1;
	}
	return 0;
}

/* Anybody can put an agent's address in From, so next to nothing is read until the proof holds. */
static int add_agent(struct gathering *g, bool vouched, struct err *err)
{
	const struct agent_conf *claimed = agent_of(g->conf, g->mail);
	struct proof proof;
	if (!claimed)
		return 0;
	if (add_questions(g, claimed, err))
		return -1;
	g->f->proven = vouched;
	proof_check(g->conf, g->mail, g->f, g->now, g->a, &proof);
	if (!proof.proven)
		return 0;
	g->agent = proof.agent;
	return add_all_contents(g, err);
}

static int add_own_part(struct gathering *g, struct err *err)
{
	if (!agent_of(g->conf, g->mail))
		return 0;
	if (g->agent && add_answered(g, err))
		return -1;
	for (size_t i = 0; i < g->f->answered.count; i++)
		if (add_ticket(g, g->f->answered.items[i].ticket, err))
			return -1;
	own_part_read(g->conf, g->mail, g->f, g->a, &g->f->own);
	return 0;
}

/* --- what an agent's commands need --- */

static int add_commanded_tickets(struct gathering *g, struct err *err)
{
	int left = NUMBERS_MAX;
	for (size_t i = 0; i < g->f->own.commands.count; i++)
		if (add_numbers(g, g->f->own.commands.items[i].args, &left, err))
			return -1;
	return 0;
}

static int add_events(struct gathering *g, struct err *err)
{
	if (!commanded(g, SPAN("show")) && !commanded(g, SPAN("why")))
		return 0;
	for (size_t i = 0; i < g->f->tickets.count; i++) {
		struct ticket_facts *one = &g->f->tickets.items[i];
		if (store_events(g->t, g->a, one->ticket.id, &one->events, err))
			return -1;
	}
	return 0;
}

/* #customer alone asks for the customer's tickets. */
static int add_customers_tickets(struct gathering *g, struct err *err)
{
	const struct command *c = commanded(g, SPAN("customer"));
	if (!c || span_trim(c->args).len)
		return 0;
	for (size_t i = 0; i < g->f->tickets.count; i++) {
		struct ticket_facts *one = &g->f->tickets.items[i];
		struct ticket_filter filter = {
			.all = true, .customer = one->ticket.customer, .newest = true, .limit = FACTS_LISTED_MAX + 1};
		if (one->ticket.customer.len && store_tickets(g->t, g->a, &filter, &one->customers, err))
			return -1;
	}
	return 0;
}

/* #undo may also take back changes of other tickets. */
static int add_undone(struct gathering *g, struct err *err)
{
	if (!commanded(g, SPAN("undo")))
		return 0;
	for (size_t i = 0; i < g->f->tickets.count; i++) {
		struct ticket_list before = g->f->tickets.items[i].undo.before;
		for (size_t k = 0; k < before.count; k++)
			if (add_ticket(g, before.items[k].id, err))
				return -1;
	}
	return 0;
}

/* An agent who is going away may hand over their tickets. */
static int add_handover(struct gathering *g, struct err *err)
{
	struct ticket_list list;
	if (!g->agent || (!commanded(g, SPAN("away")) && !g->mail->signs.vacation.len))
		return 0;
	struct ticket_filter own = {.agent = g->agent->name, .limit = TICKETS_MAX};
	if (store_tickets(g->t, g->a, &own, &list, err))
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (add_ticket(g, list.items[i].id, err))
			return -1;
	return 0;
}

static int add_listed(struct gathering *g, struct err *err)
{
	const struct command *c = commanded(g, SPAN("list"));
	struct ticket_filter filter = {.limit = FACTS_LISTED_MAX + 1, .newest = true};
	struct span rest = c ? c->args : SPAN_NONE, word;
	if (!c)
		return 0;
	if (!span_trim(rest).len)
		filter.agent = g->agent->name;
	while (span_word(&rest, &word))
		filter_word(&filter, g->conf, g->a, word, g->now); /* faults are reported by command_read */
	filter_hide(&filter);
	return store_tickets(g->t, g->a, &filter, &g->f->listed, err);
}

/* --- #search --- */

static void add_found(struct gathering *g, const struct search_hits *hits)
{
	struct searched *out = &g->f->searched;
	out->more = hits->more;
	out->widened = hits->widened;
	for (size_t i = 0; i < hits->count; i++)
		*LIST_ADD(g->a, &out->found) =
			(struct found_ticket){hits->items[i].ticket, hits->items[i].seq, hits->items[i].snippet};
}

/* A failure of the index must not make the mail fail. */
static void search(struct gathering *g, const struct filter_search *want)
{
	const struct search_query q = {.words = want->words,
				       .filter = want->filter,
				       .limit = FACTS_FOUND_MAX,
				       .now = g->now,
				       .open = SPAN("*"),
				       .close = SPAN("*"),
				       .snippet = SNIPPET,
				       .deadline = monotonic_ms() + SEARCH_WAIT_MS};
	struct search_hits hits = {0};
	struct search *s = NULL;
	struct err err;
	int rc = search_open(g->conf->store_path, &s, &err);
	if (rc == 0)
		rc = search_find(s, g->t, g->a, &q, &hits, &err);
	search_close(s);
	if (rc == 0)
		add_found(g, &hits);
	else if (err.kind == ERR_CORRUPT)
		search_discard(g->conf->store_path);
	g->f->searched.unready = rc != 0;
}

static void add_searched(struct gathering *g)
{
	const struct command *c = commanded(g, SPAN("search"));
	struct filter_search want;
	struct span word;
	if (c && filter_search(g->conf, g->a, c->args, g->now, &want, &word) == FILTER_TAKEN && want.words.count)
		search(g, &want);
}

static int add_report(struct gathering *g, struct err *err)
{
	const struct command *c = commanded(g, SPAN("report"));
	struct tally_request r = {0};
	struct span words = c ? span_trim(c->args) : SPAN_NONE;
	if (!c || !g->agent || !period_read(g->conf, words.len ? words : SPAN("week"), g->now, &r.from, &r.to))
		return 0; /* faults are reported by command_read */
	r.wanted[BY_DAY] = r.wanted[BY_AGENT] = true;
	struct report report;
	if (tally(g->conf, g->t, &r, g->now, g->a, &report, err) != 0)
		return -1;
	struct span language = g->agent->language.len ? g->agent->language : g->conf->language;
	pictured_facts(g->a, &report, language, &g->f->report);
	return 0;
}

/* --- what a bounce names --- */

static int add_returned(struct gathering *g, struct span msgid, struct err *err)
{
	struct token token;
	struct outmail mail;
	uint64_t serial;
	bool known;
	if (!tokens_from_msgid(g->conf, msgid, &token, &serial))
		return 0;
	if (add_ticket(g, token.ticket, err) || found(store_outmail(g->t, g->a, serial, &mail, err), &known, err))
		return -1;
	if (known && span_eq(mail.message_id, msgid))
		*LIST_ADD(g->a, &g->f->bounced) = mail;
	return 0;
}

static int add_last_ticket(struct gathering *g, struct span person, struct err *err)
{
	struct ticket_filter filter = {.all = true, .person = person, .limit = 1, .newest = true};
	struct ticket_list list;
	if (!person.len)
		return 0;
	if (store_tickets(g->t, g->a, &filter, &list, err))
		return -1;
	return list.count ? add_ticket(g, list.items[0].id, err) : 0;
}

static int add_bounce(struct gathering *g, struct err *err)
{
	const struct bounce *b = &g->mail->bounce;
	if (!b->is_bounce)
		return 0;
	for (size_t i = 0; i < b->original_ids.count; i++)
		if (add_returned(g, b->original_ids.items[i], err))
			return -1;
	for (size_t i = 0; i < b->recipients.count && i < NUMBERS_MAX; i++)
		if (add_last_ticket(g, b->recipients.items[i].addr, err))
			return -1;
	return 0;
}

/* --- people --- */

static int add_sender(struct gathering *g, struct err *err)
{
	struct span addr = g->mail->sender.addr;
	struct ticket_filter own = {.all = true, .person = addr, .newest = true, .limit = OWN_TICKETS_MAX};
	struct query query;
	if (!addr.len)
		return 0;
	if (found(store_customer(g->t, g->a, addr, &g->f->sender, err), &g->f->sender_known, err))
		return -1;
	g->f->sender_open = g->f->sender_known ? g->f->sender.open : 0;
	if (!query_find(g->conf, g->mail, false, &query) || query.ticket)
		return 0;
	return store_tickets(g->t, g->a, &own, &g->f->sender_tickets, err);
}

static int add_recipient(struct gathering *g, struct span addr, struct err *err)
{
	struct customer c;
	bool known;
	if (!addr.len || g->f->recipients.count >= RECIPIENTS_MAX || facts_customer(g->f, addr))
		return 0;
	if (found(store_customer(g->t, g->a, addr, &c, err), &known, err))
		return -1;
	if (known)
		*LIST_ADD(g->a, &g->f->recipients) = c;
	return 0;
}

static int add_spans(struct gathering *g, const struct span_list *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (add_recipient(g, list->items[i], err))
			return -1;
	return 0;
}

static int add_addresses(struct gathering *g, const struct address_list *list, struct err *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (add_recipient(g, list->items[i].addr, err))
			return -1;
	return 0;
}

/* #new jo@example.org, #watch …, #customer … */
static int add_commanded(struct gathering *g, struct err *err)
{
	for (size_t i = 0; i < g->f->own.commands.count; i++) {
		struct span rest = g->f->own.commands.items[i].args, word;
		while (span_word(&rest, &word))
			if (span_chr(word, '@') > 0 && add_recipient(g, word, err))
				return -1;
	}
	return 0;
}

static int add_ticket_people(struct gathering *g, struct err *err)
{
	for (size_t i = 0; i < g->f->tickets.count; i++) {
		const struct ticket *t = &g->f->tickets.items[i].ticket;
		if (add_recipient(g, t->customer, err) || add_spans(g, &t->watchers, err))
			return -1;
	}
	return add_recipient(g, g->conf->manager, err);
}

static int add_agents(struct gathering *g, struct err *err)
{
	for (size_t i = 0; i < g->conf->agent_count; i++)
		if (store_agent(g->t, g->a, g->conf->agents[i].name, LIST_ADD(g->a, &g->f->agents), err))
			return -1;
	return 0;
}

/* --- counters and known mail --- */

static int count(struct gathering *g, struct span name, int64_t window, uint32_t *out, struct err *err)
{
	return store_count(g->t, name, g->now, window, out, err);
}

static int add_pending(struct gathering *g, struct err *err)
{
	struct span addr = g->mail->sender.addr;
	if (!addr.len || (!confirm_concerns(g->conf, g->mail) && !query_is_confirmed(g->conf, g->mail)))
		return 0;
	for (int kind = 0; kind < PENDING_KIND_COUNT; kind++) {
		bool known;
		struct pending *p = &g->f->pending[kind];
		if (found(store_pending(g->t, g->a, (enum pending_kind)kind, addr, p, err), &known, err))
			return -1;
		if (!known)
			*p = (struct pending){0};
		g->f->pending_any |= known;
	}
	return count(g, facts_held_domain_name(addr, g->a), HOUR, &g->f->held_domain, err) ||
			       count(g, SPAN(COUNT_HELD), HOUR, &g->f->held_all, err)
		       ? -1
		       : 0;
}

static int add_unproven(struct gathering *g, struct span sender, struct err *err)
{
	uint32_t told = 0;
	if (count(g, facts_unproven_name(sender, g->a), HOUR, &g->f->sender_unproven, err) ||
	    count(g, facts_domain_name(sender, g->a), HOUR, &g->f->domain_replies, err) ||
	    count(g, SPAN(COUNT_UNPROVEN), HOUR, &g->f->unproven_replies, err) ||
	    count(g, SPAN(COUNT_WITHHELD), HOUR, &g->f->withheld, err) ||
	    count(g, SPAN(COUNT_TOLD_UNPROVEN), HOUR, &told, err))
		return -1;
	g->f->unproven_told = told > 0;
	return 0;
}

static int add_counts(struct gathering *g, struct err *err)
{
	struct span sender = g->mail ? g->mail->sender.addr : SPAN_NONE;
	uint32_t told = 0, flood = 0, big = 0;
	if (count(g, SPAN(COUNT_MAILS), MINUTE, &g->f->mails_this_minute, err) ||
	    count(g, SPAN(COUNT_FLOOD), HOUR, &flood, err))
		return -1;
	if (sender.len && (count(g, facts_answers_name(sender, g->a), HOUR, &g->f->sender_replies, err) ||
			   count(g, facts_told_name(sender, g->a), HOUR, &told, err) || add_unproven(g, sender, err)))
		return -1;
	if (g->mail && g->mail->size > g->conf->limits.max_size &&
	    count(g, facts_oversize_name(g->mail, g->a), YEARS, &big, err))
		return -1;
	g->f->sender_told = told > 0;
	g->f->flood_told = flood > 0;
	g->f->oversize_told = big > 0;
	return 0;
}

/* For a Message-ID stored without its mail's content: is the stored message the same as this mail? If no message was
 * stored (a query, a deleted ticket), the id alone decides. */
static int same_message(struct gathering *g, const struct seen_at *at, bool *same, struct err *err)
{
	const struct mail *mail = g->mail;
	struct message m;
	struct arena text;
	bool kept = false;
	arena_init(&text);
	int rc = at->seq ? found(store_message(g->t, &text, at->ticket, at->seq, &m, err), &kept, err) : 0;
	*same = !kept || (span_ieq(m.from, mail->sender.addr) && span_eq(m.subject, mail->subject.text) &&
			  (!mail->date || m.date == mail->date));
	arena_clear(&text);
	return rc;
}

static int known_id(struct gathering *g, struct seen_at *at, bool *known, struct err *err)
{
	bool same = false;
	if (found(store_msgid(g->t, g->mail->message_id, at, err), known, err))
		return -1;
	if (!*known)
		return 0;
	if (at->has_content)
		same = digest_equal(at->content, g->mail->content, DIGEST_SIZE);
	else if (same_message(g, at, &same, err))
		return -1;
	g->f->id_reused = !same;
	g->f->reused_ticket = same ? 0 : at->ticket;
	return 0;
}

/* A single lookup, except for a Message-ID known from a different mail. */
static int add_duplicate(struct gathering *g, struct err *err)
{
	const struct mail *m = g->mail;
	struct seen_at at = {0};
	bool known = false;
	if (m->size > g->conf->limits.max_size)
		return 0;
	if (m->message_id.len && known_id(g, &at, &known, err))
		return -1;
	bool by_content = !m->message_id.len || g->f->id_reused;
	if (by_content && found(store_content(g->t, m->content, &at, err), &known, err))
		return -1;
	if (!known)
		return 0;
	g->f->duplicate = true;
	g->f->duplicate_ticket = at.ticket;
	g->f->duplicate_why =
		arena_printf(g->a, "a mail with the same %s came earlier, to ticket %llu",
			     by_content ? "content" : "Message-ID and content", (unsigned long long)at.ticket);
	return add_ticket(g, at.ticket, err);
}

static int add_numbers_to_come(struct gathering *g, struct err *err)
{
	return store_keys(g->t, &g->f->keys, err) || store_next_ticket(g->t, &g->f->next_ticket, err) ||
			       store_next_outmail(g->t, &g->f->next_outmail, err)
		       ? -1
		       : 0;
}

/* --- everything --- */

/* Looks up the sender's facts again, for the actual writer in place of From. */
static int add_writer(const struct gathering *g, struct err *err)
{
	struct writer *writer = ARENA_NEW(g->a, struct writer);
	writer_find(g->conf, g->mail, g->a, writer);
	if (!writer->who.addr.len)
		return 0;
	struct gathering other = *g;
	other.mail = writer_mail(writer, g->mail, g->a);
	other.f = ARENA_NEW(g->a, struct facts);
	*other.f = *g->f;
	other.f->sender = (struct customer){0};
	other.f->sender_tickets = (struct ticket_list){0};
	g->f->writer = writer;
	g->f->writer_mail = other.mail;
	g->f->writer_facts = other.f;
	return add_sender(&other, err) || add_counts(&other, err) ? -1 : 0;
}

int gather_mail(const struct conf *conf, struct txn *t, const struct mailbox_conf *mailbox, const struct mail *mail,
		bool vouched, int64_t now, struct arena *a, struct facts *out, struct err *err)
{
	struct gathering g = {conf, t, mail, NULL, now, a, out};
	*out = (struct facts){.mailbox = mailbox};
	if (ahead_mail(conf, t, mail, now, a, err))
		return -1;
	if (store_restored_at(t, &out->restored, err) || add_numbers_to_come(&g, err) || add_duplicate(&g, err) ||
	    add_counts(&g, err) || add_agents(&g, err))
		return -1;
	if (add_tokens(&g, err) || add_refs(&g, err) || add_named(&g, err) || add_bounce(&g, err))
		return -1;
	if (add_agent(&g, vouched, err) || add_recent(&g, err) || add_own_part(&g, err) ||
	    add_commanded_tickets(&g, err) || add_events(&g, err))
		return -1;
	if (add_customers_tickets(&g, err) || add_undone(&g, err) || add_handover(&g, err) || add_listed(&g, err) ||
	    add_report(&g, err))
		return -1;
	add_searched(&g);
	if (add_sender(&g, err) || add_pending(&g, err) || add_ticket_people(&g, err) || add_commanded(&g, err))
		return -1;
	if (add_addresses(&g, &mail->to, err) || add_addresses(&g, &mail->cc, err) ||
	    add_addresses(&g, &mail->bounce.recipients, err))
		return -1;
	return add_writer(&g, err);
}

int gather_tickets(const struct conf *conf, struct txn *t, const struct id_list *tickets, int64_t now, struct arena *a,
		   struct facts *out, struct err *err)
{
	struct gathering g = {conf, t, NULL, NULL, now, a, out};
	*out = (struct facts){0};
	if (ahead_clock(conf, t, err) || add_numbers_to_come(&g, err) || add_counts(&g, err) || add_agents(&g, err))
		return -1;
	for (size_t i = 0; i < tickets->count; i++)
		if (add_ticket(&g, tickets->items[i], err))
			return -1;
	return add_ticket_people(&g, err);
}

int gather_clock(const struct conf *conf, struct txn *t, uint64_t ticket, int64_t now, struct arena *a,
		 struct facts *out, struct err *err)
{
	struct id_list one = {&ticket, 1, 1}, none = {0};
	if (gather_tickets(conf, t, ticket ? &one : &none, now, a, out, err))
		return -1;
	return out->tickets.count ? store_messages(t, a, ticket, &out->tickets.items[0].messages, err) : 0;
}
