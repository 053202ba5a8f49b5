#include "tests/unit/check.h"

#include "daemon/edge/envelope.h"

static const struct {
	struct span addr;
	bool want;
} rows[] = {
	{SPAN("jo@example.org"), true},
	{SPAN("support+ab2c@acme.test"), true},
	{SPAN("o'brien.x/y=z{|}~!#$%&*-_^`?@example.org"), true},
	{SPAN("dots..here.@example.org"), true},
	{SPAN("\"a@b\"@example.org"), true},
	{SPAN("\"a\\\"b\"@example.org"), true},
	{SPAN("jo@[192.0.2.1]"), true},
	{SPAN("jo@[IPv6:2001:db8::1]"), true},
	{SPAN(""), false},
	{SPAN("jo"), false},
	{SPAN("@example.org"), false},
	{SPAN("jo@"), false},
	{SPAN("jo eve@example.org"), false},
	{SPAN("jo@example.org "), false},
	{SPAN("jo\r\n@example.org"), false},
	{SPAN("jo@example.org\n"), false},
	{SPAN("jo\0@example.org"), false},
	{SPAN("jo@exa\0mple.org"), false},
	{SPAN("jo,eve@example.org"), false},
	{SPAN("jo@a.test,eve@b.test"), false},
	{SPAN("jo@a.test;eve@b.test"), false},
	{SPAN("<jo@example.org>"), false},
	{SPAN("jo(x)@example.org"), false},
	{SPAN("j\xc3\xb6@example.org"), false},
	{SPAN("jo@ex\xc3\xa4mple.org"), false},
	{SPAN("jo@exam_ple.org"), false},
	{SPAN("\"a\"b\"@example.org"), false},
	{SPAN("\"a b\"@example.org"), false},
	{SPAN("\"ab\\\"@example.org"), false},
	{SPAN("\"\"@example.org"), false},
	{SPAN("jo@[]"), false},
	{SPAN("jo@[1.2.3.4"), false},
	{SPAN("jo@[a b]"), false},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span addr = check_exact(rows[i].addr);
		if (envelope_ok(addr) != rows[i].want)
			fail_msg("%.*s", SPAN_ARG(addr));
		free((void *)(uintptr_t)addr.ptr);
	}
}

static void test_length(void **state)
{
	(void)state;
	char addr[300];
	memset(addr, 'x', sizeof(addr));
	memcpy(addr, "jo@", 3);
	assert_true(envelope_ok(span_make(addr, ENVELOPE_MAX_ADDRESS)));
	assert_false(envelope_ok(span_make(addr, ENVELOPE_MAX_ADDRESS + 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_length)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
