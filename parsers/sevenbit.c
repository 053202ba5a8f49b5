#include "parsers/sevenbit.h"

#define HALF_WIDTH 0x8E   /* leads one half-width katakana in EUC-JP */
#define SUPPLEMENT 0x8F   /* leads a double byte of JIS X 0212 */
#define VENDOR_FIRST 0x79 /* rows used by NEC for IBM's characters */
#define VENDOR_LAST 0x7C

enum set { SET_ASCII, SET_KANA, SET_DOUBLE, SET_SUPPLEMENT };

static const struct {
	struct span escape; /* after ESC */
	enum set set;
} escapes[] = {{{"(B", 2}, SET_ASCII},   {{"(J", 2}, SET_ASCII},       {{"(H", 2}, SET_ASCII},
	       {{"(I", 2}, SET_KANA},    {{"$B", 2}, SET_DOUBLE},      {{"$@", 2}, SET_DOUBLE},
	       {{"$(B", 3}, SET_DOUBLE}, {{"$(@", 3}, SET_DOUBLE},     {{"$(O", 3}, SET_DOUBLE},
	       {{"$(Q", 3}, SET_DOUBLE}, {{"$(D", 3}, SET_SUPPLEMENT}, {{"&@", 2}, SET_ASCII}};

static bool is_graphic(char c)
{
	return c > ' ' && c < 0x7F;
}

/* Length of a known escape at the front, after ESC, and the set it selects; 0 if it is not known. */
static size_t sevenbit_escape_take(struct span s, enum set *set)
{
	for (size_t i = 0; i < sizeof(escapes) / sizeof(*escapes); i++) {
		if (!span_starts(s, escapes[i].escape))
			continue;
		*set = escapes[i].set;
		return escapes[i].escape.len;
	}
	return 0;
}

static bool is_double(struct span s)
{
	return s.len >= 2 && is_graphic(s.ptr[0]) && is_graphic(s.ptr[1]);
}

/* Converts a double byte to Shift JIS. */
static void shift_put(struct span s, char out[2])
{
	unsigned row = (unsigned char)s.ptr[0], cell = (unsigned char)s.ptr[1];
	unsigned lead = ((row - 0x21) >> 1) + 0x81, trail = row % 2 ? cell + 0x1F : cell + 0x7E;
	out[0] = (char)(lead > 0x9F ? lead + 0x40 : lead);
	out[1] = (char)(row % 2 && trail >= 0x7F ? trail + 1 : trail);
}

static size_t double_put(struct span s, enum set set, bool shift, char out[3])
{
	size_t lead = 0;
	if (shift) {
		shift_put(s, out);
		return 2;
	}
	if (set == SET_SUPPLEMENT)
		out[lead++] = (char)SUPPLEMENT;
	out[lead] = (char)(s.ptr[0] | 0x80);
	out[lead + 1] = (char)(s.ptr[1] | 0x80);
	return lead + 2;
}

/* Converts one character from the front of s to eight bits, of length *len. Returns the number of bytes of s used. */
static size_t sevenbit_character_put(struct span s, enum set set, bool shift, char out[3], size_t *len)
{
	unsigned char first = (unsigned char)s.ptr[0];
	bool kana = (set == SET_KANA && first > ' ' && first < 0x60) || (first > 0xA0 && first < 0xE0);
	if ((set == SET_DOUBLE || set == SET_SUPPLEMENT) && is_double(s)) {
		*len = double_put(s, set, shift, out);
		return 2;
	}
	*len = 0;
	if (kana && !shift)
		out[(*len)++] = (char)HALF_WIDTH;
	out[(*len)++] = (char)(kana ? first | 0x80 : first);
	return 1;
}

/* Takes an escape or a shift from the front. */
static bool set_take(struct span *s, enum set *set, enum set *before)
{
	size_t escape = s->ptr[0] == '\x1B' ? sevenbit_escape_take(span_from(*s, 1), set) : 0;
	bool out = s->ptr[0] == '\x0E', in = s->ptr[0] == '\x0F';
	if (out)
		*before = *set;
	if (out || in)
		*set = out ? SET_KANA : *before;
	if (escape || out || in)
		*s = span_from(*s, escape + 1);
	return escape || out || in;
}

/* Does it have characters at code points that only Microsoft's charset defines? */
static bool has_vendor_rows(struct span bytes)
{
	enum set set = SET_ASCII, before = SET_ASCII;
	while (bytes.len) {
		if (set_take(&bytes, &set, &before))
			continue;
		bool both = set == SET_DOUBLE && is_double(bytes);
		if (both && bytes.ptr[0] >= VENDOR_FIRST && bytes.ptr[0] <= VENDOR_LAST)
			return true;
		bytes = span_from(bytes, both ? 2 : 1);
	}
	return false;
}

