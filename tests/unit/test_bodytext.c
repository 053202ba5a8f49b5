/* The small helpers of bodies: flowed, filename, uuencode. */
#include "tests/unit/check.h"

#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"
#include "parsers/filename.h"
#include "parsers/flowed.h"
#include "parsers/uuencode.h"

static void test_flowed(void **state)
{
	static const struct {
		const char *name;
		struct span text;
		bool delsp;
		struct span want;
	} rows[] = {
		{"joined", SPAN("one \ntwo\nthree\n"), false, SPAN("one two\nthree\n")},
		{"delsp", SPAN("日 \n本\n"), true, SPAN("日本\n")},
		{"stuffed", SPAN(" >x\n From\n"), false, SPAN(">x\nFrom\n")},
		{"quotes", SPAN("> a \n> b\n>> c\nd\n"), false, SPAN("> a b\n>> c\nd\n")},
		{"a quote ends where the depth changes", SPAN("> a \nb\n"), false, SPAN("> a \nb\n")},
		{"signature", SPAN("a\n-- \nJo\n"), false, SPAN("a\n-- \nJo\n")},
		{"signature behind a soft end", SPAN("a \n-- \nJo\n"), false, SPAN("a \n-- \nJo\n")},
		{"soft end at the end", SPAN("a "), false, SPAN("a ")},
		{"nothing", SPAN(""), false, SPAN("")},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span text = check_exact(rows[i].text);
		struct span got = flowed_join(&a, text, rows[i].delsp);
		if (!span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\"", rows[i].name, SPAN_ARG(got));
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
}

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

static void test_uuencode(void **state)
{
	static const char text[] = "hi\nbegin the day\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n";
	struct span mail = check_exact(SPAN(text));
	struct uuencoded file;
	struct buf out;
	(void)state;
	assert_true(uuencode_find(mail, 0, &file));
	CHECK_SPAN(file.name, SPAN("cat.txt"));
	CHECK_SPAN(span_from(mail, file.end), SPAN("bye\n"));
	buf_init(&out, 100);
	transfer_decode(TRANSFER_UUENCODE, span_sub(mail, file.start, file.end - file.start), &out);
	CHECK_SPAN(buf_span(&out), SPAN("Cat"));
	buf_clear(&out);
	assert_false(uuencode_find(mail, file.end, &file));
	assert_false(uuencode_find(SPAN("begin 644 x\nthis is a line of prose, far too long for what it says\nend\n"),
				   0, &file));
	assert_false(uuencode_find(SPAN("begin 644 x\n#0V%T\n"), 0, &file));
	free((void *)(uintptr_t)mail.ptr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flowed),
		cmocka_unit_test(test_filename),
		cmocka_unit_test(test_filename_length),
		cmocka_unit_test(test_uuencode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
