#include "daemon/core/decide.h"

#include "daemon/core/agent/agent.h"
#include "daemon/core/base/files.h"
#include "daemon/core/base/proof.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/phrase.h"
#include "daemon/core/outgoing/propose.h"
#include "daemon/core/outgoing/spoken.h"
#include "daemon/core/ticket/addressees.h"
#include "daemon/core/ticket/begin.h"
#include "daemon/core/ticket/bounced.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/confirm.h"
#include "daemon/core/ticket/feedback.h"
#include "daemon/core/ticket/query.h"
#include "daemon/core/ticket/rules.h"
#include "daemon/core/ticket/timers.h"
#include "parsers/base/buf.h"
#include "parsers/thanks.h"

#define NEWCOMERS_MAX 50
#define THREAD_MAX 20

/* A decision in progress: its work, and what was found so far. */
struct decision {
	struct work *w;
	struct thread thread;
	struct sorted sorted;
	struct span list; /* the mail's sign of a list */
	size_t crowd;     /* the number of other recipients, if too many for any to join; otherwise 0 */
};

/* Completes the plan and returns true, or leaves the mail to the next step. */
typedef bool step(struct decision *d);

/* --- our own mail, known mail, oversize --- */

static bool made_for_recipient(const struct work *w, const struct token *token, const struct address_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		enum token_state s = token_check(token, &w->facts->keys, list->items[i].addr, w->now);
		if (s == TOKEN_VALID || s == TOKEN_EXPIRED)
			return true;
	}
	return false;
}

/* Is the Message-ID this desk's own: made with its keys for a recipient? Its form alone says little: another desk in
 * the same domain uses the same. *ticket: the ticket that it is about; 0: none. */
static bool has_own_id(const struct work *w, uint64_t *ticket)
{
	struct token token;
	uint64_t serial;
	if (!tokens_from_msgid(w->conf, w->mail->message_id, &token, &serial))
		return false;
	if (!made_for_recipient(w, &token, &w->mail->to) && !made_for_recipient(w, &token, &w->mail->delivered))
		return false;
	*ticket = token.ticket;
	return true;
}

static bool step_loop(struct decision *d)
{
	struct work *w = d->w;
	uint64_t id = 0;
	bool own_id = has_own_id(w, &id);
	if (!own_id && !(w->mail->signs.own.len && conf_own_address(w->conf, w->mail->sender.addr)))
		return false;
	w->plan->verdict = VERDICT_LOOP;
	plan_why(w, "the desk's own mail, identified by %s",
		 own_id ? "its Message-ID" : "its X-Caredesk header and sender");
	struct ticket *t = id ? plan_ticket(w, id) : NULL;
	if (t)
		w->plan->ticket = id;
	plan_event(w, t, SPAN("desk"), EVENT_LOOP, w->mail->subject.text, SPAN("the desk's own mail came back"));
	return true;
}

static bool step_duplicate(struct decision *d)
{
	struct work *w = d->w;
	if (!w->facts->duplicate)
		return false;
	w->plan->verdict = VERDICT_DUPLICATE;
	plan_why(w, "%.*s", SPAN_ARG(w->facts->duplicate_why));
	const struct ticket *t = thread_target(w, w->facts->duplicate_ticket);
	if (!t)
		return true;
	w->plan->ticket = t->id;
	plan_event(w, plan_ticket(w, t->id), SPAN("desk"), EVENT_DUPLICATE, w->mail->subject.text,
		   w->facts->duplicate_why);
	return true;
}

/* Scanners and shops reuse ids; or somebody planted the id so that the real mail would be taken for a duplicate. */
static void note_reused(struct work *w)
{
	struct ticket *t = w->facts->id_reused && w->plan->ticket ? plan_ticket(w, w->plan->ticket) : NULL;
	if (!t || w->plan->verdict == VERDICT_DUPLICATE || w->plan->verdict == VERDICT_LOOP)
		return;
	struct span why = arena_printf(w->a, "another mail with the same Message-ID came earlier, to ticket %llu",
				       (unsigned long long)w->facts->reused_ticket);
	plan_why(w, "%.*s: told apart by content", SPAN_ARG(why));
	plan_event(w, t, SPAN("desk"), EVENT_REUSED_ID, w->mail->message_id, why);
}

