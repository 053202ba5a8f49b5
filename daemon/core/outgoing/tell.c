#include "daemon/core/outgoing/tell.h"

#include "daemon/core/outgoing/compose.h"

static bool from_outside(const struct message *m)
{
	return m->kind == MESSAGE_CUSTOMER || m->kind == MESSAGE_AUTO;
}

static const struct message *last_message(const struct work *w, uint64_t ticket)
{
	for (size_t i = w->plan->messages.count; i-- > 0;) {
		const struct message *m = &w->plan->messages.items[i].message;
		if (m->ticket == ticket && from_outside(m))
			return m;
	}
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	for (size_t i = t ? t->messages.count : 0; i-- > 0;)
		if (from_outside(&t->messages.items[i]))
			return &t->messages.items[i];
	return NULL;
}

void tell_assigned(struct work *w, struct ticket *t)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	if (!t->agent.len || (was && span_ieq(was->ticket.agent, t->agent)))
		return;
	const struct message *m = last_message(w, t->id);
	struct vars *vars = compose_vars(w);
	if (m)
		compose_message_vars(w, m, vars);
	compose_agent(w, t, t->agent, "assigned", w->mail ? w->mail->sender.addr : SPAN_NONE, m, vars);
}

void tell_note(struct work *w, struct ticket *t, const struct agent_conf *author, const struct message *m)
{
	struct vars *vars = compose_vars(w);
	compose_message_vars(w, m, vars);
	vars_text(w->a, vars, "author", author->full_name.len ? author->full_name : author->name);
	if (t->agent.len)
		compose_agent(w, t, t->agent, "note", author->email, m, vars);
	for (size_t i = 0; i < t->agent_watchers.count; i++)
		compose_agent(w, t, t->agent_watchers.items[i], "note", author->email, m, vars);
}
