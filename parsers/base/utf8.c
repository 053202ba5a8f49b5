#include "parsers/base/utf8.h"

#include <string.h>

/* Length of the character at s, or 0 if it is ill-formed, by RFC 3629's table. */
static size_t char_length(const unsigned char *s, size_t len)
{
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xC2 || s[0] > 0xF4)
		return 0;
	size_t want = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
	if (len < want)
		return 0;
	unsigned char low = s[0] == 0xE0 ? 0xA0 : s[0] == 0xF0 ? 0x90 : 0x80;
	unsigned char high = s[0] == 0xED ? 0x9F : s[0] == 0xF4 ? 0x8F : 0xBF;
	if (s[1] < low || s[1] > high)
		return 0;
	for (size_t i = 2; i < want; i++)
		if ((s[i] & 0xC0) != 0x80)
			return 0;
	return want;
}

uint32_t utf8_take(struct span *rest, bool *bad)
{
	const unsigned char *s = (const unsigned char *)rest->ptr;
	size_t len = char_length(s, rest->len);
	*bad = len == 0;
	if (len == 0) {
		*rest = span_from(*rest, 1);
		return UTF8_REPLACEMENT;
	}
	static const unsigned char mask[5] = {0, 0x7F, 0x1F, 0x0F, 0x07};
	uint32_t c = s[0] & mask[len];
	for (size_t i = 1; i < len; i++)
		c = c << 6 | (s[i] & 0x3Fu);
	*rest = span_from(*rest, len);
	return c;
}

/* Number of ASCII bytes at the front. */
static size_t ascii_length(struct span s)
{
	const uint64_t high = 0x8080808080808080u;
	size_t at = 0;
	for (uint64_t eight; at + sizeof(eight) <= s.len; at += sizeof(eight)) {
		memcpy(&eight, s.ptr + at, sizeof(eight));
		if (eight & high)
			break;
	}
	while (at < s.len && (unsigned char)s.ptr[at] < 0x80)
		at++;
	return at;
}

/* Number of bytes before the first ill-formed one. */
static size_t valid_length(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.ptr;
	size_t at = 0;
	while (at < s.len) {
		size_t len = p[at] < 0x80 ? ascii_length(span_from(s, at)) : char_length(p + at, s.len - at);
		if (len == 0)
			break;
		at += len;
	}
	return at;
}

bool utf8_is_ascii(struct span s)
{
	return ascii_length(s) == s.len;
}

bool utf8_valid(struct span s)
{
	return valid_length(s) == s.len;
}

struct span utf8_clean(struct arena *a, struct span s)
{
	size_t good = valid_length(s);
	if (good == s.len)
		return s;
	char *out = arena_alloc(a, s.len * 3 + 1);
	size_t len = 0;
	while (s.len) {
		good = valid_length(s);
		memcpy(out + len, s.ptr, good);
		len += good;
		s = span_from(s, good);
		if (s.len == 0)
			break;
		len += utf8_put(UTF8_REPLACEMENT, out + len);
		s = span_from(s, 1);
	}
	return (struct span){out, len};
}

struct span utf8_cut(struct span s, size_t max)
{
	if (s.len <= max)
		return s;
	size_t len = max;
	while (len && ((unsigned char)s.ptr[len] & 0xC0) == 0x80)
		len--;
	return span_sub(s, 0, len);
}

size_t utf8_put(uint32_t c, char out[4])
{
	if (c > 0x10FFFF || (c >= 0xD800 && c <= 0xDFFF))
		c = UTF8_REPLACEMENT;
	if (c < 0x80) {
		out[0] = (char)c;
		return 1;
	}
	size_t len = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[5] = {0, 0, 0xC0, 0xE0, 0xF0};
	for (size_t i = len - 1; i > 0; i--, c >>= 6)
		out[i] = (char)(0x80 | (c & 0x3F));
	out[0] = (char)(lead[len] | c);
	return len;
}

struct range {
	uint32_t first, last;
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t c)
{
	for (size_t i = 0; i < count; i++)
		if (c >= ranges[i].first && c <= ranges[i].last)
			return true;
	return false;
}

static bool utf8_is_blank(uint32_t c)
{
	static const struct range blanks[] = {{'\t', '\r'},     {' ', ' '},       {0x85, 0x85},     {0xA0, 0xA0},
					      {0x1680, 0x1680}, {0x2000, 0x200A}, {0x2028, 0x2029}, {0x202F, 0x202F},
					      {0x205F, 0x205F}, {0x3000, 0x3000}};
	return in_ranges(blanks, sizeof(blanks) / sizeof(*blanks), c);
}

/* Invisible, or able to change how a line is displayed: controls, zero width, bidi overrides and isolates, BOM. */
static bool utf8_is_hidden(uint32_t c)
{
	static const struct range hidden[] = {{0, 0x1F},        {0x7F, 0x9F},     {0x200B, 0x200B}, {0x200E, 0x200F},
					      {0x202A, 0x202E}, {0x2060, 0x2064}, {0x2066, 0x2069}, {0xFEFF, 0xFEFF}};
	return in_ranges(hidden, sizeof(hidden) / sizeof(*hidden), c);
}

