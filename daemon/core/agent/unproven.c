#include "daemon/core/agent/unproven.h"

#include "daemon/core/base/tokens.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/ticket/begin.h"
#include "daemon/core/ticket/change.h"
#include "parsers/base/utf8.h"
#include "parsers/consent.h"
#include "parsers/text.h"

#define MAX_ASKED 100 /* bytes of one command shown in the question */
#define HOLDER_TAG "unproven"

/* --- asking --- */

/* Lists what the mail would do, without any of its text. */
static void asked_list(struct work *w, const struct proof *p, struct vars *vars)
{
	struct span language = conf_language(w->conf, p->agent->language);
	for (size_t i = 0; i < w->mail->commands.count; i++) {
		const struct command *c = &w->mail->commands.items[i];
		if (!command_find(WHO_AGENT, c->name))
			continue;
		struct span line = arena_printf(w->a, "#%.*s %.*s", SPAN_ARG(c->name), SPAN_ARG(c->args));
		vars_text(w->a, vars_item(w->a, vars, "asked"), "line", utf8_cut(utf8_line(w->a, line), MAX_ASKED));
	}
	if (span_trim(w->mail->command_text).len)
		vars_text(w->a, vars_item(w->a, vars, "asked"), "line",
			  phrase_text(w->a, language, PHRASE_WOULD_SEND, SPAN_NONE, SPAN_NONE));
}

static void question_send(struct work *w, struct ticket *t, const struct proof *p, uint32_t seq)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "question", true);
	struct span language = conf_language(w->conf, p->agent->language);
	vars_text(w->a, vars, "date",
		  when_shown(w->a, w->conf->zone, language, w->mail->date ? w->mail->date : w->now));
	vars_text(w->a, vars, "size", fill_size(w->a, w->mail->size, language));
	asked_list(w, p, vars);
	struct span yes = fill_yes(w, t, p->agent->email, compose_address(w, t), seq, p->agent->language, vars);
	struct letter l = {.template = "warning",
			   .ticket = t,
			   .to = p->agent->email,
			   .to_name = conf_agent_shown(p->agent),
			   .role = TOKEN_QUESTION,
			   .token_for = tokens_question_recipient(w->a, p->agent->email, seq, false),
			   .language = p->agent->language,
			   .auto_submitted = AUTO_GENERATED,
			   .vars = vars};
	struct outmail *m = compose_letter(w, &l);
	if (m)
		span_list_add(w->a, &m->tokens, yes);
}

static void unproven_ask(struct work *w, struct ticket *t, const struct proof *p, uint32_t seq)
{
	if (w->facts->sender_replies >= w->conf->limits.replies_per_sender) {
		plan_why(w, "%.*s is not asked: too many questions in the last hour", SPAN_ARG(p->agent->name));
		return;
	}
	plan_count(w, facts_answers_name(w->mail->sender.addr, w->a), HOUR);
	question_send(w, t, p, seq);
}

/* --- keeping --- */

static struct ticket *holder_new(struct work *w)
{
	struct span sender = w->mail->sender.addr;
	struct ticket *t = begin_ticket(w, &(struct beginning){.actor = sender,
							       .why = SPAN("created to hold an unproven mail"),
							       .status = STATUS_OPEN,
							       .subject = w->mail->subject.bare,
							       .customer = sender,
							       .unproven = true});
	span_list_add(w->a, &t->tags, SPAN(HOLDER_TAG));
	return t;
}

void unproven_keep(struct work *w, const struct proof *p, uint64_t ticket)
{
	struct ticket *t = ticket ? plan_ticket(w, ticket) : NULL;
	if (!t)
		t = holder_new(w);
	struct message *m = plan_message(w, t, MESSAGE_NOTE);
	m->held = true;
	m->proven = false;
	m->held_for = p->agent->name;
	uint32_t seq = m->seq;
	w->plan->verdict = VERDICT_UNPROVEN;
	w->plan->ticket = t->id;
	plan_text(w, m);
	plan_why(w, "not proven to be from %.*s: %.*s", SPAN_ARG(p->agent->name), SPAN_ARG(p->why));
	plan_event_put(w, t,
		       &(struct event){.actor = w->mail->sender.addr,
				       .kind = EVENT_UNPROVEN,
				       .what = p->agent->name,
				       .number = seq,
				       .why = p->why});
	unproven_ask(w, t, p, seq);
}

/* --- the answer --- */

/* Is the whole answer one word that means yes? Anything longer is left to a person: many sentences contain a "yes". */
static bool says_yes_alone(struct work *w)
{
	struct span own, history;
	text_own(w->a, w->mail->command_text, &own, &history);
	return !w->mail->headers_only && consent_yes(own);
}

