#include "daemon/core/agent/parting.h"
#include "daemon/core/outgoing/frame.h"
#include "parsers/base/utf8.h"
#include "parsers/text.h"

#include <stdlib.h>

#define SOURCES_MAX ((size_t)2 << 20) /* bytes to compare a mail with */
#define SIGNED_LINES 4                /* in a note, after a closing */
#define PUBLIC_MAX ((size_t)100000)   /* lines of tickets remembered as public */

static void source_add(struct parting *p, size_t mail, struct span text, enum echo_source_kind kind, bool goes_on)
{
	if (p->bytes + text.len > SOURCES_MAX)
		return;
	p->bytes += text.len;
	*LIST_ADD(p->a, &p->sources) = (struct echo_source){text, kind, goes_on};
	*LIST_ADD(p->a, &p->mail_of) = mail;
}

static bool is_inner(const struct message *m)
{
	return m->kind == MESSAGE_NOTE || m->kind == MESSAGE_BOUNCE || m->held;
}

/* --- frame lines that customers have seen or written: history, texts repeated in a receipt --- */

static int hash_order(const void *one, const void *two)
{
	uint32_t x = *(const uint32_t *)one, y = *(const uint32_t *)two;
	return x < y ? -1 : x > y;
}

/* Ignores indentation and quote marks. */
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

static void public_lines_read(struct parting *p, const struct facts *f)
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

static bool was_public(const struct parting *p, struct span line)
{
	uint32_t hash = line_hash(line);
	return p->public.count && span_trim(line).len &&
	       bsearch(&hash, p->public.items, p->public.count, sizeof(hash), hash_order);
}

/* Line by line, since words may run on from one line to the next. */
static void frame_add(struct parting *p, size_t mail, struct span frame, bool goes_on)
{
	struct span line;
	while (span_line(&frame, &line)) {
		source_add(p, mail, line, was_public(p, line) ? SOURCE_KNOWN : SOURCE_HIDDEN, goes_on);
		goes_on = true;
	}
}

/* At most a few lines, none of them a sentence. */
static bool is_signed(struct span rest)
{
	struct span line;
	size_t lines = 0;
	while (span_line(&rest, &line)) {
		line = span_trim(line);
		lines += line.len > 0;
		if (lines > SIGNED_LINES || (line.len && span_chr(SPAN(".?!"), line.ptr[line.len - 1]) >= 0))
			return false;
	}
	return true;
}

/* Line by line as well: the closing that a whole team uses does not betray a note. */
static void note_add(struct parting *p, size_t mail, struct span text, bool goes_on)
{
	struct span line;
	bool closed = false;
	while (span_line(&text, &line)) {
		closed = closed || (text_closes(utf8_fold(p->a, span_trim(line))) && is_signed(text));
		bool known = closed || was_public(p, line);
		source_add(p, mail, line, known ? SOURCE_KNOWN : SOURCE_HIDDEN, goes_on);
		goes_on = true;
	}
}

static void message_add(struct parting *p, size_t mail, const struct message *m, enum echo_source_kind public,
			bool goes_on)
{
	if (is_inner(m))
		note_add(p, mail, m->text, goes_on);
	else
		source_add(p, mail, m->text, public, goes_on);
}

size_t visible_bytes(struct span s)
{
	struct span word;
	size_t bytes = 0;
	while (span_word(&s, &word))
		bytes += word.len;
	return bytes;
}

/* Adds a part of the frame, with the history's texts where they were. */
static void part_add(struct parting *p, const struct facts *f, size_t index, struct span part, bool goes_on)
{
	struct span lines;
	uint32_t seq;
	while (frame_next(&part, &lines, &seq)) {
		frame_add(p, index, lines, goes_on);
		goes_on = true;
		const struct message *m = seq ? facts_message(f, f->answered.items[index].ticket, seq) : NULL;
		if (m)
			message_add(p, index, m, SOURCE_KNOWN, true);
	}
}

static void mail_add(struct parting *p, const struct facts *f, size_t index)
{
	const struct outmail *mail = &f->answered.items[index];
	struct span before, after;
	const struct message *m = mail->carries ? facts_message(f, mail->ticket, mail->carries) : NULL;
	frame_parts(mail, &before, &after);
	part_add(p, f, index, before, false);
	if (m)
		message_add(p, index, m, m->kind == MESSAGE_AGENT ? SOURCE_KNOWN : SOURCE_SHOWN, true);
	if (m && (!p->carried || visible_bytes(m->text) < p->carried))
		p->carried = visible_bytes(m->text);
	part_add(p, f, index, after, true);
}

static bool is_answered(const struct facts *f, const struct message *m)
{
	for (size_t i = 0; i < f->answered.count; i++)
		if (f->answered.items[i].ticket == m->ticket && f->answered.items[i].carries == m->seq)
			return true;
	return false;
}

/* Is it a note of the author's own? They may send what they kept as a note, or what was refused and kept, or this very
 * mail, if it was held. */
static bool is_their_own(const struct parting *p, const struct mail *mail, const struct message *m)
{
	const struct agent_conf *author = conf_agent_address(p->conf, m->from);
	return author && author == conf_agent_address(p->conf, mail->sender.addr);
}

/* Newest first, in case there are too many. Public messages matter only in the mail being answered. */
static void notes_add(struct parting *p, const struct facts *f, const struct mail *mail)
{
	for (size_t i = 0; i < f->tickets.count; i++) {
		const struct ticket_facts *t = &f->tickets.items[i];
		for (size_t k = t->messages.count; k > 0; k--) {
			const struct message *m = &t->messages.items[k - 1];
			if (is_inner(m) && !is_answered(f, m) && !is_their_own(p, mail, m))
				note_add(p, NO_MAIL, m->text, false);
		}
	}
}

void sent_lines_read(struct parting *p, const struct facts *facts, const struct mail *mail)
{
	public_lines_read(p, facts);
	for (size_t i = 0; i < facts->answered.count; i++)
		mail_add(p, facts, i);
	notes_add(p, facts, mail);
}
