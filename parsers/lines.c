#include "parsers/lines.h"

#include "parsers/base/ascii.h"
#include <string.h>

#include "parsers/base/utf8.h"
#include "parsers/foreign.h"

#define MAX_PLAIN 500     /* bytes; longer lines are not looked at */
#define MAX_BLANK 100     /* bytes; longer lines are never blank */
#define MAX_ATTRIBUTION 4 /* lines */
#define MAX_HEADER_LINES 12
#define MAX_FIELD_NAME 40 /* bytes */
#define MAX_FIELD_SPACES 2
#define MAX_FOOTER 120 /* bytes */
#define MAX_FOOTER_WORDS 14
#define MAX_FOOTER_SHORT 7 /* words, if it names no known device */
#define MAX_FORM 26        /* words of an attribution */

/* A letter of a script that separates words with blanks: lower-case ASCII, or the first byte of a Latin, Greek,
 * Cyrillic, Hebrew or Arabic letter. */
static bool lines_is_letter(char c)
{
	unsigned char u = (unsigned char)c;

	return (c >= 'a' && c <= 'z') || (u >= 0xC3 && u < 0xE0);
}

/* Is the character before byte `at` a letter? */
static bool letter_before(struct span s, size_t at)
{
	while (at && ((unsigned char)s.ptr[at - 1] & 0xC0) == 0x80)
		at--;
	return at && lines_is_letter(s.ptr[at - 1]);
}

/* Does the text end with the word, which is not just the end of a longer one? */
static bool ends_with_word(struct span text, struct span word)
{
	return span_ends(text, word) && !(letter_before(text, text.len - word.len) && lines_is_letter(word.ptr[0]));
}

static bool starts_with_word(struct span text, struct span word)
{
	return span_starts(text, word) &&
	       (text.len == word.len || !lines_is_letter(text.ptr[word.len]) || !letter_before(word, word.len));
}

/* Folded, without the emphasis that HTML-to-text conversion adds ("*From:* Jo"). */
struct span line_plain(struct arena *a, struct line *line)
{
	if (!line->folded && line->text.len <= MAX_PLAIN)
		line->plain = span_trim(arena_without(a, utf8_fold(a, utf8_line(a, line->text)), '*'));
	line->folded = true;
	return line->plain;
}

/* ---- rules ---- */

/* Length of the rule character at the front, or 0. */
static size_t rule_char(struct span s)
{
	static const char *const wide[] = {"‐", "‑", "–", "—", "―", "─", "━", "＝", "－", "＿", "═"};

	if (span_chr(SPAN("-_=*~#+"), s.ptr[0]) >= 0)
		return 1;
	for (size_t i = 0; (unsigned char)s.ptr[0] >= 0x80 && i < sizeof(wide) / sizeof(*wide); i++)
		if (span_starts(s, span_of(wide[i])))
			return strlen(wide[i]);
	return 0;
}

/* Skips a rule at the front; adds the number of its characters to *length. */
static struct span rule_skip(struct span s, size_t *length)
{
	for (size_t len; s.len && (len = rule_char(s)) > 0; s = span_from(s, len))
		++*length;
	return s;
}

/* Removes a rule of two or more dashes from the end: "… wrote ----". */
static struct span rule_rstrip(struct span s)
{
	size_t dashes = 0;

	while (dashes < s.len && span_chr(SPAN("-_=*~"), s.ptr[s.len - 1 - dashes]) >= 0)
		dashes++;
	return dashes >= 2 ? span_rtrim(span_sub(s, 0, s.len - dashes)) : s;
}

/* ---- attribution lines ---- */

/* Number of Arabic and Persian digits. */
static size_t arabic_digits(struct span s)
{
	size_t digits = 0;

	for (size_t i = 0; i + 1 < s.len; i++) {
		unsigned char lead = (unsigned char)s.ptr[i], trail = (unsigned char)s.ptr[i + 1];
		digits += (lead == 0xD9 && trail >= 0xA0 && trail <= 0xA9) ||
			  (lead == 0xDB && trail >= 0xB0 && trail <= 0xB9);
	}
	return digits;
}

/* A year such as 1999, 2026 (Christian era) or 2569 (Buddhist era). */
static bool lines_is_year(const char *p)
{
	return ((p[0] == '1' && p[1] == '9') || (p[0] == '2' && (p[1] == '0' || p[1] == '5'))) &&
	       ascii_is_digit(p[2]) && ascii_is_digit(p[3]);
}

