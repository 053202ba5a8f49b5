#include "daemon/core/outgoing/compose.h"

#include "daemon/core/base/levels.h"
#include "daemon/core/outgoing/conversation.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/frame.h"
#include "daemon/core/outgoing/gate.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/outgoing/pictures.h"
#include "daemon/core/outgoing/spoken.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/subject.h"

#define ROOTS_MAX 50
#define REFERENCES_MAX 21
#define PARTS_MAX 100
#define SUBJECT_MAX 250
#define DAY ((int64_t)86400)

/* --- who gets no mail --- */

static bool same_person(const struct conf *conf, struct span a, struct span b)
{
	if (!a.len || !b.len)
		return false;
	const struct agent_conf *agent = conf_agent_address(conf, a);
	return span_ieq(a, b) || (agent && agent == conf_agent_address(conf, b));
}

static bool is_planned(const struct work *w, const struct letter *l)
{
	for (size_t i = 0; i < w->plan->mails.count; i++) {
		const struct outmail *m = &w->plan->mails.items[i];
		if (span_ieq(m->to, l->to) && m->ticket == (l->ticket ? l->ticket->id : 0) &&
		    span_eq(m->template, span_of(l->template)))
			return true;
	}
	return false;
}

enum refusal compose_refusal(const struct work *w, struct span to, struct span author, bool to_person)
{
	const struct customer *c = plan_customer_peek(w, to);
	if (!addrspec_is(w->a, to, ADDRSPEC_SENT))
		return REFUSAL_ADDRESS;
	if (conf_own_address(w->conf, to))
		return REFUSAL_OWN;
	if (same_person(w->conf, to, author))
		return REFUSAL_AUTHOR;
	return to_person && c && c->unreachable ? REFUSAL_BOUNCES : REFUSAL_NONE;
}

/* Why this recipient gets no mail; empty: they may. */
static struct span refusal(const struct work *w, const struct letter *l)
{
	static const char *const words[] = {[REFUSAL_ADDRESS] = "not a valid address",
					    [REFUSAL_OWN] = "it is the desk's own address",
					    [REFUSAL_AUTHOR] = "the author does not get a copy",
					    [REFUSAL_BOUNCES] = "mail to that address bounces"};
	enum refusal no = compose_refusal(w, l->to, l->author, letter_to_person(l));
	if (no != REFUSAL_NONE)
		return span_of(words[no]);
	return is_planned(w, l) ? SPAN("already among the recipients") : SPAN_NONE;
}

static void mail_event(struct work *w, const struct letter *l, enum event_kind kind, struct span why)
{
	plan_event_put(
		w, l->ticket,
		&(struct event){
			.actor = SPAN("desk"), .kind = kind, .what = span_of(l->template), .to = l->to, .why = why});
}

/* --- addresses and ids --- */

struct span compose_address(const struct work *w, const struct ticket *t)
{
	if (t && t->mailbox.len)
		return conf_mailbox_address(w->conf, t->mailbox);
	return w->facts->mailbox ? conf_mailbox_address(w->conf, w->facts->mailbox->name) : w->conf->address;
}

static struct span desk_name(const struct work *w, const struct ticket *t)
{
	const struct mailbox_conf *mailbox = spoken_mailbox(w, t);
	return mailbox && mailbox->name_shown.len ? mailbox->name_shown : w->conf->name;
}

static struct span letter_language(const struct work *w, const struct letter *l)
{
	return letter_to_person(l) ? spoken_to(w, l->ticket, l->language).language : l->language;
}

static void address_mail(struct work *w, const struct letter *l, struct outmail *m)
{
	struct span for_whom = l->token_for.len ? l->token_for : l->to;
	int64_t expires = w->now + w->conf->limits.token_days * DAY;
	struct span token = token_make(w->a, &w->facts->keys, l->role, m->ticket, for_whom, expires);
	m->from = compose_address(w, l->ticket);
	m->from_name = desk_name(w, l->ticket);
	if (l->from_name.len)
		m->from_name = arena_printf(w->a, "%.*s via %.*s", SPAN_ARG(l->from_name), SPAN_ARG(m->from_name));
	m->reply_to = m->envelope_from = m->from;
	if (w->conf->reply_plus)
		m->reply_to = m->envelope_from = token_address(w->a, token, m->from);
	m->message_id = token_msgid(w->a, token, m->id, addrspec_domain(m->from));
	span_list_add(w->a, &m->tokens, token);
}

