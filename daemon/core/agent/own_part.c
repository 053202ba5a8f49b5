#include "daemon/core/agent/own_part.h"

#include "daemon/core/outgoing/frame.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/command.h"
#include "parsers/echo.h"
#include "parsers/lines.h"
#include "parsers/text.h"

#include <stdlib.h>

#define SOURCES_MAX ((size_t)2 << 20) /* bytes that a mail is compared with */
#define PUBLIC_MAX ((size_t)100000)   /* lines of a ticket that are known to be public */
#define LEAD_LINES 12                 /* of a header block, or an attribution that was wrapped */
#define ATTRIBUTION_LINES 4
#define MEMO_LINES 16
#define LABEL_MAX 40 /* bytes */
#define LINE_MAX_LOOKED 400

/* What becomes of a line. */
enum use { USE_OWN, USE_BLANK, USE_QUOTE, USE_CUT };

struct parting {
	const struct conf *conf;
	struct arena *a;
	struct echo_source_list sources;
	size_t bytes; /* of the sources */
	struct {
		uint32_t *items;
		size_t count, cap;
	} public;       /* hashes of lines that were said in public */
	size_t carried; /* visible bytes of the shortest message that may be answered; 0: none */
	size_t quoted;  /* of its lines so far */
	bool is_html;   /* the mail's text was */
	bool is_inline; /* words of the agent's stand below some of its lines, and not below all */
	struct echo_lines lines;
	struct line_list forms; /* the same lines, as their form says; the last one may be many */
	enum use *uses;
	struct own_part *out;
	struct buf text;
};

/* --- what the desk has sent --- */

static void source_add(struct parting *p, struct span text, enum echo_source_kind kind, bool goes_on)
{
	if (p->bytes + text.len > SOURCES_MAX)
		return;
	p->bytes += text.len;
	*LIST_ADD(p->a, &p->sources) = (struct echo_source){text, kind, goes_on};
}

static bool is_inner(const struct message *m)
{
	return m->kind == MESSAGE_NOTE || m->kind == MESSAGE_BOUNCE || m->held;
}

static enum echo_source_kind kind_of(const struct message *m)
{
	if (is_inner(m))
		return SOURCE_HIDDEN;
	return m->kind == MESSAGE_AGENT ? SOURCE_KNOWN : SOURCE_SHOWN;
}

static const struct message *message_of(const struct facts *f, uint64_t ticket, uint32_t seq)
{
	const struct ticket_facts *t = facts_ticket(f, ticket);
	for (size_t i = 0; t && i < t->messages.count; i++)
		if (t->messages.items[i].seq == seq)
			return &t->messages.items[i];
	return NULL;
}

/* --- lines of a frame that were said in public: history, what a receipt repeats --- */

static int hash_order(const void *one, const void *two)
{
	uint32_t x = *(const uint32_t *)one, y = *(const uint32_t *)two;
	return x < y ? -1 : x > y;
}

/* Without indentation and quote marks. */
static uint32_t line_hash(struct span line)
{
	uint32_t hash = 2166136261u;
	line = span_trim(line);
	while (line.len && span_chr(SPAN(">| "), line.ptr[0]) >= 0)
		line = span_from(line, 1);
	for (size_t i = 0; i < line.len; i++)
		hash = (hash ^ (unsigned char)line.ptr[i]) * 16777619u;
	return hash;
}

static void public_read(struct parting *p, const struct facts *f)
{
	for (size_t i = 0; i < f->tickets.count; i++)
		for (size_t k = 0; k < f->tickets.items[i].messages.count; k++) {
			const struct message *m = &f->tickets.items[i].messages.items[k];
			struct span rest = is_inner(m) ? SPAN_NONE : m->text, line;
			while (span_line(&rest, &line) && p->public.count < PUBLIC_MAX)
				if (span_trim(line).len)
					*LIST_ADD(p->a, &p->public) = line_hash(line);
		}
	if (p->public.count)
		qsort(p->public.items, p->public.count, sizeof(*p->public.items), hash_order);
}

static bool is_public(const struct parting *p, struct span line)
{
	uint32_t hash = line_hash(line);
	return p->public.count && span_trim(line).len &&
	       bsearch(&hash, p->public.items, p->public.count, sizeof(hash), hash_order);
}

/* Line by line: a run of words may go on from one to the next. */
static void frame_add(struct parting *p, struct span frame, bool goes_on)
{
	struct span line;
	while (span_line(&frame, &line)) {
		source_add(p, line, is_public(p, line) ? SOURCE_KNOWN : SOURCE_HIDDEN, goes_on);
		goes_on = true;
	}
}

