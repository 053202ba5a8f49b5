#include "parsers/param.h"

#include "parsers/base/buf.h"
#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"
#include "parsers/encword.h"
#include "parsers/header.h"

#include <string.h>

#define VALUE_MAX ((size_t)16 << 10)

/* One "name*1*=value" as written. */
struct piece {
	struct span name; /* lower case, without '*' and number */
	unsigned number;  /* 0 if there is none */
	bool numbered;
	bool extended; /* ends in '*': percent-encoded, the first piece with charset'language' */
	struct span value;
};
struct piece_list {
	struct piece *items;
	size_t count, cap;
};

/* Length of the comment at the front; all of s if it is not closed. */
static size_t comment_length(struct span s)
{
	size_t len = header_comment(s);
	return len ? len : s.len;
}

static void param_blanks_skip(struct span *rest)
{
	while (rest->len && (header_is_blank(rest->ptr[0]) || rest->ptr[0] == '('))
		*rest = span_from(*rest, rest->ptr[0] == '(' ? comment_length(*rest) : 1);
}

/* Takes the quoted string at the front, without its quotes and backslashes. A backslash that escapes nothing special is
 * part of a path. */
static struct span param_quoted_take(struct arena *a, struct span *rest)
{
	char *out = arena_alloc(a, rest->len);
	size_t len = 0, i = 1;
	for (; i < rest->len && rest->ptr[i] != '"'; i++) {
		bool escape = rest->ptr[i] == '\\' && i + 1 < rest->len &&
			      (rest->ptr[i + 1] == '"' || rest->ptr[i + 1] == '\\');
		if (escape)
			i++;
		out[len++] = rest->ptr[i];
	}
	*rest = span_from(*rest, i + 1);
	return (struct span){out, len};
}

/* An unquoted value extends to the next ';': file names with blanks come without quotes too. */
static struct span token_take(struct span *rest)
{
	struct span part;
	if (!span_cut(rest, ';', &part))
		return SPAN_NONE;
	return span_trim(part);
}

static void piece_name(struct arena *a, struct span name, struct piece *out)
{
	name = span_trim(name);
	if (name.len && name.ptr[name.len - 1] == '*') {
		out->extended = true;
		name.len--;
	}
	ptrdiff_t star = span_rchr(name, '*');
	uint64_t number;
	if (star >= 0 && span_u64(span_from(name, (size_t)star + 1), &number) && number < PARAM_MAX) {
		out->number = (unsigned)number;
		out->numbered = true;
		name = span_sub(name, 0, (size_t)star);
	}
	out->name = arena_lower(a, name);
}

/* Takes the next parameter and its ';'. False at the end. */
static bool piece_take(struct arena *a, struct span *rest, struct piece *out)
{
	while (rest->len && (header_is_blank(rest->ptr[0]) || rest->ptr[0] == ';' || rest->ptr[0] == '('))
		*rest = span_from(*rest, rest->ptr[0] == '(' ? comment_length(*rest) : 1);
	if (rest->len == 0)
		return false;
	*out = (struct piece){0};
	size_t end = 0;
	while (end < rest->len && rest->ptr[end] != '=' && rest->ptr[end] != ';')
		end++;
	piece_name(a, span_sub(*rest, 0, end), out);
	bool has_value = end < rest->len && rest->ptr[end] == '=';
	*rest = span_from(*rest, has_value ? end + 1 : end);
	if (!has_value)
		return true;
	param_blanks_skip(rest);
	if (rest->len && rest->ptr[0] == '"') {
		out->value = param_quoted_take(a, rest);
		token_take(rest);
	} else {
		struct span part = token_take(rest);
		ptrdiff_t comment = out->extended ? -1 : span_find(part, SPAN(" ("));
		out->value = comment < 0 ? part : span_trim(span_sub(part, 0, (size_t)comment));
	}
	return true;
}

static void percent_add(struct buf *b, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		int byte = s.ptr[i] == '%' ? hex_byte(span_from(s, i + 1)) : -1;
		buf_chr(b, byte >= 0 ? (char)byte : s.ptr[i]);
		i += byte >= 0 ? 2 : 0;
	}
}

/* Takes "charset'language'" from the front. */
static struct span charset_take(struct span *value)
{
	ptrdiff_t first = span_chr(*value, '\'');
	ptrdiff_t second = first < 0 ? -1 : span_chr(span_from(*value, (size_t)first + 1), '\'');
	if (second < 0)
		return SPAN_NONE;
	struct span charset = span_sub(*value, 0, (size_t)first);
	*value = span_from(*value, (size_t)first + (size_t)second + 2);
	return charset;
}

