#include "tests/unit/check.h"

#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon/run/bell.h"

static bool rings(int fd)
{
	struct pollfd p = {.fd = fd, .events = POLLIN};
	return poll(&p, 1, 0) == 1;
}

static void wakes_all_of_a_kind(void **state)
{
	char folder[] = "/tmp/caredesk-bell-XXXXXX", path[100];
	struct err err;
	int a, b, other;
	(void)state;
	assert_non_null(mkdtemp(folder));
	bell_ring(folder, "sender"); /* no listener */
	assert_int_equal(bell_listen(folder, "sender", 0, &a, &err), 0);
	assert_int_equal(bell_listen(folder, "sender", 1, &b, &err), 0);
	assert_int_equal(bell_listen(folder, "clock", 0, &other, &err), 0);
	assert_false(rings(a));
	bell_ring(folder, "sender");
	assert_true(rings(a) && rings(b));
	assert_false(rings(other));
	bell_drain(a);
	assert_false(rings(a));
	close(a); /* a dead listener whose name is left: the others are still woken */
	bell_drain(b);
	bell_ring(folder, "sender");
	assert_true(rings(b));
	for (int i = 0; i < 100000; i++) /* full pipes never block */
		bell_ring(folder, "clock");
	assert_true(rings(other));
	close(b);
	close(other);
	for (int i = 0; i < 3; i++) {
		snprintf(path, sizeof path, "%s/bell-%s-%d", folder, i < 2 ? "sender" : "clock", i == 1);
		unlink(path);
	}
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(wakes_all_of_a_kind)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
