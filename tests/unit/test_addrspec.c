#include "tests/unit/check.h"

#include "parsers/base/addrspec.h"

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
	{SPAN("\"a b\"@example.org"), true},
	{SPAN("\"ab\\\"@example.org"), false},
	{SPAN("\"\"@example.org"), false},
	{SPAN("jo@[]"), false},
	{SPAN("jo@[1.2.3.4"), false},
	{SPAN("jo@[a b]"), false},
};

static void test_rows(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span addr = check_exact(rows[i].addr);
		bool utf8 = false;
		struct span form = addrspec_form(&a, addr, &utf8);
		if ((form.len && span_eq(form, addr) && !utf8) != rows[i].want)
			fail_msg("%.*s", SPAN_ARG(addr));
		free((void *)(uintptr_t)addr.ptr);
	}
	arena_clear(&a);
}

static void test_length(void **state)
{
	(void)state;
	char addr[300];
	memset(addr, 'x', sizeof(addr));
	memcpy(addr, "jo@", 3);
	struct arena a;
	arena_init(&a);
	assert_true(addrspec_is(&a, span_make(addr, ADDRSPEC_MAX), ADDRSPEC_SENT));
	assert_false(addrspec_is(&a, span_make(addr, ADDRSPEC_MAX + 1), ADDRSPEC_SENT));
	assert_false(addrspec_is(&a, span_make(addr, ADDRSPEC_MAX + 1), ADDRSPEC_TYPED));
	arena_clear(&a);
}

static void test_form(void **state)
{
	static const struct {
		struct span addr;
		const char *want; /* "": has no wire form */
		bool utf8;
	} forms[] = {
		{SPAN("jo@example.org"), "jo@example.org", false},
		{SPAN("\"a@b\"@example.org"), "\"a@b\"@example.org", false},
		{SPAN("jo@ex\xc3\xa4mple.de"), "jo@xn--exmple-cua.de", false},
		{SPAN("jo@EX\xc3\x84MPLE.de"), "jo@xn--exmple-cua.de", false},
		{SPAN("jo@xn--exmple-cua.de"), "jo@xn--exmple-cua.de", false},
		{SPAN("jo@mail.\xe4\xbe\x8b\xe3\x81\x88.\xe3\x83\x86\xe3\x82\xb9\xe3\x83\x88"),
		 "jo@mail.xn--r8jz45g.xn--zckzah", false},
		{SPAN("j\xc3\xb6@example.org"), "j\xc3\xb6@example.org", true},
		{SPAN("j\xc3\xb6@ex\xc3\xa4mple.de"), "j\xc3\xb6@xn--exmple-cua.de", true},
		{SPAN("\xe7\x94\xa8\xe6\x88\xb7+x@example.org"), "\xe7\x94\xa8\xe6\x88\xb7+x@example.org", true},
		{SPAN("j\xc3\xb6 eve@example.org"), "", false},
		{SPAN("j\xc3\xb6,eve@example.org"), "", false},
		{SPAN("j\xc3\xb6>\r\nRCPT TO:<eve@example.org"), "", false},
		{SPAN("j\xc3\xb6\xc2\xa0@example.org"), "", false},
		{SPAN("j\xe2\x80\xae\xc3\xb6@example.org"), "", false},
		{SPAN("j\xc2\x85\xc3\xb6@example.org"), "", false},
		{SPAN("j\xff@example.org"), "", false},
		{SPAN("jo@ex\xc3\xa4mple.de>eve"), "", false},
		{SPAN("jo@ex\xc3\xa4 mple.de"), "", false},
		{SPAN("jo@ex\xff.de"), "", false},
		{SPAN("jo@\xc3\xa4\r\n.de"), "", false},
		{SPAN("@ex\xc3\xa4mple.de"), "", false},
		{SPAN(""), "", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++) {
		struct arena a;
		bool utf8 = false;
		arena_init(&a);
		struct span addr = check_exact(forms[i].addr), got = addrspec_form(&a, addr, &utf8);
		if (!span_eq(got, span_of(forms[i].want)) || utf8 != forms[i].utf8)
			fail_msg("%.*s: got \"%.*s\"", SPAN_ARG(addr), SPAN_ARG(got));
		free((void *)(uintptr_t)addr.ptr);
		arena_clear(&a);
	}
}

/* Each rule is stricter than the one before. */
static void test_rules(void **state)
{
	static const struct {
		struct span addr;
		bool seen, sent, typed;
	} rules[] = {
		{SPAN("jo@example.org"), true, true, true},
		{SPAN("jo@localhost"), true, true, true},
		{SPAN("j\xc3\xb6@ex\xc3\xa4mple.org"), true, true, true},
		{SPAN("dots..here@example.org"), true, true, false},
		{SPAN("jo.@example.org"), true, true, false},
		{SPAN("jo@example..org"), true, true, false},
		{SPAN("jo@example-.org-"), true, true, false},
		{SPAN("\"a@b\"@example.org"), true, true, false},
		{SPAN("jo@[192.0.2.1]"), true, true, false},
		{SPAN("a\"b@-."), false, false, false},
		{SPAN("jo@-."), true, true, false},
		{SPAN("jo@exam_ple.org"), true, false, false},
		{SPAN("\"a b\"@example.org"), true, true, false},
		{SPAN("\"a\" b\"@example.org"), false, false, false},
		{SPAN("\"a\\\" b\"@example.org"), true, true, false},
		{SPAN("jo\xe2\x80\xae@example.org"), true, false, false},
		{SPAN("jo eve@example.org"), false, false, false},
		{SPAN("jo@eve@example.org"), true, false, false},
		{SPAN("jo\xff@example.org"), false, false, false},
		{SPAN("jo@exa\0mple.org"), false, false, false},
		{SPAN("jo@"), false, false, false},
		{SPAN(""), false, false, false},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct span addr = check_exact(rules[i].addr);
		if (addrspec_is(&a, addr, ADDRSPEC_SEEN) != rules[i].seen ||
		    addrspec_is(&a, addr, ADDRSPEC_SENT) != rules[i].sent ||
		    addrspec_is(&a, addr, ADDRSPEC_TYPED) != rules[i].typed)
			fail_msg("%.*s", SPAN_ARG(addr));
		free((void *)(uintptr_t)addr.ptr);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_length),
					   cmocka_unit_test(test_form), cmocka_unit_test(test_rules)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
