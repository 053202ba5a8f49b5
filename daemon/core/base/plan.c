#include "daemon/core/base/plan.h"

#include "daemon/core/base/figures.h"
#include "daemon/core/base/files.h"
#include "parsers/base/canonical.h"
#include "parsers/base/hook.h"
#include "parsers/base/utf8.h"
#include "parsers/html_cut.h"
#include "store/ticketfields.h"

#include <stdarg.h>
#include <stdio.h>

#define WHY_MAX 600

const struct ticket_facts *facts_ticket(const struct facts *f, uint64_t id)
{
	for (size_t i = 0; i < f->tickets.count; i++)
		if (f->tickets.items[i].ticket.id == id)
			return &f->tickets.items[i];
	return NULL;
}

const struct message *facts_message(const struct facts *f, uint64_t ticket, uint32_t seq)
{
	const struct ticket_facts *t = facts_ticket(f, ticket);
	for (size_t i = 0; t && i < t->messages.count; i++)
		if (t->messages.items[i].seq == seq)
			return &t->messages.items[i];
	return NULL;
}

const struct customer *facts_customer(const struct facts *f, struct span addr)
{
	if (f->sender_known && span_ieq(f->sender.addr, addr))
		return &f->sender;
	for (size_t i = 0; i < f->recipients.count; i++)
		if (span_ieq(f->recipients.items[i].addr, addr))
			return &f->recipients.items[i];
	return NULL;
}

const struct agent_state *facts_agent(const struct facts *f, struct span name)
{
	for (size_t i = 0; i < f->agents.count; i++)
		if (span_ieq(f->agents.items[i].name, name))
			return &f->agents.items[i];
	return NULL;
}

struct span facts_answers_name(struct span addr, struct arena *a)
{
	return ARENA_CONCAT(a, SPAN(COUNT_ANSWERS), canonical_address(a, addr));
}

struct span facts_told_name(struct span addr, struct arena *a)
{
	return ARENA_CONCAT(a, SPAN(COUNT_TOLD), canonical_address(a, addr));
}

struct span facts_unproven_name(struct span addr, struct arena *a)
{
	return ARENA_CONCAT(a, SPAN(COUNT_ADDRESS), canonical_address(a, addr));
}

struct span facts_domain_name(struct span addr, struct arena *a)
{
	return ARENA_CONCAT(a, SPAN(COUNT_DOMAIN), canonical_domain(a, addr));
}

struct span facts_held_domain_name(struct span addr, struct arena *a)
{
	return ARENA_CONCAT(a, SPAN(COUNT_HELD_DOMAIN), canonical_domain(a, addr));
}

struct span facts_oversize_name(const struct mail *mail, struct arena *a)
{
	if (mail->message_id.len)
		return ARENA_CONCAT(a, SPAN(COUNT_OVERSIZE), mail->message_id);
	struct span name = arena_printf(a, COUNT_OVERSIZE "%0*d", 2 * DIGEST_SIZE, 0);
	char *hex = arena_str(a, name) + sizeof(COUNT_OVERSIZE) - 1;
	for (size_t i = 0; i < DIGEST_SIZE; i++)
		snprintf(hex + 2 * i, 3, "%02x", mail->content[i]);
	return span_make(hex - (sizeof(COUNT_OVERSIZE) - 1), name.len);
}

static struct ticket *plan_own_ticket(const struct plan *p, uint64_t id)
{
	for (size_t i = 0; i < p->tickets.count; i++)
		if (p->tickets.items[i]->id == id)
			return p->tickets.items[i];
	return NULL;
}

const struct ticket *plan_peek(const struct work *w, uint64_t id)
{
	const struct ticket *own = plan_own_ticket(w->plan, id);
	if (own)
		return own;
	const struct ticket_facts *known = facts_ticket(w->facts, id);
	return known ? &known->ticket : NULL;
}

static struct ticket *plan_ticket_add(struct work *w, const struct ticket *from)
{
	struct ticket *t = ARENA_NEW(w->a, struct ticket);
	if (from)
		*t = *from;
	*LIST_ADD(w->a, &w->plan->tickets) = t;
	return t;
}

