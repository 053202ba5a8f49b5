#include "tests/unit/check.h"

#include "daemon/cli/mbox.h"

#define FROM "From jo@example.org Mon Sep 17 00:00:00 2001\n"

static const struct {
	const char *name, *input;
	const char *want[4]; /* the mails, NULL after the last */
} rows[] = {
	{"one", FROM "A: 1\n\nx\n", {"A: 1\n\nx\n"}},
	{"white space first", " \n\t\r\n" FROM "A: 1\n\nx\n", {"A: 1\n\nx\n"}},
	{"two", FROM "A: 1\n\nx\n\n" FROM "B: 2\n\ny\n", {"A: 1\n\nx\n", "B: 2\n\ny\n"}},
	{"no empty line before it", FROM "A: 1\n\nx\n" FROM "B: 2\n", {"A: 1\n\nx\n" FROM "B: 2\n"}},
	{"no header below it", FROM "A: 1\n\nx\n\n" FROM "said he\n", {"A: 1\n\nx\n\n" FROM "said he\n"}},
	{"no date", FROM "A: 1\n\n\nFrom what I know\nB: 2\n", {"A: 1\n\n\nFrom what I know\nB: 2\n"}},
	{"quoted", FROM "A: 1\n\n\n>" FROM "B: 2\n", {"A: 1\n\n\n>" FROM "B: 2\n"}},
	{"CRLF",
	 "From jo@example.org Mon Sep 17 00:00:00 2001\r\nA: 1\r\n\r\nx\r\n\r\n"
	 "From - Tue Jan  2 01:02:03 +0100 2024\r\nB: 2\r\n\r\ny\r\n",
	 {"A: 1\r\n\r\nx\r\n", "B: 2\r\n\r\ny\r\n"}},
	{"zone before the year", FROM "A: 1\n\nFrom a Thu Aug 24 01:02 EST 2005\nB: 2\n", {"A: 1\n", "B: 2\n"}},
	{"address with spaces", FROM "A: 1\n\nFrom jo b@x Thu Aug 24 01:02:03 2005\nB: 2\n", {"A: 1\n", "B: 2\n"}},
	{"first line is any", "From 0123abcd whatever\nA: 1\n\nx", {"A: 1\n\nx"}},
	{"empty mail", FROM, {""}},
	{"bad month",
	 FROM "A: 1\n\nFrom a Thu aNf 24 01:02:03 2005\nB: 2\n",
	 {"A: 1\n\nFrom a Thu aNf 24 01:02:03 2005\nB: 2\n"}},
};

static void splits(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t len = strlen(rows[i].input), n = 0;
		char *copy = malloc(len);
		memcpy(copy, rows[i].input, len);
		struct span rest = span_make(copy, len), mail;
		assert_true(mbox_is(rest));
		while (mbox_next(&rest, &mail)) {
			if (n >= 3 || !rows[i].want[n] || !span_eq(mail, span_of(rows[i].want[n])))
				fail_msg("%s: mail %zu: \"%.*s\"", rows[i].name, n + 1, SPAN_ARG(mail));
			n++;
		}
		if (rows[i].want[n])
			fail_msg("%s: %zu mails only", rows[i].name, n);
		free(copy);
	}
}

static void is_one(void **state)
{
	(void)state;
	assert_false(mbox_is(SPAN("From: jo@example.org\n")));
	assert_false(mbox_is(SPAN("Fro")));
	assert_false(mbox_is(SPAN_NONE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(splits), cmocka_unit_test(is_one)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
