#include "tests/golden/describe.h"

#include "daemon/core/outgoing/sentence.h"

/* "name=value " where there is a value. */
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

/* Every line of the text behind the margin. */
static void describe_text(struct buf *out, struct span text)
{
	struct span rest = text, line;
	while (span_line(&rest, &line)) {
		buf_str(out, "  | ");
		buf_add(out, line);
		buf_str(out, "\n");
	}
}

static void describe_ticket(struct buf *out, const struct ticket *t)
{
	buf_printf(out, "ticket %llu: %s %s", (unsigned long long)t->id, status_name(t->status),
		   priority_name(t->priority));
	describe_field(out, "category", t->category);
	describe_field(out, "agent", t->agent);
	describe_field(out, "customer", t->customer);
	describe_field(out, "subject", t->subject);
	describe_field(out, "language", t->language);
	describe_list(out, "watchers", &t->watchers);
	describe_list(out, "agent_watchers", &t->agent_watchers);
	describe_list(out, "newcomers", &t->newcomers);
	describe_list(out, "tags", &t->tags);
	for (size_t i = 0; i < t->links.count; i++)
		buf_printf(out, " link=%llu", (unsigned long long)t->links.items[i]);
	if (t->merged_into)
		buf_printf(out, " merged_into=%llu", (unsigned long long)t->merged_into);
	buf_str(out, t->waiting ? " waiting" : "");
	buf_str(out, t->snoozed ? " snoozed" : "");
	if (t->wake)
		buf_printf(out, " wake=%lld", (long long)t->wake);
	if (t->due)
		buf_printf(out, " due=%lld", (long long)t->due);
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
		describe_field(out, "attachment", m->attachments.items[i].name);
	buf_str(out, "\n");
	describe_text(out, m->text);
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

static void describe_mail(struct buf *out, const struct outmail *m, bool with_body)
{
	static const char *const automatic[] = {"human", "auto-replied", "auto-generated"};
	buf_printf(out, "mail %llu: %.*s to %.*s, %s, in %.*s", (unsigned long long)m->id, SPAN_ARG(m->template),
		   SPAN_ARG(m->to), automatic[m->auto_submitted], SPAN_ARG(m->language));
	if (m->next > m->created)
		buf_printf(out, ", put off by %llds", (long long)(m->next - m->created));
	describe_list(out, "cc", &m->shown_cc);
	for (size_t i = 0; i < m->parts.count; i++)
		describe_field(out, "part", m->parts.items[i].attachment.name);
	buf_str(out, "\n");
	if (!with_body)
		return;
	describe_text(out, m->subject);
	buf_str(out, "  |\n");
	describe_text(out, m->body);
}

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
			buf_printf(out, ", away until %lld%s", (long long)s->away_until, s->away_auto ? " (auto)" : "");
		buf_str(out, "\n");
	}
}

static void describe_rest(struct buf *out, const struct plan *plan)
{
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

void describe_plan(const struct plan *plan, bool with_bodies, struct buf *out)
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
		describe_mail(out, &plan->mails.items[i], with_bodies);
	describe_people(out, plan);
	describe_rest(out, plan);
}
