#include "tests/unit/check.h"

#include "parsers/base/transfer.h"
#include "parsers/uuencode.h"

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
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_uuencode)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
