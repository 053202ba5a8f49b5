#include "tests/unit/check.h"

#include "parsers/base/arena.h"

static bool is_zero(const char *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (bytes[i])
			return false;
	return true;
}

/* Texts of every length, at every place in a block, are complete and end in NUL, and the memory after them is
 * zeroed. */
static void test_printf(void **state)
{
	(void)state;
	struct arena a;
	char long_text[700];
	memset(long_text, 'x', sizeof(long_text));
	arena_init(&a);
	for (size_t round = 0; round < 40; round++)
		for (size_t len = 0; len < sizeof(long_text); len += 1 + round % 5) {
			struct span s = arena_printf(&a, "%.*s", (int)len, long_text);
			assert_int_equal(s.len, len);
			assert_memory_equal(s.ptr, long_text, len);
			assert_int_equal(s.ptr[len], 0);
			size_t size = 16 + len % 50;
			assert_true(is_zero(arena_alloc(&a, size), size));
		}
	arena_clear(&a);
}

static void test_first(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	CHECK_SPAN(arena_printf(&a, "%s %d", "one", 1), SPAN("one 1"));
	CHECK_SPAN(arena_printf(&a, "%s", ""), SPAN(""));
	arena_clear(&a);
}

static void test_concat(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	CHECK_SPAN(ARENA_CONCAT(&a, SPAN("one"), SPAN_NONE, SPAN(", "), SPAN("two")), SPAN("one, two"));
	struct span none = ARENA_CONCAT(&a, SPAN_NONE);
	CHECK_SPAN(none, SPAN(""));
	assert_int_equal(none.ptr[0], 0);
	CHECK_SPAN(arena_number(&a, 0), SPAN("0"));
	CHECK_SPAN(arena_number(&a, 1042), SPAN("1042"));
	CHECK_SPAN(arena_number(&a, UINT64_MAX), SPAN("18446744073709551615"));
	arena_clear(&a);
}

struct numbers {
	uint64_t *items;
	size_t count, cap;
};

/* Items keep their values as a list grows, small and large, with others beside it; each new one is zeroed, even where
 * another was removed. */
static void test_lists(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct numbers shared = {0}, sole = {0}, other = {0};
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t *const in_shared = LIST_ADD(&a, &shared);
		assert_true(*in_shared == 0);
		*in_shared = *LIST_PLACE_SOLE(&a, &sole) = i + 1;
		*LIST_PLACE_SOLE(&a, &other) = i + 2;
		sole.count++, other.count++;
		if (i % 1000 == 0)
			shared.count--, sole.count--, other.count--;
	}
	assert_true(shared.count == 19980 && sole.count == 19980 && other.count == 19980);
	for (uint64_t i = 0; i < sole.count; i++) {
		uint64_t want = i + i / 999 + 2; /* without 1, 1001, 2001 … */
		assert_true(shared.items[i] == want && sole.items[i] == want && other.items[i] == want + 1);
	}
	assert_true(a.used >= (shared.cap + sole.cap + other.cap) * sizeof(uint64_t));
	arena_clear(&a);
}

/* A copy of a list keeps its items while the list grows. */
static void test_list_copies(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct numbers list = {0}, copies[16];
	for (uint64_t i = 0; i < 1 << 16; i++) {
		if ((i & (i - 1)) == 0 && i)
			copies[__builtin_ctzll(i)] = list;
		*LIST_ADD(&a, &list) = i;
	}
	for (size_t i = 0; i < 16; i++)
		for (uint64_t k = 0; k < copies[i].count; k++)
			assert_true(copies[i].items[k] == k);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_printf), cmocka_unit_test(test_first),
					   cmocka_unit_test(test_concat), cmocka_unit_test(test_lists),
					   cmocka_unit_test(test_list_copies)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
