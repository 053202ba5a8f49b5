#include "daemon/core/agent/undo.h"

#include "daemon/core/ticket/change.h"

/* --- keeping the states --- */

static bool any_undoable(const struct command_calls *o)
{
	for (size_t i = 0; i < o->list.count; i++)
		if (command_table[o->list.items[i].id].undoable)
			return true;
	return false;
}

static void keep_ticket(struct acting *x, uint64_t id)
{
	struct undo *undo = &x->w->plan->undo;
	const struct ticket_facts *was = facts_ticket(x->w->facts, id);
	const struct ticket *is = plan_peek(x->w, id);
	if (!was || !is)
		return;
	*LIST_ADD(x->w->a, &undo->before) = was->ticket;
	*LIST_ADD(x->w->a, &undo->after) = *is;
}

void undo_keep(struct acting *x)
{
	struct plan *plan = x->w->plan;
	if (!x->t || !any_undoable(x->o) || !facts_ticket(x->w->facts, x->t->id))
		return;
	plan->has_undo = true;
	plan->undo = (struct undo){.ticket = x->t->id,
				   .agent = x->o->agent->name,
				   .via = x->w->mail->message_id,
				   .time = x->w->now,
				   .done = span_list_join(x->w->a, &x->done)};
	keep_ticket(x, x->t->id);
	for (size_t i = 0; i < x->o->list.count; i++)
		if (x->o->list.items[i].ticket)
			keep_ticket(x, x->o->list.items[i].ticket);
	for (size_t i = 0; i < plan->mails.count; i++)
		plan_add(x->w, &plan->undo.sent, plan->mails.items[i].to);
}

/* --- taking back --- */

static struct change restoring(const struct undo *u, size_t index)
{
	return (struct change){
		.kind = CHANGE_RESTORE, .before = &u->before.items[index], .after = &u->after.items[index]};
}

static void undo_ticket_check(struct work *w, struct command_calls *o, const struct undo *u, size_t index)
{
	const struct ticket_facts *now = facts_ticket(w->facts, u->after.items[index].id);
	struct span number = arena_printf(w->a, "%llu", (unsigned long long)u->after.items[index].id);
	struct change c = restoring(u, index);
	struct change_fault fault = {.kind = CHANGE_NO_TICKET, .one = number};
	if (!now || !change_check(w, &now->ticket, &c, &fault))
		command_calls_fault(w, o, change_fault_text(w->a, o->language, &fault), SPAN_NONE);
}

static const struct undo *kept(const struct work *w, uint64_t ticket)
{
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	bool whole = t && t->has_undo && t->undo.before.count && t->undo.before.count == t->undo.after.count;
	return whole ? &t->undo : NULL;
}

/* #away is about the agent, not the ticket: #back takes it back. */
static struct span hint_back(struct work *w, const struct command_calls *o)
{
	const struct agent_state *state = plan_agent_peek(w, o->agent->name);
	bool away = state && state->away_until > w->now;
	return away ? phrase_text(w->a, o->language, PHRASE_WRITE, SPAN("#back"), SPAN_NONE) : SPAN_NONE;
}

void undo_check(struct work *w, struct command_calls *o)
{
	const struct undo *u = kept(w, o->ticket);
	if (!u)
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOTHING_TO_UNDO, SPAN_NONE, SPAN_NONE),
				    hint_back(w, o));
	for (size_t i = 0; u && i < u->before.count; i++)
		undo_ticket_check(w, o, u, i);
}

void undo_command(struct acting *x, const struct command_call *o)
{
	(void)o;
	const struct undo *u = kept(x->w, x->t->id);
	for (size_t i = 0; i < u->before.count; i++) {
		struct change c = restoring(u, i);
		change_apply(x->w, plan_ticket(x->w, u->before.items[i].id), &c, x->o->agent->name,
			     acting_why(x, COMMAND_UNDO));
	}
	acting_say(x, PHRASE_UNDONE, u->done, SPAN_NONE);
	if (u->sent.count)
		acting_say(x, PHRASE_NOT_UNSENT, span_list_join(x->w->a, &u->sent), SPAN_NONE);
	x->w->plan->drop_undo = true;
	x->w->plan->undo = (struct undo){.ticket = u->ticket, .agent = u->agent};
}
