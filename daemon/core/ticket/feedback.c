#include "daemon/core/ticket/feedback.h"

#include "daemon/core/outgoing/compose.h"
#include "daemon/core/outgoing/fill.h"
#include "daemon/core/ticket/change.h"
#include "parsers/base/utf8.h"
#include "parsers/signs.h"
#include "parsers/text.h"

#include <string.h>

#define WORDS_MAX 500 /* in an event */
#define LOW 2         /* scores that the manager is told of */

/* --- asking --- */

static bool is_done(enum status s)
{
	return s == STATUS_RESOLVED || s == STATUS_CLOSED;
}

static bool became_so(const struct work *w, const struct ticket *t)
{
	const struct ticket_facts *was = facts_ticket(w->facts, t->id);
	enum status before = was ? was->ticket.status : STATUS_NEW;
	if (w->conf->feedback == FEEDBACK_RESOLVED)
		return is_done(t->status) && !is_done(before);
	return w->conf->feedback == FEEDBACK_CLOSED && t->status == STATUS_CLOSED && before != STATUS_CLOSED;
}

/* A robot that opened a ticket is not asked. The facts do not always have the messages. */
static bool has_person(const struct work *w, const struct ticket *t)
{
	const struct ticket_facts *f = facts_ticket(w->facts, t->id);
	bool any = !f || !f->messages.count;
	for (size_t i = 0; !any && i < f->messages.count; i++)
		any = f->messages.items[i].kind == MESSAGE_CUSTOMER;
	return any && !signs_robot(t->customer);
}

static bool may_ask(const struct work *w, const struct ticket *t)
{
	const struct customer *c = plan_customer_peek(w, t->customer);
	return c && !t->feedback_asked && !t->satisfaction && has_person(w, t) &&
	       (!c->feedback_asked || w->now - c->feedback_asked >= w->conf->feedback_every);
}

static void feedback_question_send(struct work *w, struct ticket *t)
{
	struct letter l = {.template = "feedback",
			   .ticket = t,
			   .to = t->customer,
			   .to_name = t->customer_name,
			   .role = TOKEN_FEEDBACK,
			   .language = compose_language(w, t->customer, t->language),
			   .auto_submitted = AUTO_GENERATED,
			   .vars = compose_vars(w)};
	struct span_list tokens = {0};
	fill_scores(w, t, compose_address(w, t), &tokens, l.vars);
	struct outmail *m = compose_letter(w, &l);
	if (!m)
		return;
	for (size_t i = 0; i < tokens.count; i++)
		span_list_add(w->a, &m->tokens, tokens.items[i]);
	t->feedback_asked = w->now;
	plan_customer(w, t->customer)->feedback_asked = w->now;
	plan_event_put(w, t, &(struct event){.actor = SPAN("desk"), .kind = EVENT_FEEDBACK_ASKED, .to = t->customer});
}

void feedback_ask(struct work *w)
{
	for (size_t i = 0; w->conf->feedback != FEEDBACK_OFF && i < w->plan->tickets.count; i++) {
		struct ticket *t = w->plan->tickets.items[i];
		if (became_so(w, t) && may_ask(w, t))
			feedback_question_send(w, t);
	}
}

/* --- reading --- */

/* Words that make a number before them a count of things. */
static const char *const counted[] = {
	"more",     "people", "things", "questions", "question", "days",   "day",     "hours",  "weeks",
	"times",    "items",  "issues", "problems",  "other",    "others", "weitere", "fragen", "tage",
	"stunden",  "mal",    "wochen", "dinge",     "probleme", "andere", "jours",   "heures", "fois",
	"semaines", "choses", "autres", "problèmes", "of",       "von",    "sur",
};

static struct span blanks_skip(struct span s)
{
	while (s.len && (s.ptr[0] == ' ' || s.ptr[0] == '\t'))
		s = span_from(s, 1);
	return s;
}

static bool sign_take(struct span *rest, const char *text)
{
	if (!span_starts(*rest, span_of(text)))
		return false;
	*rest = span_from(*rest, strlen(text));
	return true;
}

/* "★★★★☆", "⭐⭐⭐", "****" */
static bool stars_take(struct span *rest, unsigned *score)
{
	static const char *const full[] = {"★", "⭐", "*"};
	unsigned n = 0;
	for (size_t i = 0; i < sizeof(full) / sizeof(*full) && !n; i++)
		while (sign_take(rest, full[i]))
			n++;
	while (sign_take(rest, "☆") || sign_take(rest, "\xef\xb8\x8f"))
		;
	*score = n;
	return n >= 1 && n <= 5;
}

/* "/5", " von 5", " out of 5", " stars" */
static bool scale_take(struct span *rest)
{
	static const char *const scales[] = {"/5",    "/ 5",  "von 5",  "out of 5", "of 5",    "sur 5",
					     "stars", "star", "sterne", "stern",    "étoiles", "étoile"};
	struct span after = blanks_skip(*rest);
	for (size_t i = 0; i < sizeof(scales) / sizeof(*scales); i++)
		if (span_istarts(after, span_of(scales[i]))) {
			*rest = span_from(after, strlen(scales[i]));
			return true;
		}
	return false;
}

static bool is_digit(struct span s)
{
	return s.len && s.ptr[0] >= '0' && s.ptr[0] <= '9';
}

static bool counts_things(struct span rest)
{
	struct span word = SPAN_NONE;
	span_word(&rest, &word);
	for (size_t i = 0; i < sizeof(counted) / sizeof(*counted); i++)
		if (span_ieq(word, span_of(counted[i])))
			return true;
	return false;
}

