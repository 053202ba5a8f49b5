#include "daemon/core/agent/own_part.h"

#include "daemon/core/agent/parting.h"
#include "daemon/core/outgoing/frame.h"
#include "parsers/command.h"
#include "parsers/text.h"

#define NOTE_LINES 2 /* lines of a note's mail that must come back for the answer to be one to the note */

/* --- what happens to each line --- */

/* The start of a quoted mail's source text: no part of a mail as displayed contains such a line. */
static bool begins_source(const struct echo_line *line)
{
	struct span text = line->text;
	while (text.len && (text.ptr[0] == '>' || text.ptr[0] == ' '))
		text = span_from(text, 1);
	return line->is_marked && (span_istarts(text, SPAN("Content-Type: text/")) ||
				   span_istarts(text, SPAN("Content-Type: multipart/")));
}

static enum use use_of(const struct parting *p, const struct echo_line *line)
{
	if (line->echo == ECHO_BLANK)
		return USE_BLANK;
	if (line->echo == ECHO_SHOWN)
		return USE_QUOTE;
	/* words typed inside a quote in HTML keep its marks */
	bool foreign = line->echo == ECHO_NONE || p->in_source;
	if (echo_is_source(line->echo) || (line->is_marked && foreign && !p->is_html))
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
		const struct echo_line *line = &p->lines.items[i];
		p->in_source = p->in_source || begins_source(line);
		p->uses[i] = use_of(p, line);
		p->out->is_cut = p->out->is_cut || p->uses[i] == USE_CUT;
		if (block == p->lines.count && (p->uses[i] == USE_CUT || p->uses[i] == USE_QUOTE))
			block = i;
	}
	if (block < p->lines.count)
		lead_cut(p, block);
}

/* Is most of what came back, and is not a customer's, from a mail that carries a note? */
static bool is_of_note(const struct parting *p, const struct facts *f)
{
	size_t *counts = ARENA_ARRAY(p->a, size_t, f->answered.count + 1), most = 0;
	for (size_t i = 0; i < p->lines.count; i++) {
		const struct echo_line *line = &p->lines.items[i];
		size_t mail = line->echo == ECHO_HIDDEN ? p->mail_of.items[line->source] : NO_MAIL;
		if (mail != NO_MAIL && ++counts[mail] > counts[most])
			most = mail;
	}
	return counts[most] >= NOTE_LINES && span_eq(f->answered.items[most].template, SPAN("note"));
}

/* --- the remaining pieces --- */

/* Lines [from, to), without the marks of the quote in which they were typed. */
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

/* An answer below the whole message does not answer its last lines in particular. */
static bool is_below_all(struct parting *p)
{
	bool below = !p->is_inline && p->quoted * 10 >= p->carried * 9;
	p->is_inline = p->is_inline || (p->quoted && !below);
	return below;
}

/* The last paragraph of the shown source's lines that ends directly above line `piece`. False: none. */
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

/* Writes the customer's lines that the agent's words answer, as the customer wrote them. */
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

/* The piece without its signature and its commands, which are read. */
static struct span own_part_piece_read(struct parting *p, struct span piece)
{
	struct text_parts parts;
	struct span rest;
	if (!text_has_own(p->a, piece))
		return SPAN_NONE;
	text_fold(p->a, piece, false, &parts);
	command_lines(p->a, parts.fresh, &p->out->commands, &rest);
	return span_rtrim(rest);
}

static void own_part_piece_write(struct parting *p, size_t from, size_t to)
{
	struct span text = own_part_piece_read(p, lines_text(p, from, to));
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
		p->quoted += p->uses[i] == USE_QUOTE ? visible_bytes(p->lines.items[i].text) : 0;
		while (end < p->lines.count && p->uses[i] == USE_OWN &&
		       (p->uses[end] == USE_OWN || p->uses[end] == USE_BLANK))
			end++;
		size_t next = end > i ? end : i + 1;
		while (end > i && p->uses[end - 1] == USE_BLANK)
			end--;
		if (end > i)
			own_part_piece_write(p, i, end);
		i = next;
	}
	p->out->text = arena_dup(p->a, buf_span(&p->text));
}

/* --- by the desk's mails, or by form --- */

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

/* Reads by quote marks alone. Lines of a note can't be recognised reliably then: a note may contain them, an answer may
 * not. */