static bool is_robot(const struct mail *mail)
{
	return mail->signs.automatic.len || mail->signs.list.len || mail->signs.spam.len || mail->bounce.is_bounce ||
	       mail->null_return_path;
}

static bool step_oversize(struct decision *d)
{
	struct work *w = d->w;
	uint64_t max = w->conf->limits.max_size;
	if (w->mail->size <= max)
		return false;
	w->plan->verdict = VERDICT_OVERSIZE;
	w->plan->leave = true;
	plan_why(w, "%llu bytes, more than max_size", (unsigned long long)w->mail->size);
	if (w->facts->oversize_told || is_robot(w->mail))
		return true;
	struct vars *vars = compose_vars(w);
	struct span language = spoken_to(w, NULL, spoken_by_sender(w).language).language;
	vars_text(w->a, vars, "subject", w->mail->subject.text);
	vars_text(w->a, vars, "size", fill_size(w->a, w->mail->size, language));
	vars_text(w->a, vars, "max", fill_size(w->a, max, language));
	plan_count(w, facts_oversize_name(w->mail, w->a), YEARS);
	compose_sender(w, NULL, "oversize", vars);
	return true;
}

/* An answer to a question of the desk's that is about no ticket. */
static bool step_answered(struct decision *d)
{
	return d->w->facts->pending_any && confirm_answered(d->w);
}

/* --- which ticket, which category: for all following steps --- */

/* From here on, the mail is its actual writer's. */
static void take_writer(struct work *w)
{
	const struct facts *f = w->facts;
	plan_why(w, "%.*s", SPAN_ARG(f->writer->why));
	if (f->writer->replaced || conf_own_address(w->conf, w->plan->from))
		w->plan->from = f->writer->who.addr;
	w->mail = f->writer_mail;
	w->facts = f->writer_facts;
}

/* Quoted history is folded away only if the mail answers one of ours; otherwise it is new here, and part of the
 * message. */
static void history_restore(struct decision *d)
{
	struct work *w = d->w;
	if (w->mail->whole.len == 0 || thread_answers(w, &d->thread))
		return;
	struct mail *whole = ARENA_NEW(w->a, struct mail);
	*whole = *w->mail;
	whole->text = w->mail->whole;
	whole->folded = w->mail->signature;
	whole->html = w->mail->html_whole;
	whole->whole = whole->html_whole = whole->signature = SPAN_NONE;
	w->mail = whole;
	w->plan->text = whole->text;
	w->plan->html = whole->html;
	w->plan->folded = whole->folded;
}

static struct span paragraphs_join(struct arena *a, struct span one, struct span two)
{
	struct buf both;
	if (!span_trim(two).len)
		return one;
	buf_init(&both, BUF_MAX);
	buf_add(&both, one);
	buf_str(&both, "\n\n");
	buf_add(&both, two);
	struct span joined = arena_dup(a, buf_span(&both));
	buf_clear(&both);
	return joined;
}

/* A mail whose text can't be read gets a text that says so, in the desk's language. */
static void text_explain(struct decision *d)
{
	struct work *w = d->w;
	bool encrypted = w->mail->encrypted, unread = w->mail->headers_only && !w->mail->text.len;
	if (!encrypted && !unread)
		return;
	struct mail *told = ARENA_NEW(w->a, struct mail);
	struct span why = phrase_text(w->a, w->conf->language, encrypted ? PHRASE_ENCRYPTED : PHRASE_NO_TEXT, SPAN_NONE,
				      SPAN_NONE);
	*told = *w->mail;
	told->encrypted = false;
	told->text = paragraphs_join(w->a, why, w->mail->text);
	told->html = SPAN_NONE;
	w->mail = told;
	w->plan->text = told->text;
	w->plan->html = SPAN_NONE;
}

