#include "daemon/core/ticket/query.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/propose.h"
#include "daemon/core/outgoing/spoken.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/confirm.h"
#include "parsers/consent.h"
#include "parsers/subject.h"
#include "parsers/text.h"

#define TICKETS_SHOWN 20

/* "#1042", "1042" */
static bool number_read(struct span text, uint64_t *id)
{
	return span_u64(text, id) || subject_ticket(text, SPAN_NONE, id);
}

/* Is `rest` a valid argument of the query? */
static bool arguments_read(const struct command_def *def, struct span rest, uint64_t *ticket)
{
	if (def->args == ARGS_WORDS || !rest.len)
		return true;
	return def->args == ARGS_MAYBE_NUMBER && number_read(rest, ticket);
}

/* "status", "status #1042", "status#1042" */
static bool bracket_query(struct span text, struct query *out)
{
	struct span rest = text, word;
	if (!span_word(&rest, &word))
		return false;
	ptrdiff_t hash = span_chr(word, '#');
	if (hash > 0) {
		rest = span_from(text, (size_t)(word.ptr - text.ptr) + (size_t)hash);
		word = span_sub(word, 0, (size_t)hash);
	}
	*out = (struct query){.def = command_find(WHO_CUSTOMER, word)};
	out->words = span_trim(rest);
	return out->def && arguments_read(out->def, out->words, &out->ticket);
}

/* Does the subject contain nothing but this bracket and a ticket's tag? */
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
		bool closes = is_answer && q.def->use == USE_TICKET;
		if (!q.ticket && !closes && !stands_alone(conf, s, i))
			continue;
		*out = q;
		return true;
	}
	return false;
}

bool query_is_confirmed(const struct conf *conf, const struct mail *mail)
{
	struct query q;
	return query_find(conf, mail, false, &q) &&
	       (command_id(q.def) == QUERY_EXPORT || command_id(q.def) == QUERY_FORGET);
}

static void query_refuse(struct work *w, struct ticket *t, const char *flag, struct span word)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, flag, true);
	vars_text(w->a, vars, "word", word);
	compose_sender(w, t, "refused", vars);
}

/* The ticket asked for, if it is the sender's; otherwise the answer reveals nothing about it. */
static struct ticket *own_ticket(struct work *w, uint64_t id)
{
	const struct ticket *t = id ? thread_target(w, id) : NULL;
	if (t && !w->plan->failed && thread_member(t, w->mail->sender.addr)) {
		w->plan->ticket = t->id;
		return plan_ticket(w, t->id);
	}
	plan_why(w, "ticket %llu is not the sender's", (unsigned long long)id);
	query_refuse(w, NULL, "not_found", SPAN_NONE);
	return NULL;
}

static void answer_list(struct work *w)
{
	const struct ticket_list *own = &w->facts->sender_tickets;
	struct span language =
		compose_used_language(w, w->mail->sender.addr, spoken_by_sender(w).language, "status_list");
	struct vars *vars = compose_vars(w);
	size_t count = 0;
	for (size_t i = 0; i < own->count && !w->plan->failed; i++) {
		const struct ticket *t = &own->items[i];
		if (t->status != STATUS_SPAM && t->status != STATUS_MERGED && count++ < TICKETS_SHOWN)
			compose_ticket_item(w, t, language, vars_item(w->a, vars, "tickets"));
	}
	vars_flag(w->a, vars, "has_tickets", count > 0);
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

static void close_own(struct work *w, struct ticket *t, struct span why)
{
	struct vars *vars = compose_vars(w);
	struct message *m = plan_message(w, t, MESSAGE_CUSTOMER);
	t->asked = 0;
	plan_text(w, m);
	plan_event(w, t, t->customer, EVENT_MESSAGE, m->subject, SPAN("the customer closes the ticket"));
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_CLOSE_OWN}, t->customer, why);
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
		query_refuse(w, NULL, "not_found", SPAN_NONE);
	else if (!lifecycle_next(t->status, LIFE_CLOSE_OWN, &to))
		query_refuse(w, t, "not_open", SPAN_NONE);
	else
		close_own(w, t, SPAN("the customer's [close]"));
}

uint64_t query_unproven(const struct work *w, const struct query *q, const struct thread *thread)
{
	uint64_t id = q->ticket ? q->ticket : thread->ticket;
	const struct ticket *t = id && command_id(q->def) == QUERY_CLOSE ? thread_target(w, id) : NULL;
	enum status to;
	if (!t || w->plan->failed || thread_proves(thread, t->id) || !span_ieq(t->customer, w->mail->sender.addr))
		return 0;
	return lifecycle_next(t->status, LIFE_CLOSE_OWN, &to) ? t->id : 0;
}

