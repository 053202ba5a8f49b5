#include "parsers/text.h"

#include "parsers/base/buf.h"
#include "parsers/foreign.h"
#include "parsers/lines.h"

#define LONG_QUOTE 60     /* bytes; a shorter quoted line was not wrapped by a client */
#define MAX_CARD_LINES 24 /* lines of contact data at the end of a mail, without a "-- " */
#define MAX_CARD_LINE 60  /* bytes */
#define MAX_CLOSING 80    /* bytes of "Best regards" */
#define PROSE_WORDS 8

/* For each line: is it new, is it part of the signature? Lines that are neither are history. */
struct fold {
	struct arena *arena;
	struct line_list lines;
	bool *fresh, *signature;
};

static bool is_quote_mark(enum line_kind kind)
{
	return kind == LINE_QUOTE || kind == LINE_ATTRIBUTION || kind == LINE_HEADERS || kind == LINE_ORIGINAL ||
	       kind == LINE_FORWARDED;
}

/* A forwarded mail is shown on purpose: nothing in it is history. */
static bool is_forwarding(const struct line_list *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		if (is_quote_mark(lines->items[i].kind))
			return lines->items[i].kind == LINE_FORWARDED;
	return false;
}

static size_t skip_kind(const struct line_list *lines, size_t i, enum line_kind kind)
{
	while (i < lines->count && lines->items[i].kind == kind)
		i++;
	return i;
}

static bool text_is_text(const struct line_list *lines, size_t i)
{
	return i < lines->count && lines->items[i].kind == LINE_TEXT;
}

/* ---- signatures ---- */

/* An item of a list: "1. …", "- …". */
static bool is_item(struct span s)
{
	size_t digits = 0;

	while (digits < s.len && s.ptr[digits] >= '0' && s.ptr[digits] <= '9')
		digits++;
	if (digits && digits <= 2 && digits + 1 < s.len)
		return (s.ptr[digits] == '.' || s.ptr[digits] == ')') && s.ptr[digits + 1] == ' ';
	return span_starts(s, SPAN("- ")) || span_starts(s, SPAN("• "));
}

/* A longer sentence that is not a company's disclaimer. */
static bool is_prose(const struct line *line)
{
	struct span s = line->plain;
	bool ends = span_ends(s, SPAN(".")) || span_ends(s, SPAN("!")) || span_ends(s, SPAN(":")) ||
		    span_ends(s, SPAN("。"));

	return ends && span_words(s) >= PROSE_WORDS && !words_any(foreign_disclaimers, s, words_within);
}

static bool is_question(struct span s)
{
	return span_ends(s, SPAN("?")) || span_ends(s, SPAN("？")) || span_ends(s, SPAN("؟"));
}

bool text_closes(struct span folded)
{
	while (span_ends(folded, SPAN(",")) || span_ends(folded, SPAN("!")) || span_ends(folded, SPAN(".")) ||
	       span_ends(folded, SPAN("，")) || span_ends(folded, SPAN("、")) || span_ends(folded, SPAN("。")))
		folded = span_rtrim(
			span_sub(folded, 0, folded.len - ((unsigned char)folded.ptr[folded.len - 1] < 0x80 ? 1 : 3)));
	return folded.len && folded.len <= MAX_CLOSING &&
	       (words_listed(foreign_closings, folded) || words_listed(foreign_thanks, folded));
}

/* End of the lines from i on that may be one signature: where history begins. */
static size_t block_end(const struct line_list *lines, size_t i)
{
	while (i < lines->count && !is_quote_mark(lines->items[i].kind))
		i++;
	return i;
}

/* Computes the lines' forms for comparison. */
static void lines_plain(struct arena *a, const struct line_list *lines, size_t from, size_t to)
{
	for (size_t i = from; i < to && i < lines->count; i++)
		line_plain(a, &lines->items[i]);
}

