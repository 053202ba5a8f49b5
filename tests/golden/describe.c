#include "tests/golden/describe.h"

#include "daemon/core/base/tokens.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/sentence.h"
#include "daemon/core/ticket/confirm.h"
#include "store/ticketfields.h"

/* "name=value ", if there is a value. */
static void describe_field(struct buf *out, const char *name, struct span value)
{
	if (!value.len)
		return;
	buf_printf(out, " %s=\"", name);
	buf_add(out, value);
	buf_str(out, "\"");
}

static void describe_list(struct buf *out, const char *name, const struct span_list *list)
{
	if (!list->count)
		return;
	buf_printf(out, " %s=", name);
	for (size_t i = 0; i < list->count; i++) {
		buf_str(out, i ? "," : "");
		buf_add(out, list->items[i]);
	}
}

/* Every line of the text, after the margin. */
static void describe_text(struct buf *out, struct span text)
{
	struct span rest = text, line;
	while (span_line(&rest, &line)) {
		buf_str(out, "  | ");
		buf_add(out, line);
		buf_str(out, "\n");
	}
}

static void describe_time(struct buf *out, const char *name, int64_t time)
{
	struct arena a;
	arena_init(&a);
	if (time) {
		buf_printf(out, "%s", name);
		buf_add(out, when_words(&a, &zone_utc, time));
	}
	arena_clear(&a);
}

/* " links=1,2", if there are any. */
static void describe_numbers(struct buf *out, const char *name, const struct id_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		buf_str(out, i ? "," : " ");
		buf_printf(out, "%s%s%llu", i ? "" : name, i ? "" : "=", (unsigned long long)list->items[i]);
	}
}

static void describe_ticket_field(struct buf *out, const struct ticket_field *f, const struct ticket *t)
{
	const void *value = ticket_field(f, t);
	struct arena a;
	arena_init(&a);
	if (f->type == TICKET_TEXT || f->type == TICKET_NAME)
		describe_field(out, f->member, *(const struct span *)value);
	else if (f->type == TICKET_TEXTS)
		describe_list(out, f->member, value);
	else if (f->type == TICKET_IDS)
		describe_numbers(out, f->member, value);
	else if (f->type == TICKET_NUMBER)
		describe_numbers(out, f->member,
				 &(struct id_list){(uint64_t *)(uintptr_t)value, *(const uint64_t *)value != 0, 0});
	else if (f->type == TICKET_TIME)
		describe_time(out, arena_printf(&a, " %s=", f->member).ptr, *(const int64_t *)value);
	else if (f->type == TICKET_SCORE && *(const uint32_t *)value)
		buf_printf(out, " %s=%u", f->member, *(const uint32_t *)value);
	else if (f->type == TICKET_FLAG && *(const bool *)value)
		buf_printf(out, " %s", f->member);
	arena_clear(&a);
}

/* Fields that mails and commands change; others would only add noise. */
static bool is_described(const struct ticket_field *f)
{
	return (f->label && (f->uses & TICKET_UNDONE)) || f->type == TICKET_SCORE;
}

static void describe_ticket(struct buf *out, const struct ticket *t)
{
	buf_printf(out, "ticket %llu: %s %s", (unsigned long long)t->id, status_name(t->status),
		   priority_name(t->priority));
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++)
		if (is_described(&ticket_fields[i]))
			describe_ticket_field(out, &ticket_fields[i], t);
	buf_str(out, "\n");
}

static void describe_message(struct buf *out, const struct plan_message *p)
{
	const struct message *m = &p->message;
	buf_printf(out, "message %llu/%u: %s from %.*s", (unsigned long long)m->ticket, m->seq,
		   message_kind_name(m->kind), SPAN_ARG(m->from));
	buf_str(out, p->with_raw ? "" : " without raw");
	buf_str(out, p->update ? " updated" : "");
	buf_str(out, m->held ? " held" : "");
	buf_str(out, m->proven ? " proven" : "");
	for (size_t i = 0; i < m->attachments.count; i++)
		describe_field(out, m->attachments.items[i].in_html ? "picture" : "attachment",
			       m->attachments.items[i].name);
	buf_str(out, "\n");
	describe_text(out, m->text);
	if (m->html.len) {
		buf_str(out, "  as HTML\n");
		describe_text(out, m->html);
	}
}

