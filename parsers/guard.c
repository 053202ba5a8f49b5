#include "parsers/guard.h"

#include "parsers/header.h"

#include <string.h>

#define MAX_TYPE 100
#define MAX_HEAD (MAX_TYPE + GUARD_MAX_BOUNDARY + 100)        /* bytes of the header before the copy */
#define MAX_TAIL (GUARD_MAX_DEPTH * (GUARD_MAX_BOUNDARY + 8)) /* bytes of the delimiters added at the end */

/* A multipart or message around the place being scanned. */
struct level {
	struct span boundary; /* the one libetpan is told; empty for a message, or while it is unknown */
	struct span written;  /* the one in the delimiters; empty if it is the same */
	struct span header;   /* header of the part that declares the boundary */
	bool is_multipart;
	bool digest; /* multipart/digest: its parts are messages unless they declare another type */
	bool seen;   /* a delimiter was found */
};

struct scan {
	struct charsets *charsets;
	struct arena *arena;
	char *bytes;
	size_t len;
	struct level levels[GUARD_MAX_DEPTH];
	size_t depth, parts;
	struct guarded *out;
};

static bool is_boundary_char(char c)
{
	return c >= ' ' && c < 127 && c != '"' && c != '\\';
}

/* Can libetpan handle this boundary? */
static bool boundary_fits(struct span boundary)
{
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(boundary.ptr[i]))
			return false;
	return boundary.len > 0 && boundary.len <= GUARD_MAX_BOUNDARY && boundary.ptr[boundary.len - 1] != ' ';
}

static void guard_refuse(struct scan *s, struct span why)
{
	s->out->refused = true;
	s->out->damage = why;
}

static void guard_push(struct scan *s, struct level level)
{
	if (s->depth == GUARD_MAX_DEPTH)
		guard_refuse(s, SPAN("parts are nested too deep"));
	else
		s->levels[s->depth++] = level;
}

/* Disables a word in a header by changing its first letter. */
static void disarm(struct scan *s, struct span header, struct span word)
{
	for (ptrdiff_t at; (at = span_ifind(header, word)) >= 0; header = span_from(header, (size_t)at + 1))
		s->bytes[header.ptr - s->bytes + at] = 'x';
	s->out->damage = SPAN("the boundary of a part is unusable");
}

/* Leaves all levels down to `depth`. A multipart whose boundary never occurred is made text. */
static void pop(struct scan *s, size_t depth)
{
	for (; s->depth > depth; s->depth--) {
		const struct level *l = &s->levels[s->depth - 1];
		if (l->is_multipart && !l->seen)
			disarm(s, l->header, SPAN("boundary"));
	}
}

static size_t comment_depth(struct span header)
{
	size_t depth = 0, most = 0;
	for (size_t i = 0; i < header.len; i++) {
		if (header.ptr[i] == '(' && ++depth > most)
			most = depth;
		else if (header.ptr[i] == ')' && depth > 0)
			depth--;
	}
	return most;
}

static void blank_comments(struct scan *s, struct span header)
{
	for (size_t i = 0; i < header.len; i++)
		if (header.ptr[i] == '(' || header.ptr[i] == ')')
			s->bytes[header.ptr - s->bytes + (ptrdiff_t)i] = ' ';
	s->out->damage = SPAN("comments in a header are nested too deep");
}

static bool is_message(struct span type)
{
	return span_eq(type, SPAN("message/rfc822")) || span_eq(type, SPAN("message/global")) ||
	       span_eq(type, SPAN("message/news"));
}

/* libetpan stumbles over a backslash or an unpaired quote in the field, whatever boundary we read from it. */
static bool is_plain_field(struct span raw)
{
	size_t quotes = 0;
	for (size_t i = 0; i < raw.len; i++)
		quotes += raw.ptr[i] == '"';
	return quotes % 2 == 0 && span_chr(raw, '\\') < 0;
}

/* Handles a part's complete header. True if the header of a message follows it. */
static bool part_header(struct scan *s, struct span header, bool is_part)
{
	struct header_list fields = {0};
	struct param_value type = {0};
	if (++s->parts > GUARD_MAX_PARTS)
		guard_refuse(s, SPAN("there are too many parts"));
	if (comment_depth(header) > GUARD_MAX_COMMENTS)
		blank_comments(s, header);
	header_split(s->arena, header, &fields);
	struct span raw = header_raw(&fields, SPAN("content-type"));
	param_parse(s->charsets, s->arena, raw, &type);
	bool digest = is_part && s->depth && s->levels[s->depth - 1].digest;
	if (is_message(type.main) || (digest && type.main.len == 0)) {
		guard_push(s, (struct level){.boundary = SPAN_NONE});
		return true;
	}
	if (!span_starts(type.main, SPAN("multipart/")))
		return false;
	struct span boundary = param_get(&type, SPAN("boundary"));
	if (!boundary_fits(boundary) || !is_plain_field(raw))
		disarm(s, header, SPAN("boundary"));
	else
		guard_push(s, (struct level){.boundary = boundary,
					     .header = header,
					     .is_multipart = true,
					     .digest = span_eq(type.main, SPAN("multipart/digest"))});
	return false;
}

