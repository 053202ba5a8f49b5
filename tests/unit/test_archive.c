#include "tests/unit/check.h"

#include "parsers/archive.h"

/* a.txt and dir/b.exe, stored, empty. */
/* clang-format off */
static const char zip[] =
	"\x50\x4b\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x05\x00\x00\x00\x61\x2e\x74\x78\x74\x50\x4b\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x21"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x00\x64\x69\x72\x2f\x62\x2e\x65"
	"\x78\x65\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x00\x00\x00\x00\x00\x00"
	"\x00\x00\x00\x00\x00\x00\x05\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x00\x00\x00\x00"
	"\x61\x2e\x74\x78\x74\x50\x4b\x01\x02\x14\x03\x14\x00\x00\x00\x00\x00\x00\x00\x21\x00\x00\x00\x00"
	"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x80\x01\x23"
	"\x00\x00\x00\x64\x69\x72\x2f\x62\x2e\x65\x78\x65\x50\x4b\x05\x06\x00\x00\x00\x00\x02\x00\x02\x00"
	"\x6a\x00\x00\x00\x4a\x00\x00\x00\x00\x00";
/* clang-format on */

static size_t count_of(struct span file)
{
	struct arena a;
	struct span_list names;
	struct span copy = check_exact(file);
	arena_init(&a);
	archive_names(&a, copy, &names);
	size_t n = names.count;
	free((void *)(uintptr_t)copy.ptr);
	arena_clear(&a);
	return n;
}

static void test_zip(void **state)
{
	struct arena a;
	struct span_list names;
	(void)state;
	arena_init(&a);
	archive_names(&a, span_make(zip, sizeof zip - 1), &names);
	assert_int_equal(names.count, 2);
	CHECK_SPAN(names.items[0], SPAN("a.txt"));
	CHECK_SPAN(names.items[1], SPAN("dir/b.exe"));
	arena_clear(&a);
	for (size_t n = 0; n < sizeof zip; n++) /* cut off anywhere: what was read up to there */
		assert_true(count_of(span_make(zip, n)) <= 2);
	assert_int_equal(count_of(span_make(zip, 40)), 1); /* no central directory */
}

static void test_tar(void **state)
{
	static char tar[3 * 512];
	(void)state;
	strcpy(tar, "a/b.exe");
	strcpy(tar + 124, "00000000001");
	strcpy(tar + 257, "ustar");
	assert_int_equal(count_of(span_make(tar, sizeof tar)), 1);
	strcpy(tar + 124, "77777777777"); /* longer than the file */
	assert_int_equal(count_of(span_make(tar, sizeof tar)), 1);
	for (size_t n = 0; n < sizeof tar; n += 7)
		assert_true(count_of(span_make(tar, n)) <= 1);
}

static void test_many(void **state)
{
	(void)state;
	char *bytes = calloc(2000, 512);
	for (size_t i = 0; i < 2000; i++) {
		snprintf(bytes + i * 512, 100, "file%zu", i);
		memcpy(bytes + i * 512 + 257, "ustar", 6);
	}
	assert_int_equal(count_of(span_make(bytes, (size_t)2000 * 512)), ARCHIVE_NAMES);
	free(bytes);
	assert_int_equal(count_of(SPAN("")), 0);
	assert_int_equal(count_of(SPAN("PK")), 0);
	assert_int_equal(count_of(SPAN("Hello")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_zip), cmocka_unit_test(test_tar),
					   cmocka_unit_test(test_many)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
