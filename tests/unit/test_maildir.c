#include "tests/unit/check.h"

#include "daemon/edge/maildir.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
	char path[64];
	struct arena a;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));
	snprintf(f->path, sizeof(f->path), "/tmp/caredesk-maildir-XXXXXX");
	arena_init(&f->a);
	*state = f;
	return mkdtemp(f->path) ? 0 : -1;
}

static int teardown(void **state)
{
	struct fixture *f = *state;
	char command[128];
	snprintf(command, sizeof(command), "rm -r %s", f->path);
	arena_clear(&f->a);
	int result = system(command);
	free(f);
	return result;
}

static const char *at(struct fixture *f, const char *name)
{
	return arena_printf(&f->a, "%s/%s", f->path, name).ptr;
}

static bool exists(struct fixture *f, const char *name)
{
	return access(at(f, name), F_OK) == 0;
}

static struct maildir_item_list list(struct fixture *f, size_t limit)
{
	struct maildir_item_list items = {0};
	struct err err = {0};
	assert_int_equal(maildir_list(f->path, limit, &f->a, &items, &err), 0);
	return items;
}

static void put(struct fixture *f, const char *name, const char *text)
{
	list(f, 1); /* creates the folders */
	FILE *file = fopen(at(f, name), "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void test_empty(void **state)
{
	struct fixture *f = *state;
	assert_int_equal(list(f, 10).count, 0);
	assert_true(exists(f, "tmp") && exists(f, "new") && exists(f, "cur"));
}

static void test_order(void **state)
{
	struct fixture *f = *state;
	put(f, "new/1000.b", "four");
	put(f, "cur/999.a:2,RT", "one");
	put(f, "new/1000.a", "three");
	put(f, "cur/5.seen:2,FS", "not listed");
	put(f, "new/.hidden", "not listed");
	mkdir(at(f, "new/7.folder"), 0700);
	struct maildir_item_list items = list(f, 10);
	assert_int_equal(items.count, 3);
	assert_string_equal(items.items[0].path.ptr, "cur/999.a:2,RT");
	assert_true(span_eq(items.items[0].unique, SPAN("999.a")));
	assert_int_equal(items.items[0].size, 3);
	assert_string_equal(items.items[1].path.ptr, "new/1000.a");
	assert_string_equal(items.items[2].path.ptr, "new/1000.b");
	assert_int_equal(list(f, 2).count, 2);
}

static void test_read(void **state)
{
	struct fixture *f = *state;
	struct span bytes;
	struct err err = {0};
	put(f, "new/1.a", "From: a\n\nhello");
	struct maildir_item item = list(f, 1).items[0];
	assert_int_equal(maildir_read(f->path, &item, 100, &f->a, &bytes, &err), 0);
	assert_true(span_eq(bytes, SPAN("From: a\n\nhello")));
	assert_int_equal(maildir_read(f->path, &item, 4, &f->a, &bytes, &err), 0);
	assert_true(span_eq(bytes, SPAN("From")));
	unlink(at(f, "new/1.a"));
	assert_int_equal(maildir_read(f->path, &item, 100, &f->a, &bytes, &err), -1);
	assert_int_equal(err.kind, ERR_NOTFOUND);
	assert_int_equal(symlink("/etc/passwd", at(f, "new/1.a")), 0);
	assert_int_equal(maildir_read(f->path, &item, 100, &f->a, &bytes, &err), -1);
}

static void test_done(void **state)
{
	struct fixture *f = *state;
	struct err err = {0};
	static const struct {
		const char *before, *move_to, *after;
	} rows[] = {
		{"new/1.a", NULL, "cur/1.a:2,S"},
		{"cur/2.a:2,FT", NULL, "cur/2.a:2,FST"},
		{"cur/3.a:2,", NULL, "cur/3.a:2,S"},
		{"new/4.a", "Processed", ".Processed/cur/4.a:2,S"},
		{"cur/5.a:2,R", "Processed", ".Processed/cur/5.a:2,RS"},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		put(f, rows[i].before, "x");
		struct maildir_item_list items = list(f, 10);
		assert_int_equal(items.count, 1);
		assert_int_equal(maildir_done(f->path, items.items, rows[i].move_to, &err), 0);
		assert_true(exists(f, rows[i].after));
		assert_false(exists(f, rows[i].before));
		assert_int_equal(maildir_done(f->path, items.items, rows[i].move_to, &err), 0);
	}
	assert_int_equal(list(f, 10).count, 0);
}

static void test_deliver(void **state)
{
	struct fixture *f = *state;
	struct delivery_result result;
	maildir_deliver(f->path, SPAN("17.desk"), SPAN("first"), &result);
	assert_int_equal(result.outcome, DELIVERY_SENT);
	maildir_deliver(f->path, SPAN("17.desk"), SPAN("again"), &result);
	assert_int_equal(result.outcome, DELIVERY_SENT);
	struct maildir_item_list items = list(f, 10);
	assert_int_equal(items.count, 1);
	struct span bytes;
	struct err err = {0};
	assert_int_equal(maildir_read(f->path, items.items, 100, &f->a, &bytes, &err), 0);
	assert_true(span_eq(bytes, SPAN("again")));
	assert_false(exists(f, "tmp/17.desk"));
}

static void test_deliver_refused(void **state)
{
	struct fixture *f = *state;
	static const struct span names[] = {SPAN(""), SPAN("../x"), SPAN(".x"), SPAN("a:2,S"), SPAN("a\n")};
	struct delivery_result result;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		maildir_deliver(f->path, names[i], SPAN("x"), &result);
		assert_int_equal(result.outcome, DELIVERY_REFUSED);
	}
	put(f, "new/file", "");
	maildir_deliver(at(f, "new/file"), SPAN("1"), SPAN("x"), &result);
	assert_int_equal(result.outcome, DELIVERY_RETRY);
	assert_int_equal(result.err.kind, ERR_RETRY);
}

static void test_watch(void **state)
{
	struct fixture *f = *state;
	struct err err = {0};
	struct delivery_result result;
	int watch = maildir_watch(f->path, &err), wake[2];
	assert_true(watch >= 0);
	assert_false(maildir_wait(watch, 0, -1));
	maildir_deliver(f->path, SPAN("1"), SPAN("x"), &result);
	assert_true(maildir_wait(watch, 5000, -1));
	assert_false(maildir_wait(watch, 0, -1));
	assert_int_equal(pipe(wake), 0);
	assert_int_equal(write(wake[1], "x", 1), 1);
	assert_false(maildir_wait(watch, 60000, wake[0]));
	close(wake[0]);
	close(wake[1]);
	close(watch);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_empty, setup, teardown),
		cmocka_unit_test_setup_teardown(test_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_read, setup, teardown),
		cmocka_unit_test_setup_teardown(test_done, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deliver, setup, teardown),
		cmocka_unit_test_setup_teardown(test_deliver_refused, setup, teardown),
		cmocka_unit_test_setup_teardown(test_watch, setup, teardown),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
