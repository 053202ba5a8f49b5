#include "daemon/core/agent/agent.h"

#include "daemon/core/agent/answer_page.h"
#include "daemon/core/agent/away.h"
#include "daemon/core/agent/command_answer.h"
#include "daemon/core/agent/command_run.h"
#include "daemon/core/agent/crossed.h"
#include "daemon/core/agent/forward.h"
#include "daemon/core/agent/join.h"
#include "daemon/core/agent/own_part.h"
#include "daemon/core/agent/reach.h"
#include "daemon/core/agent/reply.h"
#include "daemon/core/agent/signature.h"
#include "daemon/core/agent/undo.h"
#include "daemon/core/agent/unproven.h"
#include "daemon/core/base/proof.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/pictures.h"
#include "daemon/core/outgoing/propose.h"
#include "daemon/core/outgoing/tell.h"
#include "daemon/core/ticket/addressees.h"
#include "daemon/core/ticket/begin.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/thread.h"
#include "parsers/base/utf8.h"

#define DAY ((int64_t)86400)
#define MIXED_SHOWN 200      /* bytes of a line */
#define AWAY_MAX (366 * DAY) /* later dates in an out-of-office answer are not taken as the date of return */

/* A proven agent's mail while it is handled. */
struct turn {
	struct work *w;
	struct proof proof;
	struct command_calls orders;
	struct acting acting;
	struct span text;      /* what is sent to the customer, or kept as the note … */
	struct span html;      /* … and the same as HTML, if any */
	bool is_note, answers; /* answers: the text is sent */
	struct reach reach;    /* who would receive it */
	bool beside;           /* the agent's own mail also went to people other than the desk */
	bool is_void;          /* nothing in it can be done */
	bool has_forward;
	struct forward forward; /* for #fwd */
};

/* --- which ticket --- */

static uint64_t target(const struct work *w, uint64_t id)
{
	const struct ticket *t = id ? thread_target(w, id) : NULL;
	return t ? t->id : 0;
}

/* A ticket that was made only to hold a mail is not the one that the mail is about. */
static uint64_t ticket_of_held(const struct work *w)
{
	const struct ticket *t = plan_peek(w, w->facts->held_ticket);
	return t && !unproven_is_holder(t) ? target(w, t->id) : 0;
}

/* The token's ticket, the one that the mail answers, or the one in its subject; 0: none. The proof decides whether the
 * agent may act on it. */
static uint64_t ticket_named(const struct work *w, const struct proof *p, const char **why)
{
	*why = "the mail was held there";
	if (w->facts->proven)
		return ticket_of_held(w);
	*why = "named by the mail's token";
	uint64_t id = target(w, p->ticket);
	if (!id && p->security.len) {
		*why = "named by a token that is not the sender's";
		id = target(w, p->security_ticket);
	}
	for (size_t i = 0; !id && i < w->facts->refs.count; i++) {
		if (!w->facts->refs.items[i].proven)
			continue;
		*why = "the mail answers a message of that ticket";
		id = target(w, w->facts->refs.items[i].ticket);
	}
	if (!id)
		*why = "named by the tag in the subject";
	return id ? id : target(w, thread_tagged(w->conf, w->mail));
}

static void security_note(struct work *w, const struct proof *p)
{
	if (!p->security.len)
		return;
	plan_why(w, "%.*s: it is ignored", SPAN_ARG(p->security));
	w->plan->security++;
	plan_event(w, plan_ticket(w, p->security_ticket), w->mail->sender.addr, EVENT_SECURITY, p->security,
		   SPAN("the token is ignored"));
}

/* Drops what was said about it as a customer's mail. */
static void why_begin(struct work *w, uint64_t ticket, const char *why)
{
	w->plan->why.count = 0;
	if (ticket)
		plan_why(w, "ticket %llu: %s", (unsigned long long)ticket, why);
}

/* --- out of office --- */

static int64_t away_until(const struct work *w)
{
	int64_t named = w->mail->signs.vacation_until ? when_day(w->conf->zone, w->mail->signs.vacation_until) : 0;
	return named > w->now && named < w->now + AWAY_MAX ? named : w->now + DAY;
}

static void keep_automatic(struct work *w, const struct proof *p, uint64_t id)
{
	struct ticket *t = plan_ticket(w, id);
	struct message *m = plan_message(w, t, MESSAGE_AUTO);
	w->plan->ticket = id;
	plan_text(w, m);
	plan_event(w, t, w->mail->sender.addr, EVENT_AUTOMATIC, w->mail->signs.automatic, p->why);
}

