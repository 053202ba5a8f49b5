#include "tests/unit/folder.h"

#include "parsers/base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>

static const char *path_in(const char *folder, const char *name)
{
	static char path[300];
	snprintf(path, sizeof(path), "%s/%s", folder, name);
	return path;
}

static void check_bytes(const char *path, const char *want)
{
	char bytes[200] = {0};
	int fd = open(path, O_RDONLY);
	assert_true(fd >= 0 && read(fd, bytes, sizeof(bytes) - 1) >= 0);
	close(fd);
	assert_string_equal(bytes, want);
}

static void test_replace(void **state)
{
	static const char *const texts[] = {"one\n", "", "two, which is longer\n", "3"};
	char *folder = folder_new();
	struct stat st;
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		const char *path = path_in(folder, "note");
		assert_int_equal(file_replace(path, span_of(texts[i]), i % 2 ? FILE_FOR_NOW : FILE_FOR_GOOD), 0);
		check_bytes(path, texts[i]);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_mode & 0777, 0600);
		assert_int_equal(access(path_in(folder, "note.new"), F_OK), -1);
	}
	folder_remove(folder);
}

/* If the write is refused, the old file stays and no temporary file is left. */
static void test_refused(void **state)
{
	char *folder = folder_new(), *path = strdup(path_in(folder, "note"));
	char *far = strdup(path_in(folder, "elsewhere"));
	(void)state;
	assert_int_equal(file_replace(path, SPAN("old"), FILE_FOR_NOW), 0);
	/* a symbolic link is not followed */
	assert_int_equal(symlink(far, path_in(folder, "note.new")), 0);
	assert_int_equal(file_replace(path, SPAN("new"), FILE_FOR_GOOD), -1);
	assert_int_equal(errno, ELOOP);
	check_bytes(path, "old");
	assert_int_equal(access(far, F_OK), -1);
	assert_int_equal(file_replace(path_in(folder, "nowhere/note"), SPAN("x"), FILE_FOR_NOW), -1);
	assert_int_equal(errno, ENOENT);
	free(path);
	free(far);
	folder_remove(folder);
}

static void test_folders(void **state)
{
	char *folder = folder_new();
	(void)state;
	assert_int_equal(file_sync_folder(folder), 0);
	assert_int_equal(file_sync_folder(path_in(folder, "none")), -1);
	assert_int_equal(errno, ENOENT);
	assert_int_equal(file_sync_parent(path_in(folder, "none")), 0);
	assert_int_equal(file_sync_parent(path_in(folder, "none/")), 0);
	assert_int_equal(file_sync_parent(path_in(folder, "none/none")), -1);
	assert_int_equal(file_sync_parent("here"), 0);
	assert_int_equal(file_sync_parent("/"), 0);
	assert_int_equal(file_sync_parent("/tmp"), 0);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_replace),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_folders),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
