#include "tests/unit/check.h"

#include "daemon/run/retry.h"

static void pauses_double_up_to_the_cap(void **state)
{
	static const struct {
		uint32_t failures;
		int64_t least;
	} rows[] = {{1, 30}, {2, 60}, {3, 120}, {7, 1920}, {8, 3600}, {9, 3600}, {UINT32_MAX, 3600}};
	const struct retry_policy policy = retry_outbox(5 * 86400);
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		for (uint64_t seed = 0; seed < 50; seed++) {
			int64_t pause = retry_pause(&policy, rows[i].failures, seed);
			assert_in_range(pause, rows[i].least, rows[i].least + rows[i].least / 10);
			assert_int_equal(pause, retry_pause(&policy, rows[i].failures, seed));
		}
}

static void seeds_spread(void **state)
{
	const struct retry_policy policy = retry_outbox(0);
	int64_t first = retry_pause(&policy, 8, 0);
	size_t others = 0;
	(void)state;
	for (uint64_t seed = 1; seed < 100; seed++)
		others += retry_pause(&policy, 8, seed) != first;
	assert_true(others > 90);
}

static void given_up_after_the_last_try(void **state)
{
	const struct retry_policy policy = retry_outbox(1000);
	int64_t next = 0;
	(void)state;
	assert_true(retry_next(&policy, 0, 1, 1, 0, &next));
	assert_in_range(next, 30, 33);
	/* the last pause is shortened so that the last attempt is at the very end */
	assert_true(retry_next(&policy, 0, 20, 1, 999, &next));
	assert_int_equal(next, 1000);
	assert_false(retry_next(&policy, 0, 21, 1, 1000, &next));
	assert_int_equal(next, 1000);
}

static void mailboxes_are_never_given_up(void **state)
{
	int64_t next = 0, now = (int64_t)1 << 40;
	(void)state;
	assert_true(retry_next(&retry_mailbox, 0, 1000000, 3, now, &next));
	assert_in_range(next - now, retry_mailbox.cap, retry_mailbox.cap + retry_mailbox.cap / 10);
	assert_true(retry_pause(&retry_login, 1, 0) >= 300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pauses_double_up_to_the_cap),
		cmocka_unit_test(seeds_spread),
		cmocka_unit_test(given_up_after_the_last_try),
		cmocka_unit_test(mailboxes_are_never_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
