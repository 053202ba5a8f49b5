#include "daemon/cli/cli.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/cli/commands.h"
#include "daemon/cli/identity.h"
#include "daemon/cli/json.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"
#include "parsers/base/nearest.h"
#include "parsers/consent.h"

#define HELP_WIDTH 80

#define CLI_ROW(name) &cli_command_##name,
static const struct cli_command *const commands[] = {CLI_COMMANDS(CLI_ROW)};
static const size_t command_count = sizeof commands / sizeof *commands;

static const char *const sections[] = {"The daemon", "Mails", "Tickets", "The desk", "The store", "Help"};

static const struct cli_option {
	const char *name;
	bool global;
	size_t flag, value; /* offset in struct cli plus 1; 0: none */
} options[] = {
	{"-c", true, 0, 1 + offsetof(struct cli, config)},
	{"-v", true, 1 + offsetof(struct cli, verbose), 0},
	{"--json", true, 1 + offsetof(struct cli, json), 0},
	{"--all", false, 1 + offsetof(struct cli, all), 0},
	{"--each", false, 1 + offsetof(struct cli, each), 0},
	{"--once", false, 1 + offsetof(struct cli, once), 0},
	{"--live", false, 1 + offsetof(struct cli, live), 0},
	{"--keys", false, 1 + offsetof(struct cli, keys), 0},
	{"--reload", false, 1 + offsetof(struct cli, reload), 0},
	{"-o", false, 0, 1 + offsetof(struct cli, output)},
	{"--from", false, 0, 1 + offsetof(struct cli, from)},
	{"--to", false, 0, 1 + offsetof(struct cli, to)},
	{"--by", false, 0, 1 + offsetof(struct cli, by)},
	{"--csv", false, 1 + offsetof(struct cli, csv), 0},
	{"--xlsx", false, 1 + offsetof(struct cli, xlsx), 0},
	{"--html", false, 1 + offsetof(struct cli, html), 0},
	{"--diff", false, 0, 1 + offsetof(struct cli, diff)},
	{"--answers", false, 0, 1 + offsetof(struct cli, answers)},
	{"--mailbox", false, 0, 1 + offsetof(struct cli, mailbox)},
	{"--mbox", false, 1 + offsetof(struct cli, mbox), 0},
	{"--trusted", false, 1 + offsetof(struct cli, trusted), 0},
	{"--quiet", false, 1 + offsetof(struct cli, quiet), 0},
	{"--rebuild", false, 1 + offsetof(struct cli, rebuild), 0},
	{"--browser", false, 1 + offsetof(struct cli, browser), 0},
	{"--yes", false, 1 + offsetof(struct cli, yes), 0},
};

/* Lines after the first begin with `hang`. */
static void print_wrapped(const char *first, const char *hang, const char *text)
{
	struct span rest = span_of(text), word;
	size_t at = 0;
	while (span_word(&rest, &word)) {
		if (at == 0 || at + 1 + word.len > HELP_WIDTH) {
			printf("%s%s", at ? "\n" : "", at ? hang : first);
			at = strlen(at ? hang : first) + word.len;
		} else {
			printf(" ");
			at += 1 + word.len;
		}
		printf("%.*s", SPAN_ARG(word));
	}
	printf("\n");
}

static void print_help(const struct cli_command *command)
{
	if (command) {
		printf("usage: caredesk [OPTION…] %s\n\n", command->usage);
		print_wrapped("", "", command->help);
		if (command->more)
			print_wrapped("\n", "", command->more);
		return;
	}
	printf("usage: caredesk [-c FILE] [-v] [--json] COMMAND …\n\n");
	for (size_t i = 0; i < command_count; i++) {
		print_wrapped("  ", "          ", commands[i]->usage);
		print_wrapped("        ", "        ", commands[i]->help);
	}
	printf("\nOptions, before or after the command:\n\n"
	       "  -c FILE   the config, a file or a folder (default " CLI_CONFIG ")\n"
	       "  -v        log more\n"
	       "  --json    one JSON object a line\n"
	       "  --version, -V\n"
	       "  --help, -h  also for a single command\n\n"
	       "See caredesk(1) for more.\n");
}

/* For programs that generate completions and manuals. */
static void json_help(const struct cli_command *command)
{
	for (size_t i = 0; i < command_count; i++) {
		const struct cli_command *c = commands[i];
		if (!command || c == command)
			JSON_LINE(stdout, JSON_TEXT("name", span_of(c->name)), JSON_TEXT("usage", span_of(c->usage)),
				  JSON_TEXT("help", span_of(c->help)), JSON_TEXT("more", span_of(c->more)),
				  JSON_TEXT("options", span_of(c->options)),
				  JSON_TEXT("section", span_of(sections[c->section])));
	}
}