/* A writer whom only Reply-To names counts for new tickets only: on a ticket, From is the sender. */
static bool step_orient(struct decision *d)
{
	struct work *w = d->w;
	const struct writer *writer = w->facts->writer;
	if (writer && writer->replaced)
		take_writer(w);
	thread_find(w, &d->thread);
	if (writer && !writer->replaced && !d->thread.ticket) {
		/* what the results say about From proves nothing about the address in Reply-To */
		d->thread = (struct thread){.failed = d->thread.failed,
					    .link = d->thread.link,
					    .why = d->thread.why,
					    .forged = d->thread.forged};
		take_writer(w);
	}
	w->plan->proven = d->thread.proven;
	w->plan->failed = d->thread.failed;
	/* an agent's quoted history is never part of the message */
	if (!conf_agent_address(w->conf, w->mail->sender.addr))
		history_restore(d);
	rules_sort(w, &d->sorted);
	if (!conf_agent_address(w->conf, w->mail->sender.addr))
		text_explain(d);
	return false;
}

/* --- adding the mail to a ticket --- */

static void remember_id(struct work *w, struct ticket *t)
{
	struct span_list old = t->thread;
	if (!w->mail->message_id.len)
		return;
	t->thread = (struct span_list){0};
	span_list_add(w->a, &t->thread, w->mail->message_id);
	for (size_t i = 0; i < old.count && t->thread.count < THREAD_MAX; i++)
		plan_add(w, &t->thread, old.items[i]);
	/* keep the very first one: every mail client's thread starts there */
	if (old.count)
		t->thread.items[t->thread.count - 1] = old.items[old.count - 1];
}

static void newcomer(struct work *w, struct ticket *t, struct span addr, struct span why)
{
	if (t->newcomers.count >= NEWCOMERS_MAX && !span_iin(&t->newcomers, addr))
		plan_why(w, "more than %d newcomers: %.*s is left out", NEWCOMERS_MAX, SPAN_ARG(addr));
	else
		change_apply(w, t, &(struct change){.kind = CHANGE_NEWCOMER, .words = {&addr, 1, 1}},
			     w->mail->sender.addr, why);
}

/* It is up to the customer who reads the ticket: on an existing one this takes proof, and never a mail that our host
 * says is forged. A new ticket shows only this mail. List members do not all become watchers; but if the group is the
 * desk itself, its mail's recipients are people as usual. */
static void admit_recipients(struct decision *d, struct ticket *t)
{
	struct work *w = d->w;
	bool watching = d->thread.ticket ? d->thread.proven : !d->thread.failed;
	bool own_group = w->mail->from.count && conf_own_address(w->conf, w->mail->from.items[0].addr);
	struct span_list others = {0};
	if (d->list.len && !own_group)
		return;
	addressees_new(w, t, &others);
	if (others.count > w->conf->limits.watchers_per_mail) {
		plan_why(w, "%zu other recipients, more than watchers_per_mail: none of them is added", others.count);
		d->crowd = others.count;
		return;
	}
	if (watching)
		addressees_watch(w, t, &others, w->mail->sender.addr, SPAN("among the mail's recipients"));
	for (size_t i = 0; i < others.count && !watching; i++)
		newcomer(w, t, others.items[i], SPAN("among the recipients of an unproven mail"));
}

static struct message *keep(struct decision *d, struct ticket *t, enum message_kind kind)
{
	struct work *w = d->w;
	struct message *m = plan_message(w, t, kind);
	/* no one expects answers to a robot's mail, so that In-Reply-To keeps naming people's mails */
	if (kind == MESSAGE_CUSTOMER || !t->thread.count)
		remember_id(w, t);
	w->plan->ticket = t->id;
	plan_text(w, m);
	plan_event(w, t, m->from, EVENT_MESSAGE, m->subject, d->thread.why);
	for (size_t i = 0; i < d->thread.forged.count; i++)
		plan_event(w, t, m->from, EVENT_SECURITY, d->thread.forged.items[i], SPAN("the token is ignored"));
	return m;
}

