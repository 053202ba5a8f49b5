#include "tests/unit/check.h"

#include "parsers/base/canonical.h"

static const struct {
	const char *address, *want;
} rows[] = {
	{"jo@example.org", "jo@example.org"},
	{"JO@Example.ORG", "jo@example.org"},
	{"jo+news@example.org", "jo@example.org"},
	{"j.o@example.org", "jo@example.org"},
	{".j..o.+a+b@example.org.", "jo@example.org"},
	{"\"jo\"@example.org", "jo@example.org"},
	{"\"j\\o\"@example.org", "jo@example.org"},
	{"\"j.o+x\"@example.org", "jo@example.org"},
	{"+x@example.org", "+x@example.org"},
	{"...@example.org", "...@example.org"},
	{"jo@exämple.de", "jo@xn--exmple-cua.de"},
	{"jo@EXÄMPLE.de", "jo@xn--exmple-cua.de"},
	{"jo@xn--exmple-cua.de", "jo@xn--exmple-cua.de"},
	{"jo@XN--EXMPLE-CUA.DE", "jo@xn--exmple-cua.de"},
	{"jo@例え.jp", "jo@xn--r8jz45g.jp"},
	{"jo@-\xcc\x88-.de", "jo@-\xcc\x88-.de"},
	{"jo", "jo"},
	{"", ""},
};

static void test_spellings(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a;
		arena_init(&a);
		CHECK_SPAN(canonical_address(&a, span_of(rows[i].address)), span_of(rows[i].want));
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_spellings)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
