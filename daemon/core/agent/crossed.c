#include "daemon/core/agent/crossed.h"

#include "daemon/core/agent/unproven.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"

/* The newest of the desk's mails that this one answers; NULL: unknown. */
static const struct outmail *answered_newest(const struct facts *f)
{
	const struct outmail *newest = NULL;
	for (size_t i = 0; i < f->answered.count; i++)
		if (!newest || f->answered.items[i].id > newest->id)
			newest = &f->answered.items[i];
	return newest;
}

/* Was the message added after that mail was composed? Within the same second, its number decides. */
static bool is_newer(const struct message *m, const struct outmail *seen)
{
	if (m->received != seen->created)
		return m->received > seen->created;
	return seen->ticket == m->ticket && seen->messages && m->seq > seen->messages;
}

const struct message *crossed_by(const struct work *w, const struct agent_conf *agent, uint64_t ticket)
{
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	const struct outmail *seen = answered_newest(w->facts);
	for (size_t i = t && seen ? t->messages.count : 0; i > 0; i--) {
		const struct message *m = &t->messages.items[i - 1];
		if (m->kind != MESSAGE_AGENT)
			continue;
		bool own = conf_agent_address(w->conf, m->from) == agent;
		return !own && is_newer(m, seen) ? m : NULL;
	}
	return NULL;
}

static struct span author_of(const struct work *w, const struct message *m)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, m->from);
	if (!agent)
		return m->from;
	return conf_agent_shown(agent);
}

void crossed_show(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "crossed", true);
	vars_text(w->a, vars, "who", author_of(w, colleagues));
	vars_words(w->a, vars, "said", colleagues->text, colleagues->html);
	struct span token = fill_command(w, t, agent->email, compose_address(w, t), agent->language, vars);
	struct outmail *mail = compose_agent(w, t, agent->name, "warning", SPAN_NONE, colleagues, vars);
	if (mail)
		span_list_add(w->a, &mail->tokens, token);
}

void crossed_hold(struct work *w, struct ticket *t, const struct agent_conf *agent, const struct message *colleagues,
		  struct span text, struct span html)
{
	struct message *m = unproven_message(w, t, MESSAGE_NOTE);
	struct event event = {.actor = agent->name,
			      .kind = EVENT_CROSSED,
			      .what = author_of(w, colleagues),
			      .number = m->seq,
			      .why = SPAN("it answers a mail older than a colleague's answer")};
	m->held = m->crossed = true;
	m->held_for = agent->name;
	w->plan->verdict = VERDICT_NOTE;
	w->plan->ticket = t->id;
	plan_message_text(w, m, text, html);
	plan_why(w, "held: message %u by %.*s went out after the mail that it answers", colleagues->seq,
		 SPAN_ARG(event.what));
	plan_event_put(w, t, &event);
	crossed_show(w, t, agent, colleagues);
}

/* --- #send --- */

/* The held answer that the agent knew of last when the mail being answered was composed, otherwise the newest; NULL:
 * nothing is held. */
static const struct message *held_newest(const struct work *w, const struct command_calls *o)
{
	const struct ticket_facts *t = facts_ticket(w->facts, o->ticket);
	const struct outmail *seen = answered_newest(w->facts);
	const struct message *newest = NULL;
	for (size_t i = t ? t->messages.count : 0; i > 0; i--) {
		const struct message *m = &t->messages.items[i - 1];
		if (!m->held || !m->crossed || !span_ieq(m->held_for, o->agent->name))
			continue;
		if (!seen || m->received <= seen->created)
			return m;
		newest = newest ? newest : m;
	}
	return newest;
}

void crossed_check(struct work *w, struct command_calls *o, bool with_text)
{
	if (!held_newest(w, o))
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOTHING_HELD, SPAN_NONE, SPAN_NONE),
				    SPAN_NONE);
	else if (with_text)
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_SEND_AS_IT_WAS, SPAN_NONE, SPAN_NONE),
				    phrase_text(w->a, o->language, PHRASE_SEND_OR_ANSWER, SPAN_NONE, SPAN_NONE));
}

void crossed_send(struct acting *x, const struct command_call *o)
{
	const struct message *m = held_newest(x->w, x->o);
	acting_event_put(x, o, (struct event){.kind = EVENT_VOUCHED, .number = m->seq});
	plan_why(x->w, "message %u, held until now, is sent as it was", m->seq);
	x->w->plan->has_release = true;
	x->w->plan->release = (struct plan_release){.ticket = m->ticket, .seq = m->seq, .anyway = true};
}
