#include "parsers/dsn.h"

#include "parsers/address.h"
#include "parsers/base/ascii.h"
#include "parsers/base/utf8.h"
#include "parsers/header.h"

/* End of the digits at s[at]; `at` if there are none or more than three. */
static size_t digits_end(struct span s, size_t at)
{
	size_t end = at;

	while (end < s.len && end - at < 4 && ascii_is_digit(s.ptr[end]))
		end++;
	return end - at > 3 ? at : end;
}

/* Length of the status code at s[at] (class, '.', subject, '.', detail), or 0. */
static size_t status_length(struct span s, size_t at)
{
	if ((s.ptr[at] != '4' && s.ptr[at] != '5') || at + 1 >= s.len || s.ptr[at + 1] != '.')
		return 0;
	size_t subject = digits_end(s, at + 2);
	if (subject == at + 2 || subject >= s.len || s.ptr[subject] != '.')
		return 0;
	size_t detail = digits_end(s, subject + 1);
	if (detail == subject + 1)
		return 0;
	bool goes_on = detail + 1 < s.len && s.ptr[detail] == '.' && ascii_is_digit(s.ptr[detail + 1]);
	return goes_on ? 0 : detail - at;
}

/* A character that, before a number, makes it part of a version ("v4.6.1") or an IP address. */
static bool is_number_part(char c)
{
	return ascii_is_digit(c) || c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

struct span dsn_status(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		bool begins = i == 0 || !is_number_part(text.ptr[i - 1]);
		size_t len = begins ? status_length(text, i) : 0;

		if (len)
			return span_sub(text, i, len);
	}
	return SPAN_NONE;
}

/* "555 0100": a telephone number has further groups of digits. */
static bool is_grouped(struct span rest)
{
	struct span word;
	size_t digits = 0;

	if (!span_starts(rest, SPAN(" ")) || !span_word(&rest, &word))
		return false;
	while (digits < word.len && ascii_is_digit(word.ptr[digits]))
		digits++;
	return digits >= 2 && word.len - digits <= 1;
}

char dsn_reply(struct span text)
{
	for (size_t i = 0; i + 3 <= text.len; i++) {
		const char *p = text.ptr + i;
		bool first = i == 0 || span_chr(SPAN(" \t\n(:<\"#[-"), p[-1]) >= 0;
		bool code = (p[0] == '4' || p[0] == '5') && p[1] >= '0' && p[1] <= '7' && p[2] >= '0' && p[2] <= '9';

		if (first && code && (i + 3 == text.len || span_chr(SPAN(" -:\n])>,;\""), p[3]) >= 0) &&
		    !is_grouped(span_from(text, i + 3)))
			return p[0];
	}
	return 0;
}

static bool is_address_end(char c)
{
	return (unsigned char)c <= ' ' || span_chr(SPAN("<>()[]{}\"',;:|`"), c) >= 0;
}

/* Can the character be part of an address? Punctuation can't, nor, if the address is ASCII next to the '@', can letters
 * of scripts written without spaces. */
static bool dsn_goes_on(struct span text, size_t at, bool ascii)
{
	struct span rest = span_from(text, at);
	bool bad;

	if (text.ptr[at] == '\'') /* as in "o'neil@", not as a quotation mark */
		return at && at + 1 < text.len && is_number_part(text.ptr[at - 1]) && is_number_part(text.ptr[at + 1]);
	if ((unsigned char)text.ptr[at] < 0x80)
		return !is_address_end(text.ptr[at]);
	uint32_t c = utf8_take(&rest, &bad);
	bool punctuation = (c >= 0x2000 && c <= 0x206F) || (c >= 0x3000 && c <= 0x303F) || c >= 0xFF00;
	return !punctuation && !(ascii && c >= 0x2E80) && c != 0xA0 && c != 0xAB && c != 0xBB;
}

