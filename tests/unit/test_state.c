#include "tests/unit/check.h"

#include "daemon/run/state.h"

static char folder[] = "/tmp/caredesk-state-XXXXXX";

static void what_is_written_is_read(void **state)
{
	struct state s = {.now = STATE_DOWN, .once = true, .seen = 1764000000, .backlog = 12, .deaths = 3}, got;
	(void)state;
	snprintf(s.error, sizeof s.error, "%s", "refused:\nnow ok");
	for (size_t i = 0; i < STATE_COUNTS; i++)
		s.counts[i] = i * 7;
	state_took(&s, 10);
	state_took(&s, 11);
	state_took(&s, 99999);
	state_write(folder, "mailbox", SPAN("a/../b"), &s);
	state_read(folder, "mailbox", SPAN("a/../b"), &got);
	snprintf(s.error, sizeof s.error, "%s", "refused: now ok");
	assert_memory_equal(&s, &got, sizeof s);
	assert_int_equal(got.times.counts[0], 1);
	assert_int_equal(got.times.counts[1], 1);
	assert_int_equal(got.times.counts[STATE_BOUNDS], 1);
	assert_int_equal(got.times.total_ms, 10 + 11 + 99999);
}

static void nothing_is_unknown(void **state)
{
	struct state got = {0};
	(void)state;
	state_read(folder, "mailbox", SPAN("other"), &got);
	assert_int_equal(got.now, STATE_UNKNOWN);
	assert_int_equal(got.seen, 0);
}

static void odd_files_do_no_harm(void **state)
{
	char command[200];
	struct state got = {0};
	(void)state;
	state_write(folder, "mailbox", SPAN("odd"), &got);
	snprintf(command, sizeof command,
		 "for f in %s/state-mailbox-*; do printf 'now xyzzy\\nseen x\\ncounts 1 2 3 "
		 "9999999999999999999999\\n\\n \\377' >$f; done",
		 folder);
	assert_int_equal(system(command), 0);
	state_read(folder, "mailbox", SPAN("odd"), &got);
	assert_int_equal(got.now, STATE_UNKNOWN);
	assert_int_equal(got.counts[2], 3);
	assert_int_equal(got.counts[3], 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_is_unknown),
					   cmocka_unit_test(what_is_written_is_read),
					   cmocka_unit_test(odd_files_do_no_harm)};
	if (!mkdtemp(folder))
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[100];
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command) ? 1 : failed;
}
