#include "daemon/core/agent/command_answer.h"

#include "conf/match.h"
#include "daemon/core/agent/reply.h"
#include "daemon/core/base/files.h"
#include "daemon/core/base/filter.h"
#include "daemon/core/base/levels.h"
#include "daemon/core/base/when.h"
#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/outgoing/sentence.h"
#include "daemon/core/outgoing/wording.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/text.h"

#define ARTICLES_SHOWN 3
#define ARTICLE_LEAST 0.5                       /* as a share of the score for being proposed */
#define SHOWN_TEXT (COMMAND_ANSWER_MAX / 4 * 3) /* bytes of messages in one #show: the newest that fit */
#define CUT_ROOM ((size_t)1000)                 /* for the line that says that it is cut */
#define SHOWN_EVENTS ((size_t)500)              /* in one #show: the newest */

static struct span text_or(struct span s, struct span otherwise)
{
	return s.len ? s : otherwise;
}

static void answer_phrase_add(const struct acting *x, enum phrase id, struct span one, struct buf *out)
{
	buf_add(out, phrase_text(x->w->a, x->o->language, id, one, SPAN_NONE));
}

/* Adds a line in the agent's language. */
static void command_answer_say(const struct acting *x, enum phrase id, size_t number, struct buf *out)
{
	answer_phrase_add(x, id, arena_printf(x->w->a, "%zu", number), out);
	buf_chr(out, '\n');
}

static void time_write(const struct acting *x, enum phrase id, int64_t time, struct buf *out)
{
	if (!time)
		return;
	buf_str(out, ", ");
	answer_phrase_add(x, id, when_short(x->w->a, x->w->conf->zone, x->o->language, time), out);
}

static void ticket_write(const struct acting *x, const struct ticket *t, struct buf *out)
{
	const struct span dash = SPAN("–"), language = x->o->language;
	buf_printf(out, "#%llu  ", (unsigned long long)t->id);
	buf_add(out, t->subject);
	struct span priority = phrase_priority(language, t->priority);
	buf_printf(out, "\n    %.*s, ", SPAN_ARG(phrase_status(language, t->status)));
	answer_phrase_add(x, PHRASE_TICKET_PRIORITY, priority, out);
	buf_printf(out, ", %.*s, %.*s, %.*s", SPAN_ARG(text_or(t->category, dash)), SPAN_ARG(text_or(t->agent, dash)),
		   SPAN_ARG(text_or(t->customer, dash)));
	time_write(x, PHRASE_TICKET_DUE, levels_next_due(x->w->conf, t), out);
	time_write(x, t->snoozed ? PHRASE_TICKET_SNOOZED : PHRASE_TICKET_UNTIL, t->wake, out);
	buf_chr(out, '\n');
}

static void list_write(const struct acting *x, enum phrase id, const struct span_list *list, struct buf *out)
{
	if (!list->count)
		return;
	buf_str(out, "    ");
	answer_phrase_add(x, id, span_list_join(x->w->a, list), out);
	buf_chr(out, '\n');
}

/* --- #show, #why --- */

/* Says how much was folded away, then shows it with its lines marked, so that they are not taken for the message. */
static void folded_write(struct acting *x, const struct message *m, struct span folded, struct buf *out)
{
	struct span rest = folded, line;
	if (!m->folded.len)
		return;
	size_t lines = fill_lines(m->folded);
	if (text_has_history(x->w->a, m->folded))
		command_answer_say(x, lines == 1 ? PHRASE_HISTORY_FOLDED_ONE : PHRASE_HISTORY_FOLDED, lines, out);
	else
		command_answer_say(x, lines == 1 ? PHRASE_SIGNATURE_FOLDED_ONE : PHRASE_SIGNATURE_FOLDED, lines, out);
	while (span_line(&rest, &line)) {
		buf_str(out, "| ");
		buf_add(out, line);
		buf_chr(out, '\n');
	}
	if (folded.len < m->folded.len)
		command_answer_say(x, PHRASE_CUT, 0, out);
}

