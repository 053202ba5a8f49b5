#include "parsers/guard.h"

#include "parsers/header.h"

#include <string.h>

#define MAX_TYPE 100
#define MAX_HEAD (MAX_TYPE + GUARD_MAX_BOUNDARY + 100) /* bytes of the header that stands before the copy */

/* A multipart (its boundary) or a message (none) that the scan is inside of. */
struct level {
	struct span boundary;
	bool digest; /* its parts are messages where they do not say otherwise */
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

/* Can libetpan take this boundary? */
static bool boundary_fits(struct span boundary)
{
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(boundary.ptr[i]))
			return false;
	return boundary.len > 0 && boundary.len <= GUARD_MAX_BOUNDARY && boundary.ptr[boundary.len - 1] != ' ';
}

static void refuse(struct scan *s, struct span why)
{
	s->out->refused = true;
	s->out->damage = why;
}

static void push(struct scan *s, struct span boundary, bool digest)
{
	if (s->depth == GUARD_MAX_DEPTH)
		refuse(s, SPAN("parts are nested too deep"));
	else
		s->levels[s->depth++] = (struct level){boundary, digest};
}

/* Takes the word out of a header by changing its first letter. */
static void disarm(struct scan *s, struct span header, struct span word)
{
	for (ptrdiff_t at; (at = span_ifind(header, word)) >= 0; header = span_from(header, (size_t)at + 1))
		s->bytes[header.ptr - s->bytes + at] = 'x';
	s->out->damage = SPAN("the boundary of a part is unusable");
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

/* A backslash or a lone quote near a boundary is what libetpan trips over, whatever value we read from it. */
static bool is_plain_field(struct span raw)
{
	size_t quotes = 0;
	for (size_t i = 0; i < raw.len; i++)
		quotes += raw.ptr[i] == '"';
	return quotes % 2 == 0 && span_chr(raw, '\\') < 0;
}

/* The header of a part that has been seen whole. True when a message's header follows it. */
static bool part_header(struct scan *s, struct span header, bool is_part)
{
	struct header_list fields = {0};
	struct param_value type = {0};
	if (++s->parts > GUARD_MAX_PARTS)
		refuse(s, SPAN("there are too many parts"));
	if (comment_depth(header) > GUARD_MAX_COMMENTS)
		blank_comments(s, header);
	header_split(s->arena, header, &fields);
	struct span raw = header_raw(&fields, SPAN("content-type"));
	param_parse(s->charsets, s->arena, raw, &type);
	bool digest = is_part && s->depth && s->levels[s->depth - 1].digest;
	if (is_message(type.main) || (digest && type.main.len == 0)) {
		push(s, SPAN_NONE, false);
		return true;
	}
	if (!span_starts(type.main, SPAN("multipart/")))
		return false;
	struct span boundary = param_get(&type, SPAN("boundary"));
	if (!boundary_fits(boundary) || !is_plain_field(raw))
		disarm(s, header, SPAN("boundary"));
	else
		push(s, boundary, span_eq(type.main, SPAN("multipart/digest")));
	return false;
}

/* Which level's delimiter is this line? -1: none. *closes: it is the last one. */
static ptrdiff_t delimiter(const struct scan *s, struct span line, bool *closes)
{
	line = span_rtrim(span_from(line, 2));
	for (size_t i = s->depth; i-- > 0;) {
		struct span boundary = s->levels[i].boundary;
		if (boundary.len == 0 || !span_starts(line, boundary))
			continue;
		struct span rest = span_from(line, boundary.len);
		*closes = span_eq(rest, SPAN("--"));
		if (rest.len == 0 || *closes)
			return (ptrdiff_t)i;
	}
	return -1;
}

/* in_header: a message's header stands at the front. */
static void scan_lines(struct scan *s, bool in_header)
{
	struct span all = {s->bytes, s->len}, rest = all, line;
	size_t header_at = 0;
	bool is_part = false;
	while (!s->out->refused && rest.len) {
		size_t at = all.len - rest.len;
		span_cut(&rest, '\n', &line);
		bool closes = false;
		ptrdiff_t level = span_starts(line, SPAN("--")) ? delimiter(s, line, &closes) : -1;
		if (level >= 0) {
			if (in_header) /* a header that ends without a blank line */
				part_header(s, span_sub(all, header_at, at - header_at), is_part);
			s->depth = (size_t)level + (closes ? 0 : 1);
			in_header = is_part = !closes;
			header_at = all.len - rest.len;
		} else if (in_header && (line.len == 0 || span_eq(line, SPAN("\r")))) {
			in_header = part_header(s, span_sub(all, header_at, at - header_at), is_part);
			is_part = false;
			header_at = all.len - rest.len;
		}
	}
}

/* libetpan takes NUL as an end in places, and knows no line that ends in CR alone. */
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

/* A type of letters, digits, '-', '.' and one '/': what may stand in a header of ours. */
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

/* One that libetpan can take, of the same length. */
static struct span boundary_plain(struct arena *a, struct span boundary)
{
	char *plain = arena_str(a, boundary);
	for (size_t i = 0; i < boundary.len; i++)
		if (!is_boundary_char(plain[i]) || (i + 1 == boundary.len && plain[i] == ' '))
			plain[i] = 'x';
	return (struct span){plain, boundary.len};
}

/* Gives the body's delimiters another boundary; how many there were. */
static size_t delimiters_change(struct scan *s, struct span from, struct span to)
{
	struct span rest = {s->bytes, s->len}, line;
	size_t changed = 0;
	while (span_cut(&rest, '\n', &line))
		if (span_starts(line, SPAN("--")) && span_starts(span_from(line, 2), from)) {
			memcpy(s->bytes + (line.ptr - s->bytes) + 2, to.ptr, to.len);
			changed++;
		}
	return changed;
}

/* The boundary to give libetpan, mended in the body where it has to be; empty when there is none to be had. */
static struct span boundary_take(struct scan *s, struct span boundary)
{
	if (boundary_fits(boundary))
		return boundary;
	struct span plain = boundary_plain(s->arena, boundary);
	if (boundary_fits(plain) && delimiters_change(s, boundary, plain) > 0) {
		s->out->damage = SPAN("the boundary is unusable and was changed");
		return plain;
	}
	s->out->damage = SPAN("the boundary is unusable");
	return SPAN_NONE;
}

void guard_body(struct charsets *c, struct arena *a, const struct param_value *type, struct span body,
		struct guarded *out)
{
	*out = (struct guarded){0};
	char *copy = (char *)arena_alloc(a, MAX_HEAD + body.len + 1) + MAX_HEAD;
	if (body.len)
		memcpy(copy, body.ptr, body.len);
	struct scan s = {.charsets = c, .arena = a, .bytes = copy, .len = body.len, .out = out};
	mend_bytes(&s);
	struct span main = type->main, boundary = SPAN_NONE;
	if (span_starts(main, SPAN("multipart/"))) {
		boundary = boundary_take(&s, param_get(type, SPAN("boundary")));
		main = boundary.len == 0 ? SPAN("text/plain") : is_plain_type(main) ? main : SPAN("multipart/mixed");
	}
	push(&s, boundary, span_eq(main, SPAN("multipart/digest")));
	scan_lines(&s, is_message(main));
	struct span head = head_make(a, is_plain_type(main) ? main : SPAN("text/plain"), boundary);
	memcpy(copy - head.len, head.ptr, head.len);
	out->head = head.len;
	out->bytes = (struct span){copy - head.len, head.len + body.len};
}
