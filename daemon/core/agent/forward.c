#include "daemon/core/agent/forward.h"

#include "daemon/core/agent/command_read.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/foreign.h"

/* Strips quote marks and the asterisks of bold text. */
static struct span line_bare(struct span line)
{
	struct span s = span_trim(line);
	while (s.len && (s.ptr[0] == '>' || s.ptr[0] == '*'))
		s = span_trim(span_from(s, 1));
	return s;
}

static enum foreign_field forward_line_field(struct arena *a, struct span line, struct span *value)
{
	struct span s = line_bare(line);
	ptrdiff_t colon = span_chr(s, ':');
	if (colon <= 0 || colon > 40)
		return FIELD_NONE;
	struct span word = span_sub(s, 0, (size_t)colon);
	while (word.len && (word.ptr[word.len - 1] == '*' || word.ptr[word.len - 1] == ' '))
		word = span_sub(word, 0, word.len - 1);
	*value = span_trim(span_from(s, (size_t)colon + 1));
	while (value->len && value->ptr[0] == '*')
		*value = span_trim(span_from(*value, 1));
	return foreign_field(utf8_fold(a, utf8_line(a, word)));
}

/* "Jo Doe <jo@example.org>", "jo@example.org [mailto:jo@example.org]", "Jo Doe [jo@example.org]" */
static bool sender_read(struct arena *a, struct span value, struct address *out)
{
	struct span rest = value, word, address;
	while (span_word(&rest, &word)) {
		struct span inside = word;
		if (inside.len > 2 && inside.ptr[0] == '[' && inside.ptr[inside.len - 1] == ']')
			inside = span_sub(inside, 1, inside.len - 2);
		if (!command_read_address(a, inside, &address))
			continue;
		struct span name = span_trim(span_sub(value, 0, (size_t)(word.ptr - value.ptr)));
		while (name.len && span_chr(SPAN("\"'"), name.ptr[0]) >= 0)
			name = span_from(name, 1);
		while (name.len && span_chr(SPAN("\"'"), name.ptr[name.len - 1]) >= 0)
			name = span_sub(name, 0, name.len - 1);
		out->addr = address;
		out->name = utf8_line(a, name);
		return true;
	}
	return false;
}

/* The header block being read: consecutive lines with known keys. */
struct block {
	struct address from;
	struct span subject;
	unsigned keys;
	const char *start;
};

static void block_line(struct arena *a, struct block *b, struct span line, enum foreign_field field, struct span value)
{
	if (!b->keys)
		b->start = line.ptr;
	b->keys++;
	if (field == FIELD_FROM && !b->from.addr.len)
		sender_read(a, value, &b->from);
	if (field == FIELD_SUBJECT && !b->subject.len)
		b->subject = utf8_line(a, value);
}

/* Strips the marker line above the block: "---------- Forwarded message ----------", "Begin forwarded message:",
 * "________". */
static struct span marker_strip(struct span before)
{
	struct span s = span_rtrim(before);
	ptrdiff_t cut = span_rchr(s, '\n');
	struct span last = span_trim(span_from(s, (size_t)(cut + 1)));
	bool marker = span_starts(last, SPAN("--")) || span_starts(last, SPAN("__")) || span_ends(last, SPAN(":"));
	return marker ? span_rtrim(span_sub(s, 0, cut < 0 ? 0 : (size_t)cut)) : s;
}

/* Strips lines that are commands. */
static struct span commands_strip(struct arena *a, struct span text)
{
	struct span rest = text, line;
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (span_line(&rest, &line)) {
		if (span_starts(span_trim(line), SPAN("#")))
			continue;
		buf_add(&out, line);
		buf_chr(&out, '\n');
	}
	struct span clean = arena_dup(a, span_trim(buf_span(&out)));
	buf_clear(&out);
	return clean;
}

/* Strips quote marks if every line is quoted. */
static struct span forward_unquoted(struct arena *a, struct span text)
{
	struct span rest = text, line;
	struct buf out;
	while (span_line(&rest, &line))
		if (span_trim(line).len && !span_starts(span_trim(line), SPAN(">")))
			return span_trim(text);
	buf_init(&out, BUF_MAX);
	rest = text;
	while (span_line(&rest, &line)) {
		struct span s = span_trim(line);
		s = span_from(s, span_starts(s, SPAN("> ")) ? 2 : 1);
		buf_add(&out, s);
		buf_chr(&out, '\n');
	}
	struct span clean = arena_dup(a, span_trim(buf_span(&out)));
	buf_clear(&out);
	return clean;
}

static bool block_is_whole(const struct block *b)
{
	return b->keys >= 2 && b->from.addr.len;
}

/* The forwarded mail may have been folded away as history. */
static struct span whole_text(struct arena *a, const struct mail *mail)
{
	struct buf both;
	buf_init(&both, BUF_MAX);
	buf_add(&both, mail->text);
	buf_str(&both, "\n\n");
	buf_add(&both, mail->folded);
	struct span whole = arena_dup(a, buf_span(&both));
	buf_clear(&both);
	return whole;
}

/* Finds the first header block; *rest is what follows it. */
static bool block_find(struct arena *a, struct span whole, struct block *b, struct span *rest)
{
	struct span line, value;
	*b = (struct block){0};
	*rest = whole;
	for (int i = 0; i < FORWARD_MAX_LINES && span_line(rest, &line); i++) {
		enum foreign_field field = forward_line_field(a, line, &value);
		if (field != FIELD_NONE)
			block_line(a, b, line, field, value);
		else if (block_is_whole(b) && !line_bare(line).len)
			break;
		else if (!line_bare(line).len || !b->from.addr.len)
			*b = (struct block){0};
	}
	return block_is_whole(b);
}

bool forward_read(struct arena *a, const struct mail *mail, struct forward *out)
{
	struct span whole = whole_text(a, mail), rest, before;
	struct block b;
	if (block_find(a, whole, &b, &rest))
		before = marker_strip(span_sub(whole, 0, (size_t)(b.start - whole.ptr)));
	else if (block_find(a, mail->enclosed, &b, &rest))
		before = mail->text;
	else
		return false;
	*out = (struct forward){.from = b.from,
				.subject = b.subject,
				.text = forward_unquoted(a, rest),
				.before = commands_strip(a, before)};
	return true;
}
