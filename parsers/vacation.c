#include "parsers/vacation.h"

#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/subject.h"
#include "parsers/vacation_until.h"
#include "parsers/vacation_words.h"
#include "parsers/words.h"

#define MAX_SUBJECT 500
#define MAX_TEXT 4000    /* bytes that are read */
#define MAX_DECLARED 600 /* bytes at the start of a text */
#define MAX_GREETING 60
#define NEAR_BYTES 60 /* maximum bytes between "I am" and "on vacation" */

/* Word lists are folded; see words.h. */
static const char requests[] =
	"please|pls|bitte|bitten|s'il vous plaît|s'il te plaît|merci de|veuillez|por favor|per favore|"
	"per piacere|alstublieft|graag|snälla|vänligen|venligst|vennligst|proszę|prosím|kérem|kérjük|"
	"vă rog|te rog|моля|пожалуйста|прошу|будь ласка|молим|molim|prosim|παρακαλώ|lütfen|palun|lūdzu|"
	"prašau|prašom|si us plau|お願い|ください|下さい|请帮|请把|请给|請幫|부탁|주세요|בבקשה|من فضلك|"
	"can you|could you|would you|können sie|kannst du|könnten sie|pouvez-vous|pourriez-vous|want|"
	"need|möchte|brauche|puede|pueden|podría|potete|può|potrebbe|kunt u|kan ni|kan du|kan i|voitteko|"
	"możecie|można|můžete|môžete|i want|i need|i would like|i'd like|ich möchte|ich brauche|ich will|"
	"je voudrais|je veux|j'aimerais|quiero|necesito|vorrei|voglio|ik wil|quero|gostaria|jag vill|"
	"jeg vil|haluan|chcę|chci|chcem|szeretném|doresc|хочу|искам|istiyorum|ต้องการ|muốn|ingin";

/* The text as one line, folded, with straight apostrophes. */
static struct span vacation_plain(struct arena *a, struct span text)
{
	struct span line = utf8_fold(a, utf8_line(a, text)), curly = SPAN("’");
	char *out = arena_alloc(a, line.len + 1);
	size_t len = 0;

	while (line.len) {
		bool apostrophe = span_starts(line, curly);
		out[len++] = apostrophe ? '\'' : line.ptr[0];
		line = span_from(line, apostrophe ? curly.len : 1);
	}
	return span_make(out, len);
}

/* ---- subjects ---- */

/* Length of the longest phrase with which the text begins, or 0. */
static size_t phrase_at(struct span text, enum vacation_kind *kind)
{
	size_t best = 0;

	for (size_t i = 0; i < vacation_words_count; i++) {
		const struct vacation_words *w = &vacation_words[i];
		const char *lists[] = {
			[VACATION_LOOSE] = w->loose, [VACATION_OFFICE] = w->office, [VACATION_REPLY] = w->reply};

		if (!text.len || !strchr(w->initials, text.ptr[0]))
			continue;
		for (int k = VACATION_REPLY; k > VACATION_NONE; k--) {
			size_t len = words_lead(lists[k], text);
			if (len <= best)
				continue;
			best = len;
			*kind = (enum vacation_kind)k;
		}
	}
	return best;
}

/* Takes one of the marks from the front, if there is one. */
static bool mark_take(struct span *text, const char *marks)
{
	struct span rest = span_of(marks), mark;

	while (span_cut(&rest, ' ', &mark)) {
		if (!span_starts(*text, mark))
			continue;
		*text = span_trim(span_from(*text, mark.len));
		return true;
	}
	return false;
}

static void marks_take(struct span *text, const char *marks)
{
	*text = span_trim(*text);
	while (text->len && mark_take(text, marks))
		;
}
#define OPENING "[ ( { < * \" ' “ „ « 【 「 # ! - – —"
#define CLOSING "] ) } > * \" ' ” “ » 】 」 ! . ！ 。"
#define PARTING ": ： - – — | ,"

static bool vacation_has_digit(struct span word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
			return true;
	return false;
}

/* Reads what follows the phrase and its colon: another mail's subject, an absence, days, "Jo Miller is out of the
 * office". */
