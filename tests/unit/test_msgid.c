#include "tests/unit/check.h"

#include "parsers/msgid.h"

static const struct {
	const char *name;
	struct span raw;
	const char *want; /* joined by blanks */
} rows[] = {
	{"one", SPAN("<a@x.test>"), "a@x.test"},
	{"many", SPAN("<a@x.test> <b@x.test>\t<c@x.test>"), "a@x.test b@x.test c@x.test"},
	{"side by side", SPAN("<a@x.test><b@x.test>"), "a@x.test b@x.test"},
	{"twice", SPAN("<a@x.test> <a@x.test>"), "a@x.test"},
	{"words around", SPAN("Message from jo of \"today\" <a@x.test> (x)"), "a@x.test"},
	{"no brackets", SPAN("a@x.test b@x.test"), "a@x.test b@x.test"},
	{"no brackets, commas", SPAN("a@x.test, b@x.test"), "a@x.test b@x.test"},
	{"words alone", SPAN("your mail of today"), ""},
	{"blank inside", SPAN("<a @x.test>"), "a@x.test"},
	{"no @", SPAN("<12345>"), "12345"},
	{"no end", SPAN("<a@x.test"), "a@x.test"},
	{"double brackets", SPAN("<<a@x.test>>"), "a@x.test"},
	{"empty brackets", SPAN("<> <a@x.test>"), "a@x.test"},
	{"nothing", SPAN(""), ""},
	{"no local part", SPAN("<@x.test> <@> < @ >"), ""},
	{"no domain", SPAN("<a@> <a@.>"), ""},
	{"constants", SPAN("<null@null> <(null)@x.test> <UNDEFINED@x.test> <No-Message-ID>"), ""},
	{"zeros", SPAN("<0@x.test> <00000000-0000-0000-0000-000000000000@x.test> <.>"), ""},
	{"numbers that say something", SPAN("<10@x.test> <4>"), "10@x.test 4"},
	{"words that begin so", SPAN("<nullable@x.test> <idea@x.test>"), "nullable@x.test idea@x.test"},
	{"8-bit", SPAN("<\xFF@x.test>"), "\xEF\xBF\xBD@x.test"},
};

static struct span joined(struct arena *a, const struct span_list *list)
{
	struct span text = SPAN("");
	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(a, "%.*s%s%.*s", SPAN_ARG(text), i ? " " : "", SPAN_ARG(list->items[i]));
	return text;
}

static void test_list(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct span_list list = {0};
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		msgid_list(&a, raw, 10, &list);
		if (!span_eq(joined(&a, &list), span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\"", rows[i].name, SPAN_ARG(joined(&a, &list)));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct span_list list = {0}, back = {0}, turned = {0};
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		msgid_list(&a, raw, 10, &list);
		msgid_list_back(&a, raw, 10, &back);
		for (size_t k = back.count; k-- > 0;)
			span_list_add(&a, &turned, back.items[k]);
		if (!span_eq(joined(&a, &turned), joined(&a, &list)))
			fail_msg("%s: back \"%.*s\"", rows[i].name, SPAN_ARG(joined(&a, &back)));
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_back_is_bounded(void **state)
{
	struct arena a;
	struct span_list list = {0};
	(void)state;
	arena_init(&a);
	msgid_list_back(&a, SPAN("<a@x> <b@x> <c@x>"), 2, &list);
	assert_int_equal(list.count, 2);
	CHECK_SPAN(list.items[0], SPAN("c@x"));
	CHECK_SPAN(list.items[1], SPAN("b@x"));
	arena_clear(&a);
}

static void test_one_and_bounds(void **state)
{
	struct arena a;
	struct span_list list = {0};
	char longest[MSGID_MAX + 20];
	(void)state;
	arena_init(&a);
	CHECK_SPAN(msgid_one(&a, SPAN(" <a@x.test> trailing")), SPAN("a@x.test"));
	CHECK_SPAN(msgid_one(&a, SPAN("bare-word")), SPAN("bare-word"));
	CHECK_SPAN(msgid_one(&a, SPAN("")), SPAN(""));
	CHECK_SPAN(msgid_one(&a, SPAN("<>")), SPAN(""));
	CHECK_SPAN(msgid_one(&a, SPAN("<@>")), SPAN(""));
	CHECK_SPAN(msgid_one(&a, SPAN("none")), SPAN(""));
	msgid_list(&a, SPAN("<a@x> <b@x> <c@x>"), 2, &list);
	assert_int_equal(list.count, 2);
	memset(longest, 'x', sizeof(longest));
	longest[0] = '<';
	longest[sizeof(longest) - 1] = '>';
	CHECK_SPAN(msgid_one(&a, span_make(longest, sizeof(longest))), SPAN(""));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_list), cmocka_unit_test(test_back),
					   cmocka_unit_test(test_back_is_bounded),
					   cmocka_unit_test(test_one_and_bounds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
