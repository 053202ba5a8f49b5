#include "tests/unit/agents.h"

#include "daemon/core/base/proof.h"

#define MUTATIONS ((size_t)1000000)

/* A small generator with a fixed seed, good enough for spreading the changes. */
static uint64_t next_random(uint64_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 7;
	*state ^= *state << 17;
	return *state;
}

static void letters_change(char *token, uint64_t *state)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	for (uint64_t i = 0, n = 1 + next_random(state) % 3; i < n; i++) {
		uint64_t r = next_random(state);
		token[r % TOKEN_LENGTH] = letters[(r >> 32) % 32];
	}
}

static void bit_flip(char *token, uint64_t *state)
{
	uint64_t r = next_random(state);
	token[r % TOKEN_LENGTH] = (char)(token[r % TOKEN_LENGTH] ^ (1 << (r >> 32) % 7));
}

static void letters_swap(char *token, uint64_t *state)
{
	uint64_t r = next_random(state), one = r % TOKEN_LENGTH, two = (r >> 32) % TOKEN_LENGTH;
	char c = token[one];
	token[one] = token[two];
	token[two] = c;
}

/* Removes letters at one place and appends others, so that everything after that place moves. */
static void letters_move(char *token, uint64_t *state)
{
	uint64_t r = next_random(state), at = r % TOKEN_LENGTH;
	memmove(token + at, token + at + 1, TOKEN_LENGTH - at - 1);
	token[TOKEN_LENGTH - 1] = (char)('a' + (r >> 32) % 26);
}

static void mutate(char *token, uint64_t *state)
{
	static void (*const ways[])(char *, uint64_t *) = {letters_change, bit_flip, letters_swap, letters_move};
	ways[next_random(state) % 4](token, state);
}

/* Runs the whole proof for a mail from Ann that presents the token, as an address or as a Message-ID. */
static bool proven(const struct agents *g, struct mail *mail, struct arena *a, const char *token, bool in_address)
{
	struct facts facts = {.keys = g->keys};
	struct proof p;
	char address[100], msgid[100];
	int address_len = in_address ? snprintf(address, sizeof(address), "support+%.*s@acme.test", TOKEN_LENGTH, token)
				     : snprintf(address, sizeof(address), "support@acme.test");
	int msgid_len = in_address ? snprintf(msgid, sizeof(msgid), "x@acme.test")
				   : snprintf(msgid, sizeof(msgid), "cd.%.*s.77@acme.test", TOKEN_LENGTH, token);
	mail->to.items[0].addr = span_make(address, (size_t)address_len);
	mail->refs.items[0] = span_make(msgid, (size_t)msgid_len);
	proof_check(g->conf, mail, &facts, g->now, a, &p);
	return p.proven || p.by_token || p.answers_question || p.ticket;
}

static void test_a_million_mutated_tokens(void **state)
{
	struct agents g;
	struct arena scratch;
	uint64_t random = 0x9E3779B97F4A7C15;
	char good[TOKEN_LENGTH], token[TOKEN_LENGTH];
	(void)state;
	agents_open(&g);
	struct mail mail = agents_parse(&g, "From: ann@acme.test\nTo: support@acme.test\nReferences: <x@acme.test>\n"
					    "Subject: x\n\n#close\n");
	memcpy(good, agents_token(&g, SPAN("agent"), 1, SPAN("ann@acme.test")).ptr, TOKEN_LENGTH);
	arena_init(&scratch);
	assert_true(proven(&g, &mail, &scratch, good, true) && proven(&g, &mail, &scratch, good, false));
	for (size_t tried = 0, count = MUTATIONS / check_step(); tried < count;) {
		memcpy(token, good, TOKEN_LENGTH);
		mutate(token, &random);
		if (memcmp(token, good, TOKEN_LENGTH) == 0)
			continue;
		if (proven(&g, &mail, &scratch, token, tried++ % 2))
			fail_msg("accepted: %.*s", TOKEN_LENGTH, token);
		if (tried % 1000 == 0)
			arena_clear(&scratch);
	}
	arena_clear(&scratch);
	agents_close(&g);
}