static void register_sender(struct decision *d)
{
	struct work *w = d->w;
	bool proven = w->plan->proven;
	struct customer *c = plan_customer(w, w->mail->sender.addr);
	c->last = w->now;
	/* an address that writes can be reached again */
	c->unreachable = c->unreachable && d->thread.failed;
	if (!w->facts->sender_known || proven)
		c->standing = proven ? STANDING_KNOWN : STANDING_UNPROVEN;
	/* a forger must not change a known customer's record */
	if (!proven && c->standing == STANDING_KNOWN)
		return;
	if (w->mail->sender.name.len)
		c->name = w->mail->sender.name;
	struct spoken spoken = spoken_by_sender(w);
	if (!spoken.by.len)
		return;
	c->language_told = spoken.told;
	c->language = spoken.language;
}

static struct ticket *open_ticket(struct decision *d, enum status status)
{
	struct work *w = d->w;
	struct spoken spoken = spoken_by_sender(w);
	struct ticket *t = begin_ticket(w, &(struct beginning){.actor = w->mail->sender.addr,
							       .why = d->thread.why,
							       .status = status,
							       .subject = d->sorted.subject,
							       .customer = w->mail->sender.addr,
							       .name = w->mail->sender.name,
							       .language = spoken.language,
							       .sorted = &d->sorted,
							       .unproven = !w->plan->proven});
	plan_why(w, "new ticket: %.*s", SPAN_ARG(d->thread.why));
	if (!spoken.by.len)
		spoken = spoken_to(w, t, t->language);
	struct span sorted = arena_printf(w->a, "%.*s, language %.*s from %.*s", SPAN_ARG(d->sorted.why),
					  SPAN_ARG(spoken.language), SPAN_ARG(spoken.by));
	plan_why(w, "%.*s", SPAN_ARG(sorted));
	plan_event_put(w, t,
		       &(struct event){.actor = SPAN("desk"),
				       .kind = EVENT_SORTED,
				       .what = t->category,
				       .to = span_of(priority_name(t->priority)),
				       .why = sorted});
	return t;
}

static void link_tickets(struct decision *d, struct ticket *t)
{
	struct work *w = d->w;
	uint64_t id = d->thread.link;
	struct ticket *other = id && d->thread.follows ? plan_ticket(w, id) : NULL;
	if (!id)
		return;
	struct change link = {.kind = CHANGE_LINK_ONE, .ticket = id};
	change_apply(w, t, &link, SPAN("desk"),
		     d->thread.follows ? SPAN("it was closed too long ago to be reopened")
				       : SPAN("the mail names it, but the sender is not on it"));
	/* a stranger changes nothing on another person's ticket */
	if (!other)
		return;
	link.ticket = t->id;
	change_apply(w, other, &link, SPAN("desk"), SPAN("the customer's new ticket follows it"));
}

static struct vars *relay_flags(struct decision *d, const struct message *m)
{
	struct work *w = d->w;
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "newcomer", d->thread.ticket && d->thread.newcomer);
	vars_flag(w->a, vars, "unverified", d->thread.ticket && !d->thread.proven && !d->thread.failed);
	vars_flag(w->a, vars, "forged", d->thread.failed);
	if (d->crowd)
		vars_text(w->a, vars, "crowd", arena_printf(w->a, "%zu", d->crowd));
	if (w->mail->headers_only)
		vars_text(w->a, vars, "damaged", w->mail->damage.len ? w->mail->damage : SPAN("no body"));
	struct span aside = files_aside(&m->attachments, w->a);
	if (aside.len)
		vars_text(w->a, vars, "aside", aside);
	if (d->thread.forged.count)
		vars_text(w->a, vars, "security", d->thread.forged.items[0]);
	if (d->thread.link && !d->thread.ticket)
		vars_text(w->a, vars, "linked", arena_printf(w->a, "%llu", (unsigned long long)d->thread.link));
	return vars;
}