bool agent_automatic(struct work *w)
{
	struct proof p;
	proof_check(w->conf, w->mail, w->facts, w->now, w->a, &p);
	if (!p.agent)
		return false;
	w->plan->proven = w->plan->proven || p.proven;
	/* A forged automatic mail joins no ticket. One from an agent is accepted with half of the proof, if it answers
	 * a mail to them. */
	if (!p.proven && !p.by_token && !p.by_results && !p.answers_question)
		return false;
	const char *why;
	uint64_t id = ticket_named(w, &p, &why);
	if (p.answers_question) {
		why_begin(w, p.question_ticket, "named by the question's token");
		unproven_answer(w, &p);
		return true;
	}
	if (!id)
		return false;
	w->plan->verdict = VERDICT_AUTO;
	why_begin(w, id, why);
	plan_why(w, "automatic: %.*s", SPAN_ARG(w->mail->signs.automatic));
	security_note(w, &p);
	keep_automatic(w, &p, id);
	if (p.proven && w->mail->signs.vacation.len) {
		plan_event(w, plan_ticket(w, id), p.agent->name, EVENT_AWAY, w->mail->signs.vacation, p.why);
		away_automatic(w, p.agent, away_until(w), w->mail->signs.vacation);
	}
	return true;
}

/* --- receipts --- */

static void lines_put(struct work *w, struct vars *vars, const struct turn *t)
{
	for (size_t i = 0; i < t->acting.done.count; i++)
		vars_text(w->a, vars_item(w->a, vars, "done"), "line", t->acting.done.items[i]);
	for (size_t i = 0; i < t->orders.faults.count; i++) {
		struct vars *item = vars_item(w->a, vars, "errors");
		vars_text(w->a, item, "line", t->orders.faults.items[i].line);
		vars_text(w->a, item, "hint", t->orders.faults.items[i].hint);
	}
	for (size_t i = 0; i < w->plan->mails.count; i++)
		if (span_eq(w->plan->mails.items[i].template, SPAN("reply")))
			vars_text(w->a, vars_item(w->a, vars, "sent"), "to", w->plan->mails.items[i].to);
	if (t->answers && !t->orders.faults.count)
		vars_words(w->a, vars, "went", t->text, pictures_dropped(w->a, t->html));
}

/* Every command mail gets a receipt, unless receipts = "errors" leaves it out; questions are always answered. */
static bool receipt_wanted(const struct turn *t, struct span answer)
{
	if (t->orders.faults.count || answer.len || command_calls_find(&t->orders, COMMAND_RAW))
		return true;
	if (t->w->plan->has_release) /* the released mail gets its own */
		return false;
	bool help_alone = t->orders.list.count == 1 && command_calls_find(&t->orders, COMMAND_HELP);
	bool commands = t->orders.list.count > 0 && !help_alone;
	if (t->answers && (!t->reach.customer || t->beside))
		return true;
	return (commands || t->w->facts->proven) && t->w->conf->receipts == RECEIPTS_ALL;
}

/* The charts of #report are shown in the receipt. */
static void report_charts(struct work *w, struct outmail *receipt)
{
	const struct outmail_part_list *parts = &w->facts->report.parts;
	for (size_t i = 0; i < parts->count; i++)
		*LIST_ADD(w->a, &receipt->parts) = parts->items[i];
	if (parts->count)
		pictures_place(w, receipt);
}

static void receipt_send(struct turn *t, struct ticket *ticket, struct span answer)
{
	struct work *w = t->w;
	if (!receipt_wanted(t, answer))
		return;
	struct vars *vars = compose_vars(w);
	lines_put(w, vars, t);
	vars_block(w->a, vars, "text", answer, answer_page(w->a, answer));
	vars_flag(w->a, vars, "unchanged", t->orders.faults.count > 0);
	if (!t->orders.faults.count && w->facts->report.charts.len)
		vars_block(w->a, vars, "charts", SPAN_NONE, w->facts->report.charts);
	struct outmail *receipt = compose_agent(w, ticket, t->proof.agent->name, "receipt", SPAN_NONE, NULL, vars);
	if (t->orders.faults.count || !receipt)
		return;
	command_answer_raw(&t->acting, receipt);
	report_charts(w, receipt);
}

/* --- refused: nothing is done, the text is kept as a note --- */