static void describe_event(struct buf *out, const struct event *e)
{
	struct arena a;
	arena_init(&a);
	buf_printf(out, "event %llu/%u: %.*s %.*s: %.*s", (unsigned long long)e->ticket, e->seq, SPAN_ARG(e->actor),
		   SPAN_ARG(span_of(event_name(e->kind))), SPAN_ARG(sentence_detail(&a, &zone_utc, e)));
	if (e->why.len)
		buf_printf(out, " (%.*s)", SPAN_ARG(e->why));
	buf_str(out, "\n");
	arena_clear(&a);
}

/* --- mails --- */

/* Whether the token is that of a confirmation about no ticket, which is made for the request itself. */
static bool is_wish(const struct golden *d, const struct token *token, struct span to)
{
	struct arena a;
	bool found = false;
	arena_init(&a);
	for (int kind = 0; kind < PENDING_KIND_COUNT; kind++)
		found |= token_check(token, &d->keys, confirm_recipient(&a, (enum pending_kind)kind, to), d->now) !=
			 TOKEN_FORGED;
	arena_clear(&a);
	return found;
}

/* "{agent 1}": the token's role and ticket; with WRONG if it is not the recipient's. */
static void describe_token(const struct golden *d, struct buf *out, const struct token *token, struct span to)
{
	static const char *const roles[] = {
		[TOKEN_CUSTOMER] = "customer", [TOKEN_AGENT] = "agent",     [TOKEN_QUESTION] = "question",
		[TOKEN_CONFIRM] = "confirm",   [TOKEN_COMMAND] = "command", [TOKEN_NOTE] = "note",
		[TOKEN_FEEDBACK] = "feedback"};
	bool own = token->role == TOKEN_QUESTION || token_check(token, &d->keys, to, d->now) != TOKEN_FORGED ||
		   is_wish(d, token, to);
	buf_printf(out, "{%s %llu%s}", roles[token->role], (unsigned long long)token->ticket, own ? "" : " WRONG");
}

/* "support+{agent 1}@acme.test" */
static void describe_reply_to(const struct golden *d, struct buf *out, const struct outmail *m)
{
	struct token token;
	struct span addr = m->reply_to;
	ptrdiff_t plus = span_chr(addr, '+'), at = span_rchr(addr, '@');
	if (!addr.len)
		return;
	buf_str(out, "  Reply-To: ");
	if (plus < 0 || at < plus || !token_parse(span_sub(addr, (size_t)plus + 1, (size_t)(at - plus) - 1), &token)) {
		buf_add(out, addr);
	} else {
		buf_add(out, span_sub(addr, 0, (size_t)plus + 1));
		describe_token(d, out, &token, m->to);
		buf_add(out, span_from(addr, (size_t)at));
	}
	buf_str(out, "\n");
}

/* For one of our Message-IDs, " {agent 1}#7": its token and the number of its mail. */
static void describe_id(const struct golden *d, struct buf *out, struct span id, struct span to)
{
	struct token token;
	uint64_t serial;
	buf_str(out, " ");
	if (!tokens_from_msgid(d->conf, id, &token, &serial)) {
		buf_add(out, id);
		return;
	}
	describe_token(d, out, &token, to);
	buf_printf(out, "#%llu", (unsigned long long)serial);
}

static void describe_thread(const struct golden *d, struct buf *out, const struct outmail *m)
{
	bool last = m->references.count && span_eq(m->references.items[m->references.count - 1], m->in_reply_to);
	if (m->in_reply_to.len && !last) {
		buf_str(out, "  In-Reply-To:");
		describe_id(d, out, m->in_reply_to, m->to);
		buf_str(out, "\n");
	}
	buf_str(out, m->references.count ? "  References:" : "");
	for (size_t i = 0; i < m->references.count; i++)
		describe_id(d, out, m->references.items[i], m->to);
	buf_str(out, m->references.count ? "\n" : "");
}

