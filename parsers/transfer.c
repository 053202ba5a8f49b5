#include "parsers/transfer.h"

#include <string.h>

/* 0 to 63; -1 for what is not of the alphabet. The URL-safe letters are taken as well. */
static int base64_value(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	return c == '/' || c == '_' ? 63 : -1;
}

size_t base64_end(struct base64 *state, char *out)
{
	size_t len = 0;
	if (state->count >= 2)
		out[len++] = (char)(state->bits >> (state->count == 2 ? 4 : 10));
	if (state->count == 3)
		out[len++] = (char)(state->bits >> 2);
	*state = (struct base64){0};
	return len;
}

static size_t base64_letter(struct base64 *state, int value, char *out)
{
	state->bits = state->bits << 6 | (uint32_t)value;
	if (++state->count < 4)
		return 0;
	out[0] = (char)(state->bits >> 16);
	out[1] = (char)(state->bits >> 8);
	out[2] = (char)state->bits;
	*state = (struct base64){0};
	return 3;
}

size_t base64_feed(struct base64 *state, struct span in, char *out)
{
	size_t len = 0;
	for (size_t i = 0; i < in.len; i++) {
		int value = base64_value(in.ptr[i]);
		if (value >= 0)
			len += base64_letter(state, value, out + len);
		else if (in.ptr[i] == '=')
			len += base64_end(state, out + len);
	}
	return len;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

int hex_byte(struct span two)
{
	if (two.len < 2)
		return -1;
	int high = hex_digit(two.ptr[0]), low = hex_digit(two.ptr[1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* What follows padded base64 and is not of its alphabet is a footer that somebody put behind it. */
static size_t base64_length(struct span body)
{
	const char *pad = body.len ? memchr(body.ptr, '=', body.len) : NULL;
	size_t i = pad ? (size_t)(pad - body.ptr) : body.len;
	while (i < body.len && (body.ptr[i] == '=' || base64_value(body.ptr[i]) >= 0 || strchr(" \t\r\n", body.ptr[i])))
		i++;
	return i;
}

static struct span base64_body(struct arena *a, struct span body)
{
	struct base64 state = {0};
	body = span_sub(body, 0, base64_length(body));
	char *out = arena_alloc(a, BASE64_ROOM(body.len));
	size_t len = base64_feed(&state, body, out);
	len += base64_end(&state, out + len);
	return (struct span){out, len};
}

/* Length of a soft line break at the '=' that s starts with, white space before the line's end included; else 0. */
static size_t soft_break(struct span s)
{
	size_t i = 1;
	while (i < s.len && (s.ptr[i] == ' ' || s.ptr[i] == '\t'))
		i++;
	if (i == s.len)
		return i;
	if (s.ptr[i] == '\n')
		return i + 1;
	if (s.ptr[i] != '\r')
		return 0;
	return i + 1 < s.len && s.ptr[i + 1] == '\n' ? i + 2 : i + 1;
}

static struct span qp_body(struct arena *a, struct span body)
{
	char *out = arena_alloc(a, body.len + 1);
	size_t len = 0;
	while (body.len) {
		const char *mark = memchr(body.ptr, '=', body.len);
		size_t plain = mark ? (size_t)(mark - body.ptr) : body.len;
		memcpy(out + len, body.ptr, plain);
		len += plain;
		body = span_from(body, plain);
		if (!mark)
			break;
		int byte = hex_byte(span_from(body, 1));
		size_t soft = byte < 0 ? soft_break(body) : 0;
		if (byte >= 0 || soft == 0)
			out[len++] = byte >= 0 ? (char)byte : '=';
		body = span_from(body, byte >= 0 ? 3 : soft ? soft : 1);
	}
	return (struct span){out, len};
}

static unsigned uu_value(struct span line, size_t at)
{
	return at < line.len ? ((unsigned)line.ptr[at] - 32u) & 63u : 0;
}

static size_t uu_line(struct span line, char *out)
{
	size_t count = uu_value(line, 0), len = 0;
	for (size_t at = 1; len < count && at < line.len; at += 4) {
		uint32_t bits = uu_value(line, at) << 18 | uu_value(line, at + 1) << 12 | uu_value(line, at + 2) << 6 |
				uu_value(line, at + 3);
		for (unsigned shift = 24; shift > 0 && len < count; shift -= 8)
			out[len++] = (char)(bits >> (shift - 8));
	}
	return len;
}

static bool is_uu_begin(struct span line, struct span *name)
{
	struct span rest = line, word, mode;
	if (!span_starts(line, SPAN("begin ")) || !span_word(&rest, &word) || !span_word(&rest, &mode))
		return false;
	for (size_t i = 0; i < mode.len; i++)
		if (mode.ptr[i] < '0' || mode.ptr[i] > '7')
			return false;
	*name = span_trim(rest);
	return (mode.len == 3 || mode.len == 4) && name->len > 0;
}

/* As much as a line of uuencode can be: its length letter and four letters for three bytes, perhaps one more. */
static bool is_uu_line(struct span line)
{
	size_t letters = (uu_value(line, 0) + 2) / 3 * 4 + 1;
	return line.len > 0 && line.ptr[0] >= 32 && line.ptr[0] <= 96 && line.len <= letters + 1;
}

/* A body under Content-Transfer-Encoding: x-uuencode has its begin line with it; an inline file is cut out without. */
static struct span uu_body(struct arena *a, struct span body)
{
	char *out = arena_alloc(a, body.len + 64);
	size_t len = 0;
	struct span line, name;
	while (span_line(&body, &line)) {
		if (span_eq(line, SPAN("end")))
			break;
		if (!is_uu_begin(line, &name) && is_uu_line(line))
			len += uu_line(line, out + len);
	}
	return (struct span){out, len};
}

struct span transfer_decode(struct arena *a, enum transfer transfer, struct span body)
{
	static struct span (*const decoders[])(struct arena *, struct span) = {
		[TRANSFER_QP] = qp_body, [TRANSFER_BASE64] = base64_body, [TRANSFER_UUENCODE] = uu_body};
	return decoders[transfer] ? decoders[transfer](a, body) : body;
}

bool uuencode_find(struct span text, size_t from, struct uuencoded *out)
{
	struct span rest = span_from(text, from), line;
	struct uuencoded found = {0};
	bool inside = false;
	while (rest.len) {
		size_t at = text.len - rest.len;
		span_line(&rest, &line);
		if (!inside && is_uu_begin(line, &found.name)) {
			inside = true;
			found.start = at;
			found.body = text.len - rest.len;
		} else if (inside && span_eq(span_trim(line), SPAN("end"))) {
			found.body_len = at - found.body;
			found.end = text.len - rest.len;
			*out = found;
			return true;
		} else if (inside && !is_uu_line(line)) {
			inside = false;
		}
	}
	return false;
}
