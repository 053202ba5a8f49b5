#include "daemon/core/outgoing/tell.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/conversation.h"

/* Tells the former agent, unless they gave the ticket away themselves. */
static void tell_former(struct work *w, struct ticket *t, struct span former)
{
	struct vars *vars = compose_vars(w);
	const struct agent_conf *agent = conf_agent(w->conf, former);
	if (!agent || (w->mail && conf_agent_address(w->conf, w->mail->sender.addr) == agent))
		return;
	vars_flag(w->a, vars, "reassigned", true);
	compose_agent(w, t, agent->name, "warning", SPAN_NONE, NULL, vars);
}

void tell_assigned(struct work *w, struct ticket *t)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	struct span former = was ? was->ticket.agent : SPAN_NONE;
	if (span_ieq(former, t->agent))
		return;
	tell_former(w, t, former);
	if (!t->agent.len)
		return;
	const struct message *m = conversation_newest(w, t->id);
	struct vars *vars = compose_vars(w);
	if (m)
		compose_message_vars(w, m, vars);
	compose_agent(w, t, t->agent, "assigned", w->mail ? w->mail->sender.addr : SPAN_NONE, m, vars);
}

void tell_note(struct work *w, struct ticket *t, const struct agent_conf *author, const struct message *m)
{
	struct vars *vars = compose_vars(w);
	compose_message_vars(w, m, vars);
	vars_text(w->a, vars, "author", conf_agent_shown(author));
	if (t->agent.len)
		compose_agent(w, t, t->agent, "note", author->email, m, vars);
	for (size_t i = 0; i < t->agent_watchers.count; i++)
		compose_agent(w, t, t->agent_watchers.items[i], "note", author->email, m, vars);
}