/* What may follow a score: nothing, a scale, punctuation, or words that are not a counted thing. */
static bool number_ends(struct span *rest)
{
	while (sign_take(rest, "\xef\xb8\x8f") || sign_take(rest, "\xe2\x83\xa3")) /* parts of a keycap emoji */
		;
	if (scale_take(rest))
		return !is_digit(*rest);
	struct span after = span_from(*rest, rest->len > 0);
	bool decimal = rest->len && span_chr(SPAN(".,:/"), rest->ptr[0]) >= 0 && is_digit(after);
	char next = rest->len ? (char)(rest->ptr[0] | 32) : 0;
	bool letter = is_digit(*rest) || (next >= 'a' && next <= 'z') ||
		      (rest->len && span_chr(SPAN("/%"), rest->ptr[0]) >= 0);
	return !decimal && !letter && !counts_things(*rest);
}

static bool score_take(struct span *rest, unsigned *score)
{
	if (!is_digit(*rest) || rest->ptr[0] < '1' || rest->ptr[0] > '5')
		return false;
	*score = (unsigned)(rest->ptr[0] - '0');
	*rest = span_from(*rest, 1);
	return number_ends(rest);
}

/* "Rating: 4" */
static struct span label_skip(struct span line)
{
	struct span rest = line, word;
	ptrdiff_t colon = span_chr(line, ':');
	size_t words = 0;
	struct span label = colon > 0 ? span_sub(line, 0, (size_t)colon) : SPAN_NONE;
	while (span_word(&label, &word))
		words++;
	if (words == 0 || words > 2 || is_digit(line))
		return rest;
	return blanks_skip(span_from(line, (size_t)colon + 1));
}

bool feedback_read(struct span own, unsigned *score, struct span *words)
{
	struct span text = span_trim(own), rest = text, line;
	if (!span_line(&rest, &line))
		return false;
	struct span at = label_skip(span_trim(line));
	if (!stars_take(&at, score)) {
		at = label_skip(span_trim(line));
		if (!score_take(&at, score))
			return false;
	}
	while (at.len && span_chr(SPAN(" \t-.,:;!)"), at.ptr[0]) >= 0)
		at = span_from(at, 1);
	while (sign_take(&at, "–") || sign_take(&at, "—"))
		at = blanks_skip(at);
	*words = span_trim(at.len ? span_make(at.ptr, (size_t)(text.ptr + text.len - at.ptr)) : rest);
	return true;
}

/* --- what a mail says --- */

static struct span own_words(struct work *w)
{
	struct span own, history;
	text_own(w->a, w->mail->text, &own, &history);
	return span_trim(own);
}

bool feedback_given(struct work *w, const struct thread *thread, const struct ticket *t, unsigned *score,
		    struct span *words)
{
	if (thread->failed || !span_ieq(t->customer, w->mail->sender.addr) || t->satisfaction)
		return false;
	if (thread->score) {
		*score = thread->score;
		*words = own_words(w);
		return true;
	}
	return thread->feedback && !w->mail->headers_only && feedback_read(own_words(w), score, words);
}

/* "[ACME #12] [4]" */
static bool is_button(const struct mail *mail)
{
	const struct bracket_list *b = &mail->subject.brackets;
	struct span last = b->count ? b->items[b->count - 1].text : SPAN_NONE;
	return last.len == 1 && last.ptr[0] >= '1' && last.ptr[0] <= '5';
}

bool feedback_again(struct work *w, const struct thread *thread, const struct ticket *t)
{
	unsigned score;
	struct span words;
	return thread->feedback && !thread->failed && t->satisfaction && span_ieq(t->customer, w->mail->sender.addr) &&
	       feedback_read(own_words(w), &score, &words);
}

bool feedback_void(struct work *w, const struct thread *thread)
{
	struct presented_list presented;
	bool any = thread->feedback || thread->score;
	if (!is_button(w->mail) || own_words(w).len || w->mail->attachments.count)
		return false;
	tokens_read(w->conf, w->mail, w->a, &presented);
	for (size_t i = 0; !any && i < presented.count; i++)
		any = presented.items[i].token.role == TOKEN_FEEDBACK;
	return any;
}

/* --- who is told --- */

static struct vars *rated_vars(struct work *w, unsigned score, struct span words)
{
	struct vars *vars = compose_vars(w);
	vars_text(w->a, vars, "score", arena_printf(w->a, "%u", score));
	vars_words(w->a, vars, "said", words, SPAN_NONE);
	return vars;
}

static void tell_agent(struct work *w, struct ticket *t, unsigned score, struct span words)
{
	const struct agent_conf *agent = conf_agent(w->conf, t->agent);
	struct vars *vars = rated_vars(w, score, words);
	if (!agent)
		return;
	vars_flag(w->a, vars, "low", score <= LOW);
	struct span reopen = SPAN_NONE;
	if (score <= LOW && !status_is_open(t->status))
		reopen = fill_reopen(w, t, agent->email, compose_address(w, t), agent->language, vars);
	struct outmail *m = compose_agent(w, t, agent->name, "rated", SPAN_NONE, NULL, vars);
	if (m && reopen.len)
		span_list_add(w->a, &m->tokens, reopen);
}

void feedback_take(struct work *w, struct ticket *t, unsigned score, struct span words)
{
	struct span kept = utf8_cut(words, WORDS_MAX);
	change_apply(w, t, &(struct change){.kind = CHANGE_RATED, .score = score, .text = utf8_line(w->a, kept)},
		     t->customer, SPAN("the customer's answer to the feedback question"));
	plan_why(w, "the customer's rating: %u of 5", score);
	tell_agent(w, t, score, words);
	const struct agent_conf *manager = conf_agent_address(w->conf, w->conf->manager);
	if (score <= LOW && !(manager && manager == conf_agent(w->conf, t->agent)))
		compose_manager(w, t, "rated", rated_vars(w, score, words));
}