int cli_usage(const char *format, ...)
{
	va_list args;
	va_start(args, format);
	fputs("caredesk: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	return EX_USAGE;
}

static const struct cli_command *find_command(const char *name)
{
	for (size_t i = 0; i < command_count; i++) {
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	}
	return NULL;
}

static const char *nearest_command(const char *name, struct arena *a)
{
	struct nearest n;
	nearest_init(&n, span_of(name));
	for (size_t i = 0; i < command_count; i++)
		nearest_try(&n, span_of(commands[i]->name));
	return nearest_best(&n).len ? arena_str(a, nearest_best(&n)) : NULL;
}

static int unknown_command(const char *name)
{
	struct arena a;
	arena_init(&a);
	const char *near = nearest_command(name, &a);
	int code = near ? cli_usage("%s: no such command; did you mean %s?", name, near)
			: cli_usage("%s: no such command; see caredesk --help", name);
	arena_clear(&a);
	return code;
}

static int cmd_help(const struct cli *cli)
{
	const struct cli_command *command = cli->count ? find_command(cli->args[0]) : NULL;
	if (cli->count && !command)
		return unknown_command(cli->args[0]);
	if (cli->json)
		json_help(command);
	else
		print_help(command);
	return EX_OK;
}

const struct cli_command cli_command_help = {
	.name = "help",
	.section = CLI_HELP,
	.usage = "help [COMMAND]",
	.help = "explains the commands, or one of them",
	.max = 1,
	.run = cmd_help,
};

static bool has_word(const char *words, const char *word)
{
	struct span rest = span_of(words), w;
	while (span_word(&rest, &w)) {
		if (span_eq(w, span_of(word)))
			return true;
	}
	return false;
}

static bool takes_option(const struct cli_command *command, const struct cli_option *o)
{
	return o->global || (command && has_word(command->options, o->name));
}

static const struct cli_option *find_option(const char *name, const struct cli_command *command)
{
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		if (strcmp(options[i].name, name) == 0 && takes_option(command, &options[i]))
			return &options[i];
	}
	return NULL;
}

static int unknown_option(const char *name, const struct cli_command *command)
{
	struct nearest n;
	nearest_init(&n, span_of(name));
	for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
		if (strlen(options[i].name) > 2 && takes_option(command, &options[i]))
			nearest_try(&n, span_of(options[i].name));
	}
	struct span near = nearest_best(&n);
	const char *of = command ? " of " : "", *whose = command ? command->name : "";
	if (!near.len)
		return cli_usage("%s: no such option%s%s", name, of, whose);
	return cli_usage("%s: no such option%s%s; did you mean %.*s?", name, of, whose, SPAN_ARG(near));
}

/* argv[*i] is an option; 0, or an exit code. */
static int take_option(int argc, char **argv, int *i, struct cli *out, const struct cli_command *command)
{
	const struct cli_option *o = find_option(argv[*i], command);
	if (!o)
		return unknown_option(argv[*i], command);
	if (o->flag) {
		*(bool *)((char *)out + o->flag - 1) = true;
		return EX_OK;
	}
	if (*i + 1 >= argc)
		return cli_usage("%s: needs a value", argv[*i]);
	*(const char **)((char *)out + o->value - 1) = argv[++*i];
	return EX_OK;
}

static bool is_option(const char *arg)
{
	return arg[0] == '-' && arg[1] != '\0';
}

static int check_count(const struct cli *cli, const struct cli_command *c)
{
	if (cli->count < c->min || (c->max >= 0 && cli->count > c->max))
		return cli_usage("%s: usage: caredesk %s", c->name, c->usage);
	return -1;
}

int cli_parse(int argc, char **argv, struct cli *out, const struct cli_command **command)
{
	bool only_args = false;
	*out = (struct cli){.config = CLI_CONFIG, .args = argv};
	*command = NULL;
	for (int i = 1; i < argc; i++) {
		if (!only_args && strcmp(argv[i], "--") == 0) {
			only_args = true;
		} else if (!only_args && (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)) {
			print_help(*command);
			return EX_OK;
		} else if (!only_args && (strcmp(argv[i], "--version") == 0 || strcmp(argv[i], "-V") == 0)) {
			printf("caredesk %s\n", CAREDESK_VERSION);
			return EX_OK;
		} else if (!only_args && is_option(argv[i])) {
			int code = take_option(argc, argv, &i, out, *command);
			if (code != EX_OK)
				return code;
		} else if (*command) {
			argv[out->count++] = argv[i];
		} else if (!(*command = find_command(argv[i]))) {
			return unknown_command(argv[i]);
		}
	}
	return *command ? check_count(out, *command) : cli_usage("no command given; see caredesk --help");
}