static void read_by_form(struct parting *p, const struct mail *mail)
{
	p->out->commands = mail->commands;
	p->out->text = text_has_own(p->a, mail->text) ? mail->command_text : SPAN_NONE;
	echo_find(p->a, p->out->text, &p->sources, &p->lines);
	for (size_t i = 0; i < p->lines.count && !p->out->mixed.len; i++)
		if (p->lines.items[i].echo == ECHO_HIDDEN || p->lines.items[i].echo == ECHO_MIXED)
			p->out->mixed = p->lines.items[i].text;
}

/* Was it written by somebody else, be it under a colleague's name? Mail in the agent's own name counts as theirs: they
 * are asked about it. */
static bool is_strangers(const struct parting *p, const struct mail *mail, const struct message *m)
{
	const struct agent_conf *author = conf_agent_address(p->conf, m->from);
	bool own = author && author == conf_agent_address(p->conf, mail->sender.addr);
	return m->kind != MESSAGE_AGENT && (m->kind != MESSAGE_NOTE || !m->proven) && !own;
}

/* Is the message, or may it be, in a mail that this one answers? Receipts may have all of a ticket's messages. */
static bool own_part_is_shown(const struct facts *f, const struct message *m)
{
	for (size_t i = 0; i < f->answered.count; i++) {
		const struct outmail *mail = &f->answered.items[i];
		bool all = span_eq(mail->template, SPAN("receipt"));
		if (mail->ticket == m->ticket && (all || mail->carries == m->seq || frame_has(mail, m->seq)))
			return true;
	}
	return !f->answered.count;
}

static bool is_of_frame(const struct facts *f, struct span source)
{
	for (size_t i = 0; i < f->answered.count; i++) {
		struct span frame = f->answered.items[i].frame;
		if (frame.len && source.ptr >= frame.ptr && source.ptr < frame.ptr + frame.len)
			return true;
	}
	return false;
}

/* How often the desk's own lines that came back contain that command. */
static size_t count_desks(const struct parting *p, const struct facts *f, const struct command *command)
{
	size_t count = 0;
	for (size_t i = 0; i < p->lines.count; i++) {
		const struct echo_line *line = &p->lines.items[i];
		if (line->echo == ECHO_HIDDEN && is_of_frame(f, p->sources.items[line->source].text))
			count += command_count(line->text, command);
	}
	return count;
}

static size_t count_outside(const struct parting *p, const struct facts *f, const struct mail *mail,
			    const struct command *command)
{
	size_t count = 0;
	for (size_t i = 0; i < f->tickets.count; i++)
		for (size_t k = 0; k < f->tickets.items[i].messages.count; k++) {
			const struct message *m = &f->tickets.items[i].messages.items[k];
			if (is_strangers(p, mail, m) && own_part_is_shown(f, m))
				count += command_count(m->text, command);
		}
	return count ? count + count_desks(p, f, command) : 0;
}

/* A command that occurs in the mail no more often than in what it answers may have come from there, without quote
 * marks. */
static void borrowed_find(struct parting *p, const struct facts *f, const struct mail *mail, struct span whole)
{
	struct own_part *out = p->out;
	for (size_t i = 0; i < out->commands.count && !out->borrowed.len; i++) {
		const struct command *c = &out->commands.items[i];
		size_t outside = c->in_subject ? 0 : count_outside(p, f, mail, c);
		if (outside && command_count(whole, c) <= outside)
			out->borrowed = arena_printf(p->a, "%.*s%s%.*s", SPAN_ARG(c->name), c->args.len ? " " : "",
						     SPAN_ARG(c->args));
	}
}

void own_part_read(const struct conf *conf, const struct mail *mail, const struct facts *facts, struct arena *a,
		   struct own_part *out)
{
	struct parting p = {.conf = conf, .a = a, .is_html = mail->from_html, .out = out};
	*out = (struct own_part){.is_known = true};
	buf_init(&p.text, BUF_MAX);
	sent_lines_read(&p, facts, mail);
	struct span whole = mail->unfolded.len ? mail->unfolded : mail->whole.len ? mail->whole : mail->text;
	if (has_frame(facts))
		echo_find(a, whole, &p.sources, &p.lines);
	if (found_any(&p.lines)) {
		lines_read(a, whole, &p.forms);
		subject_commands(&p, mail);
		uses_find(&p);
		out->answers_note = is_of_note(&p, facts);
		pieces_write(&p);
	} else
		read_by_form(&p, mail);
	borrowed_find(&p, facts, mail, whole);
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
