#include "daemon/core/outgoing/conversation.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/pictures.h"
#include "parsers/base/buf.h"
#include "templates/markup.h"

/* How many messages fit, and how many bytes of their texts. */
static const struct room {
	size_t messages, bytes;
} rooms[CONVERSATION_KINDS] = {
	[CONVERSATION_NEW] = {200, (size_t)256 << 10},
	[CONVERSATION_TEAM] = {FACTS_RECENT - 1, (size_t)16 << 10},
	[CONVERSATION_PUBLIC] = {2, (size_t)16 << 10},
};

static bool from_outside(const struct message *m)
{
	return m->kind == MESSAGE_CUSTOMER || m->kind == MESSAGE_AUTO;
}

/* The ticket's message number n, newest first: those that this plan adds, then those from the facts; NULL: no more. */
static const struct message *message_at(const struct work *w, uint64_t ticket, size_t n)
{
	const struct plan_message_list *added = &w->plan->messages;
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	for (size_t i = added->count; i > 0; i--) {
		const struct plan_message *m = &added->items[i - 1];
		if (m->message.ticket == ticket && !m->update && n-- == 0)
			return &m->message;
	}
	const struct message_list *kept = t && t->messages.count ? &t->messages : t ? &t->recent : NULL;
	return kept && n < kept->count ? &kept->items[kept->count - 1 - n] : NULL;
}

const struct message *conversation_newest(const struct work *w, uint64_t ticket)
{
	const struct message *m;
	for (size_t n = 0; (m = message_at(w, ticket, n)); n++)
		if (from_outside(m))
			return m;
	return message_at(w, ticket, 0);
}

/* Have the customer and watchers, or that one of them, seen it? */
static bool is_public_message(const struct ticket *t, const struct message *m, struct span one)
{
	if (m->kind == MESSAGE_AGENT)
		return !m->held && (one.len ? span_ieq(m->sent_to, one) : !m->sent_to.len);
	if (m->kind != MESSAGE_CUSTOMER || m->held)
		return false;
	return one.len ? span_ieq(m->from, one) : span_ieq(m->from, t->customer) || span_iin(&t->watchers, m->from);
}

/* An answer held because a colleague's crossed it: only its author knows of it. */
static bool is_draft(const struct message *m)
{
	return m->held && m->crossed;
}

void conversation_find(struct work *w, uint64_t ticket, const struct message *shown, enum conversation_for kind,
		       struct span one, struct message_list *out, size_t *left_out)
{
	const struct ticket *t = plan_peek(w, ticket);
	const struct message *m;
	size_t bytes = 0, fitting = 0, all = t->messages - (shown != NULL);
	*out = (struct message_list){0};
	for (size_t n = 0; (m = message_at(w, ticket, n)); n++) {
		if (shown && m->seq == shown->seq)
			continue;
		if (is_draft(m)) {
			all--;
			continue;
		}
		if (kind == CONVERSATION_PUBLIC && !is_public_message(t, m, one))
			continue;
		if (out->count >= rooms[kind].messages || bytes + m->text.len > rooms[kind].bytes)
			break;
		bytes += m->text.len;
		fitting++;
		*LIST_ADD(w->a, out) = *m;
	}
	*left_out = all > fitting ? all - fitting : 0;
}

static struct span who_wrote(struct work *w, const struct message *m)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, m->from);
	if (agent)
		return conf_agent_shown(agent);
	struct span name = fill_author(w, m);
	return name.len ? arena_printf(w->a, "%.*s <%.*s>", SPAN_ARG(name), SPAN_ARG(m->from)) : m->from;
}

/* The text as a quotation. */
static struct span mail_quoted(struct work *w, struct span text)
{
	struct span line;
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (span_line(&text, &line)) {
		buf_str(&out, span_starts(line, SPAN(">")) ? ">" : line.len ? "> " : ">");
		buf_add(&out, line);
		buf_chr(&out, '\n');
	}
	struct span lines = arena_dup(w->a, span_rtrim(buf_span(&out)));
	buf_clear(&out);
	return lines;
}

static struct span quotation(struct work *w, struct span html)
{
	return html.len ? arena_printf(w->a, MARKUP_QUOTE "%.*s</blockquote>\n", SPAN_ARG(html)) : SPAN_NONE;
}

void conversation_fill(struct work *w, const struct message_list *list, size_t left_out, bool shown,
		       struct span language, struct vars *vars)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct message *m = &list->items[i];
		struct span html = pictures_dropped(w->a, m->html);
		struct vars *item = vars_item(w->a, vars, "history");
		vars_text(w->a, item, "who", who_wrote(w, m));
		vars_text(w->a, item, "when", when_shown(w->a, w->conf->zone, language, m->received));
		vars_words(w->a, item, "said", m->text, html);
		vars_words(w->a, item, "quoted", mail_quoted(w, m->text), quotation(w, html));
		vars_flag(w->a, item, "is_note", m->kind == MESSAGE_NOTE && !m->held);
		vars_flag(w->a, item, "is_held", m->held);
	}
	if (left_out)
		vars_text(w->a, vars, "left_out", arena_printf(w->a, "%zu", left_out));
	vars_flag(w->a, vars, "earlier", list->count > 0);
	vars_flag(w->a, vars, "no_messages", !shown && !list->count);
}