void query_ask(struct work *w, struct ticket *t, uint32_t seq)
{
	struct letter l = {.template = "confirm",
			   .ticket = t,
			   .to = t->customer,
			   .role = TOKEN_CONFIRM,
			   .language = compose_language(w, t->customer, t->language),
			   .auto_submitted = AUTO_REPLIED,
			   .vars = compose_vars(w)};
	vars_flag(w->a, l.vars, "close", true);
	if (compose_letter(w, &l))
		t->asked = seq;
}

bool query_confirm(struct work *w, uint64_t ticket)
{
	struct ticket *t = plan_ticket(w, ticket);
	struct span own, history;
	enum status to;
	text_own(w->a, w->mail->text, &own, &history);
	if (!t->asked || w->mail->headers_only || !consent_yes(own) || !span_ieq(t->customer, w->mail->sender.addr) ||
	    !lifecycle_next(t->status, LIFE_CLOSE_OWN, &to))
		return false;
	w->plan->verdict = VERDICT_QUERY;
	w->plan->ticket = ticket;
	plan_why(w, "the customer confirms the [close] in message %u", t->asked);
	close_own(w, t, arena_printf(w->a, "the customer confirms the [close] in message %u", t->asked));
	return true;
}

/* --- articles --- */

static void answer_faq(struct work *w, const struct query *q, const struct thread *thread)
{
	struct vars *vars = compose_vars(w);
	struct match_hits hits;
	(void)thread;
	propose_faq(w, q->words, vars, &hits);
	if (compose_sender(w, NULL, "faq", vars))
		propose_faq_sent(w, &hits);
}

bool query_is_void(const struct work *w, const struct query *q, const struct thread *thread)
{
	const struct ticket *t = thread->ticket ? thread_target(w, thread->ticket) : NULL;
	enum status to;
	if (command_id(q->def) != QUERY_SOLVED)
		return false;
	return !t || w->plan->failed || !thread_proves(thread, t->id) || !conf_article(w->conf, q->words) ||
	       !span_ieq(t->customer, w->mail->sender.addr) || !lifecycle_next(t->status, LIFE_CLOSE_OWN, &to);
}

static void answer_solved(struct work *w, const struct query *q, const struct thread *thread)
{
	struct ticket *t = own_ticket(w, thread->ticket);
	struct vars *vars = compose_vars(w);
	if (!t)
		return;
	const struct article_conf *article = conf_article(w->conf, q->words);
	struct message *m = plan_message(w, t, MESSAGE_CUSTOMER);
	plan_text(w, m);
	plan_event(w, t, t->customer, EVENT_MESSAGE, m->subject, SPAN("the customer says what solved it"));
	change_apply(w, t, &(struct change){.kind = CHANGE_SOLVED, .text = article->name}, t->customer,
		     SPAN("the customer says so"));
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_RESOLVE}, t->customer,
		     arena_printf(w->a, "the customer says that article %.*s solved it", SPAN_ARG(article->name)));
	vars_flag(w->a, vars, "by_customer", true);
	fill_days(w, w->conf->limits.reopen_days, vars);
	compose_sender(w, t, "resolved", vars);
	compose_relay(w, t, "customer_message", m, NULL);
}

static void answer_help(struct work *w, const struct query *q, const struct thread *thread)
{
	struct vars *vars = compose_vars(w);
	(void)q;
	(void)thread;
	for (size_t i = 0; i < w->conf->category_count; i++)
		vars_text(w->a, vars_item(w->a, vars, "categories"), "name", w->conf->categories[i].name);
	struct span language = spoken_by_sender(w).language;
	fill_help(w, WHO_CUSTOMER, "help_customer", spoken_to(w, NULL, language).language, vars);
	compose_sender(w, NULL, "help_customer", vars);
}

static void answer_export(struct work *w, const struct query *q, const struct thread *thread)
{
	(void)q;
	(void)thread;
	confirm_ask(w, PENDING_EXPORT);
}

static void answer_forget(struct work *w, const struct query *q, const struct thread *thread)
{
	(void)q;
	(void)thread;
	confirm_ask(w, PENDING_FORGET);
}

static void (*const answers[COMMAND_COUNT])(struct work *w, const struct query *q, const struct thread *thread) = {
	[QUERY_STATUS] = answer_status, [QUERY_CLOSE] = answer_close,   [QUERY_HELP] = answer_help,
	[QUERY_FAQ] = answer_faq,       [QUERY_SOLVED] = answer_solved, [QUERY_EXPORT] = answer_export,
	[QUERY_FORGET] = answer_forget,
};

void query_answer(struct work *w, const struct query *q, const struct thread *thread)
{
	w->plan->verdict = VERDICT_QUERY;
	plan_why(w, "query [%s] in the subject", q->def->name);
	if (q->def->use == USE_LATER)
		query_refuse(w, NULL, "later", span_of(q->def->name));
	else
		answers[command_id(q->def)](w, q, thread);
}
