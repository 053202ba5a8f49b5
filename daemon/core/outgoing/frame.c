#include "daemon/core/outgoing/frame.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"

#define TAIL_MAX (OUTMAIL_FRAME_MAX / 4)
#define TEXT_MARK 1 /* stored text contains no control characters */

/* Where the text occurs as whole lines; -1: nowhere. */
static ptrdiff_t text_find(struct span body, struct span text)
{
	struct buf b;
	buf_init(&b, BUF_MAX);
	buf_chr(&b, '\n');
	buf_add(&b, text);
	buf_chr(&b, '\n');
	ptrdiff_t at = text.len ? span_find(body, buf_span(&b)) : -1;
	buf_clear(&b);
	return at < 0 ? -1 : at + 1;
}

/* Removes "<mailto:…>": command links are long and are not words. */
static struct span without_links(struct arena *a, struct span text)
{
	struct buf out;
	ptrdiff_t at, end;
	buf_init(&out, BUF_MAX);
	while ((at = span_find(text, SPAN("<mailto:"))) >= 0 &&
	       (end = span_chr(span_from(text, (size_t)at), '>')) >= 0) {
		buf_add(&out, span_sub(text, 0, (size_t)at));
		text = span_from(text, (size_t)(at + end) + 1);
	}
	buf_add(&out, text);
	struct span clean = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return clean;
}

static struct span tail_of(struct span s, size_t max)
{
	if (s.len <= max)
		return s;
	size_t from = s.len - max;
	while (from < s.len && ((unsigned char)s.ptr[from] & 0xC0) == 0x80)
		from++;
	return span_from(s, from);
}

/* The lines around the history's texts, with a mark in place of each: TEXT_MARK and the message's number. */
static struct span without_texts(struct arena *a, struct span s, const struct message_list *history)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	for (size_t i = 0; i < history->count; i++) {
		struct span text = history->items[i].text;
		if (span_ends(text, SPAN("\n")))
			text.len--;
		ptrdiff_t at = text_find(s, text);
		if (at < 0)
			continue;
		buf_add(&out, span_sub(s, 0, (size_t)at));
		buf_printf(&out, "%c%u", TEXT_MARK, history->items[i].seq);
		s = span_from(s, (size_t)at + text.len);
	}
	buf_add(&out, s);
	struct span clean = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return clean;
}

void frame_keep(struct arena *a, struct outmail *mail, const struct message *carried,
		const struct message_list *history, struct span buttons)
{
	struct span text = carried && carried->ticket == mail->ticket ? carried->text : SPAN_NONE;
	if (span_ends(text, SPAN("\n")))
		text.len--;
	ptrdiff_t at = text_find(mail->body, text);
	struct span before = at < 0 ? mail->body : span_sub(mail->body, 0, (size_t)at);
	struct span after = at < 0 ? SPAN_NONE : span_from(mail->body, (size_t)at + text.len);
	if (at < 0)
		before = without_texts(a, before, history);
	else
		after = without_texts(a, after, history);
	before = without_links(a, before);
	before = utf8_cut(before, OUTMAIL_FRAME_MAX - TAIL_MAX);
	after = without_links(a, after);
	after = ARENA_CONCAT(a, after, buttons);
	after = tail_of(after, OUTMAIL_FRAME_MAX - before.len);
	mail->frame = ARENA_CONCAT(a, before, after);
	mail->text_at = (uint32_t)before.len;
	mail->carries = at < 0 ? 0 : carried->seq;
}

void frame_parts(const struct outmail *mail, struct span *before, struct span *after)
{
	*before = span_sub(mail->frame, 0, mail->text_at);
	*after = span_from(mail->frame, mail->text_at);
}

bool frame_has(const struct outmail *mail, uint32_t seq)
{
	struct span rest = mail->frame, lines;
	uint32_t one;
	while (frame_next(&rest, &lines, &one))
		if (one && one == seq)
			return true;
	return false;
}

bool frame_next(struct span *rest, struct span *lines, uint32_t *seq)
{
	struct span mark;
	uint64_t number;
	ptrdiff_t at = span_chr(*rest, TEXT_MARK);
	*seq = 0;
	if (!rest->len)
		return false;
	*lines = span_sub(*rest, 0, at < 0 ? rest->len : (size_t)at);
	*rest = span_from(*rest, lines->len);
	if (span_line(rest, &mark) && span_u64(span_from(mark, 1), &number) && number <= UINT32_MAX)
		*seq = (uint32_t)number;
	return true;
}
