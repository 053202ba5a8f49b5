#include "parsers/base/span.h"

#include "parsers/base/ascii.h"

#include <string.h>

#define SHORT_NEEDLE ((size_t)128)
#define LINE_PIECE ((size_t)256)

static bool span_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool isame(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (ascii_lower(a[i]) != ascii_lower(b[i]))
			return false;
	return true;
}

bool span_ieq(struct span a, struct span b)
{
	return a.len == b.len && isame(a.ptr, b.ptr, a.len);
}

bool span_istarts(struct span s, struct span prefix)
{
	return s.len >= prefix.len && isame(s.ptr, prefix.ptr, prefix.len);
}

bool span_ends(struct span s, struct span suffix)
{
	return s.len >= suffix.len && span_eq(span_from(s, s.len - suffix.len), suffix);
}

bool span_iends(struct span s, struct span suffix)
{
	return s.len >= suffix.len && span_ieq(span_from(s, s.len - suffix.len), suffix);
}

int span_cmp(struct span a, struct span b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;
	if (order)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

ptrdiff_t span_find(struct span s, struct span needle)
{
	if (needle.len == 0)
		return 0;
	const char *at = s.len < needle.len ? NULL : memchr(s.ptr, needle.ptr[0], s.len);
	/* memmem spends much time on preparing a long needle, so its beginning is searched for first */
	if (at && needle.len > 1)
		at = memmem(at, (size_t)(s.ptr + s.len - at), needle.ptr,
			    needle.len < SHORT_NEEDLE ? needle.len : SHORT_NEEDLE);
	if (!at || (size_t)(s.ptr + s.len - at) < needle.len)
		return -1;
	if (needle.len > SHORT_NEEDLE && memcmp(at, needle.ptr, needle.len) != 0)
		at = memmem(at, (size_t)(s.ptr + s.len - at), needle.ptr, needle.len);
	return at ? at - s.ptr : -1;
}

ptrdiff_t span_ifind(struct span s, struct span needle)
{
	if (needle.len == 0)
		return 0;
	const char small = ascii_lower(needle.ptr[0]);
	const char large = ascii_is_letter(small) ? (char)(small - 32) : small;
	for (size_t i = 0; i + needle.len <= s.len; i++)
		if ((s.ptr[i] == small || s.ptr[i] == large) && isame(s.ptr + i, needle.ptr, needle.len))
			return (ptrdiff_t)i;
	return -1;
}

ptrdiff_t span_chr(struct span s, char c)
{
	const char *at = s.len ? memchr(s.ptr, c, s.len) : NULL;
	return at ? at - s.ptr : -1;
}

ptrdiff_t span_rchr(struct span s, char c)
{
	const char *at = s.len ? memrchr(s.ptr, c, s.len) : NULL;
	return at ? at - s.ptr : -1;
}

struct span span_sub(struct span s, size_t from, size_t count)
{
	struct span tail = span_from(s, from);
	if (tail.len > count)
		tail.len = count;
	return tail;
}

struct span span_rtrim(struct span s)
{
	while (s.len && span_is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

struct span span_trim(struct span s)
{
	while (s.len && span_is_space(*s.ptr)) {
		s.ptr++;
		s.len--;
	}
	return span_rtrim(s);
}

bool span_cut(struct span *rest, char sep, struct span *part)
{
	if (rest->len == 0)
		return false;
	ptrdiff_t at = span_chr(*rest, sep);
	size_t len = at < 0 ? rest->len : (size_t)at;
	*part = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len + 1);
	return true;
}

/* Works piece by piece: otherwise, in a text with only one kind of line end, each line would cause a search for the
 * other kind up to the end of the text. */
static size_t line_length(struct span s)
{
	for (size_t at = 0; at < s.len; at += LINE_PIECE) {
		struct span piece = span_sub(s, at, LINE_PIECE);
		ptrdiff_t lf = span_chr(piece, '\n');
		ptrdiff_t cr = span_chr(lf < 0 ? piece : span_sub(piece, 0, (size_t)lf), '\r');
		if (lf >= 0 || cr >= 0)
			return at + (size_t)(cr >= 0 ? cr : lf);
	}
	return s.len;
}

bool span_line(struct span *rest, struct span *line)
{
	if (rest->len == 0)
		return false;
	size_t len = line_length(*rest);
	size_t end = len + 1;
	if (len + 1 < rest->len && rest->ptr[len] == '\r' && rest->ptr[len + 1] == '\n')
		end++;
	*line = span_sub(*rest, 0, len);
	*rest = span_from(*rest, end);
	return true;
}

bool span_word(struct span *rest, struct span *word)
{
	while (rest->len && span_is_space(*rest->ptr))
		*rest = span_from(*rest, 1);
	size_t len = 0;
	while (len < rest->len && !span_is_space(rest->ptr[len]))
		len++;
	if (len == 0)
		return false;
	*word = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len);
	return true;
}

size_t span_words(struct span s)
{
	struct span word;
	size_t count = 0;
	while (span_word(&s, &word))
		count++;
	return count;
}

bool span_u64(struct span s, uint64_t *out)
{
	uint64_t value = 0;
	if (s.len == 0)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] < '0' || s.ptr[i] > '9')
			return false;
		uint64_t digit = (uint64_t)(s.ptr[i] - '0');
		if (value > (UINT64_MAX - digit) / 10)
			return false;
		value = value * 10 + digit;
	}
	*out = value;
	return true;
}

bool span_in(const struct span_list *list, struct span s)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_eq(list->items[i], s))
			return true;
	return false;
}

bool span_iin(const struct span_list *list, struct span s)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_ieq(list->items[i], s))
			return true;
	return false;
}