/* Makes a ticket with its first message, assigns it and tells its agent. Does not answer the customer. */
static struct ticket *take_new_ticket(struct decision *d, enum message_kind kind)
{
	struct ticket *t = open_ticket(d, STATUS_NEW);
	link_tickets(d, t);
	admit_recipients(d, t);
	struct message m = *keep(d, t, kind);
	change_apply(d->w, t, &(struct change){.kind = CHANGE_CHOOSE}, SPAN("desk"), SPAN_NONE);
	compose_relay(d->w, t, "assigned", &m, relay_flags(d, &m));
	return t;
}

/* --- mail that must not be answered --- */

/* An unproven automatic mail under an agent's name joins no existing ticket, and no one is told of it: that mail could
 * cause the next absence notice. */
static void keep_apart(struct decision *d)
{
	if (d->thread.ticket)
		d->thread.link = d->thread.ticket;
	d->thread.ticket = 0;
	d->thread.follows = false;
	struct ticket *t = open_ticket(d, STATUS_NEW);
	link_tickets(d, t);
	keep(d, t, MESSAGE_AUTO);
}

/* Passes the message on to the ticket's agent; assigns the ticket first if it has none. */
static void relay(struct decision *d, struct ticket *t, const struct message *m, enum status before)
{
	struct vars *flags = relay_flags(d, m);
	const char *template = "customer_message";
	bool orphan = !t->agent.len || !conf_agent(d->w->conf, t->agent);
	bool finished = before == STATUS_RESOLVED || before == STATUS_CLOSED;
	vars_flag(d->w->a, flags, "reopened", finished && t->status == STATUS_OPEN);
	if (orphan && !t->waiting) {
		change_apply(d->w, t, &(struct change){.kind = CHANGE_CHOOSE}, SPAN("desk"), SPAN_NONE);
		template = conf_agent(d->w->conf, t->agent) ? "assigned" : template;
	}
	compose_relay(d->w, t, template, m, flags);
}

/* Changes neither status nor timers. `perhaps`: a person may have written it, so that an answer to a mail of ours is
 * passed on to the agent. */
static void take_automatic(struct decision *d, bool perhaps)
{
	struct work *w = d->w;
	if (!w->plan->proven && conf_agent_address(w->conf, w->mail->sender.addr)) {
		keep_apart(d);
		return;
	}
	if (!d->thread.ticket) {
		take_new_ticket(d, MESSAGE_AUTO);
		return;
	}
	struct ticket *t = plan_ticket(w, d->thread.ticket);
	struct message m = *keep(d, t, MESSAGE_AUTO);
	if (!perhaps || !d->thread.by_token || t->status == STATUS_SPAM)
		return;
	plan_why(w, "it answers a mail of this desk and a person may have written it: passed on to the agent");
	relay(d, t, &m, t->status);
}

/* A formal report that names no mail of ours is about a mail somebody sent in our name; an informal one may be ordinary
 * mail. */
static bool step_bounce(struct decision *d)
{
	struct work *w = d->w;
	if (!w->mail->bounce.is_bounce)
		return false;
	w->plan->verdict = VERDICT_BOUNCE;
	if (bounced_decide(w))
		return true;
	if (w->mail->bounce.formal && !w->facts->released)
		w->plan->quarantine_reason = SPAN("a delivery report about a mail that this desk did not send");
	else
		take_automatic(d, true);
	return true;
}

/* A mail without a sender can't be answered, but people should still see it. */
static bool step_auto(struct decision *d)
{
	struct work *w = d->w;
	struct span why = w->mail->signs.automatic;
	if (!why.len && !w->mail->sender.addr.len)
		why = SPAN("it has no sender address");
	if (!why.len)
		return false;
	w->plan->verdict = VERDICT_AUTO;
	plan_why(w, "automatic: %.*s", SPAN_ARG(why));
	if (!agent_automatic(w))
		take_automatic(d, w->mail->signs.weak);
	return true;
}