static void remainder_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	enum vacation_kind kind = VACATION_NONE;
	struct subject inner;

	subject_parse(a, rest, &inner);
	marks_take(&rest, OPENING);
	out->answers = inner.is_reply;
	for (size_t i = 0; i < inner.brackets.count; i++)
		out->answers |= span_chr(inner.brackets.items[i].text, '#') >= 0 &&
				vacation_has_digit(inner.brackets.items[i].text);
	size_t len = phrase_at(rest, &kind);
	struct span behind = span_from(rest, len);
	marks_take(&behind, CLOSING);
	out->bare = len && behind.len == 0;
	out->absent = out->bare || vacation_days(rest) || (len && vacation_days(behind));
	for (size_t i = 0; i < vacation_words_count && out->kind == VACATION_LOOSE; i++)
		if (words_find(vacation_words[i].office, rest, NULL) >= 0)
			out->kind = VACATION_OFFICE;
	if (out->absent && kind > out->kind)
		out->kind = kind;
}

/* "(Out of office)" at the end of an answer's subject. */
static enum vacation_kind kind_at_end(struct span text, bool answers)
{
	enum vacation_kind kind = VACATION_NONE;
	char last = text.len ? text.ptr[text.len - 1] : 0, open = last == ')' ? '(' : last == ']' ? '[' : 0;
	ptrdiff_t at = open ? span_rchr(text, open) : -1;

	struct span inside = at < 0 ? SPAN_NONE : span_trim(span_sub(text, (size_t)at + 1, text.len - (size_t)at - 2));
	if (!inside.len && !answers && (at = span_rchr(text, ':')) >= 0) /* "Jo Miller: out of office" */
		inside = span_trim(span_from(text, (size_t)at + 1));
	return inside.len && phrase_at(inside, &kind) == inside.len && kind >= VACATION_OFFICE ? kind : VACATION_NONE;
}

/* "… to your message", "… from Jo", "… Re: printer". */
static void joined_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	static const char joints[] =
		"to|from|of|by|auf|von|zu|bezüglich|de|du|à|a|al|alla|da|do|di|del|su|op|van|aan|på|fra|från|til|"
		"till|od|na|от|на";
	struct subject inner;

	subject_parse(a, rest, &inner);
	out->answers = inner.is_reply;
	if (!out->answers && !words_lead(joints, rest))
		out->kind = VACATION_NONE;
	else if (out->kind > VACATION_OFFICE)
		out->kind = VACATION_OFFICE;
}

/* The words after the phrase decide whether it is the heading of an answer, or only the beginning of a sentence. */
static void form_read(struct arena *a, struct span rest, struct vacation_subject *out)
{
	struct span plainly = rest;

	marks_take(&rest, CLOSING);
	bool closed = rest.ptr != plainly.ptr;
	out->bare = rest.len == 0;
	if (out->bare)
		return;
	if (vacation_days(rest))
		out->absent = true;
	else if (mark_take(&rest, PARTING) || closed)
		remainder_read(a, rest, out);
	else
		joined_read(a, rest, out);
}

static void front_read(struct arena *a, struct span text, struct vacation_subject *out)
{
	enum vacation_kind kind = VACATION_NONE;

	marks_take(&text, OPENING);
	for (size_t len; (len = phrase_at(text, &kind)) > 0; text = span_trim(span_from(text, len)))
		if (kind > out->kind)
			out->kind = kind;
	if (out->kind != VACATION_NONE)
		form_read(a, text, out);
}

void vacation_subject(struct arena *a, const struct subject *subject, struct vacation_subject *out)
{
	struct span text = vacation_plain(a, utf8_cut(subject->text, MAX_SUBJECT));

	*out = (struct vacation_subject){0};
	if (!subject->is_reply)
		front_read(a, text, out);
	if (out->kind != VACATION_NONE)
		return;
	enum vacation_kind kind = kind_at_end(text, subject->is_reply);
	*out = (struct vacation_subject){.kind = kind, .answers = kind != VACATION_NONE && subject->is_reply};
}

/* ---- texts ---- */

/* Where `self` and `away` occur near each other, or -1. */
static ptrdiff_t near_find(const struct vacation_words *w, struct span text)
{
	size_t end;

	for (size_t from = 0; w->self && from < text.len; from += end) {
		ptrdiff_t at = words_find(w->self, span_from(text, from), &end);
		if (at < 0)
			return -1;
		size_t begin = from + (size_t)at > NEAR_BYTES ? from + (size_t)at - NEAR_BYTES : 0;
		struct span around = span_sub(text, begin, from + end + NEAR_BYTES - begin);
		ptrdiff_t away = words_find(w->away, around, NULL);
		if (away >= 0)
			return (ptrdiff_t)(begin + (size_t)away < from + (size_t)at ? begin + (size_t)away
										    : from + (size_t)at);
	}
	return -1;
}