static size_t character_before(struct span text, size_t at)
{
	do
		at--;
	while (at && ((unsigned char)text.ptr[at] & 0xC0) == 0x80);
	return at;
}

/* The word around the '@'. */
static struct span word_around(struct span text, size_t at)
{
	size_t start = at, end = at + 1;
	bool ascii_before = at && (unsigned char)text.ptr[at - 1] < 0x80;
	bool ascii_behind = end < text.len && (unsigned char)text.ptr[end] < 0x80, bad;

	for (size_t before; start && (before = character_before(text, start), true); start = before)
		if (!dsn_goes_on(text, before, ascii_before) || text.ptr[before] == '=')
			break;
	while (end < text.len && dsn_goes_on(text, end, ascii_behind)) {
		struct span rest = span_from(text, end);
		(void)utf8_take(&rest, &bad);
		end = text.len - rest.len;
	}
	return span_sub(text, start, end - start);
}

bool dsn_address(struct arena *a, struct span text, struct span *addr, struct span *rest)
{
	for (ptrdiff_t at; (at = span_chr(text, '@')) >= 0;) {
		struct span word = word_around(text, (size_t)at);

		text = span_from(text, (size_t)(word.ptr - text.ptr) + word.len);
		while (span_ends(word, SPAN(".")))
			word.len--;
		if (address_clean(a, word, addr)) {
			*rest = text;
			return true;
		}
	}
	return false;
}

void dsn_addresses(struct arena *a, struct span text, size_t max, struct address_list *out)
{
	struct span addr;

	while (out->count < max && dsn_address(a, text, &addr, &text))
		LIST_ADD(a, out)->addr = addr;
}

/* The value after a type such as "rfc822;". */
static struct span typed_value(struct span value)
{
	ptrdiff_t semicolon = span_chr(value, ';');

	return span_trim(semicolon < 0 ? value : span_from(value, (size_t)semicolon + 1));
}

static struct span address_of(struct arena *a, const struct header_list *fields, const char *name)
{
	struct span value = typed_value(header_raw(fields, span_of(name))), addr = SPAN_NONE, rest;

	if (!address_clean(a, value, &addr))
		(void)dsn_address(a, value, &addr, &rest);
	return addr;
}

static enum dsn_action action_of(struct span value)
{
	static const struct {
		const char *word;
		enum dsn_action action;
	} actions[] = {
		{"failed", DSN_FAILED},       {"failure", DSN_FAILED},    {"delayed", DSN_DELAYED},
		{"delivered", DSN_DELIVERED}, {"relayed", DSN_DELIVERED}, {"expanded", DSN_DELIVERED},
	};

	for (size_t i = 0; i < sizeof(actions) / sizeof(*actions); i++)
		if (span_istarts(span_trim(value), span_of(actions[i].word)))
			return actions[i].action;
	return DSN_UNKNOWN;
}

static void group_read(struct arena *a, const struct header_list *fields, struct dsn *out)
{
	static const char *const names[] = {"Original-Recipient", "Final-Recipient", "X-Actual-Recipient"};
	struct dsn_recipient r = {.action = action_of(header_raw(fields, SPAN("Action"))),
				  .status = dsn_status(header_raw(fields, SPAN("Status"))),
				  .diagnostic = typed_value(header_raw(fields, SPAN("Diagnostic-Code")))};
	bool named = false;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		named |= header_find(fields, span_of(names[i])) != NULL;
		if (!r.addr.len)
			r.addr = address_of(a, fields, names[i]);
	}
	if (named || r.action != DSN_UNKNOWN)
		*LIST_ADD(a, out) = r;
}

void dsn_read(struct arena *a, struct span text, struct dsn *out)
{
	while (text.len && out->count < DSN_MAX_GROUPS) {
		struct header_list fields = {0};
		size_t end = header_split(a, text, &fields);

		group_read(a, &fields, out);
		text = span_from(text, end ? end : text.len);
	}
}
