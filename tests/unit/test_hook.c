/* Which events reach webhooks, and how calls are signed. */
#include "tests/unit/check.h"

#include "parsers/base/hook.h"

static const struct {
	enum event_kind kind;
	const char *what;
	const char *told; /* "": no call */
} events[] = {
	{EVENT_CREATED, "Printer", "created"},
	{EVENT_ASSIGNED, "", "assigned"},
	{EVENT_STATUS, "", "status"},
	{EVENT_MERGED, "", "status"},
	{EVENT_MESSAGE, "Printer", "message"},
	{EVENT_NOTE, "status", "message"},
	{EVENT_UNPROVEN, "bob", "message"},
	{EVENT_AUTOMATIC, "", "message"},
	{EVENT_BOUNCE, "", "message"},
	{EVENT_FEEDBACK, "", "feedback"},
	{EVENT_OVERDUE, "first", "overdue"},
	{EVENT_UNDONE, "status, agent", "status"},
	{EVENT_UNDONE, "priority, agent", "assigned"},
	{EVENT_UNDONE, "priority, agents", ""},
	{EVENT_UNDONE, "", ""},
	{EVENT_REMINDED, "first", ""},
	{EVENT_MAIL_SENT, "reply", ""},
	{EVENT_HOOK_DROPPED, "crm", ""},
};

static void test_events(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(events) / sizeof(*events); i++) {
		enum hook_event e, again;
		bool is_told = hook_event_of(events[i].kind, span_of(events[i].what), &e);
		assert_string_equal(is_told ? hook_event_name(e) : "", events[i].told);
		if (is_told) {
			assert_true(hook_event_from(span_of(events[i].told), &again));
			assert_int_equal(e, again);
		}
	}
	enum hook_event e;
	assert_false(hook_event_from(SPAN("create"), &e));
	assert_false(hook_event_from(SPAN_NONE, &e));
}

#define SPEC_SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

/* The test vector used by all reference libraries of Standard Webhooks. */
static void test_the_specifications_signature(void **state)
{
	struct arena a;
	struct buf key;
	(void)state;
	arena_init(&a);
	buf_init(&key, 100);
	assert_true(hook_key(SPAN(SPEC_SECRET), &key));
	struct span got = hook_signature(&a, buf_span(&key), SPAN("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330,
					 SPAN("{\"test\": 2432232314}"));
	CHECK_SPAN(got, SPAN("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
	buf_clear(&key);
	arena_clear(&a);
}

static const struct {
	const char *secret;
	size_t bytes; /* 0: invalid */
} secrets[] = {
	{SPEC_SECRET, 24},
	{"MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 24},
	{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", 25},
	{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 25},
	{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 26},
	{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa", 0},    /* 22 */
	{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwA", 0}, /* not a length that base64 has */
	{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-w", 0},  /* base64url */
	{"whsec_MfKQ9r8GKYqrTwjUPD8I LPZIo2LaLaSw", 0},
	{"whsec_MfKQ9r8GKY==TwjUPD8ILPZIo2LaLaSw", 0},
	{"WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", 0},
	{"correct horse battery staple and more", 0},
	{"whsec_", 0},
	{"", 0},
	/* 64 bytes, and 65 */
	{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==", 64},
	{"whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", 0},
};

static void test_secrets(void **state)
{
	struct buf key;
	(void)state;
	buf_init(&key, 4096);
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++) {
		struct span secret = check_exact(span_of(secrets[i].secret));
		bool good = hook_key(secret, &key);
		if (good != (secrets[i].bytes > 0) || (good && key.len != secrets[i].bytes))
			fail_msg("%s: %d, %zu bytes", secrets[i].secret, good, key.len);
		free((char *)secret.ptr);
	}
	buf_clear(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_the_specifications_signature),
		cmocka_unit_test(test_secrets),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
