#include "parsers/encword.h"

#include "parsers/base/buf.h"
#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"

#define CHARSET_MAX 60
#define WORD_MAX 8192 /* bytes of one encoded-word; keeps the search for its end short */

struct word {
	struct span charset, text;
	bool base64;
	size_t len; /* length of the whole word in the input */
};

/* Adjacent words in one charset are decoded as one run of bytes: a character may be split between them. */
struct decoder {
	struct charsets *charsets;
	struct arena *arena;
	struct span fallback;
	struct buf out;
	struct span charset; /* charset of `run`; empty while there is none */
	struct buf run;
	struct base64 base64;
};

static ptrdiff_t span_find_from(struct span s, size_t from, struct span needle)
{
	ptrdiff_t at = span_find(span_from(s, from), needle);
	return at < 0 ? -1 : at + (ptrdiff_t)from;
}

static bool charset_plausible(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.ptr[i] <= ' ' || name.ptr[i] == '=' || (unsigned char)name.ptr[i] > 0x7E)
			return false;
	return name.len > 0 && name.len <= CHARSET_MAX;
}

/* Takes "=?charset?B?text?=" at the front of s. The charset may include a language (RFC 2231). */
static bool encword_word_take(struct span s, struct word *out)
{
	ptrdiff_t mark = span_find_from(span_sub(s, 0, CHARSET_MAX + 3), 2, SPAN("?"));
	if (mark < 0 || (size_t)mark + 3 > s.len || s.ptr[mark + 2] != '?')
		return false;
	struct span charset = span_sub(s, 2, (size_t)mark - 2);
	ptrdiff_t star = span_chr(charset, '*');
	out->charset = star < 0 ? charset : span_sub(charset, 0, (size_t)star);
	char encoding = (char)(s.ptr[mark + 1] | 0x20);
	out->base64 = encoding == 'b';
	size_t text = (size_t)mark + 3;
	ptrdiff_t end = span_find_from(span_sub(s, 0, WORD_MAX), text, SPAN("?="));
	if (end < 0 || !(encoding == 'b' || encoding == 'q') || !charset_plausible(out->charset))
		return false;
	out->text = span_sub(s, text, (size_t)end - text);
	out->len = (size_t)end + 2;
	return true;
}

static void run_end(struct decoder *d)
{
	d->base64 = (struct base64){0};
	if (d->run.len)
		buf_add(&d->out, charset_utf8(d->charsets, d->arena, d->charset, buf_span(&d->run)));
	buf_reset(&d->run);
	d->charset = SPAN_NONE;
}

/* Handles the bits left over from the previous word: if they are zero, its padding is missing; otherwise the encoded
 * text was cut at an arbitrary place and continues in this word. */
static void base64_join(struct decoder *d)
{
	uint32_t spare = d->base64.bits & ((1u << d->base64.have) - 1);
	if (spare == 0 && d->base64.have < 6)
		d->base64.have = 0;
}

static void word_base64(struct decoder *d, struct span text)
{
	base64_join(d);
	base64_feed(&d->base64, text, &d->run);
}

static void word_quoted(struct decoder *d, struct span text)
{
	d->base64.have = 0;
	for (size_t i = 0; i < text.len; i++) {
		int byte = text.ptr[i] == '=' ? hex_byte(span_from(text, i + 1)) : -1;
		buf_chr(&d->run, byte >= 0 ? (char)byte : text.ptr[i] == '_' ? ' ' : text.ptr[i]);
		i += byte >= 0 ? 2 : 0;
	}
}

static void encword_word_add(struct decoder *d, const struct word *w)
{
	if (d->charset.len && !span_ieq(d->charset, w->charset))
		run_end(d);
	d->charset = w->charset;
	if (w->base64)
		word_base64(d, w->text);
	else
		word_quoted(d, w->text);
}

/* Valid UTF-8 without escapes of a 7-bit charset, which would be valid UTF-8 too. */
static bool is_utf8(struct span s)
{
	return utf8_valid(s) && span_chr(s, '\x1B') < 0 && span_find(s, SPAN("~{")) < 0;
}

static void encword_plain_add(struct decoder *d, struct span text)
{
	bool between = d->charset.len && span_trim(text).len == 0;
	if (between || text.len == 0)
		return;
	run_end(d);
	buf_add(&d->out, is_utf8(text) ? text : charset_utf8(d->charsets, d->arena, d->fallback, text));
}

static void decode(struct decoder *d, struct span s)
{
	size_t plain = 0, at = 0;
	struct word w;
	for (ptrdiff_t next; (next = span_find_from(s, at, SPAN("=?"))) >= 0;) {
		if (!encword_word_take(span_from(s, (size_t)next), &w)) {
			at = (size_t)next + 2;
			continue;
		}
		encword_plain_add(d, span_sub(s, plain, (size_t)next - plain));
		encword_word_add(d, &w);
		plain = at = (size_t)next + w.len;
	}
	struct span rest = span_from(s, plain);
	run_end(d);
	encword_plain_add(d, rest);
}

struct span encword_decode(struct charsets *c, struct arena *a, struct span raw, struct span fallback)
{
	if (span_find(raw, SPAN("=?")) < 0)
		return is_utf8(raw) ? raw : charset_utf8(c, a, fallback, raw);
	struct decoder d = {.charsets = c, .arena = a, .fallback = fallback};
	buf_init(&d.out, raw.len * 8 + 64);
	buf_init(&d.run, raw.len + 64);
	decode(&d, raw);
	struct span text = arena_dup(a, buf_span(&d.out));
	buf_clear(&d.out);
	buf_clear(&d.run);
	return text;
}