enum dating { DATE_YEAR = 1, DATE_TIME = 2 };

/* Does it contain a year, and a time of day? A set of enum dating. */
static int dating_of(struct span s)
{
	int found = arabic_digits(s) >= 6 ? DATE_YEAR | DATE_TIME : 0;

	for (size_t i = 0; i + 4 <= s.len; i++) {
		const char *p = s.ptr + i;
		bool ends = i + 4 == s.len || !ascii_is_digit(p[4]);

		if ((i == 0 || !ascii_is_digit(p[-1])) && ends && lines_is_year(p))
			found |= DATE_YEAR;
		if (ascii_is_digit(p[0]) && (p[1] == ':' || p[1] == '.') && ascii_is_digit(p[2]) &&
		    ascii_is_digit(p[3]) && ends)
			found |= DATE_TIME;
	}
	return found;
}

bool lines_dated(struct span s)
{
	return dating_of(s) != 0;
}

/* Removes the final colon or rule; empty if there is none. */
static struct span colon_strip(struct span s)
{
	if (span_ends(s, SPAN(":")) || span_ends(s, SPAN("՝")))
		return span_rtrim(span_sub(s, 0, s.len - (s.ptr[s.len - 1] == ':' ? 1 : strlen("՝"))));
	if (span_ends(s, SPAN("：")))
		return span_rtrim(span_sub(s, 0, s.len - strlen("：")));
	struct span bare = rule_rstrip(s);
	return bare.len < s.len ? bare : SPAN_NONE;
}

static bool is_opened(struct span plain)
{
	return words_starting(foreign_openers, plain, starts_with_word) || ascii_is_digit(plain.ptr[0]);
}

/* Does it end with an address, or with a closing bracket? */
static bool ends_addressed(struct span s)
{
	struct span rest = s, word = SPAN_NONE;

	if (span_ends(s, SPAN(">")) || span_ends(s, SPAN("]")) || span_ends(s, SPAN(")")))
		return true;
	while (span_word(&rest, &word))
		;
	return span_chr(word, '@') > 0;
}

/* Does it contain "… wrote …" as whole words? In scripts without spaces, a blank after the verb suffices. */
static bool holds_verb(struct span text, struct span verb)
{
	ptrdiff_t at = verb.len ? span_find(text, verb) : -1;

	if (at <= 0 || (size_t)at + verb.len >= text.len)
		return false;
	return (text.ptr[at - 1] == ' ' || !lines_is_letter(verb.ptr[0])) && text.ptr[(size_t)at + verb.len] == ' ';
}

static bool speaks_of_self(struct span s)
{
	return words_starting(foreign_selves, s, starts_with_word);
}

/* A date, a time and an address in brackets, and little else: not how a sentence of one's own ends. */
static bool has_form(struct span s)
{
	bool bracketed = span_find(s, SPAN("@")) > 0 && (span_chr(s, '<') >= 0 || span_chr(s, '(') >= 0);

	return bracketed && dating_of(s) == (DATE_YEAR | DATE_TIME) && span_words(s) <= MAX_FORM && !speaks_of_self(s);
}

/* Surely an attribution, whatever follows. */
static bool attribution_strong(struct span s)
{
	bool dated = lines_dated(s), addressed = span_chr(s, '@') >= 0;

	if (words_any(foreign_wrote, s, ends_with_word))
		return (dated || addressed) && !speaks_of_self(s);
	if (has_form(s))
		return true;
	if (addressed && ends_addressed(s))
		return dated || words_starting(foreign_attributions, s, starts_with_word);
	if (!dated || span_words(s) > MAX_FORM || speaks_of_self(s))
		return false;
	return ((is_opened(s) || addressed || dating_of(s) == (DATE_YEAR | DATE_TIME)) &&
		words_any(foreign_wrote, s, holds_verb)) ||
	       words_starting(foreign_attributions, s, starts_with_word);
}

/* An attribution if quoted lines follow. */
static bool attribution_weak(struct span s)
{
	if (words_any(foreign_wrote, s, ends_with_word) || words_starting(foreign_attributions, s, starts_with_word))
		return true;
	if (dating_of(s) == (DATE_YEAR | DATE_TIME))
		return true;
	return lines_dated(s) ? span_chr(s, '@') >= 0 || words_any(foreign_wrote, s, holds_verb)
			      : span_chr(s, '@') >= 0 && span_ends(s, SPAN(">"));
}