/* Is "#yes", on a line of its own, the only command? */
static bool says_yes_by_command(const struct work *w)
{
	size_t yes = 0, other = 0;
	for (size_t i = 0; i < w->mail->commands.count; i++) {
		const struct command *c = &w->mail->commands.items[i];
		if (c->in_subject)
			continue;
		if (span_ieq(c->name, SPAN("yes")) && !c->args.len)
			yes++;
		else
			other++;
	}
	return yes && !other && !span_trim(w->mail->command_text).len;
}

static bool says_yes(struct work *w, const struct proof *p)
{
	if (w->mail->signs.automatic.len || w->mail->signs.list.len)
		return false;
	struct span rest = span_trim(w->mail->command_text), first;
	bool silent = !span_line(&rest, &first) || span_eq(span_trim(first), SPAN("--")); /* or only a signature */
	return says_yes_alone(w) || says_yes_by_command(w) || (p->by_yes && silent);
}

static struct message *message_update(struct work *w, const struct message *m)
{
	struct plan_message *p = LIST_ADD(w->a, &w->plan->messages);
	p->message = *m;
	p->message.held = p->message.crossed = false;
	p->update = true;
	return &p->message;
}

/* Whoever forged the mail may do it again, so somebody should look. */
static void unproven_manager_tell(struct work *w, struct ticket *t, const struct proof *p)
{
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "disowned", true);
	vars_text(w->a, vars, "who", p->agent->name);
	vars_text(w->a, vars, "number", arena_printf(w->a, "%u", p->question_seq));
	compose_manager(w, t, "warning", vars);
}

static void answer_event(struct work *w, struct ticket *t, const struct proof *p, enum event_kind kind, struct span why)
{
	plan_event_put(w, t,
		       &(struct event){.actor = p->agent->name, .kind = kind, .number = p->question_seq, .why = why});
}

void unproven_answer(struct work *w, const struct proof *p)
{
	struct ticket *t = plan_ticket(w, p->question_ticket);
	const struct message *m = facts_message(w->facts, p->question_ticket, p->question_seq);
	w->plan->verdict = VERDICT_COMMAND;
	w->plan->ticket = t->id;
	if (!m || !m->held) {
		answer_event(w, t, p, EVENT_VOUCHED, SPAN("the question was already answered"));
		return;
	}
	if (!says_yes(w, p)) {
		answer_event(w, t, p, EVENT_DISOWNED, SPAN("the answer to the question is not an explicit yes"));
		plan_why(w, "the held mail stays a note: the answer is not an explicit yes");
		message_update(w, m);
		unproven_manager_tell(w, t, p);
		return;
	}
	if (!p->may_answer) {
		plan_why(w, "the yes is ignored: %.*s", SPAN_ARG(p->why));
		answer_event(w, t, p, EVENT_SECURITY, p->why);
		w->plan->security++;
		return;
	}
	answer_event(w, t, p, EVENT_VOUCHED, SPAN("the answer to the question is yes"));
	plan_why(w, "%.*s confirms the held mail", SPAN_ARG(p->agent->name));
	w->plan->has_release = true;
	w->plan->release = (struct plan_release){.ticket = p->question_ticket, .seq = p->question_seq};
}

/* --- the release --- */

bool unproven_is_holder(const struct ticket *t)
{
	return span_iin(&t->tags, SPAN(HOLDER_TAG));
}

struct message *unproven_message(struct work *w, struct ticket *t, enum message_kind kind)
{
	const struct message *held =
		w->facts->proven ? facts_message(w->facts, w->facts->held_ticket, w->facts->held_seq) : NULL;
	if (!held || w->facts->held_ticket != t->id)
		return plan_message(w, t, kind);
	struct message *m = message_update(w, held);
	m->kind = kind;
	m->proven = true;
	m->received = w->now; /* it counts from now on */
	return m;
}

static const struct message *updated(const struct work *w)
{
	for (size_t i = 0; i < w->plan->messages.count; i++) {
		const struct plan_message *p = &w->plan->messages.items[i];
		if (p->update && p->message.ticket == w->facts->held_ticket && p->message.seq == w->facts->held_seq)
			return &p->message;
	}
	return NULL;
}

void unproven_finish(struct work *w, const struct proof *p)
{
	if (!w->facts->proven)
		return;
	struct ticket *t = plan_ticket(w, w->facts->held_ticket);
	const struct message *m = facts_message(w->facts, w->facts->held_ticket, w->facts->held_seq);
	if (!t || !m)
		return;
	const struct message *now = updated(w);
	if (now && now->held)
		return;
	if (!now)
		message_update(w, m);
	plan_event_put(
		w, t,
		&(struct event){.actor = p->agent->name, .kind = EVENT_RELEASED, .number = m->seq, .why = p->why});
	if (unproven_is_holder(t) && w->plan->ticket != t->id)
		change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_CLOSE}, SPAN("desk"),
			     SPAN("the mail that it held has been released"));
}
