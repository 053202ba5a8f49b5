#include "tests/unit/check.h"

#include "daemon/edge/door.h"

#include "parsers/base/buf.h"
#include "parsers/base/token.h"
#include "parsers/base/transfer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#define NOW ((int64_t)1793610000)

static struct arena arena;
static struct token_keys keys;

static struct span make(enum token_role role, uint64_t ticket)
{
	if (!keys.items[0].id)
		token_rotate(&keys);
	return token_make(&arena, &keys, role, ticket, SPAN("ann@acme.test"), NOW + 365 * (int64_t)86400);
}

/* Returns how many tokens are found in the text, copied to a block of its exact size; *out is the text without them. */
static size_t look(struct span text, const struct span_list *own, struct span *out)
{
	char *bytes = malloc(text.len + !text.len);
	memcpy(bytes, text.ptr, text.len);
	size_t found = door_clean(bytes, text.len, own);
	*out = arena_dup(&arena, span_make(bytes, text.len));
	free(bytes);
	return found;
}

/* The token with every letter written in that format, and `between` after every `each` letters. */
static struct span spelled(struct span token, const char *format, const char *between, size_t each, bool upper)
{
	struct buf b;
	buf_init(&b, BUF_MAX);
	buf_str(&b, "Write to support+");
	for (size_t i = 0; i < token.len; i++) {
		char c = upper ? (char)toupper((unsigned char)token.ptr[i]) : token.ptr[i];
		buf_printf(&b, format, c);
		if ((i + 1) % each == 0 && i + 1 < token.len)
			buf_str(&b, between);
	}
	buf_str(&b, "@acme.test, please.\n");
	struct span text = arena_dup(&arena, buf_span(&b));
	buf_clear(&b);
	return text;
}

static void test_spellings(void **state)
{
	static const char *const formats[] = {"%c", "=%02X", "%%%02x", "&#%d;", "&#x%x;", "&#%04d;"};
	static const struct {
		const char *between;
		size_t each;
	} breaks[] = {{"", 99},         {"\n", 20},      {"\r\n", 10},
		      {"\n> ", 13},     {"\r\n> > ", 7}, {" \r\n", 20},
		      {"=\r\n", 8},     {"=\n", 8},      {"\xE2\x80\x8B", 5},
		      {"\xC2\xAD", 1},  {"<wbr>", 6},    {"\r\n\t", 20},
		      {"&shy;", 9},     {"&#8203;", 4},  {"</span><span style=\"color:#111\">", 7},
		      {"<br>\r\n", 20}, {"<b></b>", 1}};
	(void)state;
	for (int role = TOKEN_CUSTOMER; role <= TOKEN_COMMAND; role++)
		for (size_t f = 0; f < sizeof(formats) / sizeof(*formats); f++)
			for (size_t b = 0; b < sizeof(breaks) / sizeof(*breaks); b++)
				for (int upper = 0; upper < 2; upper++) {
					struct span token = make((enum token_role)role, 1042), out;
					struct span text =
						spelled(token, formats[f], breaks[b].between, breaks[b].each, upper);
					if (look(text, NULL, &out) != 1)
						fail_msg("not found: %.*s", SPAN_ARG(text));
					assert_int_equal(out.len, text.len);
					assert_true(span_starts(out, SPAN("Write to support+x")));
					assert_true(span_ends(out, SPAN("@acme.test, please.\n")));
					assert_int_equal(look(out, NULL, &out), 0);
				}
}

static void test_own_stay(void **state)
{
	struct span own = make(TOKEN_AGENT, 7), other = make(TOKEN_AGENT, 8), out;
	struct span_list list = {0};
	(void)state;
	span_list_add(&arena, &list, own);
	struct span text = arena_printf(&arena, "<cd.%.*s.5@acme.test> support+%.*s@acme.test %.*s\n", SPAN_ARG(own),
					SPAN_ARG(other), SPAN_ARG(own));
	assert_int_equal(look(text, &list, &out), 1);
	assert_true(span_find(out, own) > 0);
	assert_true(span_find(out, other) < 0);
	assert_int_equal(look(text, NULL, &out), 3);
}