static void note_keep(struct turn *t, struct ticket *ticket)
{
	struct message *m = unproven_message(t->w, ticket, MESSAGE_NOTE);
	struct span own = t->w->mail->command_text;
	struct span text = span_trim(own).len ? own : t->w->mail->text;
	plan_message_text(t->w, m, reply_without_tokens(t->w->a, text), reply_html_of(t->w, text));
}

static void turn_refuse(struct turn *t)
{
	struct work *w = t->w;
	struct ticket *ticket = t->orders.ticket ? plan_ticket(w, t->orders.ticket) : NULL;
	w->plan->verdict = VERDICT_COMMAND;
	w->plan->ticket = t->orders.ticket;
	for (size_t i = 0; i < t->orders.faults.count; i++) {
		plan_event(w, ticket, t->proof.agent->name, EVENT_REFUSED, t->orders.faults.items[i].line,
			   t->proof.why);
		plan_why(w, "refused: %.*s", SPAN_ARG(t->orders.faults.items[i].line));
	}
	if (ticket && (t->is_void || span_trim(w->mail->command_text).len))
		note_keep(t, ticket);
	receipt_send(t, ticket, SPAN_NONE);
}

/* --- tickets that commands make --- */

static struct ticket *ticket_begin(struct turn *t, struct span subject, const struct address *customer,
				   enum command_id by)
{
	struct work *w = t->w;
	struct customer *record = plan_customer(w, customer->addr);
	record->standing = STANDING_KNOWN;
	if (customer->name.len && !record->name.len)
		record->name = customer->name;
	struct ticket *ticket = begin_ticket(w, &(struct beginning){.actor = t->proof.agent->name,
								    .why = acting_why(&t->acting, by),
								    .status = STATUS_NEW,
								    .subject = subject,
								    .customer = record->addr,
								    .name = record->name,
								    .language = record->language});
	acting_say(&t->acting, PHRASE_NEW, arena_printf(w->a, "%llu", (unsigned long long)ticket->id), customer->addr);
	return ticket;
}

static struct ticket *begin_new(struct turn *t)
{
	const struct command_call *o = command_calls_find(&t->orders, COMMAND_NEW);
	struct address customer = {o->name, o->words.items[0]};
	struct ticket *ticket =
		ticket_begin(t, command_read_subject(t->w, &t->w->mail->subject), &customer, COMMAND_NEW);
	if (!command_calls_find(&t->orders, COMMAND_ASSIGN) && !command_calls_find(&t->orders, COMMAND_UNASSIGN))
		change_apply(t->w, ticket, &(struct change){.kind = CHANGE_AGENT, .agent = t->proof.agent},
			     t->proof.agent->name, acting_why(&t->acting, COMMAND_NEW));
	return ticket;
}

static void forwarded_keep(struct turn *t, struct ticket *ticket)
{
	struct work *w = t->w;
	struct message *m = unproven_message(w, ticket, MESSAGE_CUSTOMER);
	m->from = ticket->customer;
	m->from_name = ticket->customer_name;
	m->subject = ticket->subject;
	struct span text = t->has_forward ? t->forward.text : w->mail->command_text;
	plan_message_text(w, m, reply_without_tokens(w->a, text), reply_html_of(w, text));
	struct message copy = *m;
	plan_event(w, ticket, ticket->customer, EVENT_MESSAGE, ticket->subject, acting_why(&t->acting, COMMAND_FWD));
	if (t->has_forward && t->forward.before.len) {
		struct plan_message *note = LIST_ADD(w->a, &w->plan->messages);
		note->message = copy;
		note->message.seq = ++ticket->messages;
		note->message.kind = MESSAGE_NOTE;
		note->message.from = w->mail->sender.addr;
		note->message.from_name = w->mail->sender.name;
		note->message.text = t->forward.before;
		note->message.html = SPAN_NONE;
		note->message.folded = note->message.message_id = SPAN_NONE;
		note->message.attachments = (struct attachment_list){0};
		note->message.raw_size = 0;
	}
}

static struct ticket *begin_forwarded(struct turn *t)
{
	const struct command_call *o = command_calls_find(&t->orders, COMMAND_FWD);
	struct address customer = t->forward.from;
	if (o->words.count)
		customer = (struct address){o->name, o->words.items[0]};
	struct span subject =
		t->forward.subject.len ? t->forward.subject : command_read_subject(t->w, &t->w->mail->subject);
	struct ticket *ticket = ticket_begin(t, subject, &customer, COMMAND_FWD);
	forwarded_keep(t, ticket);
	return ticket;
}

