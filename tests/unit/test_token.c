#include "tests/unit/check.h"

#include "parsers/base/digest.h"
#include "parsers/base/token.h"

#define NOW 1700000000
#define YEAR (365 * 86400)

static struct token_keys keys_make(void)
{
	struct token_keys keys = {0};
	token_rotate(&keys);
	return keys;
}

static enum token_state check(const struct token_keys *keys, struct span text, const char *recipient, int64_t now)
{
	struct token token;
	if (!token_parse(text, &token))
		return TOKEN_FORGED;
	return token_check(&token, keys, span_of(recipient), now);
}

static void test_round_trip(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make();
	static const uint64_t tickets[] = {0, 1, 1042, TOKEN_MAX_TICKET};
	for (int role = TOKEN_CUSTOMER; role <= TOKEN_CONFIRM; role++)
		for (size_t i = 0; i < sizeof(tickets) / sizeof(*tickets); i++) {
			struct span text = check_exact(token_make(&a, &keys, (enum token_role)role, tickets[i],
								  SPAN("Jo@example.org"), NOW + YEAR));
			struct token token;
			assert_true(token_parse(text, &token));
			assert_int_equal(token.role, role);
			assert_true(token.ticket == tickets[i]);
			assert_true(token.expires >= NOW + YEAR && token.expires < NOW + YEAR + 86400);
			assert_int_equal(check(&keys, text, "jo@EXAMPLE.org", NOW), TOKEN_VALID);
			assert_int_equal(check(&keys, text, "joe@example.org", NOW), TOKEN_FORGED);
			assert_int_equal(check(&keys, text, "jo@example.org", NOW + 2 * YEAR), TOKEN_EXPIRED);
			free((void *)text.ptr);
		}
	arena_clear(&a);
}

static void test_rotation(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make(), other = keys_make(), none = {0};
	struct span text = token_make(&a, &keys, TOKEN_AGENT, 7, SPAN("bob@acme.test"), NOW + YEAR);
	assert_int_equal(check(&other, text, "bob@acme.test", NOW), TOKEN_FORGED);
	token_rotate(&keys);
	assert_int_equal(check(&keys, text, "bob@acme.test", NOW), TOKEN_VALID);
	token_rotate(&keys);
	assert_int_equal(check(&keys, text, "bob@acme.test", NOW), TOKEN_KEY_GONE);
	assert_int_equal(check(&none, text, "bob@acme.test", NOW), TOKEN_KEY_GONE);
	arena_clear(&a);
}

/* Every single-bit change of the letters, every truncation, and an added letter. */
static void test_mutations(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make();
	struct span text = token_make(&a, &keys, TOKEN_CUSTOMER, 1042, SPAN("jo@example.org"), NOW + YEAR);
	for (size_t i = 0; i < text.len; i++)
		for (int bit = 0; bit < 8; bit++) {
			char *changed = arena_str(&a, text);
			changed[i] = (char)(changed[i] ^ 1 << bit);
			assert_int_not_equal(check(&keys, span_make(changed, text.len), "jo@example.org", NOW),
					     TOKEN_VALID);
		}
	for (size_t len = 0; len < text.len; len++)
		assert_int_equal(check(&keys, span_sub(text, 0, len), "jo@example.org", NOW), TOKEN_FORGED);
	assert_int_equal(check(&keys, arena_printf(&a, "%sa", text.ptr), "jo@example.org", NOW), TOKEN_FORGED);
	arena_clear(&a);
}

