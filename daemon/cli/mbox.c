#include "daemon/cli/mbox.h"

#define FROM SPAN("From ")

/* White space before the first mail does not belong to any. */
static struct span mbox_skip_space(struct span bytes)
{
	size_t n = 0;
	while (n < bytes.len && (bytes.ptr[n] == ' ' || (bytes.ptr[n] >= '\t' && bytes.ptr[n] <= '\r')))
		n++;
	return span_from(bytes, n);
}

bool mbox_is(struct span bytes)
{
	return span_starts(mbox_skip_space(bytes), FROM);
}

struct span mbox_without_from(struct span mail)
{
	struct span rest = mbox_skip_space(mail), line;
	if (!mbox_is(mail))
		return mail;
	span_cut(&rest, '\n', &line);
	return rest;
}

static bool mbox_is_in(struct span word, const char *names)
{
	return word.len == 3 && span_ifind(span_of(names), word) % 3 == 0;
}

static bool is_time(struct span word)
{
	return word.len >= 4 && word.ptr[word.len - 3] == ':' && word.ptr[0] >= '0' && word.ptr[0] <= '9';
}

static bool is_year(struct span word)
{
	uint64_t n;
	return word.len == 4 && span_u64(word, &n) && n >= 1970;
}

/* "Mon Sep 17 00:00:00 2001", with a time zone anywhere after the time. */
static bool is_date(struct span text)
{
	struct span word;
	uint64_t day;
	if (!span_word(&text, &word) || !mbox_is_in(word, "MonTueWedThuFriSatSun"))
		return false;
	if (!span_word(&text, &word) || !mbox_is_in(word, "JanFebMarAprMayJunJulAugSepOctNovDec"))
		return false;
	if (!span_word(&text, &word) || !span_u64(word, &day) || day < 1 || day > 31)
		return false;
	if (!span_word(&text, &word) || !is_time(word))
		return false;
	while (span_word(&text, &word)) {
		if (is_year(word))
			return true;
	}
	return false;
}

/* After "From ": an address (some contain spaces), then a date. */
static bool is_from_line(struct span line)
{
	struct span rest = span_from(line, 5), word;
	if (!span_starts(line, FROM) || !span_word(&rest, &word))
		return false;
	do {
		if (is_date(rest))
			return true;
	} while (span_word(&rest, &word));
	return false;
}

static bool is_header_line(struct span line)
{
	ptrdiff_t colon = span_chr(line, ':');
	if (colon < 1)
		return false;
	for (ptrdiff_t i = 0; i < colon; i++) {
		if (line.ptr[i] <= ' ' || line.ptr[i] > '~')
			return false;
	}
	return true;
}

/* One line with its line end; false at the end of the text. Only LF ends a line here: a CR before it belongs to the
 * mail. */
static bool mbox_take_line(struct span *rest, struct span *line)
{
	if (rest->len == 0)
		return false;
	ptrdiff_t end = span_chr(*rest, '\n');
	*line = span_sub(*rest, 0, end < 0 ? rest->len : (size_t)end + 1);
	*rest = span_from(*rest, line->len);
	return true;
}

static bool is_empty_line(struct span line)
{
	return span_eq(line, SPAN("\n")) || span_eq(line, SPAN("\r\n"));
}

static bool is_start(struct span line, struct span rest)
{
	struct span below;
	return span_starts(line, FROM) && is_from_line(span_rtrim(line)) && mbox_take_line(&rest, &below) &&
	       is_header_line(below);
}

bool mbox_next(struct span *rest, struct span *mail)
{
	struct span line;
	*rest = mbox_skip_space(*rest);
	if (!mbox_take_line(rest, &line))
		return false;
	const char *start = rest->ptr, *end = start, *text_end = start;
	bool after_empty = false;
	while (rest->len > 0) {
		struct span before = *rest;
		mbox_take_line(rest, &line);
		if (after_empty && is_start(line, *rest)) {
			*rest = before;
			break;
		}
		after_empty = is_empty_line(line);
		text_end = after_empty ? end : line.ptr + line.len;
		end = line.ptr + line.len;
	}
	*mail = span_make(start, (size_t)(text_end - start));
	return true;
}