static bool lines_is_quote(struct span text)
{
	struct span t = span_trim(text);

	return span_starts(t, SPAN(">")) && !span_starts(t, SPAN(">:"));
}

/* Precedes history without quote marks: ">>> Jo <jo@example.org> 3.4.2012 16:19 >>>", ">>> On 4/3/2012 at 4:19 PM, in
 * message <…>, Jo <jo@example.org> wrote:". */
static bool is_arrowed(struct span text)
{
	struct span t = span_trim(text);

	if (t.len > MAX_PLAIN || !span_starts(t, SPAN(">>> ")))
		return false;
	if (span_ends(t, SPAN(" >>>")))
		return lines_dated(t) || span_chr(t, '@') >= 0;
	return span_ends(t, SPAN(":")) && span_chr(t, '@') >= 0 && dating_of(t) == (DATE_YEAR | DATE_TIME);
}

static bool quote_follows(const struct line_list *list, size_t i)
{
	while (i < list->count && list->items[i].kind == LINE_BLANK)
		i++;
	return i < list->count && list->items[i].kind == LINE_QUOTE;
}

/* Joins lines i to i+count-1; empty if they can't be an attribution. */
static struct span lines_join(struct arena *a, const struct line_list *list, size_t i, size_t count)
{
	struct span joined = line_plain(a, &list->items[i]);

	for (size_t k = 1; k < count; k++)
		joined = ARENA_CONCAT(a, joined, SPAN(" "), line_plain(a, &list->items[i + k]));
	return joined.len <= MAX_PLAIN ? colon_strip(joined) : SPAN_NONE;
}

/* May lines i to `last` be one wrapped attribution? It begins a paragraph, or with a typical word and a date; and its
 * last line is not an attribution itself, or the text before it would be taken along. */
static bool may_wrap(struct arena *a, const struct line_list *list, size_t i, size_t last)
{
	struct span first = line_plain(a, &list->items[i]), end = colon_strip(line_plain(a, &list->items[last]));

	if (is_opened(first) && lines_dated(first))
		return true;
	if (i > 0 && list->items[i - 1].kind == LINE_TEXT)
		return false;
	return span_starts(end, SPAN("<")) || end.len == 0 || !attribution_strong(end);
}

static bool lines_is_text(const struct line_list *list, size_t i)
{
	return i < list->count && list->items[i].kind == LINE_TEXT && list->items[i].text.len <= MAX_PLAIN;
}

/* A quick test of the last character: may colon_strip find something to remove? */
static bool lines_ends_open(struct span text)
{
	struct span s = span_rtrim(text);
	char last = s.len ? s.ptr[s.len - 1] : 0;

	return last == ':' || last == '-' || last == '*' || last == '_' || last == '=' || last == '~' ||
	       (unsigned char)last >= 0x80;
}

/* Number of lines from i on that are an attribution: 0 to MAX_ATTRIBUTION. */
static size_t attribution_length(struct arena *a, const struct line_list *list, size_t i)
{
	for (size_t count = 1; count <= MAX_ATTRIBUTION && lines_is_text(list, i + count - 1); count++) {
		if (!lines_ends_open(list->items[i + count - 1].text))
			continue;
		if (count > 1 && !may_wrap(a, list, i, i + count - 1))
			return 0;
		struct span s = lines_join(a, list, i, count);
		if (!s.len)
			return 0;
		if (attribution_strong(s) || (quote_follows(list, i + count) && attribution_weak(s)))
			return count;
	}
	return 0;
}

static void attributions_mark(struct arena *a, struct line_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t count = lines_is_text(list, i) ? attribution_length(a, list, i) : 0;

		for (size_t k = 0; k < count; k++)
			list->items[i + k].kind = LINE_ATTRIBUTION;
		i += count ? count - 1 : 0;
	}
}

/* ---- header blocks ---- */

static size_t spaces(struct span s)
{
	size_t count = 0;

	for (size_t i = 0; i < s.len; i++)
		count += s.ptr[i] == ' ';
	return count;
}