int cli_main(int argc, char **argv)
{
	struct cli cli;
	const struct cli_command *command;
	int code = cli_parse(argc, argv, &cli, &command);
	if (code >= 0)
		return code;
	log_setup(cli.verbose ? LOG_DEBUG : LOG_INFO, 2);
	signal(SIGXFSZ,
	       SIG_IGN); /* hitting the file size limit is treated as a full disk, and does not kill the process */
	code = command->run(&cli); /* NOLINT(clang-analyzer-core.NullDereference): it is set if the code is -1 */
	if (fflush(stdout) != 0 || ferror(stdout))
		return code ? code : EX_IOERR;
	return code;
}

int cli_fail(const struct err *err)
{
	static const int codes[] = {EX_SOFTWARE, EX_TEMPFAIL, EX_UNAVAILABLE, EX_NOINPUT, EX_DATAERR, EX_CONFIG};
	fprintf(stderr, "caredesk: %s\n", err->text);
	return (size_t)err->kind < sizeof codes / sizeof *codes ? codes[err->kind] : EX_SOFTWARE;
}

int cli_conf(const struct cli *cli, struct conf **out)
{
	struct conf_errors errors;
	bool missing = false;
	conf_errors_init(&errors);
	int result = conf_load(cli->config, out, &errors, &missing);
	for (size_t i = 0; result != 0 && i < errors.lines.count; i++)
		fprintf(stderr, "%.*s\n", SPAN_ARG(errors.lines.items[i]));
	conf_errors_clear(&errors);
	if (result != 0)
		return EX_CONFIG;
	return EX_OK;
}

/* A command that changes a store does not create one. */
static int store_there(struct store_options o, struct err *err)
{
	struct store *s = NULL;
	o.read_only = true;
	int result = store_open(&o, &s, err);
	store_close(s);
	return result;
}

int cli_store(const struct conf *conf, enum cli_access access, struct store **out)
{
	struct err err;
	bool root;
	if (identity_take(conf, &root, &err) != 0)
		return cli_fail(&err);
	struct store_options o = {.path = conf->store_path,
				  .map_size = conf->store_map_size,
				  .read_only = access == CLI_READ,
				  .hooks = access == CLI_IMPORT ? NULL : conf_hooks(conf)};
	if ((access != CLI_WRITE || store_there(o, &err) == 0) && store_open(&o, out, &err) == 0)
		return EX_OK;
	int code = cli_fail(&err);
	if (err.kind == ERR_NOTFOUND)
		fputs("caredesk: the first caredesk run or caredesk ingest creates it\n", stderr);
	return code;
}

static int read_only(struct store *s, cli_work work, void *job, struct err *err)
{
	struct txn *t;
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int result = work(t, job, err);
	store_abort(t);
	return result;
}

/* One of `work` and `steps` is NULL. */
static int job_framed(const struct cli *cli, enum cli_access access, cli_work work, cli_steps_work steps)
{
	struct cli_job job = {.cli = cli, .code = EX_OK};
	struct err err;
	int code = cli_conf(cli, &job.conf);
	if (code != EX_OK)
		return code;
	arena_init(&job.arena);
	code = cli_store(job.conf, access, &job.store);
	if (code == EX_OK) {
		int result = steps                ? steps(&job, &err)
			     : access == CLI_READ ? read_only(job.store, work, &job, &err)
						  : transact(job.store, work, &job, &err);
		code = result == 0 ? job.code : cli_fail(&err);
	}
	store_close(job.store);
	if (access != CLI_READ)
		bell_ring(job.conf->store_path, "sender");
	arena_clear(&job.arena);
	conf_free(job.conf);
	return code;
}

int cli_job(const struct cli *cli, enum cli_access access, cli_work work)
{
	return job_framed(cli, access, work, NULL);
}

int cli_steps(const struct cli *cli, enum cli_access access, cli_steps_work steps)
{
	return job_framed(cli, access, NULL, steps);
}

bool cli_confirm(const struct cli *cli, const char *format, ...)
{
	char line[64];
	va_list args;
	if (cli->yes)
		return true;
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputs(" [y/N] ", stderr);
	struct span answer = fgets(line, sizeof line, stdin) ? span_trim(span_of(line)) : SPAN_NONE;
	bool yes = span_ieq(answer, SPAN("y")) || consent_yes(answer);
	if (!yes)
		fputs("Nothing was changed.\n", stderr);
	return yes;
}

bool cli_id(const char *text, uint64_t *out)
{
	struct span s = span_of(text);
	if (s.len && s.ptr[0] == '#')
		s = span_from(s, 1);
	return span_u64(s, out) && *out > 0;
}

bool cli_ticket(struct cli_job *job, uint64_t *out)
{
	if (!cli_id(job->cli->args[0], out))
		job->code = cli_usage("%s: not a ticket's number", job->cli->args[0]);
	return job->code == EX_OK;
}
