#include "parsers/base/transfer.h"

#include "parsers/base/ascii.h"
#define BASE64_LINE 57 /* bytes encoded in 76 characters */
#define QP_LINE 76
#define BASE64_LONG 40 /* characters on a line: plain text has none that long by chance */

static const char base64_letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_byte(struct span s)
{
	int high = s.len < 2 ? -1 : ascii_hex(s.ptr[0]), low = s.len < 2 ? -1 : ascii_hex(s.ptr[1]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* Value of each character of the alphabet, plus 1; 0 for all others. */
#define AZ(first, value)                                                                                               \
	[first] = (value) + 1, [first + 1] = (value) + 2, [first + 2] = (value) + 3, [first + 3] = (value) + 4,        \
	[first + 4] = (value) + 5
static const unsigned char base64_values[256] = {
	AZ('A', 0),  AZ('F', 5),  AZ('K', 10), AZ('P', 15), AZ('U', 20), ['Z'] = 26,  AZ('a', 26), AZ('f', 31),
	AZ('k', 36), AZ('p', 41), AZ('u', 46), ['z'] = 52,  AZ('0', 52), AZ('5', 57), ['+'] = 63,  ['/'] = 64};
#undef AZ

static int base64_value(char c)
{
	return base64_values[(unsigned char)c] - 1;
}

/* Decodes a line; true if it ends in a soft line break. */
static bool qp_decode_line(struct span line, struct buf *out)
{
	while (line.len && (line.ptr[line.len - 1] == ' ' || line.ptr[line.len - 1] == '\t'))
		line.len--;
	char *room = buf_room(out, line.len);
	size_t len = 0;
	bool soft = false;
	while (room && line.len && !soft) {
		ptrdiff_t at = span_chr(line, '=');
		size_t before = at < 0 ? line.len : (size_t)at;
		memcpy(room + len, line.ptr, before);
		len += before;
		line = span_from(line, before);
		int byte = line.len ? hex_byte(span_from(line, 1)) : -1;
		soft = line.len == 1;
		if (line.len && !soft)
			room[len++] = byte >= 0 ? (char)byte : '=';
		line = span_from(line, byte >= 0 ? 3 : 1);
	}
	out->len += len;
	return soft;
}

static void qp_decode(struct span encoded, struct buf *out)
{
	while (encoded.len) {
		ptrdiff_t end = span_chr(encoded, '\n');
		size_t len = end < 0 ? encoded.len : (size_t)end;
		size_t text = len && end >= 0 && encoded.ptr[len - 1] == '\r' ? len - 1 : len;
		bool soft = qp_decode_line(span_sub(encoded, 0, text), out);
		if (end >= 0 && !soft)
			buf_add(out, span_sub(encoded, text, len + 1 - text));
		encoded = span_from(encoded, end < 0 ? len : len + 1);
	}
}

/* A '=' ends a run; decoding continues after it, for concatenated base64 texts that are each padded. */
void base64_feed(struct base64 *state, struct span encoded, struct buf *out)
{
	char *room = buf_room(out, encoded.len);
	size_t len = 0;
	for (size_t i = 0; room && i < encoded.len; i++) {
		int value = base64_value(encoded.ptr[i]);
		if (encoded.ptr[i] == '=')
			state->have = 0;
		if (value < 0)
			continue;
		state->bits = state->bits << 6 | (uint32_t)value;
		state->have += 6;
		if (state->have >= 8) {
			state->have -= 8;
			room[len++] = (char)(state->bits >> state->have & 0xFF);
		}
	}
	out->len += len;
}

static void base64_decode(struct span encoded, struct buf *out)
{
	struct base64 state = {0};
	base64_feed(&state, encoded, out);
}

static bool is_base64_line(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (base64_value(line.ptr[i]) < 0 && line.ptr[i] != '=')
			return false;
	return true;
}

/* Is there a long line of base64? If one follows, the text before is only damaged. */
static bool has_base64_line(struct span s)
{
	struct span line;
	while (span_line(&s, &line))
		if (span_trim(line).len >= BASE64_LONG && is_base64_line(span_trim(line)))
			return true;
	return false;
}

size_t base64_extent(struct span encoded)
{
	struct span rest = encoded, line;
	size_t letters = 0, end = 0;
	bool padded = false;
	while (span_line(&rest, &line) && is_base64_line(span_trim(line))) {
		line = span_trim(line);
		letters += line.len;
		padded = line.len ? span_ends(line, SPAN("=")) : padded;
		end = encoded.len - rest.len;
	}
	if (end == encoded.len || has_base64_line(rest))
		return encoded.len;
	/* single words on lines may look like base64 */
	return letters % 4 == 0 && (padded || letters >= BASE64_LONG) ? end : 0;
}

static uint32_t uu_value(struct span line, size_t at)
{
	return at < line.len ? ((uint32_t)(unsigned char)line.ptr[at] - 32u) & 63u : 0;
}

static void uu_decode_line(struct span line, struct buf *out)
{
	size_t want = uu_value(line, 0);
	for (size_t at = 1; want && at < line.len; at += 4) {
		uint32_t bits = uu_value(line, at) << 18 | uu_value(line, at + 1) << 12 | uu_value(line, at + 2) << 6 |
				uu_value(line, at + 3);
		for (unsigned shift = 16; want; shift -= 8) {
			buf_chr(out, (char)(bits >> shift & 0xFF));
			want--;
			if (shift == 0)
				break;
		}
	}
}

static void uu_decode(struct span encoded, struct buf *out)
{
	struct span line;
	bool within = false;
	while (span_line(&encoded, &line)) {
		if (within && span_eq(span_rtrim(line), SPAN("end")))
			return;
		if (within)
			uu_decode_line(line, out);
		else
			within = span_starts(line, SPAN("begin "));
	}
}

void transfer_decode(enum transfer transfer, struct span encoded, struct buf *out)
{
	static void (*const decoders[])(struct span, struct buf *) = {
		[TRANSFER_IDENTITY] = NULL,
		[TRANSFER_QP] = qp_decode,
		[TRANSFER_BASE64] = base64_decode,
		[TRANSFER_UUENCODE] = uu_decode,
	};
	if (transfer > TRANSFER_UUENCODE || !decoders[transfer])
		buf_add(out, encoded);
	else
		decoders[transfer](encoded, out);
}

static void base64_group(struct span group, char out[4])
{
	uint32_t bits = 0;
	for (size_t i = 0; i < 3; i++)
		bits = bits << 8 | (i < group.len ? (unsigned char)group.ptr[i] : 0u);
	for (size_t i = 0; i < 4; i++)
		out[i] = i <= group.len ? base64_letters[bits >> (18 - 6 * i) & 63] : '=';
}

void transfer_base64(struct span bytes, struct buf *out)
{
	for (; bytes.len; bytes = span_from(bytes, BASE64_LINE)) {
		struct span line = span_sub(bytes, 0, BASE64_LINE);
		char text[QP_LINE];
		size_t len = 0;
		for (; line.len; line = span_from(line, 3), len += 4)
			base64_group(span_sub(line, 0, 3), text + len);
		buf_add(out, (struct span){text, len});
		buf_str(out, "\r\n");
	}
}

/* Might a mail store take this line for the beginning of another mail (RFC 4155), or change it? */
static bool begins_mail(struct span line, size_t at)
{
	return line.ptr[at] == 'F' && span_starts(span_from(line, at), SPAN("From "));
}

void transfer_qp_line(struct span line, struct buf *out)
{
	static const char hex[] = "0123456789ABCDEF";
	char text[QP_LINE + 3];
	size_t column = 0;
	for (size_t i = 0; i < line.len; i++) {
		unsigned char c = (unsigned char)line.ptr[i];
		bool last = i + 1 == line.len;
		bool plain = (c > ' ' && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !last);
		if (column + (plain ? 1 : 3) > QP_LINE - (last ? 0 : 1)) {
			memcpy(text + column, "=\r\n", 3);
			buf_add(out, span_make(text, column + 3));
			column = 0;
		}
		if (column == 0 && begins_mail(line, i))
			plain = false;
		text[column++] = plain ? (char)c : '=';
		if (!plain) {
			text[column++] = hex[c >> 4];
			text[column++] = hex[c & 15];
		}
	}
	buf_add(out, span_make(text, column));
}
