#include "daemon/core/query.h"

#include "daemon/core/compose.h"
#include "daemon/core/fill.h"
#include "daemon/core/lifecycle.h"
#include "parsers/subject.h"

#include <string.h>

#define TICKETS_SHOWN 20

static const struct {
	const char *word;
	enum query_kind kind;
	bool with_number; /* "[status #1042]" is one too */
	bool with_words;  /* "[faq opening hours]" */
} words[] = {
	{"status", QUERY_STATUS, true, false}, {"close", QUERY_CLOSE, true, false},
	{"help", QUERY_HELP, false, false},    {"faq", QUERY_LATER, false, true},
	{"export", QUERY_LATER, false, false}, {"forget", QUERY_LATER, false, false},
};

/* "#1042", "1042" */
static bool number_read(struct span text, uint64_t *id)
{
	return span_u64(text, id) || subject_ticket(text, SPAN_NONE, id);
}

static bool bracket_query(struct span text, struct query *out)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		struct span word = span_of(words[i].word), rest;
		if (!span_istarts(text, word))
			continue;
		rest = span_trim(span_from(text, word.len));
		bool spaced = text.len > word.len && strchr(" \t#", text.ptr[word.len]);
		*out = (struct query){.kind = words[i].kind, .word = word};
		if (!rest.len || (words[i].with_words && spaced) ||
		    (words[i].with_number && spaced && number_read(rest, &out->ticket)))
			return true;
	}
	return false;
}

/* Is there nothing in the subject but this bracket and the tag of a ticket? */
static bool stands_alone(const struct conf *conf, const struct subject *s, size_t which)
{
	bool removed[16] = {false};
	uint64_t id;
	for (size_t i = 0; i < s->brackets.count && i < 16; i++)
		removed[i] = i == which || subject_ticket(s->brackets.items[i].text, conf->tag, &id);
	struct arena a;
	arena_init(&a);
	bool alone = subject_without(&a, s, removed).len == 0;
	arena_clear(&a);
	return alone;
}

bool query_find(const struct conf *conf, const struct mail *mail, bool is_answer, struct query *out)
{
	const struct subject *s = &mail->subject;
	for (size_t i = 0; i < s->brackets.count && i < 16; i++) {
		struct query q;
		if (!bracket_query(s->brackets.items[i].text, &q))
			continue;
		if (!q.ticket && !(q.kind == QUERY_CLOSE && is_answer) && !stands_alone(conf, s, i))
			continue;
		*out = q;
		return true;
	}
	return false;
}

static void refuse(struct work *w, struct ticket *t, const char *flag, struct span word)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, flag, true);
	vars_text(w->a, vars, "word", word);
	compose_sender(w, t, "refused", vars);
}

/* The ticket that is asked for, if it is the sender's; else he learns nothing of it. */
static struct ticket *own_ticket(struct work *w, uint64_t id)
{
	const struct ticket *t = id ? thread_target(w, id) : NULL;
	if (t && thread_member(t, w->mail->sender.addr)) {
		w->plan->ticket = t->id;
		return plan_ticket(w, t->id);
	}
	plan_why(w, "ticket %llu is not the sender's", (unsigned long long)id);
	refuse(w, NULL, "not_found", SPAN_NONE);
	return NULL;
}

static void answer_list(struct work *w)
{
	const struct ticket_list *own = &w->facts->sender_tickets;
	struct vars *vars = compose_vars(w);
	size_t count = 0;
	for (size_t i = 0; i < own->count; i++) {
		const struct ticket *t = &own->items[i];
		if (t->status != STATUS_SPAM && t->status != STATUS_MERGED && count++ < TICKETS_SHOWN)
			compose_ticket_item(w, t, vars_item(w->a, vars, "tickets"));
	}
	if (count > TICKETS_SHOWN)
		vars_text(w->a, vars, "more", arena_printf(w->a, "%zu", count - TICKETS_SHOWN));
	compose_sender(w, NULL, "status_list", vars);
}

static void answer_status(struct work *w, const struct query *q, const struct thread *thread)
{
	uint64_t id = q->ticket ? q->ticket : thread->ticket;
	struct ticket *t = id ? own_ticket(w, id) : NULL;
	if (!id)
		answer_list(w);
	if (!t)
		return;
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "asked", true);
	compose_sender(w, t, "status", vars);
}

static void close_own(struct work *w, struct ticket *t)
{
	struct vars *vars = compose_vars(w);
	struct message *m = plan_message(w, t, MESSAGE_CUSTOMER);
	w->plan->text = m->text;
	plan_event(w, t, t->customer, "message", m->subject, SPAN("the customer closes the ticket"));
	lifecycle_apply(w, t, LIFE_CLOSE_OWN, t->customer, SPAN("the customer's [close]"));
	vars_flag(w->a, vars, "by_customer", true);
	fill_days(w, w->conf->limits.reopen_days, vars);
	compose_sender(w, t, "closed", vars);
	compose_relay(w, t, "customer_message", m, NULL);
}

static void answer_close(struct work *w, const struct query *q, const struct thread *thread)
{
	struct ticket *t = own_ticket(w, q->ticket ? q->ticket : thread->ticket);
	enum status to;
	if (!t)
		return;
	if (!span_ieq(t->customer, w->mail->sender.addr))
		refuse(w, NULL, "not_found", SPAN_NONE);
	else if (!lifecycle_next(t->status, LIFE_CLOSE_OWN, &to))
		refuse(w, t, "not_open", SPAN_NONE);
	else
		close_own(w, t);
}

static void answer_help(struct work *w)
{
	struct vars *vars = compose_vars(w);
	for (size_t i = 0; i < w->conf->category_count; i++)
		vars_text(w->a, vars_item(w->a, vars, "categories"), "name", w->conf->categories[i].name);
	compose_sender(w, NULL, "help_customer", vars);
}

void query_answer(struct work *w, const struct query *q, const struct thread *thread)
{
	w->plan->verdict = VERDICT_QUERY;
	plan_why(w, "query [%.*s] in the subject", SPAN_ARG(q->word));
	if (q->kind == QUERY_STATUS)
		answer_status(w, q, thread);
	else if (q->kind == QUERY_CLOSE)
		answer_close(w, q, thread);
	else if (q->kind == QUERY_LATER)
		refuse(w, NULL, "later", q->word);
	else
		answer_help(w);
}
