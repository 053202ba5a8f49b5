#include "parsers/base/token.h"

#include "parsers/base/digest.h"

#include <string.h>

#define TOKEN_VERSION 1
#define HEAD_SIZE 9
#define MAC_SIZE 16
#define TOKEN_BYTES (HEAD_SIZE + MAC_SIZE)
#define DAY 86400

/* RFC 4648's alphabet in lower case: a to z, 2 to 7. */
static char base32_letter(unsigned five)
{
	return (char)(five < 26 ? 'a' + five : '2' + five - 26);
}

/* 32: it is not in the alphabet. */
static unsigned base32_bits(char c)
{
	if (c >= 'a' && c <= 'z')
		return (unsigned)(c - 'a');
	return c >= '2' && c <= '7' ? (unsigned)(c - '2') + 26 : 32;
}

/* 25 bytes are 200 bits, which are 40 characters: no padding, so each token has exactly one text. */
static void base32_encode(const unsigned char bytes[TOKEN_BYTES], char out[TOKEN_LENGTH])
{
	unsigned bits = 0, have = 0;
	size_t len = 0;
	for (size_t i = 0; i < TOKEN_BYTES; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= 5; have -= 5)
			out[len++] = base32_letter(bits >> (have - 5) & 31);
		bits &= 31;
	}
}

static bool base32_decode(struct span text, unsigned char out[TOKEN_BYTES])
{
	unsigned bits = 0, have = 0;
	size_t len = 0;
	if (text.len != TOKEN_LENGTH)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		unsigned five = base32_bits(text.ptr[i]);
		if (five == 32)
			return false;
		bits = bits << 5 | five;
		have += 5;
		if (have >= 8) {
			have -= 8;
			out[len++] = (unsigned char)(bits >> have);
			bits &= (1u << have) - 1;
		}
	}
	return true;
}

static void token_number_put(uint64_t value, size_t bytes, unsigned char *out)
{
	for (size_t i = 0; i < bytes; i++)
		out[i] = (unsigned char)(value >> (8 * (bytes - 1 - i)));
}

static uint64_t number_get(const unsigned char *in, size_t bytes)
{
	uint64_t value = 0;
	for (size_t i = 0; i < bytes; i++)
		value = value << 8 | in[i];
	return value;
}

static bool key_is_set(const struct token_key *key)
{
	static const struct token_key none;
	return memcmp(key, &none, sizeof(none)) != 0;
}

static void mac_put(struct arena *a, const struct token_key *key, const unsigned char head[HEAD_SIZE],
		    struct span recipient, unsigned char out[MAC_SIZE])
{
	struct span parts[] = {span_make(head, HEAD_SIZE), arena_lower(a, recipient)};
	unsigned char whole[DIGEST_SIZE];
	digest_mac(span_make(key->bytes, sizeof(key->bytes)), parts, 2, whole);
	memcpy(out, whole, MAC_SIZE);
}

struct span token_make(struct arena *a, const struct token_keys *keys, enum token_role role, uint64_t ticket,
		       struct span recipient, int64_t expires)
{
	unsigned char bytes[TOKEN_BYTES];
	int64_t days = (expires + DAY - 1) / DAY;
	days = days < 0 ? 0 : days > UINT16_MAX ? UINT16_MAX : days;
	bytes[0] = (unsigned char)(TOKEN_VERSION << 4 | role);
	bytes[1] = (unsigned char)keys->items[0].id;
	token_number_put(ticket, 5, bytes + 2);
	token_number_put((uint64_t)days, 2, bytes + 7);
	mac_put(a, &keys->items[0], bytes, recipient, bytes + HEAD_SIZE);
	char *text = arena_alloc(a, TOKEN_LENGTH + 1);
	base32_encode(bytes, text);
	return (struct span){text, TOKEN_LENGTH};
}

bool token_parse(struct span text, struct token *out)
{
	unsigned char bytes[TOKEN_BYTES];
	if (!base32_decode(text, bytes) || bytes[0] >> 4 != TOKEN_VERSION)
		return false;
	unsigned role = bytes[0] & 15;
	if (role < TOKEN_CUSTOMER || role > TOKEN_FEEDBACK)
		return false;
	*out = (struct token){.role = (enum token_role)role,
			      .key = bytes[1],
			      .ticket = number_get(bytes + 2, 5),
			      .expires = (int64_t)number_get(bytes + 7, 2) * DAY,
			      .text = text};
	return true;
}

bool token_is_agents(const struct token *token)
{
	return token->role == TOKEN_AGENT || token->role == TOKEN_NOTE;
}

enum token_state token_check(const struct token *token, const struct token_keys *keys, struct span recipient,
			     int64_t now)
{
	unsigned char bytes[TOKEN_BYTES], want[MAC_SIZE];
	if (!base32_decode(token->text, bytes))
		return TOKEN_FORGED;
	for (size_t i = 0; i < TOKEN_KEYS; i++) {
		const struct token_key *key = &keys->items[i];
		if (!key_is_set(key) || key->id != bytes[1])
			continue;
		struct arena a;
		arena_init(&a);
		mac_put(&a, key, bytes, recipient, want);
		arena_clear(&a);
		if (!digest_equal(want, bytes + HEAD_SIZE, MAC_SIZE))
			return TOKEN_FORGED;
		return now < token->expires ? TOKEN_VALID : TOKEN_EXPIRED;
	}
	return TOKEN_KEY_GONE;
}

void token_rotate(struct token_keys *keys)
{
	keys->items[1] = keys->items[0];
	keys->items[0].id = (keys->items[1].id + 1) & 255;
	digest_random(keys->items[0].bytes, TOKEN_KEY_SIZE);
}

struct span token_msgid(struct arena *a, struct span token, uint64_t serial, struct span domain)
{
	return ARENA_CONCAT(a, SPAN("cd."), token, SPAN("."), arena_number(a, serial), SPAN("@"), domain);
}

bool token_from_msgid(struct span msgid, struct span domain, struct token *out, uint64_t *serial)
{
	struct span rest = msgid, part;
	if (!span_cut(&rest, '.', &part) || !span_eq(part, SPAN("cd")))
		return false;
	struct span text;
	if (!span_cut(&rest, '.', &text) || !span_cut(&rest, '@', &part))
		return false;
	return span_ieq(rest, domain) && span_u64(part, serial) && token_parse(text, out);
}

struct span token_address(struct arena *a, struct span token, struct span address)
{
	ptrdiff_t at = span_rchr(address, '@');
	size_t local = at < 0 ? address.len : (size_t)at;
	return ARENA_CONCAT(a, span_sub(address, 0, local), SPAN("+"), token, span_from(address, local));
}

bool token_from_address(struct span candidate, struct span address, struct token *out)
{
	ptrdiff_t at = span_rchr(address, '@');
	ptrdiff_t their = span_rchr(candidate, '@');
	if (at < 0 || their < at + 1 + TOKEN_LENGTH ||
	    !span_ieq(span_from(candidate, (size_t)their), span_from(address, (size_t)at)))
		return false;
	if (!span_ieq(span_sub(candidate, 0, (size_t)at), span_sub(address, 0, (size_t)at)) || candidate.ptr[at] != '+')
		return false;
	return token_parse(span_sub(candidate, (size_t)at + 1, (size_t)(their - at - 1)), out);
}