/* Whether the token is accepted in an address, for any agent of the desk. */
static bool accepted(const struct agents *g, const char *token)
{
	char address[100];
	struct token found;
	int len = snprintf(address, sizeof(address), "support+%.*s@acme.test", TOKEN_LENGTH, token);
	if (!token_from_address(span_make(address, (size_t)len), SPAN("support@acme.test"), &found))
		return false;
	return token_check(&found, &g->keys, SPAN("ann@acme.test"), g->now) == TOKEN_VALID;
}

/* Every letter at every place, and every truncation. */
static void test_every_single_change(void **state)
{
	struct agents g;
	char token[TOKEN_LENGTH + 1] = {0};
	(void)state;
	agents_open(&g);
	struct span good = agents_token(&g, SPAN("agent"), 1, SPAN("ann@acme.test"));
	for (size_t i = 0; i < TOKEN_LENGTH; i++)
		for (int c = 1; c < 256; c++) {
			memcpy(token, good.ptr, TOKEN_LENGTH);
			token[i] = (char)c;
			assert_true(accepted(&g, token) == (token[i] == good.ptr[i]));
		}
	agents_close(&g);
}

static void test_rotation(void **state)
{
	struct agents g;
	struct token found;
	(void)state;
	agents_open(&g);
	struct span token = agents_token(&g, SPAN("agent"), 1, SPAN("ann@acme.test"));
	assert_true(token_parse(token, &found));
	token_rotate(&g.keys);
	assert_int_equal(token_check(&found, &g.keys, SPAN("Ann@ACME.test"), g.now), TOKEN_VALID);
	token_rotate(&g.keys);
	assert_int_equal(token_check(&found, &g.keys, SPAN("ann@acme.test"), g.now), TOKEN_KEY_GONE);
	agents_close(&g);
}

static void test_what_it_says(void **state)
{
	static const struct {
		const char *mail, *why;
		bool proven, by_token, by_results, security;
	} rows[] = {
		{"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: x\n\nx\n", "proven by its token",
		 true, true, false, false},
		{"Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\nFrom: ann@acme.test\n"
		 "To: {{address agent 1 ann@acme.test}}\nSubject: x\n\nx\n",
		 "proven by its token and Authentication-Results", true, true, true, false},
		{"From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nSubject: [ACME #2] x\n\nx\n",
		 "its token is for ticket 1, but its subject names ticket 2, and its topmost Authentication-Results "
		 "are not our "
		 "mail server's",
		 false, false, false, false},
		{"From: ann@acme.test\nFrom: bob@acme.test\nTo: x@acme.test\nSubject: x\n\nx\n",
		 "it has more than one From field", false, false, false, false},
		{"From: ann@acme.test\nTo: {{address agent 1 bob@acme.test}}\nSubject: x\n\nx\n",
		 "its token was not made for this agent, and its topmost Authentication-Results are not our mail "
		 "server's",
		 false, false, false, true},
		{"From: ann@acme.test\nTo: {{address agent-expired 1 ann@acme.test}}\nSubject: x\n\nx\n",
		 "its token has expired, and its topmost Authentication-Results are not our mail server's", false,
		 false, false, false},
	};
	struct agents g;
	(void)state;
	agents_open(&g);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct mail mail = agents_parse(&g, rows[i].mail);
		struct facts facts = {.keys = g.keys};
		struct proof p;
		proof_check(g.conf, &mail, &facts, g.now, &g.a, &p);
		CHECK_SPAN(p.why, span_of(rows[i].why));
		assert_int_equal(p.proven, rows[i].proven);
		assert_int_equal(p.by_token, rows[i].by_token);
		assert_int_equal(p.by_results, rows[i].by_results);
		assert_int_equal(p.security.len > 0, rows[i].security);
	}
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_it_says),
		cmocka_unit_test(test_rotation),
		cmocka_unit_test(test_every_single_change),
		cmocka_unit_test(test_a_million_mutated_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