/* A valid token overrides the spam filter: its owner is not a spammer. */
static bool step_spam(struct decision *d)
{
	struct work *w = d->w;
	struct span why = w->mail->signs.spam.len ? w->mail->signs.spam : d->sorted.spam;
	if (!why.len || d->thread.own_token || conf_agent_address(w->conf, w->mail->sender.addr))
		return false;
	w->plan->verdict = VERDICT_SPAM;
	plan_why(w, "spam: %.*s", SPAN_ARG(why));
	struct ticket *t = open_ticket(d, STATUS_SPAM);
	link_tickets(d, t);
	keep(d, t, MESSAGE_CUSTOMER);
	return true;
}

/* --- people --- */

static bool step_agent(struct decision *d)
{
	return agent_decide(d->w);
}

/* A sender known only from unproven mail is not registered; older records do not say how the sender became known. */
static bool is_registered(const struct facts *f)
{
	return f->sender_known && f->sender.standing != STANDING_UNPROVEN;
}

/* An agent who writes as a customer. */
static bool step_history(struct decision *d)
{
	history_restore(d);
	text_explain(d);
	return false;
}

/* A refused mail is kept whole for an admin, who may release it. */
static bool step_files(struct decision *d)
{
	struct work *w = d->w;
	struct span why;
	const struct attachment *file = files_refused(w->conf, w->mail, w->a, &why);
	if (!file)
		return false;
	w->plan->verdict = VERDICT_REFUSED;
	w->plan->quarantine_reason = arena_printf(w->a, "refused because of its attachment %.*s (%.*s)",
						  SPAN_ARG(file->name), SPAN_ARG(why));
	plan_why(w, "%.*s", SPAN_ARG(w->plan->quarantine_reason));
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "attachment", true);
	compose_sender(w, NULL, "refused", vars);
	return true;
}

static bool step_registration(struct decision *d)
{
	struct work *w = d->w;
	if (w->conf->registration == REGISTRATION_OPEN || is_registered(w->facts) || d->thread.ticket ||
	    conf_invited(w->conf, w->mail->sender.addr))
		return false;
	if (w->conf->registration == REGISTRATION_CONFIRM) {
		confirm_hold(w);
		return true;
	}
	w->plan->verdict = VERDICT_REFUSED;
	plan_why(w, "only known senders may write, and this one is not known");
	if (w->facts->sender_replies)
		return true;
	struct vars *vars = compose_vars(w);
	vars_flag(w->a, vars, "invite", true);
	compose_sender(w, NULL, "refused", vars);
	return true;
}

/* Tells the customer that their finished ticket is open again. */
static void tell_reopened(struct decision *d, struct ticket *t, enum status before)
{
	bool finished = before == STATUS_RESOLVED || before == STATUS_CLOSED;
	if (finished && t->status == STATUS_OPEN && span_ieq(t->customer, d->w->mail->sender.addr))
		compose_customer(d->w, t, "status", compose_vars(d->w));
}

/* Adds a person's mail to the ticket and returns the message's number. `quiet`: its author gets no answer. */
static uint32_t continue_ticket(struct decision *d, bool quiet)
{
	struct work *w = d->w;
	struct ticket *t = plan_ticket(w, d->thread.ticket);
	enum status before = t->status;
	struct message m = *keep(d, t, MESSAGE_CUSTOMER);
	if (d->thread.newcomer)
		newcomer(w, t, m.from, SPAN("answers a mail of the ticket, but is not on it"));
	else
		admit_recipients(d, t);
	if (d->thread.proven && span_ieq(t->customer, m.from))
		change_apply(w, t, &(struct change){.kind = CHANGE_PROVEN}, m.from, SPAN_NONE);
	change_apply(w, t, &(struct change){.kind = CHANGE_STATUS, .life = LIFE_CUSTOMER}, m.from,
		     SPAN("the customer wrote"));
	if (t->status == STATUS_SPAM)
		return m.seq;
	if (!quiet)
		tell_reopened(d, t, before);
	relay(d, t, &m, before);
	return m.seq;
}

