#include "daemon/core/agent/signature.h"

#include "parsers/base/utf8.h"
#include "parsers/text.h"

#define TAIL_LINES 9 /* last lines of a text to look at; its first line is never part of a signature */
#define TAIL_BYTES ((size_t)600)
#define LINES_MAX 8   /* in a signature that is recognised only by its form */
#define LINE_BYTES 80 /* in one of its lines */
#define NAME_WORDS 8
#define PHONE_DIGITS 6

/* --- the configured signature --- */

struct span signature_strip(struct span text, struct span signature)
{
	struct span rest = span_rtrim(text), wanted = span_trim(signature);
	if (!wanted.len)
		return text;
	while (wanted.len) {
		ptrdiff_t cut = span_rchr(wanted, '\n'), line = span_rchr(rest, '\n');
		struct span want = span_trim(span_from(wanted, (size_t)(cut + 1)));
		struct span have = span_trim(span_from(rest, (size_t)(line + 1)));
		if (!span_eq(want, have))
			return text;
		wanted = cut < 0 ? SPAN_NONE : span_sub(wanted, 0, (size_t)cut);
		rest = line < 0 ? SPAN_NONE : span_sub(rest, 0, (size_t)line);
		if (wanted.len && !rest.len)
			return text;
	}
	rest = span_rtrim(rest);
	if (span_eq(rest, SPAN("--")))
		return SPAN_NONE;
	return span_ends(rest, SPAN("\n--")) ? span_rtrim(span_sub(rest, 0, rest.len - 3)) : rest;
}

/* --- lines that are not blank, trimmed --- */

static void lines_of(struct arena *a, struct span text, struct span_list *out)
{
	struct span line;
	*out = (struct span_list){0};
	while (span_line(&text, &line))
		if (span_trim(line).len)
			span_list_add(a, out, utf8_line(a, line));
}

/* The number of lines with which both end. */
static size_t common_end(const struct span_list *x, const struct span_list *y)
{
	size_t n = 0;
	while (n < x->count && n < y->count && span_eq(x->items[x->count - 1 - n], y->items[y->count - 1 - n]))
		n++;
	return n;
}

/* The last n lines as text. */
static struct span last_lines(struct arena *a, const struct span_list *lines, size_t n)
{
	struct span text = SPAN_NONE;
	for (size_t i = lines->count - n; i < lines->count; i++)
		text = text.len ? arena_printf(a, "%.*s\n%.*s", SPAN_ARG(text), SPAN_ARG(lines->items[i]))
				: lines->items[i];
	return text;
}

/* --- the learned signature --- */

static void learned_set(struct work *w, const struct agent_conf *agent, struct span tail, uint32_t mails)
{
	struct agent_state *s = plan_agent(w, agent->name);
	if (!s)
		return;
	s->tail = tail;
	s->tail_mails = mails;
}

void signature_learn(struct work *w, const struct agent_conf *agent, struct span text)
{
	const struct agent_state *s = plan_agent_peek(w, agent->name);
	struct span_list lines, known;
	lines_of(w->a, text, &lines);
	if (!s || lines.count < 2)
		return;
	lines_of(w->a, s->tail, &known);
	size_t common = common_end(&lines, &known);
	/* the same text again, or a text with nothing above the shared lines, proves nothing */
	if (common == lines.count || (s->tail_mails == 1 && common == known.count && common < TAIL_LINES))
		return;
	if (common == known.count && s->tail_mails >= SIGNATURE_LEARNED)
		return;
	size_t keep = common ? common : lines.count < TAIL_LINES ? lines.count : TAIL_LINES;
	struct span tail = last_lines(w->a, &lines, keep);
	if (tail.len > TAIL_BYTES)
		learned_set(w, agent, SPAN_NONE, 0);
	else
		learned_set(w, agent, tail, common ? s->tail_mails + 1 : 1);
}

/* Drops the learned lines from the end of `lines`. */
static void learned_drop(struct work *w, const struct agent_conf *agent, struct span_list *lines)
{
	const struct agent_state *s = plan_agent_peek(w, agent->name);
	struct span_list known;
	if (!s || s->tail_mails < SIGNATURE_LEARNED)
		return;
	lines_of(w->a, s->tail, &known);
	if (known.count && common_end(lines, &known) == known.count)
		lines->count -= known.count;
}