static struct span root_of(const struct ticket *t, struct span addr)
{
	for (size_t i = 0; t && i < t->roots.count; i++)
		if (span_ieq(t->roots.items[i].addr, addr))
			return t->roots.items[i].msgid;
	return SPAN_NONE;
}

static void reference_add(struct work *w, struct outmail *m, struct span id)
{
	if (id.len && m->references.count < REFERENCES_MAX)
		plan_add(w, &m->references, id);
}

static bool token_made_for(const struct work *w, const struct token *token, struct span addr)
{
	enum token_state s = token_check(token, &w->facts->keys, addr, w->now);
	return s == TOKEN_VALID || s == TOKEN_EXPIRED;
}

static bool made_for_others(const struct work *w, const struct token *token, const struct ticket *t)
{
	bool theirs = token_made_for(w, token, t->customer);
	for (size_t i = 0; i < t->watchers.count && !theirs; i++)
		theirs = token_made_for(w, token, t->watchers.items[i]);
	return theirs;
}

/* Lists tokens in referenced ids that may leave in this mail: those made for its recipient; and, where the customer is
 * itself a desk like this one, those in that desk's mails to people. */
static void allow_id(struct work *w, const struct ticket *t, struct span id, struct outmail *m)
{
	struct token token;
	uint64_t serial;
	if (!t || !token_from_msgid(id, addrspec_domain(id), &token, &serial))
		return;
	bool to_people = token.role == TOKEN_CUSTOMER || token.role == TOKEN_CONFIRM || token.role == TOKEN_FEEDBACK;
	if (token_made_for(w, &token, m->to) || (to_people && !made_for_others(w, &token, t)))
		span_list_add(w->a, &m->tokens, token.text);
}

/* Oldest first, the answered mail last: that is how clients find the parent. */
static void thread_mail(struct work *w, const struct letter *l, struct outmail *m)
{
	struct ticket *t = l->ticket;
	struct span root = root_of(t, m->to);
	if (w->mail && span_ieq(w->mail->sender.addr, m->to) && w->mail->message_id.len)
		m->in_reply_to = w->mail->message_id;
	else if (letter_to_person(l) && t && t->thread.count)
		m->in_reply_to = t->thread.items[0];
	else
		m->in_reply_to = root;
	if (!span_eq(root, m->in_reply_to))
		reference_add(w, m, root);
	for (size_t i = t ? t->thread.count : 0; i > 0; i--)
		if (!span_eq(t->thread.items[i - 1], m->in_reply_to))
			reference_add(w, m, t->thread.items[i - 1]);
	reference_add(w, m, m->in_reply_to);
	for (size_t i = 0; i < m->references.count; i++)
		allow_id(w, t, m->references.items[i], m);
	if (t && !root.len && t->roots.count < ROOTS_MAX)
		*LIST_ADD(w->a, &t->roots) = (struct thread_root){m->to, m->message_id};
}

/* --- the text --- */

static struct span tagged_subject(struct work *w, const struct ticket *t, struct span subject)
{
	struct span tag =
		t ? arena_printf(w->a, "[%.*s #%llu]", SPAN_ARG(w->conf->tag), (unsigned long long)t->id) : SPAN_NONE;
	ptrdiff_t at = tag.len ? span_ifind(subject, tag) : -1;
	struct span before = span_sub(subject, 0, at < 0 ? 0 : (size_t)at);
	struct span after = span_from(subject, at < 0 ? 0 : (size_t)at + tag.len);
	after = subject_harmless(w->a, after);
	if (!tag.len)
		return utf8_cut(after, SUBJECT_MAX);
	struct span space = at < 0 ? SPAN(" ") : SPAN_NONE;
	return utf8_cut(ARENA_CONCAT(w->a, subject_harmless(w->a, before), tag, space, after), SUBJECT_MAX);
}

