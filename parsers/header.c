#include "parsers/header.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/encword.h"
#include "parsers/words.h"

#define NAME_MAX_LENGTH 200

/* Iterates over lines; a CR alone ends a line only in a mail without any LF. */
struct lines {
	struct span rest;
	char end;
};

static struct lines header_lines_of(struct span raw)
{
	bool mac = span_chr(raw, '\n') < 0 && span_chr(raw, '\r') >= 0;
	return (struct lines){raw, mac ? '\r' : '\n'};
}

static bool line_take(struct lines *l, struct span *line)
{
	if (!span_cut(&l->rest, l->end, line))
		return false;
	if (line->len && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

static bool line_peek(const struct lines *l, struct span *line)
{
	struct lines copy = *l;
	return line_take(&copy, line);
}

static bool is_blank_char(char c)
{
	return c == ' ' || c == '\t';
}

/* Length of the field's name, 0 if the line is not a field. Blanks before the colon are obsolete, but still sent. */
static size_t name_length(struct span line)
{
	size_t len = 0;
	while (len < line.len && len < NAME_MAX_LENGTH && line.ptr[len] > ' ' && line.ptr[len] < 127 &&
	       line.ptr[len] != ':')
		len++;
	size_t colon = len;
	while (colon < line.len && is_blank_char(line.ptr[colon]))
		colon++;
	return colon < line.len && line.ptr[colon] == ':' ? len : 0;
}

static bool is_continuation(struct span line)
{
	return line.len && is_blank_char(line.ptr[0]);
}

/* A name accepted for a field after a line of blanks, where "Note: …" is more likely text. */
static bool is_usual(struct span name)
{
	return span_chr(name, '-') > 0 ||
	       words_any("from|to|cc|bcc|date|subject|sender|received|references|organization", name, span_ieq);
}

bool header_blank_ends(struct span line, struct span rest)
{
	struct span next = SPAN_NONE;
	if (!is_continuation(line) || span_trim(line).len)
		return false;
	while (span_line(&rest, &next) && is_continuation(next) && span_trim(next).len == 0)
		;
	return !is_continuation(next) && !is_usual(span_sub(next, 0, name_length(next)));
}

/* Does the line of blanks end the header, or continue a field? */
static bool ends_here(const struct lines *l, struct span line)
{
	struct lines copy = *l;
	return line_take(&copy, &line) && header_blank_ends(line, copy.rest);
}

/* The value with its continuation lines, without line ends. White space around the line ends is kept. */
static struct span header_value_take(struct arena *a, struct lines *l, struct span first)
{
	struct span line;
	if (!line_peek(l, &line) || !is_continuation(line))
		return first;
	struct buf joined;
	buf_init(&joined, HEADER_MAX_VALUE);
	buf_add(&joined, span_sub(first, 0, HEADER_MAX_VALUE));
	while (line_peek(l, &line) && is_continuation(line) && !ends_here(l, line)) {
		line_take(l, &line);
		buf_add(&joined, line);
	}
	struct span value = arena_dup(a, buf_span(&joined));
	buf_clear(&joined);
	return value;
}

static void field_take(struct arena *a, struct lines *l, struct span line, struct header_list *out, size_t *kept)
{
	size_t name = name_length(line);
	struct span first = span_from(line, (size_t)span_chr(line, ':') + 1);
	struct span raw = span_sub(span_trim(header_value_take(a, l, first)), 0, HEADER_MAX_VALUE);
	if (out->count >= MAIL_MAX_HEADERS || *kept + raw.len > HEADER_MAX_BYTES)
		return;
	*kept += raw.len + name;
	*LIST_ADD(a, out) = (struct header){.name = span_sub(line, 0, name), .raw = raw};
}

/* Is the line before `l` rubbish within the header? Yes if a field follows it, directly or after continuation lines;
 * otherwise it ends the header. */
static bool is_rubbish(struct lines l)
{
	struct span next = SPAN_NONE;
	while (line_take(&l, &next) && is_continuation(next))
		;
	return name_length(next) > 0;
}

size_t header_split(struct arena *a, struct span raw, struct header_list *out)
{
	struct lines l = header_lines_of(raw);
	struct span line;
	size_t kept = 0, found = 0;
	if (span_starts(raw, SPAN("\xEF\xBB\xBF")))
		l.rest = span_from(raw, 3);
	while (l.rest.len) {
		size_t at = raw.len - l.rest.len;
		line_take(&l, &line);
		if (found > 0 && (line.len == 0 || header_blank_ends(line, l.rest))) {
			break;
		} else if (name_length(line) > 0) {
			field_take(a, &l, line, out, &kept);
			found++;
		} else if (line.len > 0 && !is_continuation(line) && !is_rubbish(l)) {
			return at;
		}
	}
	return raw.len - l.rest.len;
}

void header_decode(struct charsets *c, struct arena *a, struct span fallback, struct header_list *fields)
{
	for (size_t i = 0; i < fields->count; i++)
		fields->items[i].value = utf8_line(a, encword_decode(c, a, fields->items[i].raw, fallback));
}

const struct header *header_find(const struct header_list *fields, struct span name)
{
	for (size_t i = 0; i < fields->count; i++)
		if (span_ieq(fields->items[i].name, name))
			return &fields->items[i];
	return NULL;
}

struct span header_raw(const struct header_list *fields, struct span name)
{
	const struct header *h = header_find(fields, name);
	return h ? h->raw : SPAN_NONE;
}

bool header_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

size_t header_comment(struct span s)
{
	size_t depth = 0;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\')
			i++;
		else if (s.ptr[i] == '(')
			depth++;
		else if (s.ptr[i] == ')' && --depth == 0)
			return i + 1;
	}
	return 0;
}