/* Replaces the boundary in a delimiter line, whose dashes `text` follows, by the one libetpan is told, padded with
 * blanks. */
static void delimiter_write(struct scan *s, struct span text, const struct level *l)
{
	char *at = s->bytes + (text.ptr - s->bytes);
	size_t spare = l->written.len - l->boundary.len, rest = text.len - l->written.len;
	memcpy(at, l->boundary.ptr, l->boundary.len);
	memmove(at + l->boundary.len, at + l->written.len, rest);
	memset(at + l->boundary.len + rest, ' ', spare);
}

/* Index of the level whose delimiter this line is, or -1. *closes: it is the closing delimiter. */
static ptrdiff_t delimiter(struct scan *s, struct span line, bool *closes)
{
	struct span text = span_rtrim(span_from(line, 2));
	for (size_t i = s->depth; i-- > 0;) {
		struct level *l = &s->levels[i];
		struct span boundary = l->written.len ? l->written : l->boundary;
		if (boundary.len == 0 || !span_starts(text, boundary))
			continue;
		struct span rest = span_from(text, boundary.len);
		*closes = span_eq(rest, SPAN("--"));
		if (rest.len && !*closes)
			continue;
		if (l->written.len)
			delimiter_write(s, text, l);
		return (ptrdiff_t)i;
	}
	return -1;
}

/* A boundary of the same length that libetpan can handle. */
static struct span boundary_plain(struct arena *a, struct span boundary)
{
	char *plain = arena_str(a, boundary);
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(plain[i]) || (i + 1 == boundary.len && plain[i] == ' '))
			plain[i] = 'x';
	return (struct span){plain, boundary.len};
}

/* The delimiters have `written`; libetpan is told a boundary that it can handle. */
static void boundary_set(struct scan *s, struct level *l, struct span written)
{
	l->boundary = boundary_plain(s->arena, written);
	l->written = span_eq(l->boundary, written) ? SPAN_NONE : arena_dup(s->arena, written);
}

static struct span guard_unquoted(struct span s)
{
	while (s.len && strchr("\"' ", s.ptr[0]))
		s = span_from(s, 1);
	while (s.len && strchr("\"' ", s.ptr[s.len - 1]))
		s.len--;
	return s;
}

/* Recognizes a line that must be meant as the first delimiter of the current multipart: it has the boundary in other
 * case or with quotes, or a part's header follows. True if it was accepted as the multipart's boundary. */
static bool delimiter_guess(struct scan *s, struct span line, struct span rest)
{
	struct level *l = s->depth ? &s->levels[s->depth - 1] : NULL;
	struct span text = span_rtrim(span_from(line, 2));
	if (!l || !l->is_multipart || l->seen || text.len == 0 || text.len > GUARD_MAX_BOUNDARY ||
	    span_ends(text, SPAN("--")))
		return false;
	if (!span_ieq(guard_unquoted(text), guard_unquoted(l->boundary)) && !span_istarts(rest, SPAN("content-")))
		return false;
	if (s->depth == 1)
		boundary_set(s, l, text);
	else if (text.len >= l->boundary.len)
		l->written = arena_dup(s->arena, text);
	else
		return false;
	return true;
}

static ptrdiff_t delimiter_take(struct scan *s, struct span line, struct span rest, bool in_header, bool *closes)
{
	ptrdiff_t level;
	if (!span_starts(line, SPAN("--")))
		return -1;
	level = delimiter(s, line, closes);
	if (level < 0 && !in_header && delimiter_guess(s, line, rest))
		level = delimiter(s, line, closes);
	return level;
}

/* Does this line end the header? It is empty, or has only blanks, and is made empty here. */
static bool ends_header(struct scan *s, struct span line, struct span rest)
{
	if (line.len == 0 || span_eq(line, SPAN("\r")))
		return true;
	if (!header_blank_ends(line, rest))
		return false;
	s->bytes[line.ptr - s->bytes] = '\n';
	return true;
}

/* Blanks a part's header that was cut off by the end of the mail. */
static void blank_header(struct scan *s, size_t from)
{
	for (size_t i = from; i < s->len; i++)
		if (s->bytes[i] != '\n')
			s->bytes[i] = ' ';
}