/* The occasion's own values override the ticket's. */
static void var_put(struct arena *a, struct vars *vars, const struct var *v)
{
	for (size_t i = 0; i < vars->own.count; i++) {
		if (!span_eq(vars->own.items[i].name, v->name))
			continue;
		vars->own.items[i] = *v;
		return;
	}
	*LIST_ADD(a, &vars->own) = *v;
}

/* Does the variable hold words of the mail's sender? Members of lists are filtered where the list is made. */
static bool is_senders_words(const struct var *v)
{
	static const char *const names[] = {"subject", "customer_name", "from_name", "text", "word"};
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_eq(v->name, span_of(names[i])))
			return true;
	return false;
}

/* The labels of the buttons, one a line, as clients render them in text. */
static struct span buttons_of(struct work *w, const struct vars *vars)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < vars->own.count; i++) {
		const struct vars_list *list = &vars->own.items[i].list;
		for (size_t k = 0; k < list->count && span_eq(vars->own.items[i].name, SPAN("commands")); k++)
			for (size_t n = 0; n < list->items[k].own.count; n++)
				if (span_eq(list->items[k].own.items[n].name, SPAN("label")))
					buf_printf(&out, "%.*s\n", SPAN_ARG(list->items[k].own.items[n].text));
	}
	struct span lines = arena_dup(w->a, buf_span(&out));
	buf_clear(&out);
	return lines;
}

/* A customer sees the promised time, agents the real one. */
static int64_t due_for(const struct work *w, const struct letter *l)
{
	return letter_to_person(l) ? levels_promise(w->conf, l->ticket) : levels_next_due(w->conf, l->ticket);
}

static void letter_write(struct work *w, const struct letter *l, struct outmail *m)
{
	struct conf_template template = {0};
	struct vars vars = {0};
	conf_template(w->conf, spoken_mailbox(w, l->ticket), l->template, letter_language(w, l), &template);
	m->language = template.language;
	bool neutral = gate_is_neutral(w, l);
	fill_desk(w, m->from, m->language, &vars);
	vars_text(w->a, &vars, "desk", desk_name(w, l->ticket));
	if (l->ticket)
		fill_ticket(w, l->ticket, !neutral, due_for(w, l), m->language, &vars);
	if (l->ticket && !letter_to_person(l)) {
		fill_commands(w, l->ticket, m, &vars);
		fill_team(w, l->ticket, &vars);
	}
	for (size_t i = 0; l->vars && i < l->vars->own.count; i++)
		if (!neutral || !is_senders_words(&l->vars->own.items[i]))
			var_put(w->a, &vars, &l->vars->own.items[i]);
	if (l->ticket && letter_to_person(l))
		fill_solved(w, l->ticket, m, &vars);
	vars_flag(w->a, &vars, "team", !letter_to_person(l));
	vars_flag(w->a, &vars, "letter", l->auto_submitted == AUTO_NO);
	template_render(template.text, &vars, w->a, &m->subject, &m->body);
	if (w->conf->html && template.layout)
		m->html = template_page(template.page, template.layout, &vars, w->a);
	pictures_place(w, m);
	if (l->role != TOKEN_CUSTOMER && l->role != TOKEN_FEEDBACK)
		frame_keep(w->a, m, l->carries, &l->history, m->html.len ? buttons_of(w, &vars) : SPAN_NONE);
	m->subject = tagged_subject(w, l->ticket, m->subject);
}

/* Notes in the history that a bouncing address did not get a mail, for those who look at the ticket. */
static bool is_refused(struct work *w, const struct letter *l)
{
	const struct customer *c = plan_customer_peek(w, l->to);
	struct span no = refusal(w, l);
	if (!no.len)
		return false;
	plan_why(w, "no %s to %.*s: %.*s", l->template, SPAN_ARG(l->to), SPAN_ARG(no));
	if (c && c->unreachable)
		mail_event(w, l, EVENT_UNSENT, no);
	return true;
}

static struct span reason(struct work *w, const struct letter *l)
{
	if (l->author.len)
		return arena_printf(w->a, "passes on what %.*s wrote", SPAN_ARG(l->author));
	if (w->mail && span_ieq(w->mail->sender.addr, l->to))
		return SPAN("answers the mail");
	return letter_to_person(l) ? SPAN("reports a change") : SPAN("notifies the team");
}