/* Called after the other commands, which may have set category or agent: assigns the ticket as if the customer had
 * written, and acknowledges it. */
static void finish_forwarded(struct turn *t, struct ticket *ticket)
{
	if (!ticket || !command_calls_find(&t->orders, COMMAND_FWD))
		return;
	if (!ticket->agent.len && !command_calls_find(&t->orders, COMMAND_UNASSIGN))
		change_apply(t->w, ticket, &(struct change){.kind = CHANGE_CHOOSE}, SPAN("desk"), SPAN_NONE);
	if (t->w->conf->acknowledge != ACKNOWLEDGE_NONE)
		compose_customer(t->w, ticket, "acknowledge", compose_vars(t->w));
}

/* The ticket that the commands act on; NULL: none. */
static struct ticket *turn_ticket(struct turn *t)
{
	if (command_calls_find(&t->orders, COMMAND_NEW))
		return begin_new(t);
	if (command_calls_find(&t->orders, COMMAND_FWD))
		return begin_forwarded(t);
	t->acting.t = t->orders.ticket ? plan_ticket(t->w, t->orders.ticket) : NULL;
	if (command_calls_find(&t->orders, COMMAND_SPLIT))
		return join_split(&t->acting);
	return t->acting.t;
}

/* --- the text: an answer, a note, or nothing --- */

/* Tells others who work on the ticket, so that they do not answer again. */
static void tell_answer(struct turn *t, struct ticket *ticket, const struct message *m)
{
	struct vars *flags = compose_vars(t->w);
	if (span_ieq(ticket->agent, t->proof.agent->name) && !ticket->agent_watchers.count)
		return;
	vars_flag(t->w->a, flags, "answered", true);
	vars_text(t->w->a, flags, "only", t->reach.one);
	compose_relay(t->w, ticket, "customer_message", m, flags);
}

/* To be called before the commands act, so that events are in order. */
static struct message text_keep(struct turn *t, struct ticket *ticket)
{
	struct message *m = unproven_message(t->w, ticket, t->answers ? MESSAGE_AGENT : MESSAGE_NOTE);
	plan_message_text(t->w, m, t->text, t->html);
	m->sent_to = t->answers ? t->reach.one : SPAN_NONE;
	struct message copy = *m;
	struct span actor = t->proof.agent->name;
	plan_event(t->w, ticket, actor, t->answers ? EVENT_MESSAGE : EVENT_NOTE, copy.subject, t->acting.why);
	if (t->answers && t->reach.customer)
		change_apply(t->w, ticket, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_ANSWER}, actor,
			     SPAN("an agent answered"));
	else if (t->answers)
		span_list_add(t->w->a, &t->acting.done, t->reach.why);
	else
		acting_say(&t->acting, PHRASE_NOTE_KEPT, SPAN_NONE, SPAN_NONE);
	return copy;
}

/* Recipients that the agent's mail client adds itself get the mail directly, past the desk, with the quoted head and
 * links that the desk's mail has, which are useless to them. They become watchers, so that the next answers reach them
 * through the desk. */
static void tell_beside(struct turn *t, struct ticket *ticket)
{
	struct work *w = t->w;
	struct span_list reached = {0}, fresh = {0};
	addressees_find(w, &reached);
	addressees_new(w, ticket, &fresh);
	t->beside = reached.count > 0;
	if (t->beside)
		acting_say(&t->acting, PHRASE_BESIDE, span_list_join(w->a, &reached), SPAN_NONE);
	if (fresh.count > w->conf->limits.watchers_per_mail) {
		acting_say(&t->acting, PHRASE_BESIDE_CROWD, arena_printf(w->a, "%zu", fresh.count), SPAN_NONE);
	} else if (fresh.count) {
		addressees_watch(w, ticket, &fresh, t->proof.agent->name,
				 SPAN("among the recipients of the agent's answer"));
		acting_say(&t->acting, PHRASE_BESIDE_WATCH, span_list_join(w->a, &fresh), SPAN_NONE);
	}
}

static void turn_verdict(struct turn *t, bool keeps)
{
	t->w->plan->verdict = !keeps ? VERDICT_COMMAND : t->answers ? VERDICT_REPLY : VERDICT_NOTE;
}

