#include "store/redact.h"

#include "parsers/base/buf.h"

#define PART_MIN 3 /* bytes a part of a name must have to be searched for */

static bool redact_is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

/* Is this byte in front of the address part of a longer one? Links and quotes have other bytes there. */
static bool is_before(char c)
{
	return redact_is_word(c) || (c && strchr("+-._", c));
}

static bool redact_goes_on(struct span rest)
{
	if (rest.len && rest.ptr[0] == '.')
		return rest.len > 1 && redact_is_word(rest.ptr[1]);
	return rest.len && (redact_is_word(rest.ptr[0]) || rest.ptr[0] == '-');
}

/* --- the address --- */

static bool is_whole_word(const struct redaction *r, struct span text, size_t at)
{
	return !(at && is_before(text.ptr[at - 1])) && !redact_goes_on(span_from(text, at + r->addr.len));
}

/* Where the address begins, from `from` on; -1: nowhere. Only places with an "@" are examined. */
static ptrdiff_t find_address(const struct redaction *r, struct span text, size_t from, bool whole)
{
	ptrdiff_t local = span_chr(r->addr, '@');
	for (size_t at = from; local > 0 && at < text.len; at++) {
		ptrdiff_t sign = span_chr(span_from(text, at), '@');
		if (sign < 0)
			return -1;
		at += (size_t)sign;
		if (at < from + (size_t)local)
			continue;
		size_t start = at - (size_t)local;
		if (span_ieq(span_sub(text, start, r->addr.len), r->addr) && (!whole || is_whole_word(r, text, start)))
			return (ptrdiff_t)start;
	}
	return -1;
}

bool redact_names(const struct redaction *r, struct span text)
{
	return find_address(r, text, 0, true) >= 0;
}

bool redact_mentions(const struct redaction *r, struct span bytes)
{
	return find_address(r, bytes, 0, false) >= 0;
}

static struct span replace_address(struct arena *a, const struct redaction *r, struct span text)
{
	ptrdiff_t at = find_address(r, text, 0, true);
	struct buf out;
	if (at < 0)
		return text;
	buf_init(&out, BUF_MAX);
	size_t from = 0;
	for (; at >= 0; at = find_address(r, text, from, true)) {
		buf_add(&out, span_sub(text, from, (size_t)at - from));
		buf_add(&out, r->instead);
		from = (size_t)at + r->addr.len;
	}
	buf_add(&out, span_from(text, from));
	text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* --- names --- */

static void name_word(struct arena *a, struct redaction *r, struct span word)
{
	while (word.len && !redact_is_word(word.ptr[0]))
		word = span_from(word, 1);
	while (word.len && !redact_is_word(word.ptr[word.len - 1]))
		word.len--;
	if (word.len >= PART_MIN && !span_in(&r->parts, word))
		span_list_add(a, &r->parts, word);
}

void redact_name(struct arena *a, struct redaction *r, struct span name)
{
	struct span rest, word;
	name = span_trim(name);
	if (name.len < PART_MIN || span_in(&r->names, name))
		return;
	rest = name = arena_dup(a, name);
	span_list_add(a, &r->names, name);
	while (span_word(&rest, &word))
		name_word(a, r, word);
}

static ptrdiff_t redact_find_word(struct span text, struct span word, bool blind)
{
	for (size_t from = 0;;) {
		struct span rest = span_from(text, from);
		ptrdiff_t at = blind ? span_ifind(rest, word) : span_find(rest, word);
		if (at < 0)
			return -1;
		size_t here = from + (size_t)at, end = here + word.len;
		if (!(here && redact_is_word(text.ptr[here - 1])) && !(end < text.len && redact_is_word(text.ptr[end])))
			return (ptrdiff_t)here;
		from = here + 1;
	}
}

static struct span replace_word(struct arena *a, struct span text, struct span word, bool blind)
{
	struct buf out;
	ptrdiff_t at = redact_find_word(text, word, blind);
	if (at < 0)
		return text;
	buf_init(&out, BUF_MAX);
	for (struct span rest = text;; rest = span_from(rest, (size_t)at + word.len)) {
		at = redact_find_word(rest, word, blind);
		buf_add(&out, at < 0 ? rest : span_sub(rest, 0, (size_t)at));
		if (at < 0)
			break;
		buf_add(&out, REDACTED);
	}
	text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

struct span redact_text(struct arena *a, const struct redaction *r, struct span text)
{
	text = replace_address(a, r, text);
	for (size_t i = 0; i < r->names.count; i++)
		text = replace_word(a, text, r->names.items[i], true);
	for (size_t i = 0; i < r->parts.count; i++)
		text = replace_word(a, text, r->parts.items[i], false);
	return text;
}

static bool redact_is_quoted(struct span line)
{
	struct span text = span_trim(line);
	return text.len && text.ptr[0] == '>';
}

struct span redact_quoting(struct arena *a, const struct redaction *r, struct span text)
{
	struct span rest = text, line;
	struct buf out;
	bool was_quoted = false;
	buf_init(&out, BUF_MAX);
	while (span_line(&rest, &line)) {
		bool quoted = redact_is_quoted(line);
		if (quoted && !was_quoted)
			buf_str(&out, "> […]\n");
		if (!quoted) {
			buf_add(&out, line);
			buf_chr(&out, '\n');
		}
		was_quoted = quoted;
	}
	text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return redact_text(a, r, text);
}