/* Adds the mail to the ticket, so that somebody looks; what it asks for waits for the customer's confirmation. */
static void ask_back(struct decision *d, uint64_t ticket)
{
	d->w->plan->verdict = VERDICT_QUERY;
	d->thread.ticket = ticket;
	d->thread.newcomer = false;
	d->thread.why = SPAN("an unproven [close] from the customer");
	plan_why(d->w, "unproven [close] of ticket %llu: the customer is asked to confirm it",
		 (unsigned long long)ticket);
	register_sender(d);
	query_ask(d->w, plan_ticket(d->w, ticket), continue_ticket(d, true));
}

/* Takes the answer to such a question. Anything but a plain yes is an ordinary message. */
static bool step_confirm(struct decision *d)
{
	return d->thread.confirms && d->thread.proven && query_confirm(d->w, d->thread.ticket);
}

static bool step_query(struct decision *d)
{
	struct query q;
	if (!query_find(d->w->conf, d->w->mail, d->thread.ticket != 0, &q) || query_is_void(d->w, &q, &d->thread))
		return false;
	uint64_t unproven = query_unproven(d->w, &q, &d->thread);
	if (unproven)
		ask_back(d, unproven);
	else
		query_answer(d->w, &q, &d->thread);
	return true;
}

/* People write through lists too, but a list's mail gets no automatic reply. What a rule drops is dropped, whoever
 * wrote it. */
static bool step_list(struct decision *d)
{
	struct work *w = d->w;
	if (!w->mail->signs.list.len && !(d->sorted.drop_list && d->list.len))
		return false;
	w->plan->verdict = VERDICT_LIST;
	plan_why(w, "mail from a list: %.*s", SPAN_ARG(d->list));
	if (d->thread.ticket && w->mail->signs.automatic.len)
		take_automatic(d, w->mail->signs.weak);
	else if (d->thread.ticket)
		continue_ticket(d, true);
	else if ((w->conf->lists == LISTS_DROP || d->sorted.drop_list) && !w->facts->released)
		plan_why(w, "dropped, as configured for lists");
	else
		take_new_ticket(d, MESSAGE_CUSTOMER);
	return true;
}

static bool says_thanks_alone(const struct work *w, const struct ticket *t)
{
	const struct mail *mail = w->mail;
	struct span_list names = {0};
	for (size_t i = 0; i < mail->attachments.count; i++)
		if (!mail->attachments.items[i].is_inline)
			return false;
	span_list_add(w->a, &names, w->conf->name);
	span_list_add(w->a, &names, mail->sender.name);
	span_list_add(w->a, &names, t->customer_name);
	span_list_add(w->a, &names, span_sub(mail->sender.addr, 0, (size_t)span_rchr(mail->sender.addr, '@')));
	for (size_t i = 0; i < w->conf->agent_count; i++) {
		span_list_add(w->a, &names, w->conf->agents[i].name);
		span_list_add(w->a, &names, w->conf->agents[i].full_name);
	}
	return !mail->headers_only && !mail->damage.len && thanks_alone(w->a, mail->text, &names);
}

/* A bare thank-you for a finished ticket is added to it, however long ago it was closed, and does nothing else. */
static bool step_thanks(struct decision *d)
{
	struct work *w = d->w;
	const struct ticket *t = plan_peek(w, d->thread.ticket ? d->thread.ticket : d->thread.link);
	bool finished = t && (t->status == STATUS_RESOLVED || t->status == STATUS_CLOSED);
	if (!finished || d->thread.failed || !thread_member(t, w->mail->sender.addr) || !says_thanks_alone(w, t))
		return false;
	w->plan->verdict = VERDICT_MESSAGE;
	d->thread.why = SPAN("only a thank-you: the ticket is not reopened");
	plan_why(w, "only a thank-you, for ticket %llu: it is not reopened, and nobody is notified",
		 (unsigned long long)t->id);
	register_sender(d);
	struct ticket *own = plan_ticket(w, t->id);
	own->thanked = w->now;
	keep(d, own, MESSAGE_CUSTOMER);
	return true;
}

