#include "tests/unit/check.h"

#include <stdio.h>

#include "daemon/cli/cli.h"

/* Splits the command line into words and parses it; error messages go to standard error, unchecked. */
static int parse(const char *line, struct cli *out, const struct cli_command **command, char words[20][50], char **argv)
{
	struct span rest = span_of(line), word;
	int argc = 0;
	while (span_word(&rest, &word) && argc < 19) {
		snprintf(words[argc], 50, "%.*s", SPAN_ARG(word));
		argv[argc] = words[argc];
		argc++;
	}
	argv[argc] = NULL;
	return cli_parse(argc, argv, out, command);
}

static void reads(void **state)
{
	static const struct {
		const char *line;
		int code; /* -1: the command is to be run */
		const char *command, *args, *config;
		bool json, all, each;
	} rows[] = {
		{"c list", -1, "list", "", CLI_CONFIG, false, false, false},
		{"c -c x list --all open billing", -1, "list", "open billing ", "x", false, true, false},
		{"c list open --json -c y", -1, "list", "open ", "y", true, false, false},
		{"c --json replay --each -- --odd -", -1, "replay", "--odd - ", CLI_CONFIG, true, false, true},
		{"c ingest -", -1, "ingest", "- ", CLI_CONFIG, false, false, false},
		{"c", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c tops", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c lists", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c --all list", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c list --each", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c list -c", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c show", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c show 1 2", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c run now", EX_USAGE, NULL, NULL, NULL, false, false, false},
		{"c --version", EX_OK, NULL, NULL, NULL, false, false, false},
		{"c show --help", EX_OK, NULL, NULL, NULL, false, false, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct cli cli;
		const struct cli_command *command;
		char words[20][50], *argv[20], args[200] = "";
		int code = parse(rows[i].line, &cli, &command, words, argv);
		if (code != rows[i].code)
			fail_msg("%s: %d", rows[i].line, code);
		if (code >= 0)
			continue;
		for (int k = 0; k < cli.count; k++)
			strcat(strcat(args, cli.args[k]), " ");
		assert_string_equal(command->name, rows[i].command);
		assert_string_equal(args, rows[i].args);
		assert_string_equal(cli.config, rows[i].config);
		assert_true(cli.json == rows[i].json && cli.all == rows[i].all && cli.each == rows[i].each);
	}
}

static void numbers(void **state)
{
	static const struct {
		const char *text;
		uint64_t want; /* 0: none */
	} rows[] = {{"1", 1}, {"#42", 42}, {"0", 0},  {"#", 0},
		    {"", 0},  {"-1", 0},   {"1x", 0}, {"99999999999999999999", 0}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint64_t id = 0;
		assert_int_equal(cli_id(rows[i].text, &id), rows[i].want != 0);
		if (rows[i].want)
			assert_int_equal(id, rows[i].want);
	}
}

static void kinds_have_codes(void **state)
{
	static const struct {
		enum err_kind kind;
		int code;
	} rows[] = {{ERR_RETRY, EX_TEMPFAIL},
		    {ERR_REFUSED, EX_UNAVAILABLE},
		    {ERR_NOTFOUND, EX_NOINPUT},
		    {ERR_CORRUPT, EX_DATAERR},
		    {ERR_CONFIG, EX_CONFIG}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct err err;
		err_set(&err, rows[i].kind, "x");
		assert_int_equal(cli_fail(&err), rows[i].code);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads),
		cmocka_unit_test(numbers),
		cmocka_unit_test(kinds_have_codes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
