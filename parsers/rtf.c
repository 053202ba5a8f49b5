#include "parsers/rtf.h"

#include "parsers/base/buf.h"
#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"

#include <string.h>

#define COMPRESSED 0x75465A4Cu   /* "LZFu" */
#define UNCOMPRESSED 0x414C454Du /* "MELA" */
#define HEAD 16
#define WINDOW 4096
#define MAX_TEXT ((size_t)4 << 20)
#define MAX_GROUPS 100
#define MAX_WORD 32

static const char prefix[] =
	"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
	"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

static uint32_t le32(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	return s.len < 4 ? 0 : (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* The latest output is in a ring buffer of 4096 bytes, into which the references point. */
struct ring {
	char bytes[WINDOW];
	size_t at;
	struct buf *out;
};

static void ring_put(struct ring *r, char c)
{
	r->bytes[r->at] = c;
	r->at = (r->at + 1) % WINDOW;
	buf_chr(r->out, c);
}

/* Copies a reference: 12 bits of position, 4 of length. False at the end, which is a reference to the current
 * position. */
static bool reference_take(struct ring *r, struct span *rest)
{
	if (rest->len < 2)
		return false;
	unsigned word = (unsigned)(unsigned char)rest->ptr[0] << 8 | (unsigned char)rest->ptr[1];
	size_t from = word >> 4, len = (word & 15) + 2;
	*rest = span_from(*rest, 2);
	if (from == r->at)
		return false;
	for (size_t i = 0; i < len; i++)
		ring_put(r, r->bytes[(from + i) % WINDOW]);
	return true;
}

static void runs_take(struct ring *r, struct span rest)
{
	while (rest.len && !r->out->over) {
		unsigned control = (unsigned char)rest.ptr[0];
		rest = span_from(rest, 1);
		for (unsigned bit = 0; bit < 8 && rest.len; bit++) {
			if (control >> bit & 1) {
				if (!reference_take(r, &rest))
					return;
				continue;
			}
			ring_put(r, rest.ptr[0]);
			rest = span_from(rest, 1);
		}
	}
}

struct span rtf_uncompress(struct arena *a, struct span bytes)
{
	struct buf out;
	uint32_t kind = le32(span_from(bytes, 8));
	if (bytes.len < HEAD || kind == UNCOMPRESSED)
		return span_from(bytes, HEAD);
	if (kind != COMPRESSED)
		return SPAN_NONE;
	struct ring *ring = ARENA_NEW(a, struct ring);
	buf_init(&out, MAX_TEXT);
	ring->out = &out;
	ring->at = sizeof(prefix) - 1;
	memcpy(ring->bytes, prefix, ring->at);
	runs_take(ring, span_from(bytes, HEAD));
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return text;
}

/* --- the text --- */

struct group {
	bool hidden;  /* a font table, a picture: nothing to be read */
	bool htmltag; /* its text is mark-up of the original HTML */
};

struct reader {
	struct charsets *charsets;
	struct arena *arena;
	struct span rest, charset;
	bool is_html;
	bool htmlrtf; /* in RTF that only replaces the mark-up */
	struct group groups[MAX_GROUPS];
	size_t depth, skip; /* skip: number of open groups beyond MAX_GROUPS */
	unsigned unicode_skip, skipping;
	struct buf out, run; /* run: bytes in `charset`, not decoded yet */
};

static bool is_shown(const struct reader *r)
{
	const struct group *g = &r->groups[r->depth];
	return !g->hidden && !r->skip && (g->htmltag || !r->htmlrtf);
}

static void rtf_run_end(struct reader *r)
{
	if (r->run.len)
		buf_add(&r->out, charset_utf8(r->charsets, r->arena, r->charset, buf_span(&r->run)));
	buf_reset(&r->run);
}

/* Adds a byte of text; skips the fallback bytes of a character that was already given as a number. */
static void byte_put(struct reader *r, char c)
{
	if (r->skipping)
		r->skipping--;
	else if (is_shown(r))
		buf_chr(&r->run, c);
}

static void character_put(struct reader *r, uint32_t c)
{
	char utf8[4];
	if (!is_shown(r))
		return;
	rtf_run_end(r);
	buf_add(&r->out,
		span_make(utf8, utf8_put(c < 0xD800 || (c > 0xDFFF && c < 0x110000) ? c : UTF8_REPLACEMENT, utf8)));
}

static void group_open(struct reader *r)
{
	if (r->depth + 1 == MAX_GROUPS) {
		r->skip++;
		return;
	}
	r->groups[r->depth + 1] = r->groups[r->depth];
	r->depth++;
}

static void group_close(struct reader *r)
{
	if (r->skip)
		r->skip--;
	else if (r->depth)
		r->depth--;
	r->skipping = 0;
}

struct control {
	struct span word;
	bool has_number;
	int number;
};

static struct control control_take(struct reader *r)
{
	struct control c = {0};
	size_t len = 0;
	while (len < r->rest.len && len < MAX_WORD && r->rest.ptr[len] >= 'a' && r->rest.ptr[len] <= 'z')
		len++;
	c.word = span_sub(r->rest, 0, len);
	r->rest = span_from(r->rest, len);
	bool minus = span_starts(r->rest, SPAN("-"));
	size_t digits = minus;
	while (digits < r->rest.len && digits < 8 && r->rest.ptr[digits] >= '0' && r->rest.ptr[digits] <= '9')
		c.number = c.number * 10 + (r->rest.ptr[digits++] - '0');
	c.has_number = digits > minus;
	if (minus)
		c.number = -c.number;
	r->rest = span_from(r->rest, c.has_number ? digits : 0);
	if (span_starts(r->rest, SPAN(" ")))
		r->rest = span_from(r->rest, 1);
	return c;
}

static void codepage_set(struct reader *r, int number)
{
	r->charset = number == 65001 ? SPAN("utf-8") : arena_printf(r->arena, "cp%d", number);
}

/* The character for which a control word stands, or 0. */
static uint32_t sign_of(struct span word)
{
	static const struct {
		const char *word;
		uint32_t sign;
	} signs[] = {{"par", '\n'},      {"line", '\n'},     {"row", '\n'},         {"cell", '\t'},
		     {"tab", '\t'},      {"bullet", 0x2022}, {"endash", 0x2013},    {"emdash", 0x2014},
		     {"lquote", 0x2018}, {"rquote", 0x2019}, {"ldblquote", 0x201C}, {"rdblquote", 0x201D}};
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (span_eq(word, span_of(signs[i].word)))
			return signs[i].sign;
	return 0;
}

static bool is_destination(struct span word)
{
	static const char *const words[] = {"fonttbl", "colortbl", "stylesheet", "info",     "pict",
					    "header",  "footer",   "object",     "themedata"};
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_eq(word, span_of(words[i])))
			return true;
	return false;
}

static void control_apply(struct reader *r, const struct control *c)
{
	struct group *g = &r->groups[r->depth];
	uint32_t sign = sign_of(c->word);
	if (sign && !(r->is_html && g->htmltag))
		character_put(r, sign);
	else if (span_eq(c->word, SPAN("u")) && c->has_number) {
		character_put(r, (uint32_t)(c->number < 0 ? c->number + 65536 : c->number));
		r->skipping = r->unicode_skip;
	} else if (span_eq(c->word, SPAN("uc")))
		r->unicode_skip = c->number < 0 ? 0 : (unsigned)c->number;
	else if (span_eq(c->word, SPAN("ansicpg")))
		codepage_set(r, c->number);
	else if (span_eq(c->word, SPAN("fromhtml")))
		r->is_html = true;
	else if (span_eq(c->word, SPAN("htmlrtf")))
		r->htmlrtf = !(c->has_number && c->number == 0);
	else if (span_eq(c->word, SPAN("htmltag")) && r->is_html) {
		g->htmltag = true;
		g->hidden = false;
	} else if (is_destination(c->word))
		g->hidden = true;
}

/* Handles what follows a backslash. */
static void escape_take(struct reader *r)
{
	char c = r->rest.len ? r->rest.ptr[0] : ' ';
	int byte = c == '\'' ? hex_byte(span_from(r->rest, 1)) : -1;
	if (c >= 'a' && c <= 'z') {
		struct control word = control_take(r);
		control_apply(r, &word);
		return;
	}
	r->rest = span_from(r->rest, byte >= 0 ? 3 : 1);
	if (byte >= 0)
		byte_put(r, (char)byte);
	else if (c == '*')
		r->groups[r->depth].hidden = true; /* unless a known word follows */
	else if (c == '~')
		character_put(r, ' ');
	else if (c == '\n' || c == '\r')
		character_put(r, '\n');
	else if (c == '\\' || c == '{' || c == '}')
		byte_put(r, c);
}

struct span rtf_text(struct charsets *c, struct arena *a, struct span rtf, bool *is_html)
{
	struct reader *r = ARENA_NEW(a, struct reader);
	*r = (struct reader){.charsets = c, .arena = a, .rest = rtf, .charset = SPAN("cp1252"), .unicode_skip = 1};
	buf_init(&r->out, MAX_TEXT);
	buf_init(&r->run, MAX_TEXT);
	while (r->rest.len) {
		char first = r->rest.ptr[0];
		r->rest = span_from(r->rest, 1);
		if (first == '\\')
			escape_take(r);
		else if (first == '{')
			group_open(r);
		else if (first == '}')
			group_close(r);
		else if (first != '\r' && first != '\n' && first != '\0')
			byte_put(r, first);
	}
	rtf_run_end(r);
	*is_html = r->is_html;
	struct span text = arena_dup(a, buf_span(&r->out));
	buf_clear(&r->out);
	buf_clear(&r->run);
	return text;
}