/* An answer about satisfaction reopens nothing; without a score it is an ordinary message. A button does nothing when
 * pressed by somebody else, or again. */
static bool step_feedback(struct decision *d)
{
	struct work *w = d->w;
	const struct ticket *t = plan_peek(w, d->thread.ticket ? d->thread.ticket : d->thread.link);
	unsigned score;
	struct span words;
	if (t && feedback_given(w, &d->thread, t, &score, &words)) {
		struct ticket *own = plan_ticket(w, t->id);
		w->plan->verdict = VERDICT_MESSAGE;
		w->plan->ticket = t->id;
		d->thread.why = SPAN("the customer's answer to the feedback question");
		register_sender(d);
		if (words.len || !d->thread.score)
			keep(d, own, MESSAGE_CUSTOMER);
		feedback_take(w, own, score, words);
		return true;
	}
	if (t && feedback_again(w, &d->thread, t)) {
		w->plan->verdict = VERDICT_MESSAGE;
		d->thread.why = SPAN("the feedback question was already answered: the first answer counts");
		keep(d, plan_ticket(w, t->id), MESSAGE_CUSTOMER);
		return true;
	}
	if (!feedback_void(w, &d->thread))
		return false;
	w->plan->verdict = VERDICT_QUERY;
	plan_why(w, "button ignored: not the sender's, or already used");
	return true;
}

static bool step_message(struct decision *d)
{
	if (!d->thread.ticket)
		return false;
	d->w->plan->verdict = VERDICT_MESSAGE;
	register_sender(d);
	continue_ticket(d, false);
	return true;
}

static bool step_new(struct decision *d)
{
	struct work *w = d->w;
	w->plan->verdict = VERDICT_NEW;
	register_sender(d);
	struct ticket *t = take_new_ticket(d, MESSAGE_CUSTOMER);
	struct vars *vars = compose_vars(w);
	if (d->thread.follows)
		vars_text(w->a, vars, "follows", arena_printf(w->a, "%llu", (unsigned long long)d->thread.link));
	struct match_hits fitting;
	propose_find(w, t, &fitting);
	propose_fill(w, &fitting, vars);
	if (compose_sender(w, t, "acknowledge", vars))
		propose_note(w, t, &fitting);
	return true;
}

/* In the contract's order; the first that fits decides. Steps that turn mail away are skipped for mail that an admin
 * has released. */
static const struct {
	step *take;
	bool turns_away;
} steps[] = {
	{step_loop, true},     {step_duplicate, true},    {step_answered, false}, {step_orient, false},
	{step_oversize, true}, {step_bounce, false},      {step_list, false},     {step_auto, false},
	{step_spam, false},    {step_agent, false},       {step_history, false},  {step_feedback, false},
	{step_files, true},    {step_registration, true}, {step_confirm, false},  {step_query, false},
	{step_thanks, false},  {step_message, false},     {step_new, false},
};

void decide(const struct conf *conf, const struct mail *mail, const struct facts *facts, int64_t now, struct arena *a,
	    struct plan *out)
{
	struct work w = {conf, mail, facts, now, a, out};
	struct decision d = {.w = &w, .list = mail->signs.list};
	*out = (struct plan){.from = mail->sender.addr, .text = mail->text, .html = mail->html, .folded = mail->folded};
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!(steps[i].turns_away && facts->released) && steps[i].take(&d))
			break;
	note_reused(&w);
	feedback_ask(&w);
	timers_settle(&w);
}