/* --- signatures by their form --- */

/* Does the text contain the word as a whole word? */
static bool is_word_of(struct span text, struct span word)
{
	struct span one;
	while (text.len) {
		size_t len = 0;
		while (len < text.len && span_chr(SPAN(" .,_-@<>\"'()|/"), text.ptr[len]) < 0)
			len++;
		one = span_sub(text, 0, len);
		if (len && span_eq(one, word))
			return true;
		text = span_from(text, len + 1);
	}
	return false;
}

static struct span local_part(struct span address)
{
	ptrdiff_t at = span_chr(address, '@');
	return at < 0 ? address : span_sub(address, 0, (size_t)at);
}

struct names {
	struct span person; /* case-folded: all names of the agent */
	struct span desk;
};

static struct names names_of(const struct work *w, const struct agent_conf *agent)
{
	struct span person =
		arena_printf(w->a, "%.*s %.*s %.*s %.*s", SPAN_ARG(agent->name), SPAN_ARG(agent->full_name),
			     SPAN_ARG(w->mail->sender.name), SPAN_ARG(local_part(agent->email)));
	return (struct names){utf8_fold(w->a, person), utf8_fold(w->a, w->conf->name)};
}

static bool is_edge(char c)
{
	return span_chr(SPAN(".,;:!()*_-|/\"'"), c) >= 0;
}

static struct span word_bare(struct span word)
{
	while (word.len && is_edge(word.ptr[0]))
		word = span_from(word, 1);
	while (word.len && is_edge(word.ptr[word.len - 1]))
		word.len--;
	return word;
}

/* Is it only the agent's name, possibly with initials and followed by the desk's name? */
static bool signature_is_name(const struct names *names, struct span folded)
{
	struct span word;
	size_t words = 0, person = 0;
	while (span_word(&folded, &word)) {
		word = word_bare(word);
		if (!word.len)
			continue;
		bool own = is_word_of(names->person, word);
		bool initial = word.len == 1 && (unsigned char)word.ptr[0] < 0x80;
		person += own;
		if (++words > NAME_WORDS || !(own || initial || (person && is_word_of(names->desk, word))))
			return false;
	}
	return person > 0;
}

/* "Viele Grüße", "LG Bob", "Best regards, Bob". */
static bool signature_is_closing(const struct names *names, struct span folded)
{
	if (text_closes(folded))
		return true;
	for (size_t i = 0; i < folded.len; i++) {
		struct span rest = span_trim(span_from(folded, i));
		if (folded.ptr[i] == ' ' && text_closes(span_sub(folded, 0, i)) && signature_is_name(names, rest))
			return true;
	}
	return false;
}

static bool is_contact(struct span line)
{
	size_t digits = 0;
	for (size_t i = 0; i < line.len; i++)
		digits += line.ptr[i] >= '0' && line.ptr[i] <= '9';
	return digits >= PHONE_DIGITS || span_chr(line, '@') >= 0 || span_ifind(line, SPAN("www.")) >= 0 ||
	       span_find(line, SPAN("://")) >= 0;
}

static bool is_sentence(struct span line)
{
	return line.len && span_chr(SPAN(".?!:"), line.ptr[line.len - 1]) >= 0;
}

static bool lines_sign(const struct work *w, const struct agent_conf *agent, const struct span_list *lines)
{
	struct names names = names_of(w, agent);
	if (lines->count > LINES_MAX)
		return false;
	for (size_t i = 0; i < lines->count; i++) {
		struct span line = lines->items[i], folded = utf8_fold(w->a, line);
		bool signs = signature_is_name(&names, folded) || signature_is_closing(&names, folded);
		if (signs || (i > 0 && is_contact(line)))
			continue;
		if (i == 0 || line.len > LINE_BYTES || is_sentence(line))
			return false;
	}
	return true;
}

bool signature_is_all(struct work *w, const struct agent_conf *agent, struct span text)
{
	struct span_list lines;
	lines_of(w->a, signature_strip(text, agent->signature), &lines);
	learned_drop(w, agent, &lines);
	return lines_sign(w, agent, &lines);
}