static void message_write(struct acting *x, const struct message *m, struct buf *out)
{
	struct work *w = x->w;
	struct span text = utf8_cut(m->text, SHOWN_TEXT), language = x->o->language;
	buf_printf(out, "\n--- %u · %.*s · %.*s · %.*s\n", m->seq,
		   SPAN_ARG(wording_name(language, span_of(message_kind_name(m->kind)))),
		   SPAN_ARG(text_or(when_short(w->a, w->conf->zone, language, m->date), SPAN("–"))),
		   SPAN_ARG(text_or(m->from, SPAN("–"))));
	if (m->crossed)
		command_answer_say(x, PHRASE_MESSAGE_CROSSED, 0, out);
	else if (m->held)
		command_answer_say(x, PHRASE_MESSAGE_HELD, 0, out);
	buf_add(out, text);
	buf_chr(out, '\n');
	if (text.len < m->text.len)
		command_answer_say(x, PHRASE_CUT, 0, out);
	folded_write(x, m, utf8_cut(m->folded, SHOWN_TEXT - text.len), out);
	for (size_t i = 0; i < m->attachments.count; i++) {
		buf_str(out, "* ");
		buf_add(out, m->attachments.items[i].name);
		buf_printf(out, " (%s)\n", arena_str(w->a, fill_size(w->a, m->attachments.items[i].size, language)));
	}
}

static void event_write(const struct acting *x, const struct event *e, struct buf *out)
{
	struct work *w = x->w;
	struct span language = x->o->language, actor = e->actor;
	if (span_eq(actor, SPAN("desk")))
		actor = wording_name(language, actor);
	buf_printf(out, "- %.*s · %.*s · %.*s",
		   SPAN_ARG(text_or(when_short(w->a, w->conf->zone, language, e->time), SPAN("–"))),
		   SPAN_ARG(text_or(actor, SPAN("–"))), SPAN_ARG(sentence_event(w->a, w->conf->zone, language, e)));
	if (e->why.len)
		buf_printf(out, " (%.*s)", SPAN_ARG(wording_reason(w->a, language, e->why)));
	buf_chr(out, '\n');
}

/* Index of the first message shown: the newest ones that fit, and always the newest. */
static size_t first_shown(const struct message_list *list)
{
	size_t room = SHOWN_TEXT, i = list->count;
	while (i && list->items[i - 1].text.len + list->items[i - 1].folded.len < room) {
		i--;
		room -= list->items[i].text.len + list->items[i].folded.len;
	}
	return i && i == list->count ? i - 1 : i;
}

static void messages_write(struct acting *x, const struct message_list *list, struct buf *out)
{
	size_t first = first_shown(list);
	if (first) {
		buf_chr(out, '\n');
		command_answer_say(x, PHRASE_MESSAGES_LEFT_OUT, first, out);
	}
	for (size_t i = first; i < list->count; i++)
		message_write(x, &list->items[i], out);
}

static void command_answer_show(struct acting *x, const struct ticket_facts *t, struct buf *out)
{
	size_t first = t->events.count > SHOWN_EVENTS ? t->events.count - SHOWN_EVENTS : 0;
	ticket_write(x, x->t, out);
	list_write(x, PHRASE_TICKET_WATCHERS, &x->t->watchers, out);
	list_write(x, PHRASE_TICKET_WATCHERS, &x->t->agent_watchers, out);
	list_write(x, PHRASE_TICKET_TAGS, &x->t->tags, out);
	messages_write(x, &t->messages, out);
	buf_chr(out, '\n');
	if (first)
		command_answer_say(x, PHRASE_EVENTS_LEFT_OUT, first, out);
	for (size_t i = first; i < t->events.count; i++)
		event_write(x, &t->events.items[i], out);
}

static void why(struct acting *x, const struct ticket_facts *t, struct buf *out)
{
	ticket_write(x, x->t, out);
	buf_chr(out, '\n');
	for (size_t i = 0; i < t->events.count; i++)
		if (t->events.items[i].why.len)
			event_write(x, &t->events.items[i], out);
}

/* --- #list --- */

static void answer_tickets(struct acting *x, const struct ticket_list *listed, struct buf *out)
{
	for (size_t i = 0; i < listed->count && i < FACTS_LISTED_MAX; i++)
		ticket_write(x, &listed->items[i], out);
	if (!listed->count)
		command_answer_say(x, PHRASE_NO_TICKETS, 0, out);
	if (listed->count > FACTS_LISTED_MAX)
		command_answer_say(x, PHRASE_TICKETS_LEFT_OUT, FACTS_LISTED_MAX, out);
}

/* --- #customer --- */

static void record_say(struct acting *x, enum phrase id, struct span one, struct span two, struct buf *out)
{
	if (!one.len)
		return;
	buf_add(out, phrase_text(x->w->a, x->o->language, id, one, two));
	buf_chr(out, '\n');
}