static size_t visible(struct span s)
{
	struct span word;
	size_t bytes = 0;
	while (span_word(&s, &word))
		bytes += word.len;
	return bytes;
}

/* A part of the frame, with the history's texts where they stood. */
static void part_add(struct parting *p, const struct facts *f, uint64_t ticket, struct span part, bool goes_on)
{
	struct span lines;
	uint32_t seq;
	while (frame_next(&part, &lines, &seq)) {
		frame_add(p, lines, goes_on);
		goes_on = true;
		const struct message *m = seq ? message_of(f, ticket, seq) : NULL;
		if (m)
			source_add(p, m->text, is_inner(m) ? SOURCE_HIDDEN : SOURCE_KNOWN, true);
	}
}

static void mail_add(struct parting *p, const struct facts *f, const struct outmail *mail)
{
	struct span before, behind;
	const struct message *m = mail->carries ? message_of(f, mail->ticket, mail->carries) : NULL;
	frame_parts(mail, &before, &behind);
	part_add(p, f, mail->ticket, before, false);
	if (m)
		source_add(p, m->text, kind_of(m), true);
	if (m && (!p->carried || visible(m->text) < p->carried))
		p->carried = visible(m->text);
	part_add(p, f, mail->ticket, behind, true);
}

static bool is_answered(const struct facts *f, const struct message *m)
{
	for (size_t i = 0; i < f->answered.count; i++)
		if (f->answered.items[i].ticket == m->ticket && f->answered.items[i].carries == m->seq)
			return true;
	return false;
}

/* His own note: he may send now what he kept as one, or what was refused and kept. The mail itself too, where it was
 * held. */
static bool is_his(const struct parting *p, const struct mail *mail, const struct message *m)
{
	const struct agent_conf *author = conf_agent_address(p->conf, m->from);
	return author && author == conf_agent_address(p->conf, mail->sender.addr);
}

/* Newest first, in case it is too much. What was said in public needs no care beyond the mail that is answered. */
static void notes_add(struct parting *p, const struct facts *f, const struct mail *mail)
{
	for (size_t i = 0; i < f->tickets.count; i++) {
		const struct ticket_facts *t = &f->tickets.items[i];
		for (size_t k = t->messages.count; k > 0; k--) {
			const struct message *m = &t->messages.items[k - 1];
			if (is_inner(m) && !is_answered(f, m) && !is_his(p, mail, m))
				source_add(p, m->text, SOURCE_HIDDEN, false);
		}
	}
}

/* --- lines that lead to what is cut --- */

static bool address_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       span_chr(SPAN("._%+-="), c) >= 0;
}

/* An address of the desk or of the team. */
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

/* Bytes of the rule at the front of s, of typographic dashes too (U+2010 to U+2015). */
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

/* "_____", "---- original ----" of any language. */
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

/* "Label: value", the label of a few words. */
static bool has_label(struct span s)
{
	struct span head = span_sub(span_trim(s), 0, LABEL_MAX), word;
	ptrdiff_t colon = span_chr(head, ':');
	size_t words = 0;
	if (colon < 0)
		colon = span_find(head, SPAN("："));
	if (colon <= 0)
		return false;
	head = span_sub(head, 0, (size_t)colon);
	while (span_word(&head, &word))
		words++;
	return words <= 4;
}

static struct span text_of(const struct parting *p, size_t i)
{
	return utf8_cut(p->lines.items[i].text, LINE_MAX_LOOKED);
}

static enum line_kind form_of(const struct parting *p, size_t i)
{
	return i + 1 < LINES_MAX && i < p->forms.count ? p->forms.items[i].kind : LINE_TEXT;
}

static bool is_lead_form(enum line_kind kind)
{
	return kind == LINE_ATTRIBUTION || kind == LINE_HEADERS || kind == LINE_ORIGINAL || kind == LINE_FORWARDED;
}

/* Where the paragraph that ends with line `last` begins. */
static size_t paragraph_start(const struct parting *p, size_t last)
{
	size_t start = last;
	while (start > 0 && last - start < LEAD_LINES && p->uses[start - 1] == USE_OWN)
		start--;
	return start;
}

