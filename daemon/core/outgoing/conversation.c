#include "daemon/core/outgoing/conversation.h"

#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/pictures.h"

static bool from_outside(const struct message *m)
{
	return m->kind == MESSAGE_CUSTOMER || m->kind == MESSAGE_AUTO;
}

/* The ticket's messages, newest first: number n of those that this plan adds, then of those that were there. */
static const struct message *message_at(const struct work *w, uint64_t ticket, size_t n)
{
	const struct plan_message_list *added = &w->plan->messages;
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	for (size_t i = added->count; i > 0; i--) {
		const struct plan_message *m = &added->items[i - 1];
		if (m->message.ticket == ticket && !m->update && n-- == 0)
			return &m->message;
	}
	return t && n < t->messages.count ? &t->messages.items[t->messages.count - 1 - n] : NULL;
}

const struct message *conversation_newest(const struct work *w, uint64_t ticket)
{
	const struct message *m;
	for (size_t n = 0; (m = message_at(w, ticket, n)); n++)
		if (from_outside(m))
			return m;
	return message_at(w, ticket, 0);
}

void conversation_find(struct work *w, uint64_t ticket, const struct message *shown, struct message_list *out,
		       size_t *left_out)
{
	const struct message *m;
	size_t bytes = 0;
	*out = (struct message_list){0};
	*left_out = 0;
	for (size_t n = 0; (m = message_at(w, ticket, n)); n++) {
		if (shown && m->seq == shown->seq)
			continue;
		if (*left_out || out->count >= CONVERSATION_MAX || bytes + m->text.len > CONVERSATION_MAX_BYTES) {
			++*left_out;
			continue;
		}
		bytes += m->text.len;
		*LIST_ADD(w->a, out) = *m;
	}
}

static struct span who_wrote(struct work *w, const struct message *m)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, m->from);
	if (agent)
		return conf_agent_shown(agent);
	return m->from_name.len ? arena_printf(w->a, "%.*s <%.*s>", SPAN_ARG(m->from_name), SPAN_ARG(m->from))
				: m->from;
}

void conversation_fill(struct work *w, const struct message_list *list, size_t left_out, bool shown, struct vars *vars)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct message *m = &list->items[i];
		struct vars *item = vars_item(w->a, vars, "history");
		vars_text(w->a, item, "who", who_wrote(w, m));
		vars_text(w->a, item, "when", when_words(w->a, w->conf->zone, m->received));
		vars_block(w->a, item, "said", m->text, pictures_dropped(w->a, m->html));
		vars_flag(w->a, item, "is_note", m->kind == MESSAGE_NOTE && (!m->held || m->crossed));
		vars_flag(w->a, item, "is_held", m->held && !m->crossed);
	}
	if (left_out)
		vars_text(w->a, vars, "left_out", arena_printf(w->a, "%zu", left_out));
	vars_flag(w->a, vars, "no_messages", !shown && !list->count);
}