static void describe_mail(const struct golden *d, struct buf *out, const struct outmail *m)
{
	static const char *const automatic[] = {"human", "auto-replied", "auto-generated"};
	buf_printf(out, "mail %llu: %.*s to %.*s, %s, in %.*s", (unsigned long long)m->id, SPAN_ARG(m->template),
		   SPAN_ARG(m->to), automatic[m->auto_submitted], SPAN_ARG(m->language));
	if (m->next > m->created)
		describe_time(out, ", not before ", m->next);
	describe_list(out, "cc", &m->shown_cc);
	for (size_t i = 0; i < m->parts.count; i++)
		describe_field(out, "part", m->parts.items[i].attachment.name);
	buf_printf(out, "\n  Subject: %.*s\n", SPAN_ARG(m->subject));
	describe_reply_to(d, out, m);
	describe_thread(d, out, m);
	if (d->bodies)
		describe_text(out, m->body);
}

/* --- the rest --- */

static void describe_people(struct buf *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->customers.count; i++) {
		const struct customer *c = &plan->customers.items[i];
		buf_printf(out, "customer %.*s%s", SPAN_ARG(c->addr), c->unreachable ? " unreachable" : "");
		describe_field(out, "name", c->name);
		describe_field(out, "language", c->language);
		describe_field(out, "last_agent", c->last_agent);
		buf_str(out, "\n");
	}
	for (size_t i = 0; i < plan->agents.count; i++) {
		const struct agent_state *s = &plan->agents.items[i];
		buf_printf(out, "agent %.*s: open %u, turn %lld", SPAN_ARG(s->name), s->open,
			   (long long)s->last_assigned);
		if (s->away_until)
			describe_time(out, s->away_auto ? ", by itself away until " : ", away until ", s->away_until);
		buf_str(out, "\n");
	}
}

static void describe_rest(struct buf *out, const struct plan *plan)
{
	for (size_t i = 0; i < plan->faqs.count; i++)
		buf_printf(out, "faq %.*s\n", SPAN_ARG(plan->faqs.items[i].article));
	for (size_t i = 0; i < plan->counts.count; i++)
		buf_printf(out, "count %.*s\n", SPAN_ARG(plan->counts.items[i].name));
	for (size_t i = 0; i < plan->unreachable.count; i++)
		buf_printf(out, "drop queued mails to %.*s\n", SPAN_ARG(plan->unreachable.items[i]));
	if (plan->has_undo)
		buf_printf(out, "undo kept for ticket %llu\n", (unsigned long long)plan->undo.ticket);
	if (plan->drop_undo)
		buf_str(out, "undo dropped\n");
	if (plan->has_release)
		buf_printf(out, "release %llu/%u\n", (unsigned long long)plan->release.ticket, plan->release.seq);
	if (plan->quarantine_reason.len)
		buf_printf(out, "quarantine: %.*s\n", SPAN_ARG(plan->quarantine_reason));
	if (plan->leave)
		buf_str(out, "the mail stays in its mailbox\n");
	for (size_t i = 0; i < plan->why.count; i++)
		buf_printf(out, "because %.*s\n", SPAN_ARG(plan->why.items[i]));
}

void describe_plan(const struct golden *d, const struct plan *plan, struct buf *out)
{
	buf_str(out, plan->verdict == VERDICT_COUNT ? "the clock" : "verdict ");
	if (plan->verdict != VERDICT_COUNT)
		buf_str(out, verdict_name(plan->verdict));
	if (plan->ticket)
		buf_printf(out, ", ticket %llu%s", (unsigned long long)plan->ticket, plan->is_new ? " (new)" : "");
	buf_str(out, "\n");
	for (size_t i = 0; i < plan->tickets.count; i++)
		describe_ticket(out, plan->tickets.items[i]);
	for (size_t i = 0; i < plan->messages.count; i++)
		describe_message(out, &plan->messages.items[i]);
	for (size_t i = 0; i < plan->events.count; i++)
		describe_event(out, &plan->events.items[i]);
	for (size_t i = 0; i < plan->mails.count; i++)
		describe_mail(d, out, &plan->mails.items[i]);
	describe_people(out, plan);
	describe_rest(out, plan);
}