/* An attached mail whose text is base64, and another one within it. */
static void test_within_base64(void **state)
{
	(void)state;
	for (size_t before = 0; before < 5; before++) {
		struct span token = make(TOKEN_QUESTION, 3), out;
		struct buf inner, text;
		buf_init(&inner, BUF_MAX);
		buf_init(&text, BUF_MAX);
		struct span said = arena_printf(&arena, "%.*sHello\r\nsupport+%.*s@acme.test\r\nBye\r\n", (int)before,
						"abcde", SPAN_ARG(token));
		for (int depth = 0; depth < 3; depth++) {
			buf_reset(&text);
			buf_str(&text, "Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n");
			transfer_base64(said, &text);
			buf_str(&text, "\r\n--b--\r\n");
			said = arena_dup(&arena, buf_span(&text));
			if (look(said, NULL, &out) != 1)
				fail_msg("not found at depth %d", depth);
			assert_int_equal(out.len, said.len);
			assert_int_equal(look(out, NULL, &out), 0);
			assert_true(span_starts(
				out, SPAN("Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n")));
		}
		buf_clear(&inner);
		buf_clear(&text);
	}
}

static void test_nothing_else_changes(void **state)
{
	static const char *const texts[] = {
		"",
		"c",
		"Hello Jo,\n\nthis is an ordinary text with a link "
		"https://example.org/abcdefghijklmnopqrstuvwxyz234567abcdefgh\n",
		"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
		"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd",
		"-----BEGIN PGP MESSAGE-----\n\nhQEMA4Fmh7ZmYxFZAQf+KcZ0rYBpHrCqk3TQmPGMWxLLqvkLkZQ0vDsqVxk4pXbL\n"
		"cXbqkGm2yXfPq3LdVnTnTRf5gYlMmZPqXkWbCfDGHjKLmnOPqRsTUvWxyz012345\n-----END PGP MESSAGE-----\n",
		"=63=64=65 %63%64 &#99; &#x; &#99999999999; =",
		"c\n> c\n> c\n> \n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct span out;
		assert_int_equal(look(span_of(texts[i]), NULL, &out), 0);
		CHECK_SPAN(out, span_of(texts[i]));
	}
}

/* A damaged token, or one that is a letter longer or shorter, is not a token. */
static void test_random(void **state)
{
	unsigned seed = 1;
	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[200];
		struct span out;
		for (size_t k = 0; k < sizeof(text); k++) {
			seed = seed * 1103515245 + 12345;
			text[k] =
				"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=%&#;\r\n> x63"[seed /
														 65536 %
														 76];
		}
		assert_int_equal(look(span_make(text, sizeof(text)), NULL, &out), 0);
	}
}

static int set_up(void **state)
{
	(void)state;
	arena_init(&arena);
	return 0;
}

static int take_down(void **state)
{
	(void)state;
	arena_clear(&arena);
	return 0;
}

/* An address in <>, quoted or broken over lines, is not mistaken for an HTML tag within a token. */
static void test_addresses(void **state)
{
	static const char *const formats[] = {"Jo via ACME Support\n<support+%s@acme.test>\n",
					      "> Jo via ACME Support\n> <support+%s@acme.test>\n",
					      "Support <support+%s@acme.test> x", "abc <cd.%s.3@acme.test>"};
	static const char *const breaks[] = {"", "\n", "\n> ", "\r\n> ", "=\r\n"};
	(void)state;
	for (size_t f = 0; f < sizeof(formats) / sizeof(*formats); f++)
		for (size_t b = 0; b < sizeof(breaks) / sizeof(*breaks); b++) {
			struct span out, token = spelled(make(TOKEN_AGENT, 1042), "%c", breaks[b], 11, 0);
			char text[400], piece[300];
			snprintf(piece, sizeof piece, "%.*s", SPAN_ARG(token));
			snprintf(text, sizeof text, formats[f], piece);
			if (look(span_of(text), NULL, &out) != 1)
				fail_msg("not found: %s", text);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_own_stay),
		cmocka_unit_test(test_within_base64),
		cmocka_unit_test(test_nothing_else_changes),
		cmocka_unit_test(test_random),
	};
	return cmocka_run_group_tests(tests, set_up, take_down);
}
