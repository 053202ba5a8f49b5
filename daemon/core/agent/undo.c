#include "daemon/core/agent/undo.h"

#include "store/ticketfields.h"

/* --- keeping --- */

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

static bool changed(const struct undo *u, size_t index, const struct ticket_field *f)
{
	return (f->uses & TICKET_UNDONE) && !ticket_field_same(f, &u->before.items[index], &u->after.items[index]);
}

static void ticket_check(struct work *w, struct command_calls *o, const struct undo *u, size_t index)
{
	const struct ticket_facts *now = facts_ticket(w->facts, u->after.items[index].id);
	struct span number = arena_printf(w->a, "%llu", (unsigned long long)u->after.items[index].id);
	if (!now) {
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_NO_TICKET, number, SPAN_NONE),
				    SPAN_NONE);
		return;
	}
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		const struct ticket_field *f = &ticket_fields[i];
		if (!changed(u, index, f) || ticket_field_same(f, &now->ticket, &u->after.items[index]))
			continue;
		struct span name = span_of(f->label);
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_UNDO_TOO_LATE, number, name),
				    SPAN_NONE);
		return;
	}
}

static const struct undo *kept(const struct work *w, uint64_t ticket)
{
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	bool whole = t && t->has_undo && t->undo.before.count && t->undo.before.count == t->undo.after.count;
	return whole ? &t->undo : NULL;
}

/* #away is about the agent, not the ticket: what takes it back is #back. */
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
		ticket_check(w, o, u, i);
}

static void ticket_restore(struct acting *x, const struct undo *u, size_t index)
{
	struct work *w = x->w;
	struct ticket *t = plan_ticket(w, u->before.items[index].id);
	struct span_list names = {0};
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		if (!changed(u, index, &ticket_fields[i]))
			continue;
		ticket_field_copy(&ticket_fields[i], t, &u->before.items[index]);
		span_list_add(w->a, &names, span_of(ticket_fields[i].label));
	}
	plan_event(w, t, x->o->agent->name, EVENT_UNDONE, span_list_join(w->a, &names), acting_why(x, COMMAND_UNDO));
}

void undo_command(struct acting *x, const struct command_call *o)
{
	(void)o;
	const struct undo *u = kept(x->w, x->t->id);
	for (size_t i = 0; i < u->before.count; i++)
		ticket_restore(x, u, i);
	acting_say(x, PHRASE_UNDONE, u->done, SPAN_NONE);
	if (u->sent.count)
		acting_say(x, PHRASE_NOT_UNSENT, span_list_join(x->w->a, &u->sent), SPAN_NONE);
	x->w->plan->drop_undo = true;
	x->w->plan->undo = (struct undo){.ticket = u->ticket, .agent = u->agent};
}