static void turn_carry_out(struct turn *t)
{
	struct work *w = t->w;
	struct message kept = {0};
	struct ticket *ticket = turn_ticket(t);
	bool keeps = ticket && (t->answers || t->is_note);
	t->acting.t = ticket;
	w->plan->ticket = ticket ? ticket->id : 0;
	turn_verdict(t, keeps);
	if (w->facts->proven)
		acting_say(&t->acting, PHRASE_RELEASED, SPAN_NONE, SPAN_NONE);
	if (keeps)
		kept = text_keep(t, ticket);
	command_run_all(&t->acting);
	finish_forwarded(t, ticket);
	if (keeps && t->answers) {
		if (!t->reach.one.len)
			tell_beside(t, ticket);
		compose_reply(w, ticket, t->proof.agent, t->text, &kept, t->reach.one);
		tell_answer(t, ticket, &kept);
		for (size_t i = 0; i < t->orders.list.count; i++)
			propose_sent(w, ticket, t->proof.agent->name, t->orders.list.items[i].article);
	}
	if (ticket)
		change_tell(w, ticket, CHANGE_TELL_AGENTS);
	if (keeps && t->is_note)
		tell_note(w, ticket, t->proof.agent, &kept);
	undo_keep(&t->acting);
	command_answer_help(&t->acting);
	command_answer_raw_say(&t->acting);
	receipt_send(t, ticket, command_answer_text(&t->acting));
}

/* --- reading it --- */

static void forward_check(struct turn *t)
{
	const struct command_call *o = command_calls_find(&t->orders, COMMAND_FWD);
	if (!o)
		return;
	struct work *w = t->w;
	t->has_forward = forward_read(w->a, w->mail, &t->forward);
	bool stranger = t->has_forward && !conf_own_address(w->conf, t->forward.from.addr) &&
			!conf_agent_address(w->conf, t->forward.from.addr);
	if (o->words.count || stranger)
		return;
	struct span form = SPAN("#fwd jo@example.org");
	command_calls_fault(w, &t->orders,
			    phrase_text(w->a, t->orders.language, PHRASE_NOT_FORWARDED, SPAN_NONE, SPAN_NONE),
			    phrase_text(w->a, t->orders.language, PHRASE_WRITE, form, SPAN_NONE));
}

/* Refuses a mail that would lead to nothing, or not to what was meant, so that its author learns of it. */
static void content_check(struct turn *t)
{
	struct work *w = t->w;
	bool damaged = w->mail->headers_only;
	struct span mixed = w->facts->own.mixed, borrowed = w->facts->own.borrowed;
	if (borrowed.len)
		command_calls_fault(w, &t->orders,
				    phrase_text(w->a, t->orders.language, PHRASE_BORROWED, borrowed, SPAN_NONE),
				    phrase_text(w->a, t->orders.language, PHRASE_COMMAND_APART, borrowed, SPAN_NONE));
	if (t->answers && mixed.len)
		command_calls_fault(w, &t->orders,
				    phrase_text(w->a, t->orders.language, PHRASE_MIXED,
						utf8_cut(span_trim(mixed), MIXED_SHOWN), SPAN_NONE),
				    phrase_text(w->a, t->orders.language, PHRASE_OWN_LINES, SPAN_NONE, SPAN_NONE));
	bool goes_out = t->answers && !t->orders.faults.count;
	if (goes_out)
		reach_read(w, &t->orders, &t->reach);
	if (goes_out && !t->reach.anybody)
		command_calls_fault(w, &t->orders, t->reach.why,
				    t->reach.one.len ? SPAN_NONE
						     : phrase_text(w->a, t->orders.language, PHRASE_WRITE,
								   SPAN("#customer jo@example.org"), SPAN_NONE));
	t->is_void = damaged || (!t->orders.list.count && !t->orders.faults.count && !t->answers && !t->is_note);
	if (t->is_void)
		command_calls_fault(
			w, &t->orders,
			phrase_text(w->a, t->orders.language, damaged ? PHRASE_UNREADABLE : PHRASE_NOTHING_WRITTEN,
				    SPAN_NONE, SPAN_NONE),
			w->facts->own.is_cut
				? phrase_text(w->a, t->orders.language, PHRASE_OWN_LINES, SPAN_NONE, SPAN_NONE)
				: SPAN_NONE);
}