/* A million random changes of one to four letters (with STEP, fewer), none accepted. */
static void test_million(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make();
	struct span text = token_make(&a, &keys, TOKEN_AGENT, 1042, SPAN("bob@acme.test"), NOW + YEAR);
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	char changed[TOKEN_LENGTH];
	uint32_t seed = 1;
	size_t accepted = 0, count = 1000000 / check_step();
	for (size_t i = 0; i < count; i++) {
		memcpy(changed, text.ptr, TOKEN_LENGTH);
		do {
			for (unsigned n = 1 + seed % 4; n; n--) {
				seed = seed * 1664525 + 1013904223;
				changed[(seed >> 8) % TOKEN_LENGTH] = letters[seed >> 27];
			}
		} while (memcmp(changed, text.ptr, TOKEN_LENGTH) == 0);
		accepted += check(&keys, span_make(changed, TOKEN_LENGTH), "bob@acme.test", NOW) == TOKEN_VALID;
	}
	assert_int_equal(accepted, 0);
	arena_clear(&a);
}

static void test_msgid(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make();
	struct span text = token_make(&a, &keys, TOKEN_CUSTOMER, 9, SPAN("jo@example.org"), NOW + YEAR);
	struct span id = token_msgid(&a, text, 321, SPAN("acme.test"));
	struct token token;
	uint64_t serial = 0;
	assert_true(token_from_msgid(id, SPAN("ACME.test"), &token, &serial));
	assert_true(serial == 321 && token.ticket == 9);
	assert_false(token_from_msgid(id, SPAN("evil.test"), &token, &serial));
	static const char *const wrong[] = {
		"", "cd", "cd.", "cd.x", "cd.x.1@acme.test", "x@acme.test", "cd..@acme.test"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct span exact = check_exact(span_of(wrong[i]));
		assert_false(token_from_msgid(exact, SPAN("acme.test"), &token, &serial));
		free((void *)exact.ptr);
	}
	arena_clear(&a);
}

static void test_address(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct token_keys keys = keys_make();
	struct span text = token_make(&a, &keys, TOKEN_CUSTOMER, 9, SPAN("jo@example.org"), NOW + YEAR);
	struct span address = token_address(&a, text, SPAN("support@acme.test"));
	struct token token;
	assert_true(token_from_address(address, SPAN("Support@ACME.test"), &token));
	static const char *const wrong[] = {
		"support@acme.test", "support+@acme.test", "support+x@acme.test", "", "@", "support"};
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct span exact = check_exact(span_of(wrong[i]));
		assert_false(token_from_address(exact, SPAN("support@acme.test"), &token));
		free((void *)exact.ptr);
	}
	assert_false(token_from_address(address, SPAN("sales@acme.test"), &token));
	assert_false(token_from_address(address, SPAN("support@evil.test"), &token));
	arena_clear(&a);
}

/* Hashing short parts at once gives the same digest as hashing them piece by piece. */
static void test_digests(void **state)
{
	unsigned char at_once[DIGEST_SIZE], pieces[DIGEST_SIZE];
	char text[1200];
	(void)state;
	memset(text, 'x', sizeof(text));
	for (size_t len = 0; len < sizeof(text); len++) {
		unsigned char size[8] = {[6] = (unsigned char)(len >> 8), [7] = (unsigned char)len};
		unsigned char three[8] = {[7] = 3};
		struct span whole = check_exact(span_make(text, len)), parts[] = {whole, SPAN("end")};
		struct span all[] = {span_make(size, 8), whole, span_make(three, 8), SPAN("end")};
		struct digest_stream s;
		digest_start(&s);
		for (size_t i = 0; i < 4; i++)
			digest_add(&s, all[i]);
		digest_end(&s, pieces);
		digest_sha256(parts, 2, at_once);
		assert_memory_equal(at_once, pieces, DIGEST_SIZE);
		digest_hmac(SPAN("key"), all, 4, pieces);
		digest_mac(SPAN("key"), parts, 2, at_once);
		assert_memory_equal(at_once, pieces, DIGEST_SIZE);
		free((void *)(uintptr_t)whole.ptr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip), cmocka_unit_test(test_rotation), cmocka_unit_test(test_mutations),
		cmocka_unit_test(test_million),    cmocka_unit_test(test_msgid),    cmocka_unit_test(test_address),
		cmocka_unit_test(test_digests),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
