#include "parsers/address.h"

#include "parsers/base/addrspec.h"
#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/encword.h"
#include "parsers/header.h"

#include <string.h>

#define QUOTED_MAX 1024 /* bytes of a quoted string; keeps the search for its end short */

enum token_kind { TOKEN_END, TOKEN_WORD, TOKEN_QUOTED, TOKEN_COMMENT, TOKEN_ANGLE, TOKEN_SEPARATOR, TOKEN_COLON };

struct token {
	enum token_kind kind;
	struct span text; /* as written; for comments and angle brackets, what is inside */
	bool gap;         /* white space or a comment before it */
};

struct tokenizer {
	struct span rest;
	bool loose_comments, loose_quotes; /* one was not closed: the rest are ordinary characters */
};

/* The entry of the list being read. */
struct entry {
	struct buf phrase; /* without comments, with quotes, single blanks */
	struct span comment, angle;
	bool has_angle, has_at;
};

struct parser {
	struct charsets *charsets;
	struct arena *arena;
	struct span fallback;
	struct address_list *out;
	struct entry entry;
	bool no_semicolon; /* there is none in the rest of the value */
};

/* Offset of the quote that closes the one at the front, or 0. */
static size_t quote_end(struct span s)
{
	for (size_t i = 1; i < s.len && i < QUOTED_MAX; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '"')
			return i;
	}
	return 0;
}

/* Length of the encoded-word at the front, which may contain any special character, or 0. */
static size_t encoded_length(struct span s)
{
	if (!span_starts(s, SPAN("=?")))
		return 0;
	size_t marks = 0;
	for (size_t i = 2; i < s.len && i < 1000 && !header_is_blank(s.ptr[i]); i++)
		if (s.ptr[i] == '?' && ++marks > 2 && i + 1 < s.len && s.ptr[i + 1] == '=')
			return i + 2;
	return 0;
}

static void address_take(struct tokenizer *t, enum token_kind kind, size_t skip, size_t len, size_t behind,
			 struct token *out)
{
	out->kind = kind;
	out->text = span_sub(t->rest, skip, len);
	t->rest = span_from(t->rest, skip + len + behind);
}

static void take_word(struct tokenizer *t, struct token *out)
{
	size_t len = encoded_length(t->rest);
	if (len == 0)
		len = 1;
	while (len < t->rest.len) {
		char c = t->rest.ptr[len];
		bool special =
			(c && strchr(",;:<", c)) || (c == '(' && !t->loose_comments) || (c == '"' && !t->loose_quotes);
		if (header_is_blank(c) || special || (c == '=' && encoded_length(span_from(t->rest, len))))
			break;
		len++;
	}
	address_take(t, TOKEN_WORD, 0, len, 0, out);
}

/* Takes "<…>"; if it is not closed, everything up to the next separator. */
static void take_angle(struct tokenizer *t, struct token *out)
{
	size_t i = 1;
	while (i < t->rest.len && t->rest.ptr[i] != '>') {
		size_t quoted = t->rest.ptr[i] == '"'
					? quote_end(span_from(span_sub(t->rest, 0, ADDRSPEC_MAX_SEEN * 4), i))
					: 0;
		if (t->rest.ptr[i] == '<')
			break;
		i += quoted + 1;
	}
	if (i < t->rest.len && t->rest.ptr[i] == '>') {
		address_take(t, TOKEN_ANGLE, 1, i - 1, 1, out);
		return;
	}
	size_t end = 1;
	while (end < i && !strchr(",;", t->rest.ptr[end]))
		end++;
	address_take(t, TOKEN_ANGLE, 1, end - 1, 0, out);
}

static void take_quoted(struct tokenizer *t, struct token *out)
{
	size_t end = t->loose_quotes ? 0 : quote_end(t->rest);
	if (end) {
		address_take(t, TOKEN_QUOTED, 0, end + 1, 0, out);
		return;
	}
	t->loose_quotes = true;
	take_word(t, out);
}

static void take_comment(struct tokenizer *t, struct token *out)
{
	size_t len = t->loose_comments ? 0 : header_comment(t->rest);
	if (len) {
		address_take(t, TOKEN_COMMENT, 1, len - 2, 1, out);
		return;
	}
	t->loose_comments = true;
	take_word(t, out);
}

