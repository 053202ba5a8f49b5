#include "daemon/core/agent/parting.h"

#include "parsers/base/utf8.h"

#define LEAD_LINES 12       /* in a header block */
#define ATTRIBUTION_LINES 4 /* in an attribution that was wrapped */
#define MEMO_LINES 16
#define LABEL_MAX 40 /* bytes */
#define LINE_MAX_LOOKED 400

static bool address_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       span_chr(SPAN("._%+-="), c) >= 0;
}

/* Does it contain an address of the desk or of an agent? */
static bool has_address(const struct conf *conf, struct span s)
{
	for (size_t at = 0; at < s.len; at++) {
		size_t from = at, to = at + 1;
		if (s.ptr[at] != '@')
			continue;
		while (from > 0 && address_char(s.ptr[from - 1]))
			from--;
		while (to < s.len && address_char(s.ptr[to]))
			to++;
		struct span address = span_sub(s, from, to - from);
		if (span_ends(address, SPAN(".")))
			address.len--;
		if (conf_own_address(conf, address) || conf_agent_address(conf, address))
			return true;
	}
	return false;
}

static bool names_desk(const struct parting *p, struct span s)
{
	struct span tag = arena_printf(p->a, "%.*s #", SPAN_ARG(p->conf->tag));
	return has_address(p->conf, s) || span_ifind(s, tag) >= 0 || span_ifind(s, p->conf->name) >= 0;
}

/* Length in bytes of the rule at the start of s, including typographic dashes (U+2010 to U+2015). */
static size_t rule_length(struct span s)
{
	size_t len = 0;
	for (;;) {
		struct span rest = span_from(s, len);
		bool wide = span_starts(rest, SPAN("\xE2\x80")) && rest.len > 2 && (unsigned char)rest.ptr[2] >= 0x90 &&
			    (unsigned char)rest.ptr[2] <= 0x95;
		if (!wide && !(rest.len && span_chr(SPAN("-_=*~>"), rest.ptr[0]) >= 0))
			return len;
		len += wide ? 3 : 1;
	}
}

/* "_____", or "---- original ----" in any language. */
static bool is_ruled(struct span s)
{
	s = span_trim(s);
	size_t len = rule_length(s);
	struct span last;
	while (span_word(&s, &last))
		;
	return len >= 2 && last.len >= 2 && rule_length(last) == last.len;
}

static bool ends_open(struct span s)
{
	s = span_rtrim(s);
	return span_ends(s, SPAN(":")) || span_ends(s, SPAN("：")) || is_ruled(s);
}

static bool ends_sentence(struct span s)
{
	s = span_rtrim(s);
	return s.len && span_chr(SPAN(".!?"), s.ptr[s.len - 1]) >= 0;
}

/* "Label: value", with a label of a few words. */
static bool has_label(struct span s)
{
	struct span head = span_sub(span_trim(s), 0, LABEL_MAX);
	ptrdiff_t colon = span_chr(head, ':');
	if (colon < 0)
		colon = span_find(head, SPAN("："));
	if (colon <= 0)
		return false;
	return span_words(span_sub(head, 0, (size_t)colon)) <= 4;
}

static struct span lead_text_of(const struct parting *p, size_t i)
{
	return utf8_cut(p->lines.items[i].text, LINE_MAX_LOOKED);
}

static enum line_kind line_form(const struct parting *p, size_t i)
{
	return i + 1 < LINES_MAX && i < p->forms.count ? p->forms.items[i].kind : LINE_TEXT;
}

static bool is_lead_form(enum line_kind kind)
{
	return kind == LINE_ATTRIBUTION || kind == LINE_HEADERS || kind == LINE_ORIGINAL || kind == LINE_FORWARDED;
}

/* The first line of the paragraph that ends with line `last`. */
static size_t paragraph_start(const struct parting *p, size_t last)
{
	size_t start = last;
	while (start > 0 && last - start < LEAD_LINES && p->uses[start - 1] == USE_OWN)
		start--;
	return start;
}