/* "PS: …" */
static bool is_postscript(struct span s)
{
	static const char marks[] = "ps:|ps.|ps |p.s.|p.s:|pps|p.p.s|ps：|nb:|n.b.|p.d.|pd:";

	return words_starting(marks, s, span_starts);
}

/* Does the author's text continue after the dashes? A question, a list, a postscript, a sentence or a closing there
 * means that the dashes did not begin a signature. */
static bool holds_own(const struct line_list *lines, size_t from, size_t to)
{
	size_t seen = 0, items = 0;

	for (size_t i = from; i < to; i++) {
		const struct line *line = &lines->items[i];

		if (!text_is_text(lines, i))
			continue;
		items += is_item(line->plain);
		if (is_question(line->plain) || is_postscript(line->plain) || items >= 2 ||
		    (seen == 0 && is_prose(line)) || (seen > 0 && text_closes(line->plain)))
			return true;
		seen++;
	}
	return false;
}

static void signature_mark(struct fold *f, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		f->signature[i] = true;
}

static void signatures_mark(struct fold *f)
{
	for (size_t i = 0; i < f->lines.count; i++) {
		enum line_kind kind = f->lines.items[i].kind;
		size_t end = kind == LINE_SIGNATURE ? block_end(&f->lines, i) : i + 1;

		if (kind == LINE_SIGNATURE)
			lines_plain(f->arena, &f->lines, i, end);
		if (kind == LINE_FOOTER || (kind == LINE_SIGNATURE && !holds_own(&f->lines, i + 1, end)))
			signature_mark(f, i, end);
		if (f->signature[i])
			i = end - 1;
	}
}

/* ---- history ---- */

/* First line of history that is not marked line by line, or of a device's footer after the author's text: everything
 * from there to the end of the mail is folded. */
static size_t tail_start(const struct fold *f)
{
	const struct line_list *lines = &f->lines;
	bool own = false;

	for (size_t i = 0; i < lines->count; i++) {
		enum line_kind kind = lines->items[i].kind;

		own |= kind == LINE_TEXT && !f->signature[i];
		if (kind == LINE_HEADERS || kind == LINE_ORIGINAL || (kind == LINE_FOOTER && own))
			return i;
		if (kind != LINE_ATTRIBUTION)
			continue;
		size_t after = skip_kind(lines, skip_kind(lines, i, LINE_ATTRIBUTION), LINE_BLANK);
		if (after == lines->count || lines->items[after].kind != LINE_QUOTE)
			return i;
	}
	return lines->count;
}

/* The rest of a quoted line that the sender's client wrapped, without its ">". */
static bool is_wrapped_rest(const struct line_list *lines, size_t i)
{
	const struct line *line = &lines->items[i];

	if (i == 0 || line->kind != LINE_TEXT || lines->items[i - 1].kind != LINE_QUOTE)
		return false;
	bool lower = line->text.len && line->text.ptr[0] >= 'a' && line->text.ptr[0] <= 'z';
	bool goes_on = i + 1 < lines->count && lines->items[i + 1].kind == LINE_QUOTE;
	return lower && goes_on && lines->items[i - 1].text.len >= LONG_QUOTE;
}

static bool is_own(const struct fold *f, size_t i)
{
	return text_is_text(&f->lines, i) && !f->signature[i] && !is_wrapped_rest(&f->lines, i);
}

/* Quotes among the author's words are what those words answer, so they are kept. A single quote before all of the words
 * is history, and so is everything after the last of them. */
static void quotes_fold(struct fold *f, size_t stop)
{
	size_t first = stop, last = 0, blocks = 0;
	bool inside = false;

	for (size_t i = 0; i < stop; i++)
		if (is_own(f, i)) {
			first = i < first ? i : first;
			last = i;
		}
	for (size_t i = 0; i < last; i++) {
		bool quote = f->lines.items[i].kind == LINE_QUOTE;
		blocks += quote && !inside;
		inside = quote || (inside && !is_own(f, i));
	}
	for (size_t i = 0; i < stop; i++) {
		bool history = i > last || (i < first && blocks == 1);
		f->fresh[i] =
			!f->signature[i] && f->lines.items[i].kind != LINE_ATTRIBUTION && !(history && !is_own(f, i));
	}
}