static int field_of(struct span plain)
{
	ptrdiff_t colon = span_chr(plain, ':');

	if (colon < 0 || colon > MAX_FIELD_NAME)
		colon = span_find(span_sub(plain, 0, MAX_FIELD_NAME), SPAN("："));
	if (colon <= 0)
		return 0;
	struct span name = span_rtrim(span_sub(plain, 0, (size_t)colon));
	if (spaces(name) > MAX_FIELD_SPACES)
		return 0;
	return (int)foreign_field(name);
}

static int line_field(struct arena *a, struct line *line)
{
	if (line->kind != LINE_TEXT)
		return 0;
	if (!line->field_known && (span_chr(line->text, ':') >= 1 || span_find(line->text, SPAN("：")) >= 1))
		line->field = field_of(line_plain(a, line));
	line->field_known = true;
	return line->field;
}

/* Are there enough fields for a header block? A single "From:" line, or a traveller's "From: … To: … Date: …", is
 * not. */
static bool fields_suffice(int seen, bool addressed)
{
	int others = ((seen & FIELD_DATE) != 0) + ((seen & FIELD_TO) != 0) + ((seen & FIELD_SUBJECT) != 0);

	return (seen & FIELD_FROM) && others >= 2 && (addressed || (seen & FIELD_SUBJECT));
}

static bool is_header_block(struct arena *a, struct line_list *list, size_t i)
{
	int seen = 0, field = line_field(a, &list->items[i]);
	size_t since = 0; /* lines since the last field */
	bool addressed = false;

	if (!field || field == FIELD_OTHER)
		return false;
	for (size_t k = i; k < list->count && k < i + MAX_HEADER_LINES && since <= 2; k++) {
		field = line_field(a, &list->items[k]);
		since = field ? 0 : since + 1;
		addressed |= (field & (FIELD_FROM | FIELD_TO)) && span_chr(list->items[k].plain, '@') >= 0;
		seen |= field;
	}
	return fields_suffice(seen, addressed);
}

/* Marks "Original Message" without dashes above a header block. */
static void title_mark(struct arena *a, struct line_list *list, size_t i)
{
	while (i > 0 && list->items[i - 1].kind == LINE_BLANK)
		i--;
	if (i > 0 && list->items[i - 1].kind == LINE_TEXT &&
	    words_listed(foreign_originals, line_plain(a, &list->items[i - 1])))
		list->items[i - 1].kind = LINE_ORIGINAL;
}

/* ---- markers, signatures, footers, rules ---- */

/* A line of nothing but em dashes: "—". */
static bool is_dash_line(struct span s)
{
	while (span_starts(s, SPAN("—")) || span_starts(s, SPAN("―")))
		s = span_from(s, 3);
	return s.len == 0;
}

/* "-----Jo <jo@example.org> wrote: -----" */
static bool is_ruled_attribution(struct span inside)
{
	struct span s = rule_rstrip(inside);

	if (s.len == inside.len)
		return false;
	s = colon_strip(s).len ? colon_strip(s) : s;
	if (span_eq(s, SPAN("original")))
		return true;
	return attribution_strong(s) || (words_any(foreign_wrote, s, ends_with_word) && span_words(s) <= MAX_FORM);
}

static enum line_kind marker_kind(struct span raw, struct span plain)
{
	size_t rule = 0, same = 0;
	bool is_rule = rule_skip(raw, &rule).len == 0;
	struct span inside = span_trim(rule_skip(plain, &same));
	bool started = span_ends(plain, SPAN(":")) || rule >= 2;

	if (span_eq(raw, SPAN("--")) || (raw.len && is_dash_line(raw)) ||
	    span_eq(raw, SPAN("-----BEGIN PGP SIGNATURE-----")))
		return LINE_SIGNATURE;
	if (rule >= 3 && is_rule)
		return LINE_RULE;
	if ((started && words_starting(foreign_forward_starts, plain, span_starts)) ||
	    (rule >= 2 && words_among(foreign_forwards, plain)))
		return LINE_FORWARDED;
	if (rule < 2)
		return LINE_TEXT;
	return words_among(foreign_originals, plain) || is_ruled_attribution(inside) ? LINE_ORIGINAL : LINE_TEXT;
}

/* A footer has few words and is not a sentence: "Sent from my old address last week, but no answer came." is text.
 * `last`: nothing written by the author follows. */
