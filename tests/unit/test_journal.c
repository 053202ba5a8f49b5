#include "tests/unit/check.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "daemon/run/journal.h"

static void keeps_what_was_handed_over(void **state)
{
	char folder[] = "/tmp/caredesk-journal-XXXXXX", path[100];
	struct id_list ids = {0}, none = {0};
	struct arena a;
	struct err err;
	int fd;
	(void)state;
	arena_init(&a);
	assert_non_null(mkdtemp(folder));
	assert_false(journal_read(folder, 0, &a, &none));
	assert_int_equal(none.count, 0);
	assert_int_equal(journal_open(folder, 0, &fd, &err), 0);
	journal_add(fd, 7);
	journal_add(fd, 1ULL << 40);
	assert_int_equal(write(fd, "cut", 3), 3); /* a process killed while writing */
	close(fd);
	assert_true(journal_read(folder, 0, &a, &ids));
	assert_int_equal(ids.count, 2);
	assert_true(ids.items[0] == 7 && ids.items[1] == 1ULL << 40);
	assert_int_equal(journal_open(folder, 0, &fd, &err), 0);
	journal_clear(fd);
	journal_add(fd, 9);
	close(fd);
	ids.count = 0;
	assert_true(journal_read(folder, 0, &a, &ids));
	assert_true(ids.count == 1 && ids.items[0] == 9);
	journal_remove(folder, 0);
	snprintf(path, sizeof path, "%s/sent-0", folder);
	assert_int_not_equal(access(path, F_OK), 0);
	assert_int_equal(rmdir(folder), 0);
	assert_int_equal(journal_open(folder, 0, &fd, &err), -1);
	assert_int_equal(err.kind, ERR_RETRY);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(keeps_what_was_handed_over)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