struct span sevenbit_from_jp(struct arena *a, struct span bytes, struct span *charset)
{
	char *out = arena_alloc(a, bytes.len * 2 + 3);
	enum set set = SET_ASCII, before = SET_ASCII;
	bool shift = has_vendor_rows(bytes);
	size_t len = 0, put = 0;
	*charset = shift ? SPAN("cp932") : SPAN("euc-jp-ms");
	while (bytes.len) {
		if (set_take(&bytes, &set, &before))
			continue;
		bytes = span_from(bytes, sevenbit_character_put(bytes, set, shift, out + len, &put));
		len += put;
	}
	return (struct span){out, len};
}

/* Length of "~{" and the double bytes after it, up to "~}" or the end of the line; 0 if there is no "~{" at the
 * front. */
static size_t hz_run(struct span s)
{
	size_t at = 2;
	if (!span_starts(s, SPAN("~{")))
		return 0;
	while (is_double(span_from(s, at)) && !span_starts(span_from(s, at), SPAN("~}")))
		at += 2;
	return at;
}

struct span sevenbit_from_hz(struct arena *a, struct span bytes, struct span *charset)
{
	char *out = arena_alloc(a, bytes.len + 1);
	size_t len = 0;
	*charset = SPAN("gb18030");
	while (bytes.len) {
		size_t run = hz_run(bytes);
		for (size_t i = 2; i < run; i++)
			out[len++] = (char)(bytes.ptr[i] | 0x80);
		bytes = span_from(bytes, run);
		if (span_starts(bytes, SPAN("~}")) || span_starts(bytes, SPAN("~\n")))
			bytes = span_from(bytes, 2);
		else if (span_starts(bytes, SPAN("~~")))
			bytes = span_from(bytes, 1);
		if (!run && bytes.len) {
			out[len++] = bytes.ptr[0];
			bytes = span_from(bytes, 1);
		}
	}
	return (struct span){out, len};
}

/* Are all characters in GB 2312's rows, 1 to 9 and 16 to 87? */
static bool is_gb_run(struct span run)
{
	for (size_t i = 0; i + 1 < run.len; i += 2)
		if (run.ptr[i] > 0x77 || (run.ptr[i] > 0x29 && run.ptr[i] < 0x30))
			return false;
	return run.len > 0;
}

/* Is every "~{" followed by double bytes and "~}"? */
static bool is_hz(struct span s)
{
	bool found = false;
	for (ptrdiff_t at; (at = span_find(s, SPAN("~{"))) >= 0; found = true) {
		s = span_from(s, (size_t)at);
		size_t run = hz_run(s);
		if (!is_gb_run(span_sub(s, 2, run - 2)) || !span_starts(span_from(s, run), SPAN("~}")))
			return false;
		s = span_from(s, run + 2);
	}
	return found;
}

struct span sevenbit_name(struct span bytes)
{
	struct span s = bytes;
	for (ptrdiff_t at; (at = span_chr(s, '\x1B')) >= 0;) {
		s = span_from(s, (size_t)at + 1);
		if (span_starts(s, SPAN("$B")) || span_starts(s, SPAN("$@")) || span_starts(s, SPAN("$(D")) ||
		    span_starts(s, SPAN("$(O")) || span_starts(s, SPAN("$(Q")) || span_starts(s, SPAN("(I")))
			return SPAN("iso-2022-jp");
		if (span_starts(s, SPAN("$)C")))
			return SPAN("iso-2022-kr");
		if (span_starts(s, SPAN("$)A")) || span_starts(s, SPAN("$)G")))
			return SPAN("iso-2022-cn");
	}
	return span_chr(bytes, '~') >= 0 && is_hz(bytes) ? SPAN("hz-gb-2312") : SPAN_NONE;
}

bool sevenbit_is_jp(struct span name)
{
	/* -2, -3 and -2004 have more characters; iconv knows these */
	bool other = span_ends(name, SPAN("2")) || span_ends(name, SPAN("3")) || span_ends(name, SPAN("4"));
	return (span_ifind(name, SPAN("2022")) >= 0 && span_ifind(name, SPAN("jp")) >= 0 && !other) ||
	       span_ifind(name, SPAN("5022")) >= 0 || span_ieq(name, SPAN("jis"));
}

bool sevenbit_is_hz(struct span name)
{
	return span_istarts(name, SPAN("hz"));
}