/* "From: … Sent: … To: … Subject: …" in any language: returns its first line, or last + 1 if there is none. */
static size_t headers_start(const struct parting *p, size_t start, size_t last)
{
	size_t first = last + 1, labels = 0;
	bool desk = false;
	for (size_t i = last + 1; i > start; i--) {
		struct span s = lead_text_of(p, i - 1);
		bool label = has_label(s), named = names_desk(p, s);
		if (!label && span_chr(s, '@') < 0)
			break;
		labels += label;
		desk = desk || named;
		if (label && (named || span_chr(s, '@') >= 0 || lines_dated(s)))
			first = i - 1;
	}
	return desk && labels >= 2 ? first : last + 1;
}

/* An attribution in any language, possibly wrapped: returns its first line, or last + 1 if there is none. */
static size_t attribution_start(const struct parting *p, size_t start, size_t last)
{
	struct span joined = SPAN_NONE;
	for (size_t i = last + 1; i > start && last + 1 - i < ATTRIBUTION_LINES; i--) {
		joined = arena_printf(p->a, "%.*s %.*s", SPAN_ARG(lead_text_of(p, i - 1)), SPAN_ARG(joined));
		bool dated = lines_dated(joined), open = ends_open(lead_text_of(p, last));
		bool known = is_lead_form(line_form(p, i - 1)) && dated;
		if (!known && !(names_desk(p, joined) && (dated || open)))
			continue;
		size_t first = i - 1;
		while (first > start && last - first + 1 < ATTRIBUTION_LINES) {
			struct span above = lead_text_of(p, first - 1);
			bool named = names_desk(p, above), at = lines_dated(above);
			if (!(named && at) && (!(named || at) || ends_sentence(above)))
				break;
			first--;
		}
		return first;
	}
	return last + 1;
}

static bool is_label(struct span s)
{
	return span_words(utf8_cut(s, LABEL_MAX)) <= 2;
}

/* Sender, date, recipients and subject on lines without colons, possibly with labels between: returns the first line,
 * or last + 1 if there is none. */
static size_t memo_start(const struct parting *p, size_t last)
{
	size_t first = last + 1, seen = 0, desk = 0;
	for (size_t i = last + 1; i > 0 && last + 1 - i < MEMO_LINES; i--) {
		struct span s = lead_text_of(p, i - 1);
		bool named = names_desk(p, s);
		if (p->uses[i - 1] != USE_OWN && p->uses[i - 1] != USE_BLANK)
			break;
		if ((named || lines_dated(s)) && !ends_sentence(s)) {
			first = i - 1;
			seen++;
			desk += named;
		} else if (!is_label(s))
			break;
	}
	return seen >= 4 && desk >= 2 ? first : last + 1;
}

static size_t lead_start(const struct parting *p, size_t last)
{
	size_t start = paragraph_start(p, last), first = headers_start(p, start, last);
	if (first > last)
		first = attribution_start(p, start, last);
	return first <= last ? first : memo_start(p, last);
}

static bool is_lead_rule(const struct parting *p, size_t i)
{
	enum line_kind form = line_form(p, i);
	return is_ruled(lead_text_of(p, i)) || form == LINE_ORIGINAL || form == LINE_FORWARDED;
}

/* The last line before `block` that is not blank; false if that is not one of the agent's. */
static bool line_above(const struct parting *p, size_t block, size_t *out)
{
	size_t i = block;
	while (i > 0 && p->uses[i - 1] == USE_BLANK)
		i--;
	*out = i ? i - 1 : 0;
	return i > 0 && p->uses[i - 1] == USE_OWN;
}

static size_t lead_rules_cut(struct parting *p, size_t block)
{
	size_t last;
	while (line_above(p, block, &last) && is_lead_rule(p, last)) {
		p->uses[last] = USE_CUT;
		block = last;
	}
	return block;
}

void lead_cut(struct parting *p, size_t block)
{
	size_t last;
	block = lead_rules_cut(p, block);
	if (!line_above(p, block, &last))
		return;
	size_t first = lead_start(p, last);
	for (size_t k = first; k <= last; k++)
		p->uses[k] = USE_CUT;
	lead_rules_cut(p, first);
}