/* Reports what the gate found. */
static void news_tell(struct work *w, const struct letter *l, const struct gate_news *news)
{
	struct vars *vars = news->kind == GATE_NOTHING ? NULL : compose_vars(w);
	if (news->kind == GATE_FLOOD) {
		vars_flag(w->a, vars, "flood", true);
		vars_text(w->a, vars, "count", arena_printf(w->a, "%u", w->conf->limits.mails_per_minute));
		compose_manager(w, NULL, "warning", vars);
	} else if (news->kind == GATE_SENDER) {
		vars_text(w->a, vars, "customer", w->mail->sender.addr);
		vars_text(w->a, vars, "count", arena_printf(w->a, "%u", news->count));
		compose_warning(w, l->ticket, news->flag, vars);
	}
}

static bool is_withheld(struct work *w, const struct letter *l)
{
	struct gate_news news = {0};
	bool withheld = gate_withholds(w, l, &news);
	news_tell(w, l, &news);
	return withheld;
}

static int64_t pause_of(struct work *w, const struct letter *l)
{
	struct gate_news news = {0};
	int64_t pause = gate_pass(w, l, &news);
	news_tell(w, l, &news);
	return pause;
}

struct outmail *compose_letter(struct work *w, const struct letter *letter)
{
	if (is_refused(w, letter) || is_withheld(w, letter))
		return NULL;
	int64_t pause = pause_of(w, letter);
	struct outmail *m = LIST_ADD(w->a, &w->plan->mails);
	*m = (struct outmail){.id = w->facts->next_outmail + w->plan->mails.count - 1,
			      .ticket = letter->ticket ? letter->ticket->id : 0,
			      .messages = letter->ticket ? letter->ticket->messages : 0,
			      .to = letter->to,
			      .to_name = gate_is_neutral(w, letter) ? SPAN_NONE : letter->to_name,
			      .shown_cc = letter->shown_cc,
			      .template = span_of(letter->template),
			      .auto_submitted = letter->auto_submitted,
			      .parts = letter->parts,
			      .created = w->now,
			      .date = w->now,
			      .next = w->now + pause,
			      .state = OUTMAIL_QUEUED};
	address_mail(w, letter, m);
	thread_mail(w, letter, m);
	letter_write(w, letter, m);
	mail_event(w, letter, EVENT_MAIL, reason(w, letter));
	return m;
}

/* --- occasions --- */

struct vars *compose_vars(struct work *w)
{
	return ARENA_NEW(w->a, struct vars);
}

void compose_message_vars(struct work *w, const struct message *m, struct vars *vars)
{
	fill_message(w, m, vars);
}

void compose_ticket_item(struct work *w, const struct ticket *t, struct span language, struct vars *item)
{
	fill_ticket(w, t, w->plan->proven, levels_promise(w->conf, t), language, item);
}

static bool is_sender(const struct work *w, struct span addr)
{
	return w->mail && span_ieq(w->mail->sender.addr, addr);
}

struct span compose_language(const struct work *w, struct span addr, struct span otherwise)
{
	const struct customer *c = plan_customer_peek(w, addr);
	return c && c->language.len ? c->language : otherwise;
}

struct span compose_used_language(const struct work *w, struct span addr, struct span otherwise, const char *template)
{
	struct conf_template found = {0};
	conf_template(w->conf, w->facts->mailbox, template,
		      spoken_to(w, NULL, compose_language(w, addr, otherwise)).language, &found);
	return found.language;
}

struct outmail *compose_customer(struct work *w, struct ticket *t, const char *template, struct vars *vars)
{
	return compose_letter(
		w, &(struct letter){.template = template,
				    .ticket = t,
				    .to = t->customer,
				    .to_name = t->customer_name,
				    .role = TOKEN_CUSTOMER,
				    .language = compose_language(w, t->customer, t->language),
				    .auto_submitted = is_sender(w, t->customer) ? AUTO_REPLIED : AUTO_GENERATED,
				    .vars = vars});
}

