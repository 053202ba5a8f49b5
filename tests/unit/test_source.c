#include "tests/unit/check.h"

#include <stdio.h>
#include <sys/stat.h>

#include "daemon/cli/source.h"

static char folder[] = "/tmp/caredesk-source-XXXXXX";
static char seen[4096];

static void put(const char *name, const char *text)
{
	char path[200];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

static int set_up(void **state)
{
	static const char *const folders[] = {"",        "box",       "box/new", "box/cur",
					      "box/tmp", "box/.Sent", "tree",    "tree/b"};
	char path[200];
	(void)state;
	if (!mkdtemp(folder))
		return -1;
	for (size_t i = 1; i < sizeof folders / sizeof *folders; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, folders[i]);
		mkdir(path, 0700);
	}
	put("one.eml", "A: 1\n\n1");
	put("two.mbox",
	    "From a@b Mon Sep 17 00:00:00 2001\nA: 1\n\nx\n\nFrom a@b Mon Sep 17 00:00:00 2001\nA: 2\n\ny\n");
	put("single.mbox", "From a@b Mon Sep 17 00:00:00 2001\nA: 1\n\nx\n");
	put("box/new/2", "N");
	put("box/cur/1:2,S", "C");
	put("box/tmp/0", "T");
	put("tree/c", "c");
	put("tree/a", "a");
	put("tree/b/x", "x");
	put("tree/.hidden", "h");
	return 0;
}

static int tear_down(void **state)
{
	char command[200];
	(void)state;
	snprintf(command, sizeof command, "rm -r %s", folder);
	return system(command);
}

/* Appends "NAME(BYTES) ", without the folder. */
static int note(void *ctx, const struct source_mail *mail, struct err *err)
{
	size_t n = strlen(seen), cut = span_starts(mail->name, span_of(folder)) ? strlen(folder) + 1 : 0;
	(void)ctx;
	snprintf(seen + n, sizeof seen - n, "%.*s(%zu%s) ", SPAN_ARG(span_from(mail->name, cut)), mail->raw.len,
		 mail->of_mbox ? " mbox" : "");
	return mail->raw.len == 1 && mail->raw.ptr[0] == 'N' ? err_set(err, ERR_CORRUPT, "enough") : 0;
}

static void walks(void **state)
{
	static const struct {
		const char *path, *want;
		int result;
		enum err_kind kind;
	} rows[] = {
		{"one.eml", "one.eml(7) ", 0, ERR_NONE},
		{"two.mbox", "two.mbox#1(8 mbox) two.mbox#2(8 mbox) ", 0, ERR_NONE},
		{"single.mbox", "single.mbox(8 mbox) ", 0, ERR_NONE},
		{"tree", "tree/a(1) tree/b/x(1) tree/c(1) ", 0, ERR_NONE},
		{"box", "box/cur/1:2,S(1) box/new/2(1) ", -1, ERR_CORRUPT},
		{"missing", "", -1, ERR_NOTFOUND},
		{"one.eml/x", "", -1, ERR_NOTFOUND},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char path[200];
		struct err err = {0};
		seen[0] = '\0';
		snprintf(path, sizeof path, "%s/%s", folder, rows[i].path);
		assert_int_equal(source_each(path, false, note, NULL, &err), rows[i].result);
		assert_string_equal(seen, rows[i].want);
		assert_int_equal(err.kind, rows[i].kind);
	}
}

/* Standard input from an MTA is one mail, whatever its body looks like. */
static void reads_standard_input(void **state)
{
	static const struct {
		const char *file;
		bool mbox;
		const char *want;
	} rows[] = {
		{"one.eml", false, "-(7) "},         {"single.mbox", false, "-(8) "},
		{"two.mbox", false, "-(51) "},       {"two.mbox", true, "-#1(8 mbox) -#2(8 mbox) "},
		{"single.mbox", true, "-(8 mbox) "}, {"one.eml", true, "-(7 mbox) "},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char path[200];
		struct err err = {0};
		seen[0] = '\0';
		snprintf(path, sizeof path, "%s/%s", folder, rows[i].file);
		assert_non_null(freopen(path, "r", stdin));
		assert_int_equal(source_each("-", rows[i].mbox, note, NULL, &err), 0);
		assert_string_equal(seen, rows[i].want);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(walks), cmocka_unit_test(reads_standard_input)};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