static void turn_read(struct turn *t, uint64_t ticket)
{
	struct work *w = t->w;
	command_read_all(w, &t->proof, ticket, &t->orders);
	t->acting = (struct acting){.w = w, .o = &t->orders, .why = t->proof.why};
	t->text = reply_text(w, &t->orders);
	t->html = reply_html(w, &t->orders);
	bool forward = command_calls_find(&t->orders, COMMAND_FWD) != NULL;
	bool text = !forward && reply_is_one(w, &t->orders, t->text);
	bool note = t->proof.answers_note || w->facts->own.answers_note;
	bool answers_note = note && !command_calls_find(&t->orders, COMMAND_NEW);
	t->is_note = text && (answers_note || command_calls_find(&t->orders, COMMAND_NOTE));
	t->answers = text && !t->is_note;
	forward_check(t);
	command_run_check(w, &t->orders, t->answers);
	content_check(t);
}

/* Does the mail answer, or "#send", what a colleague's answer has crossed? If so, it is only held, or stays held, and
 * the colleague's answer is shown. */
static bool is_crossed(struct turn *t)
{
	struct work *w = t->w;
	const struct agent_conf *agent = t->proof.agent;
	bool sends = command_calls_find(&t->orders, COMMAND_SEND);
	bool goes_out = t->orders.ticket && (t->answers || sends) && !w->facts->anyway;
	const struct message *by = goes_out ? crossed_by(w, agent, t->orders.ticket) : NULL;
	if (!by)
		return false;
	struct ticket *ticket = plan_ticket(w, t->orders.ticket);
	w->plan->ticket = ticket->id;
	if (!sends) {
		crossed_hold(w, ticket, agent, by, t->text, t->html);
		return true;
	}
	w->plan->verdict = VERDICT_COMMAND;
	plan_why(w, "still held: a colleague has answered again");
	crossed_show(w, ticket, agent, by);
	return true;
}

static void turn_take(struct work *w, const struct proof *p, uint64_t ticket)
{
	struct turn t = {.w = w, .proof = *p};
	away_returned(w, p->agent);
	turn_read(&t, ticket);
	plan_why(w, "from agent %.*s: %.*s", SPAN_ARG(p->agent->name), SPAN_ARG(p->why));
	bool crossed = !t.orders.faults.count && is_crossed(&t);
	if (t.orders.faults.count)
		turn_refuse(&t);
	else if (!crossed)
		turn_carry_out(&t);
	if (!crossed && !command_calls_find(&t.orders, COMMAND_FWD))
		signature_learn(w, p->agent, w->mail->command_text);
	unproven_finish(w, p);
}

/* Agents may be customers too: on a ticket of their own, or, proven, with a mail that is about no ticket. */
static bool is_customers_way(struct work *w, const struct proof *p, uint64_t ticket, bool commands)
{
	if (commands)
		return false;
	if (!ticket)
		return p->proven;
	return !p->by_token && thread_member(plan_peek(w, ticket), w->mail->sender.addr);
}

/* A token made for a ticket is also valid for the ticket into which that was merged. */
static bool is_believed(const struct work *w, const struct proof *p, uint64_t ticket)
{
	bool own = p->by_token && p->ticket && target(w, p->ticket) == ticket;
	return proof_covers(p, own ? p->ticket : ticket);
}

static void hold(struct work *w, const struct proof *p, uint64_t ticket)
{
	struct proof other = *p;
	if (p->proven)
		other.why = SPAN("its token is not for this ticket");
	unproven_keep(w, &other, ticket);
}

/* False: the mail is to be handled as a customer's. */
static bool agent_turn(struct work *w, const struct proof *p)
{
	const char *why;
	uint64_t ticket = ticket_named(w, p, &why);
	if (is_customers_way(w, p, ticket, command_read_any(w, p))) {
		if (p->proven)
			away_returned(w, p->agent);
		unproven_finish(w, p);
		return false;
	}
	why_begin(w, ticket, why);
	if (is_believed(w, p, ticket))
		turn_take(w, p, ticket);
	else
		hold(w, p, ticket);
	return true;
}

bool agent_decide(struct work *whole)
{
	struct mail own = own_part_mail(whole->mail, &whole->facts->own);
	struct work inner = *whole, *w = &inner;
	w->mail = &own;
	struct proof p;
	bool done = false;
	proof_check(w->conf, w->mail, w->facts, w->now, w->a, &p);
	w->plan->proven = w->plan->proven || p.proven;
	if (p.agent && p.answers_question && !w->facts->proven) {
		why_begin(w, p.question_ticket, "named by the question's token");
		unproven_answer(w, &p);
		done = true;
	} else if (p.agent)
		done = agent_turn(w, &p);
	security_note(w, &p);
	return done;
}