struct outmail *compose_sender(struct work *w, struct ticket *t, const char *template, struct vars *vars)
{
	const struct address *sender = &w->mail->sender;
	return compose_letter(w, &(struct letter){.template = template,
						  .ticket = t,
						  .to = sender->addr,
						  .to_name = sender->name,
						  .role = TOKEN_CUSTOMER,
						  .language = spoken_by_sender(w).language,
						  .auto_submitted = AUTO_REPLIED,
						  .vars = vars});
}

static void parts_of(struct work *w, const struct message *m, struct outmail_part_list *out)
{
	for (size_t i = 0; m && i < m->attachments.count && out->count < PARTS_MAX; i++)
		if (!m->attachments.items[i].aside.len)
			*LIST_ADD(w->a, out) = (struct outmail_part){
				.ticket = m->ticket, .seq = m->seq, .attachment = m->attachments.items[i]};
}

/* Why the ticket was assigned to its agent; empty unless this plan did it. */
static struct span reason_assigned(struct work *w, const struct ticket *t, struct span language)
{
	static const enum phrase phrases[] = {[REASON_LEAST_LOADED] = PHRASE_REASON_LEAST_LOADED,
					      [REASON_IN_TURN] = PHRASE_REASON_IN_TURN,
					      [REASON_LAST_AGENT] = PHRASE_REASON_LAST_AGENT};
	const struct plan_reason *last = NULL;
	for (size_t i = 0; i < w->plan->reasons.count; i++)
		if (w->plan->reasons.items[i].ticket == t->id)
			last = &w->plan->reasons.items[i];
	return last ? phrase_text(w->a, language, phrases[last->reason], last->category, SPAN_NONE) : SPAN_NONE;
}

/* An agent new to the ticket gets the whole conversation, the others the latest messages. */
static void add_conversation(struct work *w, struct letter *l, enum conversation_for kind, struct span one)
{
	size_t left_out;
	struct conf_template template = {0};
	conf_template(w->conf, spoken_mailbox(w, l->ticket), l->template, letter_language(w, l), &template);
	struct vars *vars = compose_vars(w);
	for (size_t i = 0; l->vars && i < l->vars->own.count; i++)
		*LIST_ADD(w->a, &vars->own) = l->vars->own.items[i];
	conversation_find(w, l->ticket->id, l->carries, kind, one, &l->history, &left_out);
	conversation_fill(w, &l->history, left_out, l->carries != NULL, template.language, vars);
	if (l->carries && kind != CONVERSATION_PUBLIC)
		fill_attachments(w, l->carries, template.language, vars);
	if (kind != CONVERSATION_PUBLIC)
		vars_text(w->a, vars, "reason", reason_assigned(w, l->ticket, template.language));
	l->vars = vars;
}

/* The message's author, as an agent's inbox shows it. */
static struct span author_shown(const struct work *w, const struct message *m)
{
	const struct agent_conf *agent = m->kind == MESSAGE_CUSTOMER ? NULL : conf_agent_address(w->conf, m->from);
	if (agent)
		return conf_agent_shown(agent);
	struct span name = fill_author(w, m);
	return name.len ? name : m->from;
}

struct outmail *compose_agent(struct work *w, struct ticket *t, struct span agent, const char *template,
			      struct span author, const struct message *m, struct vars *vars)
{
	const struct agent_conf *who = conf_agent(w->conf, agent);
	if (!who)
		return NULL;
	struct letter l = {.template = template,
			   .ticket = t,
			   .to = who->email,
			   .to_name = conf_agent_shown(who),
			   .role = span_eq(span_of(template), SPAN("note")) ? TOKEN_NOTE : TOKEN_AGENT,
			   .language = who->language,
			   .author = author,
			   .auto_submitted = is_sender(w, who->email) ? AUTO_REPLIED : AUTO_GENERATED,
			   .vars = vars};
	parts_of(w, m, &l.parts);
	l.carries = m;
	if (t && m && !span_eq(span_of(template), SPAN("warning"))) /* the author of the words that it carries */
		l.from_name = author_shown(w, m);
	if (t && span_eq(span_of(template), SPAN("assigned")))
		add_conversation(w, &l, CONVERSATION_NEW, SPAN_NONE);
	else if (t &&
		 (span_eq(span_of(template), SPAN("customer_message")) || span_eq(span_of(template), SPAN("note"))))
		add_conversation(w, &l, CONVERSATION_TEAM, SPAN_NONE);
	return compose_letter(w, &l);
}