static bool is_blank_or_rule(enum line_kind kind)
{
	return kind == LINE_BLANK || kind == LINE_RULE;
}

/* The last fresh line + 1, without trailing blank lines and rules, which only introduced what was folded. */
static size_t fresh_end(const struct fold *f, size_t stop)
{
	while (stop && (!f->fresh[stop - 1] || is_blank_or_rule(f->lines.items[stop - 1].kind)))
		stop--;
	return stop;
}

enum contact { CONTACT_ADDRESS = 1, CONTACT_SITE = 2, CONTACT_PHONE = 4 };

static bool text_is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || c == '_';
}

/* A phone number: seven or more digits, none of them part of a word. */
static bool is_phone(struct span s)
{
	size_t digits = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			continue;
		digits++;
		if ((i && text_is_letter(s.ptr[i - 1])) || (i + 1 < s.len && text_is_letter(s.ptr[i + 1])))
			return false;
	}
	return digits >= 7;
}

/* The contact data in a line of few words: a set of enum contact. */
static int contacts_of(struct span line)
{
	if (span_words(line) > 6)
		return 0;
	if (span_find(line, SPAN("www.")) >= 0 || span_find(line, SPAN("://")) >= 0)
		return CONTACT_SITE;
	if (span_chr(line, '@') >= 0)
		return CONTACT_ADDRESS;
	return is_phone(line) ? CONTACT_PHONE : 0;
}

static int bits(int set)
{
	return (set & 1) + (set >> 1 & 1) + (set >> 2 & 1);
}

static bool begins_with_word(struct span text, struct span word)
{
	return span_starts(text, word) && (text.len == word.len || text.ptr[word.len] == ' ');
}

/* Does the text before announce what follows: "my address is:"? */
static bool is_announced(const struct fold *f, size_t i)
{
	while (i && (is_blank_or_rule(f->lines.items[i - 1].kind)))
		i--;
	struct span before = i ? span_rtrim(f->lines.items[i - 1].text) : SPAN_NONE;
	return span_ends(before, SPAN(":")) || span_ends(before, SPAN("：")) || span_ends(before, SPAN(":*"));
}

/* Not a line of a card: a label with nothing after it, a question, or one in the first person ("my address: …"). */
static bool is_told(struct span plain)
{
	return span_ends(plain, SPAN(":")) || is_question(plain) ||
	       (span_chr(plain, ':') > 0 && words_any(foreign_selves, plain, begins_with_word));
}

/* First line of a business card at the end of a mail, or `stop`: short lines that are the last paragraph and have an
 * address, a site and a phone number, or follow a rule and have two of these. */
static size_t card_start(const struct fold *f, size_t stop)
{
	bool paragraph = true;
	int seen = 0;

	for (size_t i = stop; i > 0 && stop - i < MAX_CARD_LINES; i--) {
		struct line *line = &f->lines.items[i - 1];

		if (line->kind == LINE_RULE && bits(seen) >= 2)
			return is_announced(f, i - 1) ? stop : i - 1;
		if (line->kind == LINE_BLANK && paragraph && bits(seen) == 3)
			return is_announced(f, i) ? stop : i;
		if (!f->fresh[i - 1] || line->text.len > MAX_CARD_LINE || is_quote_mark(line->kind) ||
		    is_told(line_plain(f->arena, line)))
			break;
		paragraph &= line->kind != LINE_BLANK;
		seen |= contacts_of(line->plain);
	}
	return stop;
}

static bool has_own(const struct fold *f, size_t stop)
{
	for (size_t i = 0; i < stop; i++)
		if (f->fresh[i] && f->lines.items[i].kind == LINE_TEXT)
			return true;
	return false;
}