static const struct piece *piece_find(const struct piece_list *pieces, struct span name, unsigned number)
{
	for (size_t i = 0; i < pieces->count; i++)
		if (pieces->items[i].numbered && pieces->items[i].number == number &&
		    span_eq(pieces->items[i].name, name))
			return &pieces->items[i];
	return NULL;
}

/* Joins the pieces of a value in the order of their numbers. */
static struct span pieces_join(struct charsets *c, struct arena *a, const struct piece_list *pieces, struct span name)
{
	struct buf bytes;
	buf_init(&bytes, VALUE_MAX);
	struct span charset = SPAN_NONE;
	const struct piece *p = piece_find(pieces, name, 0);
	bool extended = p && p->extended;
	for (unsigned number = p ? 0 : 1; (p = piece_find(pieces, name, number)) != NULL; number++) {
		struct span value = p->value;
		if (number == 0 && p->extended)
			charset = charset_take(&value);
		if (p->extended)
			percent_add(&bytes, value);
		else
			buf_add(&bytes, value);
	}
	struct span joined = arena_dup(a, buf_span(&bytes));
	buf_clear(&bytes);
	return extended ? charset_utf8(c, a, charset, joined) : encword_decode(c, a, joined, SPAN_NONE);
}

static struct span piece_value(struct charsets *c, struct arena *a, const struct piece *p)
{
	struct span value = span_sub(p->value, 0, VALUE_MAX);
	if (!p->extended)
		return encword_decode(c, a, value, SPAN_NONE);
	struct span charset = charset_take(&value);
	struct buf bytes;
	buf_init(&bytes, VALUE_MAX);
	percent_add(&bytes, value);
	struct span plain = arena_dup(a, buf_span(&bytes));
	buf_clear(&bytes);
	return charset_utf8(c, a, charset, plain);
}

/* An extended value wins over a plain one of the same name, in either order (as in RFC 6266). */
static void param_add(struct charsets *c, struct arena *a, const struct piece_list *pieces, const struct piece *p,
		      struct param_value *out)
{
	for (size_t i = 0; i < out->params.count; i++) {
		struct param *old = &out->params.items[i];
		if (!span_eq(old->name, p->name))
			continue;
		if (p->extended && !p->numbered)
			old->value = piece_value(c, a, p);
		return;
	}
	struct span value = p->numbered ? pieces_join(c, a, pieces, p->name) : piece_value(c, a, p);
	*LIST_ADD(a, &out->params) = (struct param){p->name, value};
}

void param_parse(struct charsets *c, struct arena *a, struct span raw, struct param_value *out)
{
	*out = (struct param_value){0};
	param_blanks_skip(&raw);
	size_t end = 0;
	while (end < raw.len && raw.ptr[end] != ';' && raw.ptr[end] != '(' && !header_is_blank(raw.ptr[end]))
		end++;
	out->main = arena_lower(a, utf8_clean(a, span_sub(raw, 0, end)));
	struct span rest = span_from(raw, end);
	struct piece_list pieces = {0};
	struct piece p;
	while (pieces.count < PARAM_MAX && piece_take(a, &rest, &p))
		*LIST_ADD(a, &pieces) = p;
	for (size_t i = 0; i < pieces.count; i++)
		if (pieces.items[i].name.len)
			param_add(c, a, &pieces, &pieces.items[i], out);
}

struct span param_get(const struct param_value *v, struct span name)
{
	for (size_t i = 0; i < v->params.count; i++)
		if (span_eq(v->params.items[i].name, name))
			return v->params.items[i].value;
	return SPAN_NONE;
}

static bool param_is_plain(struct span s, const char *barred)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] < ' ' || s.ptr[i] > '~' || strchr(barred, s.ptr[i]))
			return false;
	return s.len > 0;
}

struct span param_plain(struct arena *a, const struct param_value *v)
{
	struct span all = SPAN_NONE;
	for (size_t i = 0; i < v->params.count; i++) {
		const struct param *p = &v->params.items[i];
		bool own = span_eq(p->name, SPAN("name")) || span_eq(p->name, SPAN("filename")) ||
			   span_eq(p->name, SPAN("boundary"));
		if (own || !param_is_plain(p->name, "\"\\;= ()<>@,:/[]?*") || !param_is_plain(p->value, "\"\\;") ||
		    all.len + p->name.len + p->value.len + 3 > PARAM_PLAIN_MAX)
			continue;
		all = arena_printf(a, "%.*s%s%.*s=%.*s", SPAN_ARG(all), all.len ? "; " : "", SPAN_ARG(p->name),
				   SPAN_ARG(p->value));
	}
	return all;
}