/* in_header: the body begins with a message's header. */
static void scan_lines(struct scan *s, bool in_header)
{
	struct span all = {s->bytes, s->len}, rest = all, line;
	size_t header_at = 0;
	bool is_part = false;
	while (!s->out->refused && rest.len) {
		size_t at = all.len - rest.len;
		span_cut(&rest, '\n', &line);
		bool closes = false;
		ptrdiff_t level = delimiter_take(s, line, rest, in_header, &closes);
		if (level >= 0) {
			if (in_header) /* a header without a blank line at its end */
				part_header(s, span_sub(all, header_at, at - header_at), is_part);
			s->levels[level].seen = true;
			pop(s, (size_t)level + 1);
			s->depth = (size_t)level + (closes ? 0 : 1);
			in_header = is_part = !closes;
			header_at = all.len - rest.len;
		} else if (in_header && ends_header(s, line, rest)) {
			in_header = part_header(s, span_sub(all, header_at, at - header_at), is_part);
			is_part = false;
			header_at = all.len - rest.len;
		}
	}
	if (in_header && is_part)
		blank_header(s, header_at);
}

/* Closes the multiparts left open by a truncated mail, because libetpan requires it. Returns the number of bytes
 * added. */
static size_t tail_write(struct scan *s)
{
	char *at = s->bytes + s->len;
	for (size_t i = s->depth; i-- > 0;) {
		const struct level *l = &s->levels[i];
		if (!l->is_multipart || !l->seen)
			continue;
		memcpy(at, "\n--", 3);
		memcpy(at + 3, l->boundary.ptr, l->boundary.len);
		memcpy(at + 3 + l->boundary.len, "--\n", 3);
		at += l->boundary.len + 6;
	}
	pop(s, 0);
	return (size_t)(at - s->bytes) - s->len;
}

/* In places libetpan treats NUL as the end, and it does not know line ends of CR alone. */
static void mend_bytes(struct scan *s)
{
	struct span all = {s->bytes, s->len};
	bool mac = span_chr(all, '\n') < 0;
	for (size_t i = 0; i < s->len; i++) {
		if (s->bytes[i] == '\0')
			s->bytes[i] = ' ';
		else if (mac && s->bytes[i] == '\r')
			s->bytes[i] = '\n';
	}
}

/* A type of letters, digits, '-', '.' and one '/' only is safe in a header of our own. */
static bool is_plain_type(struct span type)
{
	for (size_t i = 0; i < type.len; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789-./", type.ptr[i]) || type.ptr[i] == '\0')
			return false;
	return type.len <= MAX_TYPE && span_chr(type, '/') == span_rchr(type, '/') && span_chr(type, '/') > 0;
}

static struct span head_make(struct arena *a, struct span type, struct span boundary)
{
	if (boundary.len == 0)
		return arena_printf(a, "Content-Type: %.*s\n\n", SPAN_ARG(type));
	return arena_printf(a, "Content-Type: %.*s; boundary=\"%.*s\"\n\n", SPAN_ARG(type), SPAN_ARG(boundary));
}

/* Enters the multipart that is the whole body. */
static void push_root(struct scan *s, const struct param_value *type)
{
	struct level root = {.is_multipart = true, .digest = span_eq(type->main, SPAN("multipart/digest"))};
	struct span boundary = span_rtrim(param_get(type, SPAN("boundary")));
	if (boundary_fits(boundary)) {
		root.boundary = boundary;
	} else if (boundary.len <= GUARD_MAX_BOUNDARY) {
		boundary_set(s, &root, boundary);
		s->out->damage = SPAN("the boundary is unusable and was changed");
	}
	guard_push(s, root);
}

/* The header for libetpan, with type and boundary according to what the scan found. */
static struct span head_of(struct scan *s, const struct param_value *type, const struct level *root)
{
	struct span main = type->main;
	if (root->is_multipart && root->seen)
		return head_make(s->arena, is_plain_type(main) ? main : SPAN("multipart/mixed"), root->boundary);
	if (root->is_multipart && !s->out->refused)
		s->out->damage = SPAN("the boundary is unusable");
	return head_make(s->arena, root->is_multipart || !is_plain_type(main) ? SPAN("text/plain") : main, SPAN_NONE);
}

void guard_body(struct charsets *c, struct arena *a, const struct param_value *type, struct span body,
		struct guarded *out)
{
	*out = (struct guarded){0};
	char *copy = (char *)arena_alloc(a, MAX_HEAD + body.len + MAX_TAIL) + MAX_HEAD;
	if (body.len)
		memcpy(copy, body.ptr, body.len);
	struct scan s = {.charsets = c, .arena = a, .bytes = copy, .len = body.len, .out = out};
	mend_bytes(&s);
	if (span_starts(type->main, SPAN("multipart/")))
		push_root(&s, type);
	else
		guard_push(&s, (struct level){.boundary = SPAN_NONE});
	scan_lines(&s, is_message(type->main));
	const struct level root = s.levels[0];
	size_t tail = tail_write(&s);
	struct span head = head_of(&s, type, &root);
	memcpy(copy - head.len, head.ptr, head.len);
	out->head = head.len;
	out->bytes = (struct span){copy - head.len, head.len + body.len + tail};
}
