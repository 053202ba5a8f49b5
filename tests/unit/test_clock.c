#include "tests/unit/check.h"

#include "daemon/desk/clock.h"

static void times(void **state)
{
	struct arena a;
	(void)state;
	arena_init(&a);
	assert_true(span_eq(clock_rfc3339(&a, 1700000000), SPAN("2023-11-14T22:13:20Z")));
	assert_int_equal(clock_rfc3339(&a, 0).len, 0);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(times)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