/* Printable ASCII with single blanks between words only, as in most lines. */
static bool is_neat(struct span s)
{
	bool gap = true;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < ' ' || s.ptr[i] > '~' || (gap && s.ptr[i] == ' '))
			return false;
		gap = s.ptr[i] == ' ';
	}
	return s.len == 0 || !gap;
}

static bool is_visible_ascii(char c)
{
	return c > ' ' && c < 0x7F;
}

struct span utf8_line(struct arena *a, struct span s)
{
	if (is_neat(s))
		return s;
	char *out = arena_alloc(a, s.len * 3 + 1);
	size_t len = 0;
	bool gap = false;
	while (s.len) {
		bool bad;
		if (is_visible_ascii(s.ptr[0])) { /* nearly all characters of most texts */
			if (gap && len)
				out[len++] = ' ';
			gap = false;
			out[len++] = s.ptr[0];
			s = span_from(s, 1);
			continue;
		}
		uint32_t c = utf8_take(&s, &bad);
		if (utf8_is_blank(c)) {
			gap = true;
		} else if (!utf8_is_hidden(c)) {
			if (gap && len)
				out[len++] = ' ';
			gap = false;
			len += utf8_put(c, out + len);
		}
	}
	return (struct span){out, len};
}

/* Handles alphabets in which upper and lower case alternate, or are a fixed step apart. */
static uint32_t fold_char(uint32_t c)
{
	static const struct {
		uint32_t first, last, step;
	} shifted[] = {{'A', 'Z', 32},     {0xC0, 0xDE, 32},   {0x386, 0x386, 38}, {0x388, 0x38A, 37},
		       {0x38C, 0x38C, 64}, {0x38E, 0x38F, 63}, {0x391, 0x3AB, 32}, {0x410, 0x42F, 32},
		       {0x400, 0x40F, 80}, {0x531, 0x556, 48}};
	if (c == 0xD7)
		return c;
	if (c == 0x130 || c == 0x1E9E) /* I with a dot; capital ß */
		return c == 0x130 ? 'i' : 0xDF;
	for (size_t i = 0; i < sizeof(shifted) / sizeof(*shifted); i++)
		if (c >= shifted[i].first && c <= shifted[i].last)
			return c + shifted[i].step;
	bool odd_is_upper = (c >= 0x139 && c <= 0x148) || (c >= 0x179 && c <= 0x17E);
	bool even_is_upper = (c >= 0x100 && c <= 0x137) || (c >= 0x14A && c <= 0x177) || (c >= 0x460 && c <= 0x481) ||
			     (c >= 0x48A && c <= 0x4BF) || (c >= 0x4D0 && c <= 0x52F) || (c >= 0x1E00 && c <= 0x1E94) ||
			     (c >= 0x1EA0 && c <= 0x1EFF);
	if ((odd_is_upper && (c & 1)) || (even_is_upper && !(c & 1)))
		return c + 1;
	return c == 0x178 ? 0xFF : c;
}

struct span utf8_fold(struct arena *a, struct span s)
{
	char *out = arena_alloc(a, s.len * 3 + 1);
	size_t len = 0;
	while (s.len) {
		bool bad;
		if ((unsigned char)s.ptr[0] < 0x80) {
			out[len++] = (char)(s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' ? s.ptr[0] + 32 : s.ptr[0]);
			s = span_from(s, 1);
		} else {
			len += utf8_put(fold_char(utf8_take(&s, &bad)), out + len);
		}
	}
	return (struct span){out, len};
}

/* Unicode's nonspacing and format characters, and its wide and fullwidth ones (UAX #11), in whole blocks. */
static const struct {
	uint32_t first, last;
	int columns;
} odd_widths[] = {
	{0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x0610, 0x061a, 0},
	{0x064b, 0x065f, 0},   {0x0900, 0x0902, 0},   {0x0941, 0x0948, 0},   {0x0e34, 0x0e3a, 0},
	{0x0e47, 0x0e4e, 0},   {0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},
	{0x200b, 0x200f, 0},   {0x2028, 0x202e, 0},   {0x2060, 0x206f, 0},   {0x20d0, 0x20ff, 0},
	{0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xa960, 0xa97f, 2},   {0xac00, 0xd7a3, 2},
	{0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},   {0xfe30, 0xfe6f, 2},
	{0xfeff, 0xfeff, 0},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x1f300, 0x1f64f, 2},
	{0x1f680, 0x1f6ff, 2}, {0x1f900, 0x1faff, 2}, {0x20000, 0x3fffd, 2}, {0xe0100, 0xe01ef, 0},
};

int utf8_columns(uint32_t c)
{
	for (size_t i = 0; i < sizeof(odd_widths) / sizeof(odd_widths[0]) && odd_widths[i].first <= c; i++)
		if (c <= odd_widths[i].last)
			return odd_widths[i].columns;
	return 1;
}