static bool is_footer(struct span plain, bool last)
{
	ptrdiff_t link = span_chr(plain, '<'), paren = span_chr(plain, '(');
	struct span s = plain;

	if (link > 0)
		s = span_rtrim(span_sub(s, 0, (size_t)link));
	if (paren > 0)
		s = span_rtrim(span_sub(s, 0, (size_t)paren));
	if (s.len == 0 || s.len > MAX_FOOTER || span_ends(s, SPAN("?")) || span_ends(s, SPAN(":")) ||
	    span_find(s, SPAN(", ")) >= 0)
		return false;
	size_t words = span_words(s);
	bool named =
		words <= MAX_FOOTER_SHORT && !span_ends(s, SPAN(".")) &&
		(words_starting(foreign_sent_starts, s, span_starts) || words_any(foreign_sent_ends, s, span_ends));
	bool device = !named && last && words <= MAX_FOOTER_WORDS && words_among(foreign_devices, s) &&
		      words_among(foreign_sent, s);
	return (named || device) && !speaks_of_self(s);
}

/* Does a sentence end there, or is it just a name or a greeting? */
static bool lines_is_finished(struct span plain)
{
	return span_ends(plain, SPAN(".")) || span_ends(plain, SPAN("!")) || span_ends(plain, SPAN("?")) ||
	       span_ends(plain, SPAN("。")) || span_ends(plain, SPAN("…")) || span_words(plain) <= 3;
}

static bool lines_is_kind(const struct line_list *list, size_t i, enum line_kind kind)
{
	return i < list->count && list->items[i].kind == kind;
}

/* Marks footers, which are not part of a paragraph: there is no unfinished line above and no text below. */
static void footers_mark(struct arena *a, struct line_list *list)
{
	bool last = true;

	for (size_t i = list->count; i-- > 0;) {
		struct line *line = &list->items[i];

		if (line->kind != LINE_TEXT) {
			last |= line->kind != LINE_BLANK;
			continue;
		}
		bool ends = line->text.len <= MAX_PLAIN && !lines_is_kind(list, i + 1, LINE_TEXT);
		bool begins = ends && !(i > 0 && lines_is_kind(list, i - 1, LINE_TEXT) &&
					!lines_is_finished(line_plain(a, line - 1)));
		if (begins && is_footer(line_plain(a, line), last))
			line->kind = LINE_FOOTER;
		else
			last = false;
	}
}

/* ---- the whole text ---- */

/* A quick test of the first and last characters: only such a line can be a marker by itself. */
static bool may_mark(struct span text)
{
	struct span s = span_trim(text);

	return s.len && (rule_char(s) > 0 || span_ends(s, SPAN(":")) || (unsigned char)s.ptr[0] >= 0xE0);
}

/* White space of any kind, and invisible characters. */
static bool lines_is_blank(struct arena *a, struct span text)
{
	struct span s = span_trim(text);
	bool begins = s.len && s.ptr[0] > ' ' && s.ptr[0] < 0x7F; /* true of most lines */

	return !begins && text.len < MAX_BLANK && utf8_line(a, s).len == 0;
}

static void line_judge(struct arena *a, bool quoting, struct line *line)
{
	if (!quoting && is_arrowed(line->text))
		line->kind = LINE_ORIGINAL;
	else if (lines_is_quote(line->text))
		line->kind = LINE_QUOTE;
	else if (line->text.len <= MAX_PLAIN && may_mark(line->text))
		line->kind = marker_kind(utf8_line(a, line->text), line_plain(a, line));
	else if (lines_is_blank(a, line->text))
		line->kind = LINE_BLANK;
}

void lines_read(struct arena *a, struct span text, struct line_list *out)
{
	struct span line;

	*out = (struct line_list){0};
	while (out->count + 1 < LINES_MAX && span_line(&text, &line)) {
		struct line *new = LIST_ADD(a, out);
		new->text = line;
		line_judge(a, out->count > 1 && new[-1].kind == LINE_QUOTE, new);
	}
	if (text.len)
		LIST_ADD(a, out)->text = text;
	attributions_mark(a, out);
	for (size_t i = 0; i < out->count; i++)
		if (out->items[i].kind == LINE_TEXT && is_header_block(a, out, i)) {
			out->items[i].kind = LINE_HEADERS;
			title_mark(a, out, i);
		}
	footers_mark(a, out);
}