static void token_next(struct tokenizer *t, struct token *out)
{
	*out = (struct token){.kind = TOKEN_END};
	while (t->rest.len && header_is_blank(t->rest.ptr[0])) {
		t->rest = span_from(t->rest, 1);
		out->gap = true;
	}
	if (t->rest.len == 0)
		return;
	switch (t->rest.ptr[0]) {
	case ',':
	case ';':
		address_take(t, TOKEN_SEPARATOR, 0, 1, 0, out);
		break;
	case ':':
		address_take(t, TOKEN_COLON, 0, 1, 0, out);
		break;
	case '<':
		take_angle(t, out);
		break;
	case '"':
		take_quoted(t, out);
		break;
	case '(':
		take_comment(t, out);
		break;
	default:
		take_word(t, out);
	}
}

/* The address without unquoted blanks and comments, and without an obsolete route ("@a,@b:jo@c"). */
static struct span addr_plain(struct arena *a, struct span s)
{
	if (s.len && s.ptr[0] == '@' && span_chr(s, ':') >= 0)
		s = span_from(s, (size_t)span_chr(s, ':') + 1);
	char *out = arena_alloc(a, s.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++) {
		struct span here = span_from(s, i);
		size_t quoted = here.ptr[0] == '"' ? quote_end(here) : 0;
		size_t comment = here.ptr[0] == '(' ? header_comment(here) : 0;
		if (quoted) {
			memcpy(out + len, here.ptr, quoted + 1);
			len += quoted + 1;
		} else if (!comment && !header_is_blank(here.ptr[0])) {
			out[len++] = here.ptr[0];
		}
		i += quoted + (comment ? comment - 1 : 0);
	}
	return (struct span){out, len};
}

bool address_clean(struct arena *a, struct span text, struct span *out)
{
	if (text.len > ADDRSPEC_MAX_SEEN * 4)
		return false;
	struct span s = addr_plain(a, text);
	if (span_istarts(s, SPAN("mailto:")))
		s = span_from(s, 7);
	while (s.len && s.ptr[s.len - 1] == '.')
		s.len--;
	if (!addrspec_is(a, s, ADDRSPEC_SEEN))
		return false;
	*out = addrspec_lower(a, s);
	return true;
}

/* A display name: quotes and backslashes removed, encoded-words decoded. */
static struct span address_name_read(struct parser *p, struct span raw)
{
	char *plain = arena_alloc(p->arena, raw.len + 1);
	size_t len = 0;
	for (size_t i = 0; i < raw.len; i++) {
		if (raw.ptr[i] == '\\' && i + 1 < raw.len)
			i++;
		else if (raw.ptr[i] == '"')
			continue;
		plain[len++] = raw.ptr[i];
	}
	struct span decoded = encword_decode(p->charsets, p->arena, (struct span){plain, len}, p->fallback);
	return utf8_line(p->arena, decoded);
}

static void address_add(struct parser *p, struct span name, struct span addr_raw)
{
	struct span addr;
	if (p->out->count >= MAIL_MAX_ADDRESSES || !address_clean(p->arena, addr_raw, &addr))
		return;
	*LIST_ADD(p->arena, p->out) = (struct address){address_name_read(p, name), addr};
}

/* Takes the next blank-separated word; blanks inside quotes, around '@' and before '.' do not separate. */
static bool phrase_word(struct span *rest, struct span *word)
{
	*rest = span_trim(*rest);
	size_t len = 0;
	while (len < rest->len) {
		char c = rest->ptr[len], before = len ? rest->ptr[len - 1] : 0;
		char behind = len + 1 < rest->len ? rest->ptr[len + 1] : 0;
		if (c == ' ' && before != '@' && behind != '@' && behind != '.')
			break;
		len += c == '"' ? quote_end(span_from(*rest, len)) + 1 : 1;
	}
	len = len > rest->len ? rest->len : len;
	*word = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len);
	return len > 0;
}

static bool has_at(struct span word)
{
	ptrdiff_t at = span_rchr(word, '@');
	return at > 0 && (size_t)at + 1 < word.len;
}

/* Without angle brackets: words with an '@' are addresses; the name is the comment or, failing that, the other
 * words. */