static struct span record_count(struct acting *x, uint32_t count)
{
	return arena_printf(x->w->a, "%u", count);
}

static void record_write(struct acting *x, const struct customer *c, struct buf *out)
{
	struct work *w = x->w;
	buf_printf(out, c->name.len ? "%.*s <%.*s>\n" : "%.*s%.*s\n", SPAN_ARG(c->name), SPAN_ARG(c->addr));
	record_say(x, PHRASE_RECORD_SINCE, when_short(w->a, w->conf->zone, x->o->language, c->since), SPAN_NONE, out);
	record_say(x, PHRASE_RECORD_LAST, when_short(w->a, w->conf->zone, x->o->language, c->last), SPAN_NONE, out);
	record_say(x, PHRASE_RECORD_LANGUAGE, c->language, SPAN_NONE, out);
	record_say(x, PHRASE_RECORD_TICKETS, record_count(x, c->tickets), record_count(x, c->open), out);
	if (c->standing == STANDING_UNPROVEN)
		command_answer_say(x, PHRASE_RECORD_UNPROVEN, 0, out);
	if (c->unreachable)
		answer_phrase_add(x, PHRASE_RECORD_UNREACHABLE, c->bounce_reason, out);
	buf_str(out, c->unreachable ? "\n\n" : "\n");
}

/* Of the customer that the ticket had when the mail came. */
static void command_answer_customer(struct acting *x, const struct ticket_facts *t, struct buf *out)
{
	const struct customer *c = plan_customer_peek(x->w, t->ticket.customer);
	if (c)
		record_write(x, c, out);
	answer_tickets(x, &t->customers, out);
}

/* --- #search --- */

static void found_write(struct acting *x, const struct found_ticket *f, struct buf *out)
{
	ticket_write(x, &f->ticket, out);
	if (!f->snippet.len)
		return;
	buf_str(out, "    ");
	if (f->seq)
		buf_printf(out, "%u · ", f->seq);
	buf_add(out, f->snippet);
	buf_chr(out, '\n');
}

/* If nothing was found, says which words were taken as filters: that may be why. */
static void filters_say(struct acting *x, struct span args, struct buf *out)
{
	struct filter_search search;
	struct span word;
	filter_search(x->w->conf, x->w->a, args, x->w->now, &search, &word);
	for (size_t i = 0; i < search.filters.count; i++) {
		buf_add(out, phrase_text(x->w->a, x->o->language, PHRASE_TAKEN_AS_FILTER, search.filters.items[i],
					 SPAN_NONE));
		buf_chr(out, '\n');
	}
}

/* Articles that match, in all languages, including internal ones. */
static void articles_say(struct acting *x, struct span args, struct buf *out)
{
	const struct match_question q = {.subject = args, .all = true};
	struct match_hits hits;
	match_find(x->w->conf, x->w->a, &q, &hits);
	for (size_t i = 0; i < hits.count && i < ARTICLES_SHOWN && hits.items[i].score >= ARTICLE_LEAST; i++) {
		const struct article_conf *article = hits.items[i].article;
		buf_add(out, phrase_text(x->w->a, x->o->language, PHRASE_ARTICLE_FITS, article->name, article->title));
		buf_chr(out, '\n');
	}
}

static void command_answer_search(struct acting *x, struct span args, struct buf *out)
{
	const struct searched *s = &x->w->facts->searched;
	if (s->unready) {
		command_answer_say(x, PHRASE_NO_INDEX, 0, out);
		return;
	}
	if (s->widened && s->found.count)
		command_answer_say(x, PHRASE_FOUND_WIDENED, 0, out);
	for (size_t i = 0; i < s->found.count; i++)
		found_write(x, &s->found.items[i], out);
	if (!s->found.count) {
		command_answer_say(x, PHRASE_NO_TICKETS, 0, out);
		filters_say(x, args, out);
	}
	if (s->more)
		command_answer_say(x, PHRASE_FOUND_LEFT_OUT, s->found.count, out);
	articles_say(x, args, out);
}

static void question_answer(struct acting *x, const struct command_call *o, struct buf *out)
{
	const struct ticket_facts *t = x->t ? facts_ticket(x->w->facts, x->t->id) : NULL;
	if (out->len)
		buf_str(out, "\n");
	if (o->id == COMMAND_SHOW && t)
		command_answer_show(x, t, out);
	if (o->id == COMMAND_WHY && t)
		why(x, t, out);
	if (o->id == COMMAND_RECORD && t)
		command_answer_customer(x, t, out);
	if (o->id == COMMAND_LIST)
		answer_tickets(x, &x->w->facts->listed, out);
	if (o->id == COMMAND_SEARCH)
		command_answer_search(x, o->args, out);
	if (o->id == COMMAND_REPORT)
		buf_add(out, x->w->facts->report.text);
}

