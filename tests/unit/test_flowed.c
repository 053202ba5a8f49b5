#include "tests/unit/check.h"

#include "parsers/flowed.h"

static void test_flowed(void **state)
{
	static const struct {
		const char *name;
		struct span text;
		bool delsp;
		struct span want;
	} rows[] = {
		{"joined", SPAN("one \ntwo\nthree\n"), false, SPAN("one two\nthree\n")},
		{"delsp", SPAN("日 \n本\n"), true, SPAN("日本\n")},
		{"stuffed", SPAN(" >x\n From\n"), false, SPAN(">x\nFrom\n")},
		{"quotes", SPAN("> a \n> b\n>> c\nd\n"), false, SPAN("> a b\n>> c\nd\n")},
		{"a quote ends where the depth changes", SPAN("> a \nb\n"), false, SPAN("> a \nb\n")},
		{"signature", SPAN("a\n-- \nJo\n"), false, SPAN("a\n-- \nJo\n")},
		{"signature behind a soft end", SPAN("a \n-- \nJo\n"), false, SPAN("a \n-- \nJo\n")},
		{"soft end at the end", SPAN("a "), false, SPAN("a ")},
		{"nothing", SPAN(""), false, SPAN("")},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span text = check_exact(rows[i].text);
		struct span got = flowed_join(&a, text, rows[i].delsp);
		if (!span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\"", rows[i].name, SPAN_ARG(got));
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_flowed)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