static void entry_bare(struct parser *p)
{
	struct span rest = buf_span(&p->entry.phrase), word, name = p->entry.comment;
	struct buf others;
	buf_init(&others, rest.len + 1);
	while (name.len == 0 && phrase_word(&rest, &word)) {
		if (has_at(word))
			continue;
		buf_add(&others, word);
		buf_chr(&others, ' ');
	}
	if (name.len == 0)
		name = buf_span(&others);
	rest = buf_span(&p->entry.phrase);
	while (phrase_word(&rest, &word))
		if (has_at(word))
			address_add(p, name, word);
	buf_clear(&others);
}

static void entry_reset(struct entry *e)
{
	buf_reset(&e->phrase);
	e->comment = e->angle = SPAN_NONE;
	e->has_angle = e->has_at = false;
}

/* "<aol.com jo@example.org>": the address after a host name, which only a faulty program puts there. */
static struct span angle_address(struct span inside)
{
	struct span rest = inside, first, second, third;
	if (!phrase_word(&rest, &first) || !phrase_word(&rest, &second) || phrase_word(&rest, &third))
		return inside;
	bool rubbish = !has_at(first) && span_chr(first, '"') < 0 && span_chr(first, '.') > 0;
	return rubbish && has_at(second) ? second : inside;
}

static void entry_end(struct parser *p)
{
	struct entry *e = &p->entry;
	struct span phrase = buf_span(&e->phrase);
	if (e->has_angle)
		address_add(p, span_trim(phrase).len ? phrase : e->comment, angle_address(e->angle));
	else if (e->has_at)
		entry_bare(p);
	entry_reset(e);
}

static void phrase_add(struct entry *e, const struct token *t)
{
	if (t->gap && e->phrase.len)
		buf_chr(&e->phrase, ' ');
	buf_add(&e->phrase, t->text);
	e->has_at = e->has_at || span_chr(t->text, '@') >= 0;
}

/* A separator ends an entry that has an address; before the address, it is a comma in an unquoted name. */
static void separator(struct parser *p, const struct token *t)
{
	struct entry *e = &p->entry;
	if (e->has_angle || e->has_at || span_eq(t->text, SPAN(";")))
		entry_end(p);
	else if (e->phrase.len)
		phrase_add(e, t);
}

/* "name:" begins a group if a ';' follows; what precedes the colon is then not part of an address. */
static void colon(struct parser *p, const struct token *t, struct span rest)
{
	struct entry *e = &p->entry;
	p->no_semicolon = p->no_semicolon || span_chr(rest, ';') < 0;
	bool is_name = p->no_semicolon || e->has_angle;
	if (is_name && !span_iends(buf_span(&e->phrase), SPAN("mailto")))
		phrase_add(e, t);
	else
		entry_reset(e);
}

static void angle(struct parser *p, const struct token *t)
{
	if (p->entry.has_angle)
		entry_end(p);
	p->entry.angle = t->text;
	p->entry.has_angle = true;
}

void address_parse(struct charsets *c, struct arena *a, struct span raw, struct span fallback, struct address_list *out,
		   bool *group)
{
	struct parser p = {.charsets = c, .arena = a, .fallback = fallback, .out = out};
	struct tokenizer t = {.rest = raw};
	struct token token;
	buf_init(&p.entry.phrase, raw.len * 2 + 2);
	for (token_next(&t, &token); token.kind != TOKEN_END && out->count < MAIL_MAX_ADDRESSES;
	     token_next(&t, &token)) {
		if (token.kind == TOKEN_COLON && group)
			*group = true;
		if (token.kind == TOKEN_COLON)
			colon(&p, &token, t.rest);
		else if (token.kind == TOKEN_SEPARATOR)
			separator(&p, &token);
		else if (token.kind == TOKEN_ANGLE)
			angle(&p, &token);
		else if (token.kind == TOKEN_COMMENT)
			p.entry.comment = token.text;
		else
			phrase_add(&p.entry, &token);
	}
	entry_end(&p);
	buf_clear(&p.entry.phrase);
}

bool address_listed(const struct address_list *list, struct span addr)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_ieq(list->items[i].addr, addr))
			return true;
	return false;
}