/* Leading blank lines, and all lines from `end` on, are not fresh. */
static void edges_fold(struct fold *f, size_t end)
{
	for (size_t i = 0; i < end && (!f->fresh[i] || f->lines.items[i].kind == LINE_BLANK); i++)
		f->fresh[i] = false;
	for (size_t i = end; i < f->lines.count; i++)
		f->fresh[i] = false;
}

/* Joins the lines that are fresh, or those that are not. */
static struct span lines_take(struct arena *a, const struct fold *f, bool fresh)
{
	struct buf out;

	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < f->lines.count; i++) {
		if (f->fresh[i] != fresh)
			continue;
		if (out.len)
			buf_chr(&out, '\n');
		buf_add(&out, f->lines.items[i].text);
	}
	struct span taken = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return taken;
}

/* Marks the fresh lines; false if none of them would be the author's own text. */
static bool fold_try(struct fold *f)
{
	signatures_mark(f);
	size_t stop = tail_start(f);

	quotes_fold(f, stop);
	size_t end = fresh_end(f, stop);
	size_t card = card_start(f, end), above = fresh_end(f, card);
	if (has_own(f, above)) {
		signature_mark(f, card, end);
		end = above;
	}
	edges_fold(f, end);
	return has_own(f, end);
}

/* Marks as fresh everything except the signature; false if there is no history to keep. */
static bool unfold_history(struct fold *f)
{
	bool history = false;
	size_t end;

	for (size_t i = 0; i < f->lines.count; i++) {
		history |= !f->fresh[i] && !f->signature[i] && !is_blank_or_rule(f->lines.items[i].kind);
		f->fresh[i] = !f->signature[i];
	}
	end = fresh_end(f, f->lines.count);
	edges_fold(f, end);
	return history;
}

static void fold_init(struct arena *a, struct span text, struct fold *f)
{
	f->arena = a;
	lines_read(a, text, &f->lines);
	f->fresh = ARENA_ARRAY(a, bool, f->lines.count + 1);
	f->signature = ARENA_ARRAY(a, bool, f->lines.count + 1);
}

void text_fold(struct arena *a, struct span text, bool is_forward, struct text_parts *out)
{
	struct fold f;

	*out = (struct text_parts){.fresh = text};
	fold_init(a, text, &f);
	if (is_forward || is_forwarding(&f.lines) || !fold_try(&f))
		return;
	out->fresh = lines_take(a, &f, true);
	out->folded = lines_take(a, &f, false);
	out->lines = f.lines.count;
	out->fresh_lines = f.fresh;
	f.fresh = ARENA_ARRAY(a, bool, f.lines.count + 1);
	memcpy(f.fresh, out->fresh_lines, f.lines.count * sizeof(*f.fresh));
	if (!unfold_history(&f))
		return;
	out->whole_lines = f.fresh;
	out->whole = lines_take(a, &f, true);
	out->signature = lines_take(a, &f, false);
}

bool text_has_own(struct arena *a, struct span text)
{
	struct fold f;

	fold_init(a, text, &f);
	return fold_try(&f);
}

bool text_has_history(struct arena *a, struct span text)
{
	struct line_list lines;

	lines_read(a, text, &lines);
	for (size_t i = 0; i < lines.count; i++)
		if (is_quote_mark(lines.items[i].kind))
			return true;
	return false;
}

void text_own(struct arena *a, struct span text, struct span *own, struct span *rest)
{
	struct line_list lines;
	size_t end = 0, resume;

	lines_read(a, text, &lines);
	while (end < lines.count && !is_quote_mark(lines.items[end].kind) && lines.items[end].kind != LINE_SIGNATURE &&
	       lines.items[end].kind != LINE_FOOTER)
		end++;
	resume = end;
	while (resume < lines.count && !is_quote_mark(lines.items[resume].kind))
		resume++;
	*own = end < lines.count ? span_sub(text, 0, (size_t)(lines.items[end].text.ptr - text.ptr)) : text;
	*rest = resume < lines.count ? span_from(text, (size_t)(lines.items[resume].text.ptr - text.ptr)) : SPAN_NONE;
}
