#include "daemon/edge/door.h"

#include "parsers/base/buf.h"
#include "parsers/base/token.h"
#include "parsers/base/transfer.h"

#include <string.h>

#define COVER 'x'
#define LIKELY_TICKETS ((uint64_t)1 << 32)
#define LAST_DAY 40000      /* days since 1970: no token of this century ends later */
#define BASE64_LINE_MIN 16  /* a shorter line does not begin a block of base64 */
#define BASE64_BLOCK_MIN 56 /* letters; a block that holds a token has more */
#define BASE64_DEPTH 4      /* base64 within base64 */
#define TAG_MAX 400         /* bytes of a tag within a token */
#define HTML_NUMBER_MAX 8   /* digits of "&#0000099;" */

/* A token letter and its bytes in the text: an escaped letter has several. */
struct letter {
	size_t at, len;
	char c; /* in lower case */
};

struct looking {
	char *bytes;
	size_t len, at;
	const struct span_list *own;
	/* the last TOKEN_LENGTH letters of the current run, in a ring */
	struct letter ring[TOKEN_LENGTH];
	size_t run;
	size_t found;
};

/* --- one letter, however it is written --- */

static bool is_token_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '2' && c <= '7');
}

static struct span rest_of(const struct looking *l)
{
	return span_make(l->bytes + l->at, l->len - l->at);
}

/* "=63" and "%63" */
static size_t escaped(struct span rest, char *c)
{
	if (rest.len < 3 || (rest.ptr[0] != '=' && rest.ptr[0] != '%'))
		return 0;
	int byte = hex_byte(span_from(rest, 1));
	*c = (char)byte;
	return byte > 0 && byte < 128 && is_token_letter(*c) ? 3 : 0;
}

/* "&#99;" and "&#x63;" */
static size_t entity(struct span rest, char *c)
{
	if (!span_starts(rest, SPAN("&#")))
		return 0;
	size_t at = 2, digits = 0;
	unsigned value = 0, base = 10;
	if (rest.len > 2 && (rest.ptr[2] | 32) == 'x') {
		base = 16;
		at = 3;
	}
	for (; at < rest.len && digits < HTML_NUMBER_MAX; at++, digits++) {
		char d = (char)(rest.ptr[at] | 32);
		unsigned n = rest.ptr[at] >= '0' && rest.ptr[at] <= '9' ? (unsigned)(rest.ptr[at] - '0')
			     : base == 16 && d >= 'a' && d <= 'f'       ? (unsigned)(d - 'a' + 10)
									: base;
		if (n >= base)
			break;
		value = value * base + n;
	}
	*c = (char)value;
	if (!digits || value >= 128 || !is_token_letter(*c))
		return 0;
	return at < rest.len && rest.ptr[at] == ';' ? at + 1 : at;
}

/* The length of a short HTML tag; 0: there is none. An address may also be between "<" and ">", perhaps across quoted
 * lines: a tag has no "@" and no line end before its first attribute value. */
static size_t tag(struct span rest)
{
	if (rest.len < 3 || rest.ptr[0] != '<' || !(rest.ptr[1] == '/' || (rest.ptr[1] | 32) >= 'a'))
		return 0;
	bool valued = false;
	for (size_t n = 1; n < rest.len && n < TAG_MAX; n++) {
		char c = rest.ptr[n];
		valued = valued || c == '"' || c == '\'';
		if (c == '>')
			return n + 1;
		if (!valued && (c == '@' || c == '\n'))
			return 0;
	}
	return 0;
}

/* The length of what a client may put inside a token: line ends with the quote marks and blanks after them, soft line
 * breaks, tags and invisible characters. */
static size_t gap(struct span rest)
{
	static const char *const unseen[] = {"\xC2\xAD",     "\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8D",
					     "\xE2\x81\xA0", "\xEF\xBB\xBF", "&shy;",        "&zwnj;",
					     "&zwj;",        "&#173;",       "&#xad;",       "&#8203;",
					     "&#x200b;",     "=\r\n",        "=\n"};
	for (size_t i = 0; i < sizeof(unseen) / sizeof(*unseen); i++)
		if (span_istarts(rest, span_of(unseen[i])))
			return strlen(unseen[i]);
	size_t n = tag(rest);
	if (n)
		return n;
	while (n < rest.len && rest.ptr[n] == ' ')
		n++; /* format=flowed leaves a blank before its line break */
	if (n >= rest.len || (rest.ptr[n] != '\r' && rest.ptr[n] != '\n'))
		return 0;
	while (n < rest.len && memchr("\r\n \t>", rest.ptr[n], 5))
		n++;
	return n;
}

/* --- a run of letters --- */

static bool door_is_own(const struct looking *l, struct span text)
{
	for (size_t i = 0; l->own && i < l->own->count; i++)
		if (span_eq(l->own->items[i], text))
			return true;
	return false;
}

static void cover(struct looking *l)
{
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		memset(l->bytes + l->ring[i].at, COVER, l->ring[i].len);
	l->found++;
	l->run = 0;
}