struct ticket *plan_ticket(struct work *w, uint64_t id)
{
	struct ticket *own = plan_own_ticket(w->plan, id);
	if (own)
		return own;
	const struct ticket_facts *known = facts_ticket(w->facts, id);
	if (!known)
		return NULL;
	own = plan_ticket_add(w, &known->ticket);
	ticket_own_lists(w->a, own);
	return own;
}

struct ticket *plan_ticket_new(struct work *w)
{
	uint64_t id = w->facts->next_ticket;
	while (plan_own_ticket(w->plan, id))
		id++;
	struct ticket *t = plan_ticket_add(w, NULL);
	t->id = id;
	t->created = t->updated = w->now;
	t->priority = PRIORITY_NORMAL;
	return t;
}

static void addresses_take(struct arena *a, const struct address_list *from, struct span_list *to)
{
	for (size_t i = 0; i < from->count; i++)
		if (from->items[i].addr.len && !span_iin(to, from->items[i].addr))
			span_list_add(a, to, from->items[i].addr);
}

static void attachments_take(struct arena *a, const struct attachment_list *from, struct attachment_list *to)
{
	for (size_t i = 0; i < from->count; i++)
		*LIST_ADD(a, to) = from->items[i];
}

/* A mail whose body could not be read is attached whole. It is attached as a file, not as message/rfc822: what our
 * reader could not parse may also crash programs further on that would look into such a part. */
static void attach_raw(struct arena *a, const struct mail *mail, struct attachment_list *out)
{
	if (mail->headers_only)
		*LIST_ADD(a, out) = (struct attachment){.name = SPAN("mail.eml"),
							.type = SPAN("application/octet-stream"),
							.size = mail->size,
							.length = mail->size};
}

/* Where there is HTML, inline pictures that it does not show are dropped. */
static void pictures_settle(struct arena *a, struct message *m)
{
	struct attachment_list all = m->attachments;
	struct span_list shown = {0};
	html_pictures(a, m->html, &shown);
	m->attachments = (struct attachment_list){0};
	for (size_t i = 0; i < all.count; i++) {
		struct attachment one = all.items[i];
		one.in_html = one.in_html && span_in(&shown, one.content_id);
		if (one.in_html || !all.items[i].in_html || !m->html.len)
			*LIST_ADD(a, &m->attachments) = one;
	}
}

struct message *plan_message(struct work *w, struct ticket *t, enum message_kind kind)
{
	const struct mail *mail = w->mail;
	struct plan_message *p = LIST_ADD(w->a, &w->plan->messages);
	p->with_raw = true;
	p->message = (struct message){.ticket = t->id,
				      .seq = ++t->messages,
				      .kind = kind,
				      .from = mail->sender.addr,
				      .from_name = mail->sender.name,
				      .subject = mail->subject.text,
				      .text = mail->text,
				      .html = mail->html,
				      .folded = mail->folded,
				      .language = mail->written.len ? mail->written : mail->language,
				      .date = mail->date ? mail->date : w->now,
				      .received = w->now,
				      .message_id = mail->message_id,
				      .raw_size = mail->size,
				      .reply_to = writer_others(w->conf, mail, mail->sender.addr, w->a),
				      .proven = w->plan->proven};
	if (mail->from.count && !span_ieq(mail->from.items[0].addr, mail->sender.addr))
		p->message.sent_by = mail->from.items[0].addr;
	addresses_take(w->a, &mail->to, &p->message.to);
	addresses_take(w->a, &mail->cc, &p->message.to);
	addresses_take(w->a, &mail->delivered, &p->message.to);
	attachments_take(w->a, &mail->attachments, &p->message.attachments);
	if (!conf_agent_address(w->conf, mail->sender.addr))
		files_strip(w->conf, w->a, &p->message.attachments);
	pictures_settle(w->a, &p->message);
	attach_raw(w->a, mail, &p->message.attachments);
	return &p->message;
}

