#include "parsers/authresults.h"

#define MAX_NESTING 16 /* of nested comments */
#define MAX_RESULTS 100
#define MAX_PROPERTIES 50 /* per result */

/* The unread rest of the field. Once `broken` is set, nothing more is read. */
struct cursor {
	struct arena *arena;
	struct span rest;
	bool broken;
};

static int peek(const struct cursor *c)
{
	return c->broken || c->rest.len == 0 ? -1 : (unsigned char)c->rest.ptr[0];
}

static void authresults_advance(struct cursor *c, size_t count)
{
	c->rest = span_from(c->rest, count);
}

static void comment_skip(struct cursor *c)
{
	size_t depth = 0;

	for (size_t i = 0; i < c->rest.len; i++) {
		char ch = c->rest.ptr[i];

		if (ch == '\\')
			i++;
		else if (ch == '(' && ++depth > MAX_NESTING)
			break;
		else if (ch == ')' && --depth == 0) {
			authresults_advance(c, i + 1);
			return;
		}
	}
	c->broken = true;
}

/* [CFWS] */
static void blank_skip(struct cursor *c)
{
	for (int ch = peek(c); ch == ' ' || ch == '\t' || ch == '\r' || ch == '\n' || ch == '('; ch = peek(c)) {
		if (ch == '(')
			comment_skip(c);
		else
			authresults_advance(c, 1);
	}
}

static bool accept(struct cursor *c, char want)
{
	blank_skip(c);
	if (peek(c) != want)
		return false;
	authresults_advance(c, 1);
	return true;
}

static void expect(struct cursor *c, char want)
{
	if (!accept(c, want))
		c->broken = true;
}

/* Index of the quote that closes the one at s[0]; s.len if there is none. */
static size_t authresults_quote_end(struct span s)
{
	size_t at = 1;

	while (at < s.len && s.ptr[at] != '"')
		at += s.ptr[at] == '\\' ? 2 : 1;
	return at < s.len ? at : s.len;
}

/* The text of a quoted string without its quotes and backslashes. */
static struct span quoted_take(struct cursor *c)
{
	size_t end = authresults_quote_end(c->rest), len = 0;

	if (end == c->rest.len) {
		c->broken = true;
		return SPAN_NONE;
	}
	char *out = arena_alloc(c->arena, end + 1);
	for (size_t i = 1; i < end; i++) {
		if (c->rest.ptr[i] == '\\')
			i++;
		out[len++] = c->rest.ptr[i];
	}
	authresults_advance(c, end + 1);
	return span_make(out, len);
}

/* Takes the bytes up to a delimiter or one of `stops`. An empty word makes the field broken. */
static struct span word_take(struct cursor *c, const char *stops)
{
	struct span delimiters = SPAN(" \t\r\n;()\""), also = span_of(stops);
	size_t len = 0;

	while (len < c->rest.len && span_chr(delimiters, c->rest.ptr[len]) < 0 && span_chr(also, c->rest.ptr[len]) < 0)
		len++;
	struct span word = span_sub(c->rest, 0, len);
	if (len == 0)
		c->broken = true;
	authresults_advance(c, len);
	return word;
}

/* value: a token or a quoted string. */
static struct span value_take(struct cursor *c)
{
	blank_skip(c);
	return peek(c) == '"' ? quoted_take(c) : word_take(c, "=");
}

/* pvalue: real servers write more than the grammar's tokens ("=" in signatures, ":" in addresses). A quoted local part
 * before an "@" keeps its quotes, so that the last "@" is always the one before the domain. */
static struct span property_value_take(struct cursor *c)
{
	blank_skip(c);
	if (peek(c) != '"')
		return word_take(c, "");
	const char *start = c->rest.ptr;
	struct span value = quoted_take(c);
	if (peek(c) != '@')
		return value;
	struct span domain = word_take(c, "");
	return span_make(start, (size_t)(domain.ptr + domain.len - start));
}

/* The member for a property of that name; NULL if the property is not used. */
static struct span *property_slot(struct authres_result *r, struct span name)
{
	if (span_eq(name, SPAN("header.from")))
		return &r->header_from;
	if (span_eq(name, SPAN("header.d")))
		return &r->header_d;
	if (span_eq(name, SPAN("header.i")))
		return &r->header_i;
	if (span_eq(name, SPAN("smtp.mailfrom")))
		return &r->smtp_mailfrom;
	return NULL;
}

/* "ptype.property=value", "reason=value", and Microsoft 365's "action=none". A repeated property is a contradiction and
 * makes the field broken. */
static void property_read(struct cursor *c, struct authres_result *r)
{
	struct span name = word_take(c, "=.");

	if (accept(c, '.')) {
		blank_skip(c);
		struct span property = word_take(c, "=.");
		name = arena_printf(c->arena, "%.*s.%.*s", SPAN_ARG(name), SPAN_ARG(property));
	}
	expect(c, '=');
	struct span value = property_value_take(c);
	struct span *slot = property_slot(r, arena_lower(c->arena, name));
	if (!slot)
		return;
	if (slot->len)
		c->broken = true;
	*slot = value;
}

static void result_read(struct cursor *c, struct span method, struct authres *out)
{
	struct authres_result r = {.method = arena_lower(c->arena, method)};

	if (accept(c, '/'))
		(void)value_take(c);
	expect(c, '=');
	blank_skip(c);
	r.result = arena_lower(c->arena, word_take(c, "=."));
	blank_skip(c);
	for (size_t count = 0; peek(c) >= 0 && peek(c) != ';'; count++) {
		property_read(c, &r);
		blank_skip(c);
		if (count == MAX_PROPERTIES)
			c->broken = true;
	}
	if (!c->broken && out->results.count < MAX_RESULTS)
		*LIST_ADD(c->arena, &out->results) = r;
	else
		c->broken = true;
}

/* After each ";": "none", a result, or nothing, as some servers end the field. */
static void results_read(struct cursor *c, struct authres *out)
{
	while (accept(c, ';')) {
		blank_skip(c);
		if (peek(c) < 0)
			return;
		struct span method = word_take(c, "=/.");
		blank_skip(c);
		if (span_ieq(method, SPAN("none")) && peek(c) < 0 && out->results.count == 0)
			return;
		result_read(c, method, out);
	}
}

static bool authresults_has_control(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (((unsigned char)s.ptr[i] < ' ' && span_chr(SPAN("\t\r\n"), s.ptr[i]) < 0) || s.ptr[i] == 0x7F)
			return true;
	return false;
}

/* authserv-id and version; or the first result, if there is no id. */
static void authres_head_read(struct cursor *c, struct authres *out)
{
	struct span first = value_take(c);

	blank_skip(c);
	if (peek(c) == '=') {
		result_read(c, first, out);
		return;
	}
	out->id = arena_lower(c->arena, first);
	if (peek(c) >= '0' && peek(c) <= '9' && !span_eq(word_take(c, "="), SPAN("1")))
		c->broken = true;
}

void authres_parse(struct arena *a, struct span value, struct authres *out)
{
	struct cursor c = {a, value, authresults_has_control(value)};

	*out = (struct authres){0};
	authres_head_read(&c, out);
	results_read(&c, out);
	blank_skip(&c);
	if (!c.broken && c.rest.len == 0)
		return;
	out->broken = true;
	out->results.count = 0;
}