struct outmail *compose_manager(struct work *w, struct ticket *t, const char *template, struct vars *vars)
{
	const struct agent_conf *agent = conf_agent_address(w->conf, w->conf->manager);
	if (agent)
		return compose_agent(w, t, agent->name, template, SPAN_NONE, NULL, vars);
	if (!w->conf->manager.len)
		return NULL;
	return compose_letter(w, &(struct letter){.template = template,
						  .ticket = t,
						  .to = w->conf->manager,
						  .role = TOKEN_CUSTOMER,
						  .auto_submitted = AUTO_GENERATED,
						  .vars = vars});
}

void compose_warning(struct work *w, struct ticket *t, const char *flag, struct vars *vars)
{
	vars_flag(w->a, vars, flag, true);
	if (t && t->agent.len && conf_agent(w->conf, t->agent))
		compose_agent(w, t, t->agent, "warning", SPAN_NONE, NULL, vars);
	else
		compose_manager(w, t, "warning", vars);
}

void compose_relay(struct work *w, struct ticket *t, const char *template, const struct message *m,
		   const struct vars *flags)
{
	struct vars *vars = compose_vars(w);
	for (size_t i = 0; flags && i < flags->own.count; i++)
		*LIST_ADD(w->a, &vars->own) = flags->own.items[i];
	fill_message(w, m, vars);
	vars_flag(w->a, vars, "other", m->kind == MESSAGE_CUSTOMER && !span_ieq(m->from, t->customer));
	if (t->agent.len)
		compose_agent(w, t, t->agent, template, m->from, m, vars);
	for (size_t i = 0; i < t->agent_watchers.count; i++)
		if (!span_ieq(t->agent_watchers.items[i], t->agent))
			compose_agent(w, t, t->agent_watchers.items[i], "customer_message", m->from, m, vars);
}

/* The customer, then the watchers, or just `one`; without those that the agent's own mail reached. */
static void audience(struct work *w, const struct ticket *t, const struct agent_conf *agent, const struct message *m,
		     struct span one, struct span_list *out)
{
	if (one.len || t->customer.len)
		span_list_add(w->a, out, one.len ? one : t->customer);
	for (size_t i = 0; i < t->watchers.count && !one.len; i++)
		plan_add(w, out, t->watchers.items[i]);
	for (size_t i = out->count; i > 0; i--) {
		struct span addr = out->items[i - 1];
		if (!span_iin(&m->to, addr) && !same_person(w->conf, addr, agent->email))
			continue;
		plan_why(w, "no reply to %.*s: the agent's own mail already went there", SPAN_ARG(addr));
		plan_drop(out, addr);
	}
}

void compose_reply(struct work *w, struct ticket *t, const struct agent_conf *agent, struct span text,
		   const struct message *m, struct span one)
{
	struct span_list people = {0};
	struct letter l = {.template = "reply",
			   .ticket = t,
			   .role = TOKEN_CUSTOMER,
			   .author = agent->email,
			   .auto_submitted = AUTO_NO,
			   .vars = compose_vars(w)};
	vars_words(w->a, l.vars, "text", text, span_eq(m->text, text) ? m->html : SPAN_NONE);
	vars_text(w->a, l.vars, "agent_name", conf_agent_shown(agent));
	struct vars *own = l.vars;
	l.carries = m;
	parts_of(w, m, &l.parts);
	audience(w, t, agent, m, one, &people);
	for (size_t i = 0; i < people.count; i++) {
		l.to = people.items[i];
		l.to_name = span_ieq(l.to, t->customer) ? t->customer_name : SPAN_NONE;
		l.language = compose_language(w, l.to, t->language);
		l.shown_cc = (struct span_list){0};
		for (size_t k = 0; k < people.count; k++)
			if (k != i)
				span_list_add(w->a, &l.shown_cc, people.items[k]);
		add_conversation(w, &l, CONVERSATION_PUBLIC, one);
		compose_letter(w, &l);
		l.vars = own;
	}
}