/* "From: … Sent: … To: … Subject: …" of any language: gives its first line, or last + 1. */
static size_t headers_start(const struct parting *p, size_t start, size_t last)
{
	size_t first = last + 1, labels = 0;
	bool desk = false;
	for (size_t i = last + 1; i > start; i--) {
		struct span s = text_of(p, i - 1);
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

/* An attribution of any language, perhaps wrapped: gives its first line, or last + 1. */
static size_t attribution_start(const struct parting *p, size_t start, size_t last)
{
	struct span joined = SPAN_NONE;
	for (size_t i = last + 1; i > start && last + 1 - i < ATTRIBUTION_LINES; i--) {
		joined = arena_printf(p->a, "%.*s %.*s", SPAN_ARG(text_of(p, i - 1)), SPAN_ARG(joined));
		bool dated = lines_dated(joined), open = ends_open(text_of(p, last));
		bool known = is_lead_form(form_of(p, i - 1)) && dated;
		if (!known && !(names_desk(p, joined) && (dated || open)))
			continue;
		size_t first = i - 1;
		while (first > start && last - first + 1 < ATTRIBUTION_LINES) {
			struct span above = text_of(p, first - 1);
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
	struct span word;
	size_t words = 0;
	s = utf8_cut(s, LABEL_MAX);
	while (span_word(&s, &word))
		words++;
	return words <= 2;
}

/* Sender, date, recipients and subject below one another without a colon, and labels between: gives the first line, or
 * last + 1. */
static size_t memo_start(const struct parting *p, size_t last)
{
	size_t first = last + 1, seen = 0, desk = 0;
	for (size_t i = last + 1; i > 0 && last + 1 - i < MEMO_LINES; i--) {
		struct span s = text_of(p, i - 1);
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
	enum line_kind form = form_of(p, i);
	return is_ruled(text_of(p, i)) || form == LINE_ORIGINAL || form == LINE_FORWARDED;
}

/* The last line before `block` that has something in it; false: there is none of the agent's. */
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

/* What stands directly before line `block`, the first that is cut or quoted, and leads to it. */
static void lead_cut(struct parting *p, size_t block)
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

/* --- what becomes of each line --- */

static enum use use_of(const struct parting *p, const struct echo_line *line)
{
	if (line->echo == ECHO_BLANK)
		return USE_BLANK;
	if (line->echo == ECHO_SHOWN)
		return USE_QUOTE;
	/* who writes within a quote in HTML leaves it marked */
	if (echo_is_source(line->echo) || (line->is_marked && line->echo == ECHO_NONE && !p->is_html))
		return USE_CUT;
	if (line->echo == ECHO_MIXED && !p->out->mixed.len)
		p->out->mixed = line->text;
	return USE_OWN;
}

static void uses_find(struct parting *p)
{
	size_t block = p->lines.count;
	p->uses = ARENA_ARRAY(p->a, enum use, p->lines.count + 1);
	for (size_t i = 0; i < p->lines.count; i++) {
		p->uses[i] = use_of(p, &p->lines.items[i]);
		p->out->is_cut = p->out->is_cut || p->uses[i] == USE_CUT;
		if (block == p->lines.count && (p->uses[i] == USE_CUT || p->uses[i] == USE_QUOTE))
			block = i;
	}
	if (block < p->lines.count)
		lead_cut(p, block);
}

/* --- the pieces that are left --- */

/* Lines [from, to), without the marks of a quote that they were written in. */
static struct span lines_text(struct parting *p, size_t from, size_t to)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	for (size_t i = from; i < to; i++) {
		struct span line = p->lines.items[i].text;
		while (p->is_html && span_starts(line, SPAN(">")))
			line = span_from(line, span_starts(line, SPAN("> ")) ? 2 : 1);
		buf_add(&out, line);
		buf_chr(&out, '\n');
	}
	struct span text = arena_dup(p->a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* Who answers below all of the message does not answer its last lines. */
static bool is_below_all(struct parting *p)
{
	bool below = !p->is_inline && p->quoted * 10 >= p->carried * 9;
	p->is_inline = p->is_inline || (p->quoted && !below);
	return below;
}

/* Which of the shown source's lines end right above line `piece` of the text: the last paragraph of them. False: none. */
static bool quote_find(const struct parting *p, size_t piece, size_t *from, size_t *to)
{
	const struct echo_lines *l = &p->lines;
	size_t i = piece;
	while (i > 0 && p->uses[i - 1] == USE_BLANK)
		i--;
	if (i == 0 || l->items[i - 1].from == l->items[i - 1].to)
		return false;
	*from = l->items[i - 1].from;
	*to = l->items[i - 1].to;
	for (i--; i > 0 && p->uses[i - 1] == USE_QUOTE; i--) {
		const struct echo_line *above = &l->items[i - 1];
		if (above->to < *from || above->to > *from + 1 || above->from > *from)
			break;
		*from = above->from;
	}
	for (size_t k = *to; k > *from; k--)
		if (!span_trim(l->shown.items[k - 1]).len)
			*from = k;
	return *from < *to;
}

/* The customer's lines that words of the agent's answer, as the customer wrote them. */
static void quote_write(struct parting *p, size_t piece)
{
	size_t from, to;
	if (is_below_all(p) || !quote_find(p, piece, &from, &to))
		return;
	for (size_t i = from; i < to; i++) {
		buf_str(&p->text, "> ");
		buf_add(&p->text, span_rtrim(p->lines.shown.items[i]));
		buf_chr(&p->text, '\n');
	}
	if (p->uses[piece - 1] == USE_BLANK)
		buf_chr(&p->text, '\n');
}

/* Without a signature, and without commands, which are read. */
static struct span piece_read(struct parting *p, struct span piece)
{
	struct text_parts parts;
	struct span rest;
	if (!text_has_own(p->a, piece))
		return SPAN_NONE;
	text_fold(p->a, piece, false, &parts);
	command_lines(p->a, parts.fresh, &p->out->commands, &rest);
	return span_rtrim(rest);
}

static void piece_write(struct parting *p, size_t from, size_t to)
{
	struct span text = piece_read(p, lines_text(p, from, to));
	if (!span_trim(text).len)
		return;
	if (p->text.len)
		buf_str(&p->text, "\n\n");
	quote_write(p, from);
	buf_add(&p->text, text);
}

static void pieces_write(struct parting *p)
{
	for (size_t i = 0; i < p->lines.count;) {
		size_t end = i;
		p->quoted += p->uses[i] == USE_QUOTE ? visible(p->lines.items[i].text) : 0;
		while (end < p->lines.count && p->uses[i] == USE_OWN &&
		       (p->uses[end] == USE_OWN || p->uses[end] == USE_BLANK))
			end++;
		size_t next = end > i ? end : i + 1;
		while (end > i && p->uses[end - 1] == USE_BLANK)
			end--;
		if (end > i)
			piece_write(p, i, end);
		i = next;
	}
	p->out->text = arena_dup(p->a, buf_span(&p->text));
}

/* --- both ways --- */

static void subject_commands(struct parting *p, const struct mail *mail)
{
	for (size_t i = 0; i < mail->commands.count; i++)
		if (mail->commands.items[i].in_subject)
			*LIST_ADD(p->a, &p->out->commands) = mail->commands.items[i];
}

static bool has_frame(const struct facts *f)
{
	for (size_t i = 0; i < f->answered.count; i++)
		if (f->answered.items[i].frame.len)
			return true;
	return false;
}

static bool found_any(const struct echo_lines *lines)
{
	for (size_t i = 0; i < lines->count; i++)
		if (echo_is_source(lines->items[i].echo) || lines->items[i].echo == ECHO_MIXED)
			return true;
	return false;
}

/* By the marks of quoting alone. Lines of a note are not told apart then: a note may have them, an answer not. */
static void read_by_form(struct parting *p, const struct mail *mail)
{
	p->out->commands = mail->commands;
	p->out->text = text_has_own(p->a, mail->text) ? mail->command_text : SPAN_NONE;
	echo_find(p->a, p->out->text, &p->sources, &p->lines);
	for (size_t i = 0; i < p->lines.count && !p->out->mixed.len; i++)
		if (p->lines.items[i].echo == ECHO_HIDDEN || p->lines.items[i].echo == ECHO_MIXED)
			p->out->mixed = p->lines.items[i].text;
}

void own_part_read(const struct conf *conf, const struct mail *mail, const struct facts *facts, struct arena *a,
		   struct own_part *out)
{
	struct parting p = {.conf = conf, .a = a, .is_html = mail->from_html, .out = out};
	*out = (struct own_part){.is_known = true};
	buf_init(&p.text, BUF_MAX);
	public_read(&p, facts);
	for (size_t i = 0; i < facts->answered.count; i++)
		mail_add(&p, facts, &facts->answered.items[i]);
	notes_add(&p, facts, mail);
	struct span whole = mail->unfolded.len ? mail->unfolded : mail->whole.len ? mail->whole : mail->text;
	if (has_frame(facts))
		echo_find(a, whole, &p.sources, &p.lines);
	if (found_any(&p.lines)) {
		lines_read(a, whole, &p.forms);
		subject_commands(&p, mail);
		uses_find(&p);
		pieces_write(&p);
	} else
		read_by_form(&p, mail);
	buf_clear(&p.text);
}

struct mail own_part_mail(const struct mail *mail, const struct own_part *own)
{
	struct mail one = *mail;
	if (own->is_known) {
		one.commands = own->commands;
		one.command_text = own->text;
	}
	return one;
}
