#include "daemon/core/agent/join.h"

#include "daemon/core/ticket/begin.h"
#include "daemon/core/ticket/change.h"
#include "parsers/subject.h"

static struct span join_number(struct work *w, uint64_t id)
{
	return arena_printf(w->a, "%llu", (unsigned long long)id);
}

/* --- split --- */

static bool can_go(const struct message *m)
{
	return m->kind == MESSAGE_CUSTOMER && m->seq > 1;
}

static const struct message *split_message(const struct work *w, uint64_t ticket)
{
	const struct ticket_facts *t = facts_ticket(w->facts, ticket);
	const struct message *newest = NULL;
	for (size_t r = 0; t && r < w->facts->refs.count; r++)
		for (size_t i = 0; i < t->messages.count; i++) {
			const struct ref_facts *ref = &w->facts->refs.items[r];
			const struct message *m = &t->messages.items[i];
			if (ref->ticket == ticket && ref->seq == m->seq && can_go(m))
				return m;
		}
	for (size_t i = 0; t && i < t->messages.count; i++)
		if (can_go(&t->messages.items[i]))
			newest = &t->messages.items[i];
	return newest;
}

void join_split_check(struct work *w, struct command_calls *o)
{
	if (!split_message(w, o->ticket))
		command_calls_fault(w, o, phrase_text(w->a, o->language, PHRASE_NOTHING_TO_SPLIT, SPAN_NONE, SPAN_NONE),
				    SPAN_NONE);
}

static void message_copy(struct work *w, struct ticket *to, const struct message *m)
{
	struct plan_message *p = LIST_ADD(w->a, &w->plan->messages);
	p->message = *m;
	p->message.ticket = to->id;
	p->message.seq = ++to->messages;
	p->raw_ticket = m->ticket;
	p->raw_seq = m->seq;
	if (m->message_id.len)
		span_list_add(w->a, &to->thread, m->message_id);
}

static struct span subject_of(struct work *w, const struct message *m, struct span otherwise)
{
	struct subject parsed;
	subject_parse(w->a, m->subject, &parsed);
	struct span bare = command_read_subject(w, &parsed);
	return bare.len ? bare : otherwise;
}

static struct ticket *split_ticket(struct acting *x, const struct message *m, struct span why)
{
	struct work *w = x->w;
	const struct customer *record = plan_customer_peek(w, m->from);
	bool known = record && record->language.len;
	return begin_ticket(w, &(struct beginning){.actor = x->o->agent->name,
						   .why = why,
						   .status = STATUS_OPEN,
						   .subject = subject_of(w, m, x->t->subject),
						   .customer = m->from,
						   .name = m->from_name,
						   .language = known ? record->language : x->t->language,
						   .parent = x->t,
						   .started = m->received,
						   .unproven = !m->proven});
}

struct ticket *join_split(struct acting *x)
{
	struct work *w = x->w;
	const struct message *m = split_message(w, x->t->id);
	struct span actor = x->o->agent->name, why = acting_why(x, COMMAND_SPLIT);
	struct ticket *t = split_ticket(x, m, why);
	message_copy(w, t, m);
	change_link(w, x->t, t);
	plan_event_put(w, x->t,
		       &(struct event){.actor = actor,
				       .kind = EVENT_SPLIT,
				       .what = arena_printf(w->a, "%u", m->seq),
				       .number = t->id,
				       .why = why});
	change_apply(w, t, &(struct change){.kind = CHANGE_AGENT, .agent = x->o->agent}, actor, why);
	acting_say(x, PHRASE_SPLIT, join_number(w, t->id), SPAN_NONE);
	return t;
}