/* Covers the last letters if they spell a token that could be this desk's (of a plausible ticket and day) and is not
 * the recipient's own. */
static void door_judge(struct looking *l)
{
	char text[TOKEN_LENGTH];
	struct token token;
	size_t first = l->run % TOKEN_LENGTH;
	char c = l->ring[first].c;
	if (l->run < TOKEN_LENGTH || (c != 'c' && c != 'd'))
		return;
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		text[i] = l->ring[(first + i) % TOKEN_LENGTH].c;
	if (!token_parse(span_make(text, TOKEN_LENGTH), &token) || token.ticket >= LIKELY_TICKETS ||
	    token.expires / 86400 > LAST_DAY || door_is_own(l, token.text))
		return;
	cover(l);
}

static void letter_take(struct looking *l, size_t len, char c)
{
	l->ring[l->run % TOKEN_LENGTH] = (struct letter){l->at, len, (char)(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c)};
	l->run++;
	l->at += len;
	door_judge(l);
}

static void letters_look(struct looking *l)
{
	char c;
	size_t n;
	while (l->at < l->len) {
		struct span rest = rest_of(l);
		c = rest.ptr[0];
		if (is_token_letter(c))
			letter_take(l, 1, c);
		else if ((n = escaped(rest, &c)) > 0 || (n = entity(rest, &c)) > 0)
			letter_take(l, n, c);
		else if (l->run && (n = gap(rest)) > 0)
			l->at += n;
		else {
			l->run = 0;
			l->at++;
		}
	}
}

/* --- base64 in the text: an attached mail's parts --- */

static bool is_base64(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
}

/* The length of the block of base64 lines at the start: each is as long as the first, the last may be shorter. */
static size_t door_block_length(struct span text)
{
	size_t first = 0, at = 0;
	while (at < text.len) {
		size_t n = 0, end;
		while (at + n < text.len && is_base64(text.ptr[at + n]))
			n++;
		for (end = at + n; end < text.len && text.ptr[end] == '='; end++)
			;
		bool line = end == text.len || text.ptr[end] == '\r' || text.ptr[end] == '\n';
		if (!line || n == 0 || (!first && n < BASE64_LINE_MIN) || (first && n > first))
			break;
		while (end < text.len && (text.ptr[end] == '\r' || text.ptr[end] == '\n'))
			end++;
		at = end;
		if (first && n < first)
			break;
		first = n;
	}
	return at;
}

static size_t clean(char *bytes, size_t len, const struct span_list *own, int depth);

/* Encodes the block again, letter by letter in its old places: the content has changed, but not its length. */
static void block_write(char *bytes, size_t len, struct span decoded)
{
	struct buf encoded;
	size_t from = 0;
	buf_init(&encoded, BUF_MAX);
	transfer_base64(decoded, &encoded);
	for (size_t at = 0; at < len; at++) {
		if (!is_base64(bytes[at]))
			continue;
		while (from < encoded.len && !is_base64(encoded.ptr[from]))
			from++;
		if (from < encoded.len)
			bytes[at] = encoded.ptr[from++];
	}
	buf_clear(&encoded);
}

static size_t block_clean(char *bytes, size_t len, const struct span_list *own, int depth)
{
	struct buf decoded;
	buf_init(&decoded, BUF_MAX);
	transfer_decode(TRANSFER_BASE64, span_make(bytes, len), &decoded);
	size_t found = clean(decoded.ptr, decoded.len, own, depth + 1);
	if (found)
		block_write(bytes, len, buf_span(&decoded));
	buf_clear(&decoded);
	return found;
}

static size_t blocks_look(char *bytes, size_t len, const struct span_list *own, int depth)
{
	size_t found = 0;
	for (size_t at = 0; at < len;) { /* always the beginning of a line */
		size_t n = is_base64(bytes[at]) ? door_block_length(span_make(bytes + at, len - at)) : 0;
		if (n >= BASE64_BLOCK_MIN)
			found += block_clean(bytes + at, n, own, depth);
		const char *end = n ? NULL : memchr(bytes + at, '\n', len - at);
		at = n ? at + n : end ? (size_t)(end - bytes) + 1 : len;
	}
	return found;
}

static size_t clean(char *bytes, size_t len, const struct span_list *own, int depth)
{
	struct looking l = {.bytes = bytes, .len = len, .own = own};
	letters_look(&l);
	return l.found + (depth < BASE64_DEPTH ? blocks_look(bytes, len, own, depth) : 0);
}

size_t door_clean(char *bytes, size_t len, const struct span_list *own)
{
	return clean(bytes, len, own, 0);
}

struct span door_span(struct arena *a, struct span value, const struct span_list *own, size_t *found)
{
	if (value.len < TOKEN_LENGTH)
		return value;
	char *copy = arena_str(a, value);
	size_t here = door_clean(copy, value.len, own);
	*found += here;
	return here ? span_make(copy, value.len) : value;
}
