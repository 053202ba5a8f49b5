#include "tests/unit/check.h"

#include "daemon/edge/sendmail.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static char folder[64], program[96], seen[96];

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/caredesk-sendmail-XXXXXX");
	if (!mkdtemp(folder))
		return -1;
	snprintf(program, sizeof(program), "%s/sendmail", folder);
	snprintf(seen, sizeof(seen), "%s/seen", folder);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	char command[128];
	snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void script(const char *text)
{
	FILE *file = fopen(program, "w");
	assert_non_null(file);
	fprintf(file, "#!/bin/sh\n%s\n", text);
	fclose(file);
	assert_int_equal(chmod(program, 0700), 0);
}

static void assert_seen(const char *want)
{
	char got[512] = "";
	FILE *file = fopen(seen, "r");
	assert_non_null(file);
	size_t len = fread(got, 1, sizeof(got) - 1, file);
	fclose(file);
	got[len] = '\0';
	assert_string_equal(got, want);
}

static void test_outcomes(void **state)
{
	(void)state;
	static const struct {
		const char *script, *words;
		enum delivery outcome;
	} rows[] = {
		{"exit 0", "", DELIVERY_SENT},
		{"echo try later; exit 75", "try later", DELIVERY_RETRY},
		{"echo no such user >&2; exit 67", "exit code 67: no such user", DELIVERY_REFUSED},
		{"kill -9 $$", "signal 9", DELIVERY_RETRY},
	};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct delivery_result result;
		script(rows[i].script);
		sendmail_send(program, SPAN("a@acme.test"), SPAN("b@example.org"), SPAN("x\r\n"), &result);
		assert_int_equal(result.outcome, rows[i].outcome);
		assert_false(result.unsure);
		assert_non_null(strstr(result.err.text, rows[i].words));
	}
}

static void test_what_it_gets(void **state)
{
	(void)state;
	struct delivery_result result;
	char text[256];
	snprintf(text, sizeof(text), "printf '[%%s]' \"$@\" > %s; cat >> %s", seen, seen);
	script(text);
	sendmail_send(program, SPAN("a@acme.test"), SPAN("-oQ/tmp@example.org"), SPAN("A: 1\r\n\r\n.\r\nend\r\n"),
		      &result);
	assert_int_equal(result.outcome, DELIVERY_SENT);
	assert_seen("[-i][-f][a@acme.test][--][-oQ/tmp@example.org]A: 1\n\n.\nend\n");
	sendmail_send(program, SPAN(""), SPAN("b@example.org"), SPAN("x\r\n"), &result);
	assert_int_equal(result.outcome, DELIVERY_SENT);
	assert_seen("[-i][-f][<>][--][b@example.org]x\n");
}

/* A mail larger than a pipe's buffer, to a program that doesn't read it. */
static void test_large(void **state)
{
	(void)state;
	struct delivery_result result;
	size_t len = 1 << 20;
	char *bytes = malloc(len);
	assert_non_null(bytes);
	memset(bytes, 'x', len);
	script("exit 0");
	sendmail_send(program, SPAN("a@acme.test"), SPAN("b@example.org"), span_make(bytes, len), &result);
	assert_int_equal(result.outcome, DELIVERY_SENT);
	free(bytes);
}

static void test_refused_here(void **state)
{
	(void)state;
	static const struct span bad[] = {SPAN(""), SPAN("b"), SPAN("b@example.org\r\nc@example.org"),
					  SPAN("b c@example.org"), SPAN("b@example.org,c@example.org")};
	struct delivery_result result;
	script("exit 0");
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		sendmail_send(program, SPAN("a@acme.test"), bad[i], SPAN("x"), &result);
		assert_int_equal(result.outcome, DELIVERY_REFUSED);
	}
	sendmail_send("/nowhere/sendmail", SPAN("a@acme.test"), SPAN("b@example.org"), SPAN("x"), &result);
	assert_int_equal(result.outcome, DELIVERY_RETRY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
		cmocka_unit_test(test_what_it_gets),
		cmocka_unit_test(test_large),
		cmocka_unit_test(test_refused_here),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
