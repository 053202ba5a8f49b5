#include "parsers/charset.h"

#include "parsers/base/buf.h"
#include "parsers/base/utf8.h"
#include "parsers/charset_guess.h"
#include "parsers/charset_names.h"
#include "parsers/sevenbit.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#define NOT_OPEN ((iconv_t)-1)
#define CHUNK ((size_t)4096) /* bytes of output per call of iconv */
#define LOOK_BACK 200        /* bytes searched backwards for the start of a double-byte section */
#define GROWTH 8             /* most bytes of UTF-8 per byte of input, in any charset */

struct charsets {
	iconv_t *open; /* one per row of charset_names; NULL: not needed so far */
	unsigned more; /* how often more were opened */
	bool sealed;
	bool lacked;
};

/* As mails name them: those of most mails, and those of many languages. */
static const char first[] = "utf-8 windows-1252";
static const char usual[] = "iso-8859-15 iso-8859-2 windows-1250 windows-1251 koi8-r koi8-u iso-8859-5 iso-8859-7 "
			    "windows-1253 windows-1254 windows-1255 iso-8859-8 windows-1256 windows-1257 tis-620 "
			    "iso-2022-jp shift_jis euc-jp gb18030 big5 euc-kr utf-16le";

/* NOT_OPEN if there is none, or it may not be loaded any more. */
static iconv_t converter(struct charsets *c, ptrdiff_t row)
{
	if (row < 0)
		return NOT_OPEN;
	if (!c->open[row] && c->sealed) {
		c->lacked = true;
		return NOT_OPEN;
	}
	if (!c->open[row])
		c->open[row] = iconv_open("UTF-8", charset_names[row].iconv);
	return c->open[row];
}

static void charsets_open(struct charsets *c, const char *names)
{
	struct span rest = span_of(names), name;
	while (span_word(&rest, &name))
		converter(c, charset_names_find(name));
}

struct charsets *charsets_new(void)
{
	struct charsets *c = calloc(1, sizeof(*c));
	iconv_t *open = calloc(charset_names_count, sizeof(*open));
	if (!c || !open)
		abort();
	c->open = open;
	charsets_open(c, first);
	return c;
}

void charsets_more(struct charsets *c)
{
	if (!c->more++)
		charsets_open(c, usual);
	else
		for (size_t i = 0; i < charset_names_count; i++)
			converter(c, (ptrdiff_t)i);
}

void charsets_seal(struct charsets *c)
{
	c->sealed = true;
}

bool charsets_lacked(struct charsets *c)
{
	bool lacked = c->lacked;
	c->lacked = false;
	return lacked;
}

void charsets_free(struct charsets *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < charset_names_count; i++)
		if (c->open[i] && c->open[i] != NOT_OPEN)
			iconv_close(c->open[i]);
	free(c->open);
	free(c);
}

static iconv_t charset_find(struct charsets *c, struct span name)
{
	return converter(c, charset_names_find(name));
}

/* Charsets in which bytes below 0x80 are not always ASCII. */
static bool is_stateful(struct span name)
{
	static const char *const parts[] = {"2022", "utf-7",  "utf7",    "utf-16", "utf16",
					    "ucs",  "utf-32", "unicode", "ebcdic"};
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (span_ifind(name, span_of(parts[i])) >= 0)
			return true;
	return false;
}

static bool is_utf8_name(struct span name)
{
	return span_ieq(name, SPAN("utf-8")) || span_ieq(name, SPAN("utf8"));
}

/* ASCII text in a charset known to contain ASCII. Only the common ones are listed, because in the old national 7-bit
 * sets such bytes are not ASCII either. */
static bool charset_is_plain(struct span name, struct span bytes)
{
	bool common = name.len == 0 || is_utf8_name(name) || span_istarts(name, SPAN("us-ascii")) ||
		      span_istarts(name, SPAN("iso-8859-")) || span_istarts(name, SPAN("windows-125"));
	return common && !is_stateful(name) && utf8_is_ascii(bytes);
}

static bool is_ascii_name(struct span name)
{
	return span_ieq(name, SPAN("us-ascii")) || span_ieq(name, SPAN("ascii")) ||
	       span_ieq(name, SPAN("ansi_x3.4-1968"));
}

/* Length of an undecodable character: two bytes in a double-byte section of an ISO-2022 text, or in one converted from
 * it (`pairs`). */
static size_t broken_length(struct span bytes, size_t at, bool pairs)
{
	if (pairs && bytes.len - at >= 2 && (unsigned char)bytes.ptr[at] >= 0x80 &&
	    (unsigned char)bytes.ptr[at + 1] >= 0x80)
		return 2;
	for (size_t back = at; back > 0 && at - back < LOOK_BACK; back--)
		if (bytes.ptr[back - 1] == '\x1B')
			return back < bytes.len && bytes.ptr[back] == '$' && bytes.len - at >= 2 ? 2 : 1;
	return 1;
}