void plan_text(struct work *w, const struct message *m)
{
	w->plan->text = m->text;
	w->plan->html = m->html;
}

void plan_message_text(struct work *w, struct message *m, struct span text, struct span html)
{
	m->text = text;
	m->html = html;
	pictures_settle(w->a, m);
	plan_text(w, m);
}

void plan_event_put(struct work *w, struct ticket *t, const struct event *event)
{
	enum hook_event told;
	if (!t)
		return;
	t->updated = w->now;
	struct event *e = LIST_ADD(w->a, &w->plan->events);
	*e = *event;
	e->ticket = t->id;
	e->seq = ++t->events;
	e->time = w->now;
	e->via = w->mail ? w->mail->message_id : SPAN_NONE;
	if (hook_event_of(e->kind, e->what, &told) && told == HOOK_MESSAGE)
		e->number = t->messages; /* that message was added just before */
	figures_event(w->conf, w->a, t, e);
}

void plan_event(struct work *w, struct ticket *t, struct span actor, enum event_kind kind, struct span what,
		struct span why)
{
	plan_event_put(w, t, &(struct event){.actor = actor, .kind = kind, .what = what, .why = why});
}

void plan_why(struct work *w, const char *format, ...)
{
	char line[WHY_MAX];
	va_list args;
	va_start(args, format);
	int len = vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	if (len < 0)
		return;
	size_t kept = (size_t)len < sizeof(line) ? (size_t)len : sizeof(line) - 1;
	span_list_add(w->a, &w->plan->why, utf8_clean(w->a, arena_dup(w->a, span_make(line, kept))));
}

const struct agent_state *plan_agent_peek(const struct work *w, struct span name)
{
	const struct agent_state_list *own = &w->plan->agents;
	for (size_t i = 0; i < own->count; i++)
		if (span_ieq(own->items[i].name, name))
			return &own->items[i];
	return facts_agent(w->facts, name);
}

struct agent_state *plan_agent(struct work *w, struct span name)
{
	struct agent_state_list *own = &w->plan->agents;
	for (size_t i = 0; i < own->count; i++)
		if (span_ieq(own->items[i].name, name))
			return &own->items[i];
	const struct agent_conf *agent = conf_agent(w->conf, name);
	if (!agent)
		return NULL;
	const struct agent_state *known = facts_agent(w->facts, name);
	struct agent_state *state = LIST_ADD(w->a, own);
	*state = known ? *known : (struct agent_state){.name = agent->name};
	return state;
}

const struct customer *plan_customer_peek(const struct work *w, struct span addr)
{
	const struct plan_customer_list *own = &w->plan->customers;
	for (size_t i = 0; i < own->count; i++)
		if (span_ieq(own->items[i].addr, addr))
			return &own->items[i];
	return facts_customer(w->facts, addr);
}

struct customer *plan_customer(struct work *w, struct span addr)
{
	struct plan_customer_list *own = &w->plan->customers;
	for (size_t i = 0; i < own->count; i++)
		if (span_ieq(own->items[i].addr, addr))
			return &own->items[i];
	const struct customer *known = facts_customer(w->facts, addr);
	struct customer *c = LIST_ADD(w->a, own);
	*c = known ? *known : (struct customer){.addr = addr, .since = w->now, .standing = STANDING_UNPROVEN};
	return c;
}

void plan_count(struct work *w, struct span name, int64_t window)
{
	*LIST_ADD(w->a, &w->plan->counts) = (struct plan_count){name, window};
}

bool plan_add(struct work *w, struct span_list *list, struct span s)
{
	if (span_iin(list, s))
		return false;
	span_list_add(w->a, list, s);
	return true;
}

bool plan_drop(struct span_list *list, struct span s)
{
	for (size_t i = 0; i < list->count; i++) {
		if (!span_ieq(list->items[i], s))
			continue;
		for (; i + 1 < list->count; i++)
			list->items[i] = list->items[i + 1];
		list->count--;
		return true;
	}
	return false;
}