/* "… says that I am away", "… when I am away". */
static const char conjunctions[] =
	"that|if|when|because|since|dass|daß|wenn|falls|weil|que|si|quand|quando|cuando|che|se|dat|als|"
	"att|at|om|hvis|että|jos|że|jeśli|že|když|keď|hogy|ha|că|dacă|что|если|когда|що|якщо|че|ако|да|"
	"ότι|αν";

static struct span last_word(struct span text)
{
	struct span t = span_rtrim(text);
	size_t start = t.len;

	while (start && (unsigned char)t.ptr[start - 1] > ' ')
		start--;
	return span_from(t, start);
}

/* Do the words before a notice show that it is quoted or requested, as in "Please set this text: I am away"? A greeting
 * may end in a colon. */
static bool vacation_is_introduced(struct span text, size_t at)
{
	struct span before = span_sub(text, 0, at), line;
	bool later = false, ended = at && text.ptr[at - 1] == '\n';

	if (words_listed(conjunctions, last_word(before)))
		return true;

	while (span_line(&before, &line)) {
		struct span words = span_trim(line);
		if (!later && (before.len || ended) && span_ends(words, SPAN(":")))
			words.len--;
		if (span_find(words, SPAN(": ")) >= 0 || span_ends(words, SPAN(":")) || span_chr(words, '"') >= 0 ||
		    span_find(words, SPAN("„")) >= 0 || span_find(words, SPAN("“")) >= 0 ||
		    span_find(words, SPAN("«")) >= 0)
			return true;
		later |= words.len > 0;
	}
	return false;
}

bool vacation_text(struct arena *a, struct span text, bool first)
{
	/* line ends are kept, for vacation_is_introduced */
	struct span folded = utf8_fold(a, utf8_cut(text, MAX_TEXT));

	for (size_t i = 0; i < vacation_words_count; i++) {
		const struct vacation_words *w = &vacation_words[i];
		ptrdiff_t alone = words_find(w->alone, folded, NULL), near = near_find(w, folded);

		if (alone >= 0 && !(first && vacation_is_introduced(folded, (size_t)alone)))
			return true;
		if (near >= 0 && !(first && vacation_is_introduced(folded, (size_t)near)))
			return true;
	}
	return false;
}

/* The beginning of a text, folded. */
static struct span opening(struct arena *a, struct span text)
{
	struct span all = span_trim(utf8_fold(a, utf8_cut(span_trim(text), MAX_DECLARED)));

	marks_take(&all, OPENING);
	return all;
}

/* Skips a greeting: a short first line of several. */
static struct span behind_greeting(struct span text)
{
	struct span rest = text, line;

	if (!span_line(&rest, &line) || line.len > MAX_GREETING || !span_trim(rest).len)
		return text;
	marks_take(&rest, OPENING);
	return rest;
}

static bool begins_declared(struct span text)
{
	for (size_t i = 0; text.len && i < vacation_words_count; i++)
		if (words_lead(vacation_words[i].declared, text))
			return true;
	return false;
}

static bool has_declared(struct span text)
{
	for (size_t i = 0; i < vacation_words_count; i++) {
		ptrdiff_t at = words_find(vacation_words[i].declared, text, NULL);
		if (at >= 0 && !vacation_is_introduced(text, (size_t)at))
			return true;
	}
	return false;
}

static bool begins_with_thanks(struct span text)
{
	for (size_t i = 0; i < vacation_words_count; i++)
		if (words_starting(vacation_words[i].thanks, text, span_starts))
			return true;
	return false;
}

bool vacation_declared(struct arena *a, struct span text)
{
	struct span all = opening(a, text);

	if (!words_among(vacation_stems, all))
		return false;
	struct span rest = behind_greeting(all);
	if (begins_declared(all) || begins_declared(rest))
		return true;
	return (begins_with_thanks(all) || begins_with_thanks(rest)) && has_declared(all);
}

bool vacation_thanks(struct arena *a, struct span text)
{
	struct span all = opening(a, text);

	return begins_with_thanks(all) || begins_with_thanks(behind_greeting(all));
}

bool vacation_requests(struct arena *a, struct span text)
{
	return words_find(requests, utf8_fold(a, utf8_cut(text, MAX_DECLARED)), NULL) >= 0;
}