/* One call of iconv, from *at on, appending to the buffer; false when there is nothing left to do. */
static bool convert_step(iconv_t cd, struct span bytes, bool pairs, size_t *at, struct buf *out)
{
	char *room = buf_room(out, CHUNK);
	char *in = (char *)(uintptr_t)bytes.ptr + *at; /* iconv's argument lacks const; it only reads */
	if (!room)
		return false;
	size_t free_bytes = CHUNK, left = bytes.len - *at;
	size_t done = iconv(cd, left ? &in : NULL, left ? &left : NULL, &room, &free_bytes);
	out->len += CHUNK - free_bytes;
	*at = bytes.len - left;
	if (done != (size_t)-1)
		return left > 0;
	if (errno == E2BIG)
		return true;
	buf_str(out, "\xEF\xBF\xBD");
	*at += left ? broken_length(bytes, *at, pairs) : 0;
	return left > 0;
}

static struct span charset_convert(iconv_t cd, struct arena *a, struct span bytes, bool pairs)
{
	struct buf out;
	size_t at = 0;
	buf_init(&out, bytes.len * GROWTH + 2 * CHUNK);
	iconv(cd, NULL, NULL, NULL, NULL);
	while (at < bytes.len && convert_step(cd, bytes, pairs, &at, &out))
		;
	convert_step(cd, bytes, pairs, &at, &out); /* flushes what a stateful charset still holds */
	struct span text = arena_dup(a, buf_span(&out));
	buf_clear(&out);
	return utf8_clean(a, text);
}

/* Has it 8-bit bytes, all defined in windows-1252, and does it not end in a truncated UTF-8 character? */
static bool is_western(struct span s)
{
	size_t high = 0;
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.ptr[i];
		bool undefined = c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D || c == 0xFF;
		if (undefined || (c >= 0xC2 && c < 0xF5 && i + 1 == s.len))
			return false;
		high += c >= 0x80;
	}
	return high > 0;
}

/* Counts the non-ASCII characters that are valid UTF-8, and the invalid bytes. */
static void sequences_count(struct span s, size_t *good, size_t *bad)
{
	*good = *bad = 0;
	while (s.len) {
		bool broken = false;
		*good += utf8_take(&s, &broken) >= 0x80 && !broken;
		*bad += broken;
	}
}

/* Text labelled UTF-8 whose 8-bit bytes are mostly invalid UTF-8 is in some other charset; a few valid characters may
 * be chance. */
static struct span utf8_mend(struct charsets *c, struct arena *a, struct span bytes)
{
	size_t good, bad;
	sequences_count(bytes, &good, &bad);
	if (bad == 0)
		return bytes;
	struct span other = good * 2 < bad ? charset_guess_name(bytes) : SPAN_NONE;
	iconv_t cd = charset_find(c, other.len ? other : SPAN("windows-1252"));
	if (cd == NOT_OPEN || !(other.len || (good == 0 && is_western(bytes))))
		return utf8_clean(a, bytes);
	return charset_convert(cd, a, bytes, false);
}

/* Converts 7-bit charsets that iconv can't read directly; false if it is none of those. */
static bool sevenbit_utf8(struct charsets *c, struct arena *a, struct span name, struct span bytes, struct span *out)
{
	struct span charset, wide;
	if (sevenbit_is_jp(name))
		wide = sevenbit_from_jp(a, bytes, &charset);
	else if (sevenbit_is_hz(name))
		wide = sevenbit_from_hz(a, bytes, &charset);
	else
		return false;
	iconv_t cd = charset_find(c, charset);
	bool is_utf8 = !utf8_is_ascii(bytes) && utf8_valid(bytes);
	*out = cd == NOT_OPEN || is_utf8 ? utf8_clean(a, bytes) : charset_convert(cd, a, wide, true);
	return true;
}

/* Escape sequences of a 7-bit charset in the bytes win over a name that can't be right. */
static struct span name_sure(struct span name, struct span bytes)
{
	bool known = is_stateful(name) || sevenbit_is_hz(name);
	struct span seen = known || !utf8_is_ascii(bytes) ? SPAN_NONE : sevenbit_name(bytes);
	return seen.len ? seen : name;
}

/* For 8-bit bytes whose charset name is unknown or can't be right: the charset whose name was misspelt, else what the
 * bytes look like, else the most common one. */
static iconv_t charset_guess(struct charsets *c, struct span name, struct span bytes)
{
	ptrdiff_t near = is_ascii_name(name) ? -1 : charset_names_near(name);
	struct span guess = near < 0 ? charset_guess_name(bytes) : SPAN_NONE;
	if (near >= 0)
		return converter(c, near);
	return charset_find(c, guess.len ? guess : SPAN("windows-1252"));
}

struct span charset_utf8(struct charsets *c, struct arena *a, struct span name, struct span bytes)
{
	struct span text;
	name = name_sure(span_trim(name), bytes);
	if (charset_is_plain(name, bytes))
		return bytes;
	if (is_utf8_name(name))
		return utf8_valid(bytes) ? bytes : utf8_mend(c, a, bytes);
	if (sevenbit_utf8(c, a, name, bytes, &text))
		return text;
	iconv_t cd = charset_find(c, name);
	bool unsure = cd == NOT_OPEN || is_ascii_name(name);
	if (unsure && utf8_valid(bytes))
		return bytes;
	if (unsure)
		cd = charset_guess(c, name, bytes);
	if (cd == NOT_OPEN)
		return utf8_clean(a, bytes);
	text = charset_convert(cd, a, bytes, false);
	bool mislabelled = span_find(text, SPAN("\xEF\xBF\xBD")) >= 0 && !utf8_is_ascii(bytes) && utf8_valid(bytes);
	return mislabelled ? bytes : text;
}