struct span command_answer_text(struct acting *x)
{
	struct buf out;
	buf_init(&out, COMMAND_ANSWER_MAX);
	for (size_t i = 0; i < x->o->list.count; i++)
		if (command_table[x->o->list.items[i].id].use == USE_ASK)
			question_answer(x, &x->o->list.items[i], &out);
	if (out.over) {
		out.over = false;
		out.max += CUT_ROOM;
		buf_str(&out, "\n\n");
		command_answer_say(x, PHRASE_CUT, 0, &out);
	}
	struct span text = reply_without_tokens(x->w->a, span_trim(buf_span(&out)));
	buf_clear(&out);
	return text;
}

/* --- #raw --- */

/* The message in the mail being answered, otherwise the newest one not from an agent. */
static const struct message *message_answered(const struct work *w, const struct ticket_facts *t)
{
	const struct outmail_list *answered = &w->facts->answered;
	const struct message *newest = NULL;
	for (size_t i = 0; i < answered->count; i++)
		if (answered->items[i].ticket == t->ticket.id && answered->items[i].carries)
			return facts_message(w->facts, t->ticket.id, answered->items[i].carries);
	for (size_t i = 0; i < t->messages.count; i++)
		if (t->messages.items[i].kind != MESSAGE_AGENT && t->messages.items[i].kind != MESSAGE_NOTE)
			newest = &t->messages.items[i];
	return newest;
}

/* The message that #raw means; NULL: none. */
static const struct message *raw_of(const struct work *w, const struct command_calls *o,
				    const struct command_call *order)
{
	const struct ticket_facts *t = facts_ticket(w->facts, o->ticket);
	if (!t)
		return NULL;
	return order->message ? facts_message(w->facts, o->ticket, order->message) : message_answered(w, t);
}

void command_answer_raw_check(struct work *w, struct command_calls *o, const struct command_call *order)
{
	const struct message *m = raw_of(w, o, order);
	uint32_t seq = m ? m->seq : order->message;
	struct span number = arena_printf(w->a, "%u", seq);
	/* originals with blocked attachments are only for admins */
	if (!m || !m->raw_size || files_aside(&m->attachments, w->a).len)
		command_calls_fault(
			w, o,
			phrase_text(w->a, o->language, m ? PHRASE_NO_ORIGINAL : PHRASE_NO_MESSAGE, number, SPAN_NONE),
			phrase_text(w->a, o->language, PHRASE_WRITE, SPAN("#show"), SPAN_NONE));
}

static bool is_raw(const struct command_call *order)
{
	return order->id == COMMAND_RAW;
}

void command_answer_raw(struct acting *x, struct outmail *mail)
{
	for (size_t i = 0; mail && i < x->o->list.count; i++) {
		const struct command_call *order = &x->o->list.items[i];
		const struct message *m = is_raw(order) ? raw_of(x->w, x->o, order) : NULL;
		if (!m)
			continue;
		struct attachment whole = {.name = arena_printf(x->w->a, "message-%u.eml", m->seq),
					   .type = SPAN("message/rfc822"),
					   .size = m->raw_size,
					   .length = m->raw_size};
		*LIST_ADD(x->w->a, &mail->parts) =
			(struct outmail_part){.ticket = m->ticket, .seq = m->seq, .attachment = whole};
	}
}

void command_answer_raw_say(struct acting *x)
{
	for (size_t i = 0; i < x->o->list.count; i++) {
		const struct command_call *order = &x->o->list.items[i];
		const struct message *m = is_raw(order) ? raw_of(x->w, x->o, order) : NULL;
		if (m)
			acting_say(x, PHRASE_ORIGINAL, arena_printf(x->w->a, "%u", m->seq), SPAN_NONE);
	}
}

void command_answer_help(struct acting *x)
{
	if (!command_calls_find(x->o, COMMAND_HELP))
		return;
	struct vars *vars = compose_vars(x->w);
	fill_help(x->w, WHO_AGENT, "help_agent", x->o->language, vars);
	compose_agent(x->w, x->t, x->o->agent->name, "help_agent", SPAN_NONE, NULL, vars);
}
