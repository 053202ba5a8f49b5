#include "tests/unit/check.h"

#include "parsers/base/utf8.h"
#include "parsers/filename.h"

static void test_filename(void **state)
{
	static const struct {
		struct span name, type, want;
	} rows[] = {
		{SPAN("a.pdf"), SPAN("application/pdf"), SPAN("a.pdf")},
		{SPAN("../../etc/passwd"), SPAN("text/plain"), SPAN("passwd")},
		{SPAN("C:\\temp\\a.txt"), SPAN("text/plain"), SPAN("a.txt")},
		{SPAN(".htaccess"), SPAN("text/plain"), SPAN("htaccess")},
		{SPAN("..."), SPAN("image/png"), SPAN("image.png")},
		{SPAN("\xE2\x80\x8B.bashrc"), SPAN("text/plain"), SPAN("bashrc")},
		{SPAN("\xE2\x80\xAEgnp.exe"), SPAN("image/png"), SPAN("gnp.exe")},
		{SPAN("\xEF\xBB\xBF\xC2\xAD~.\xC2\xA0report.txt"), SPAN("text/plain"), SPAN("report.txt")},
		{SPAN("\xE2\x80\x8B\xE2\x80\x8B"), SPAN("image/png"), SPAN("image.png")},
		{SPAN(""), SPAN("image/png"), SPAN("image.png")},
		{SPAN(""), SPAN("x/y"), SPAN("attachment.bin")},
		{SPAN("/"), SPAN("text/html"), SPAN("attachment.html")},
		{SPAN("a\r\nb\0c.txt"), SPAN("text/plain"), SPAN("a bc.txt")},
		{SPAN("a:b*c?.txt"), SPAN("text/plain"), SPAN("a_b_c_.txt")},
		{SPAN("con.txt"), SPAN("text/plain"), SPAN("_con.txt")},
		{SPAN("LPT1"), SPAN("text/plain"), SPAN("_LPT1")},
		{SPAN("computer.txt"), SPAN("text/plain"), SPAN("computer.txt")},
		{SPAN("grün \xE2\x80\xAE"
		      "fdp.exe"),
		 SPAN("x/y"), SPAN("grün fdp.exe")},
		{SPAN("name. "), SPAN("x/y"), SPAN("name")},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span name = check_exact(rows[i].name);
		CHECK_SPAN(filename_safe(&a, name, rows[i].type), rows[i].want);
		free((void *)(uintptr_t)name.ptr);
		arena_clear(&a);
	}
}

static void test_filename_length(void **state)
{
	struct arena a;
	char name[600];
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(name); i += 2)
		memcpy(name + i, "\xC3\xA4", 2);
	memcpy(name + sizeof(name) - 5, "x.png", 5);
	struct span got = filename_safe(&a, span_make(name, sizeof(name)), SPAN("image/png"));
	assert_true(got.len <= FILENAME_MAX_BYTES && got.len > 190 && span_ends(got, SPAN(".png")));
	assert_true(utf8_valid(got));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_filename), cmocka_unit_test(test_filename_length)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
