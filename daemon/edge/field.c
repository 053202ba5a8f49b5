#include "daemon/edge/field.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"

#include <string.h>

#define LINE 78
#define PLAIN_WORD 60 /* a longer word is encoded, so that it can be broken */
#define PAYLOAD 48    /* encoded characters in one encoded word */
#define PARAM_PIECE 50

struct line { /* a field that is being written, word by word */
	struct buf *out;
	size_t column;
	bool empty; /* only the name so far */
};

static struct line line_start(struct buf *out, const char *name)
{
	size_t before = out->len;
	buf_printf(out, "%s:", name);
	return (struct line){out, out->len - before, true};
}

static void line_word(struct line *line, struct span word)
{
	if (!line->empty && line->column + 1 + word.len > LINE) {
		buf_str(line->out, "\r\n");
		line->column = 0;
	}
	buf_chr(line->out, ' ');
	buf_add(line->out, word);
	line->column += 1 + word.len;
	line->empty = false;
}

static void line_end(const struct line *line)
{
	buf_str(line->out, "\r\n");
}

static bool is_ascii(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] > '~')
			return false;
	return true;
}

static bool needs_encoding(struct span word)
{
	return !is_ascii(word) || word.len > PLAIN_WORD || span_find(word, SPAN("=?")) >= 0;
}

/* The characters that the "Q" encoding may leave as they are anywhere, even in a phrase (RFC 2047, 5 (3)). */
static bool is_q_plain(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
	       (c != '\0' && strchr("!*+-/", c));
}

static size_t q_length(struct span s)
{
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++)
		len += is_q_plain(s.ptr[i]) || s.ptr[i] == ' ' ? 1 : 3;
	return len;
}

static void q_encode(struct span s, struct buf *out)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == ' ')
			buf_chr(out, '_');
		else if (is_q_plain(s.ptr[i]))
			buf_chr(out, s.ptr[i]);
		else
			buf_printf(out, "=%02X", (unsigned char)s.ptr[i]);
	}
}

/* Takes from *rest the longest prefix that fits one encoded word; no character is split. */
static struct span take_chunk(struct span *rest, bool base64)
{
	struct span left = *rest;
	size_t len = 0;
	while (left.len) {
		bool bad;
		struct span next = left;
		utf8_take(&next, &bad);
		size_t with = rest->len - next.len;
		size_t encoded = base64 ? (with + 2) / 3 * 4 : q_length(span_sub(*rest, 0, with));
		if (len && encoded > PAYLOAD)
			break;
		len = with;
		left = next;
	}
	struct span chunk = span_sub(*rest, 0, len);
	*rest = left;
	return chunk;
}

static void line_encoded(struct line *line, struct span text)
{
	bool base64 = (text.len + 2) / 3 * 4 < q_length(text);
	while (text.len) {
		struct buf word;
		buf_init(&word, BUF_MAX);
		struct span chunk = take_chunk(&text, base64);
		buf_str(&word, base64 ? "=?UTF-8?B?" : "=?UTF-8?Q?");
		if (base64) {
			transfer_base64(chunk, &word);
			word.len -= 2; /* its CRLF */
		} else {
			q_encode(chunk, &word);
		}
		buf_str(&word, "?=");
		line_word(line, buf_span(&word));
		buf_clear(&word);
	}
}

/* Encodes the text from the first to the last word that needs it; the words around stay readable. */
static void line_text(struct line *line, struct span text)
{
	struct span rest = text, word;
	size_t first = text.len, end = text.len;
	while (span_cut(&rest, ' ', &word)) {
		if (!needs_encoding(word))
			continue;
		if (first == text.len)
			first = (size_t)(word.ptr - text.ptr);
		end = (size_t)(word.ptr - text.ptr) + word.len;
	}
	rest = span_sub(text, 0, first);
	while (span_word(&rest, &word))
		line_word(line, word);
	line_encoded(line, span_sub(text, first, end - first));
	rest = span_from(text, end);
	while (span_word(&rest, &word))
		line_word(line, word);
}

static struct span field_clean(struct arena *a, struct span text)
{
	return utf8_line(a, utf8_cut(text, FIELD_MAX_TEXT));
}

void field_plain(struct buf *out, const char *name, struct span value)
{
	if (value.len && value.len < 900 && is_ascii(value))
		buf_printf(out, "%s: %.*s\r\n", name, SPAN_ARG(value));
}

void field_text(struct buf *out, const char *name, struct span text)
{
	struct arena a;
	arena_init(&a);
	struct line line = line_start(out, name);
	line_text(&line, field_clean(&a, text));
	line_end(&line);
	arena_clear(&a);
}

static bool is_phrase(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_q_plain(name.ptr[i]) && !strchr(" '_&", name.ptr[i]))
			return false;
	return true;
}

static void quote(struct span text, struct buf *out)
{
	buf_chr(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '"' || text.ptr[i] == '\\')
			buf_chr(out, '\\');
		buf_chr(out, text.ptr[i]);
	}
	buf_chr(out, '"');
}

static void line_name(struct line *line, struct span name)
{
	if (needs_encoding(name)) {
		line_encoded(line, name);
	} else if (is_phrase(name)) {
		line_text(line, name);
	} else {
		struct buf quoted;
		buf_init(&quoted, BUF_MAX);
		quote(name, &quoted);
		line_word(line, buf_span(&quoted));
		buf_clear(&quoted);
	}
}

static void line_address(struct line *line, struct arena *a, const struct field_address *item, bool last)
{
	struct span name = field_clean(a, item->name);
	if (name.len) {
		line_name(line, name);
		line_word(line, arena_printf(a, "<%.*s>%s", SPAN_ARG(item->addr), last ? "" : ","));
	} else {
		line_word(line, arena_printf(a, "%.*s%s", SPAN_ARG(item->addr), last ? "" : ","));
	}
}

void field_addresses(struct buf *out, const char *name, const struct field_address *items, size_t count)
{
	struct arena a;
	arena_init(&a);
	struct field_address *good = ARENA_ARRAY(&a, struct field_address, count);
	size_t last = 0;
	for (size_t i = 0; i < count; i++) {
		good[last] = (struct field_address){items[i].name, addrspec_form(&a, items[i].addr, NULL)};
		last += good[last].addr.len ? 1 : 0;
	}
	if (last) {
		struct line line = line_start(out, name);
		for (size_t i = 0; i < last; i++)
			line_address(&line, &a, &good[i], i + 1 == last);
		line_end(&line);
	}
	arena_clear(&a);
}

bool field_id_ok(struct span id)
{
	for (size_t i = 0; i < id.len; i++)
		if (id.ptr[i] <= ' ' || id.ptr[i] > '~' || id.ptr[i] == '<' || id.ptr[i] == '>')
			return false;
	return id.len && id.len <= FIELD_MAX_ID;
}

void field_ids(struct buf *out, const char *name, const struct span *ids, size_t count, size_t max)
{
	struct arena a;
	arena_init(&a);
	struct span_list good = {0};
	for (size_t i = 0; i < count; i++)
		if (field_id_ok(ids[i]))
			span_list_add(&a, &good, arena_printf(&a, "<%.*s>", SPAN_ARG(ids[i])));
	struct line line = {0};
	for (size_t i = 0; i < good.count; i++) {
		if (i == 0)
			line = line_start(out, name);
		if (i == 0 || i + max > good.count)
			line_word(&line, good.items[i]);
	}
	if (good.count)
		line_end(&line);
	arena_clear(&a);
}

/* RFC 2231: percent-encoded UTF-8, in numbered sections if it is long. */
static void param_encoded(struct buf *out, const char *name, struct span value)
{
	struct buf text;
	buf_init(&text, BUF_MAX);
	for (size_t i = 0; i < value.len; i++) {
		if (is_q_plain(value.ptr[i]) ? !strchr("*/", value.ptr[i]) : value.ptr[i] == '.')
			buf_chr(&text, value.ptr[i]);
		else
			buf_printf(&text, "%%%02X", (unsigned char)value.ptr[i]);
	}
	struct span rest = buf_span(&text);
	bool single = rest.len <= PARAM_PIECE;
	for (unsigned piece = 0; rest.len; piece++) {
		size_t len = rest.len <= PARAM_PIECE ? rest.len : PARAM_PIECE;
		while (len < rest.len && (rest.ptr[len - 1] == '%' || rest.ptr[len - 2] == '%'))
			len--;
		buf_printf(out, ";\r\n %s*", name);
		if (!single)
			buf_printf(out, "%u*", piece);
		buf_printf(out, "=%s%.*s", piece ? "" : "UTF-8''", SPAN_ARG(span_sub(rest, 0, len)));
		rest = span_from(rest, len);
	}
	buf_clear(&text);
}

void field_param(struct buf *out, const char *name, struct span value)
{
	struct arena a;
	arena_init(&a);
	value = field_clean(&a, value);
	if (needs_encoding(value)) {
		param_encoded(out, name, value);
	} else {
		buf_printf(out, ";\r\n %s=", name);
		quote(value, out);
	}
	arena_clear(&a);
}
