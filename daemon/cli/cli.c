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

static int cmd_help(const struct cli *cli);

static const struct cli_command commands[] = {
	{"run", "run [--once]", "the daemon, in the foreground; --once does everything that is due, then exits",
	 "--once", 0, 0, cmd_run},
	{"init", "init [--answers FILE]",
	 "asks what a desk needs, finds the servers and tries each, writes the config, and answers a first mail; "
	 "--answers: the "
	 "answers stand in a file, as key = value",
	 "--answers", 0, 0, cmd_init},
	{"check", "check [--live | --reload | --keys]",
	 "says what is wrong with config and templates; --live also logs in everywhere and calls each webhook; "
	 "--reload: would the running "
	 "desk take it? --keys prints every key",
	 "--live --reload --keys", 0, 0, cmd_check},
	{"ingest", "ingest [--mailbox NAME] [--mbox] [--trusted] FILE…",
	 "takes in mails from files, Maildirs, mboxes or - (standard input: a single mail, unless --mbox is given); "
	 "the "
	 "Authentication-Results in an mbox are ignored, unless --trusted is given",
	 "--mailbox --mbox --trusted", 1, -1, cmd_ingest},
	{"replay", "replay [--each] [--diff OTHER.conf] [OPTION…] FILE…",
	 "shows what would be done with these mails; changes and sends nothing. Takes the options of ingest; --each: "
	 "each mail by itself; --diff: only those that would go another way under the other config, and why",
	 "--each --diff --mailbox --mbox --trusted", 1, -1, cmd_replay},
	{"list", "list [--all] [WORD…]",
	 "lists the unfinished tickets; words: status, priority, category, agent, tag, customer:addr, older:2d, "
	 "unassigned, "
	 "all",
	 "--all", 0, -1, cmd_list},
	{"article", "article [list | show NAME | test WORD…]",
	 "the desk's own help; test: which articles would be proposed for a mail with these words, and why", "", 0, -1,
	 cmd_article},
	{"search", "search [--rebuild] WORD…",
	 "finds the tickets with these words, best matches first; \"an exact phrase\", begin*; the words of list "
	 "filter "
	 "the hits; --rebuild: rebuilds the index",
	 "--rebuild", 0, -1, cmd_search},
	{"show", "show ID", "shows a ticket with its messages and its history", "", 1, 1, cmd_show},
	{"why", "why ID", "explains how a ticket was sorted and assigned", "", 1, 1, cmd_why},
	{"raw", "raw [-o DIR] ID [SEQ]",
	 "prints the original mail of the ticket's first message, or of message SEQ; with -o, writes it to a file in "
	 "DIR",
	 "-o", 1, 2, cmd_raw},
	{"attachment", "attachment [-o DIR] ID SEQ [NAME]",
	 "prints the attachment of message SEQ; with -o, writes all of them, or NAME, to files in DIR", "-o", 2, 3,
	 cmd_attachment},
	{"set", "set [--quiet] ID KEY=VALUE…",
	 "status, priority, category, agent, subject, customer, tags, watchers, due, snooze; the agents concerned are "
	 "told, and "
	 "the customer of resolved and closed; --quiet: nobody",
	 "--quiet", 2, -1, cmd_set},
	{"delete", "delete [--yes] ID",
	 "deletes a ticket with everything that belongs to it, after asking; only an event that says so is left",
	 "--yes", 1, 1, cmd_delete},
	{"customer",
	 "customer [list | show ADDRESS | export [-o DIR] ADDRESS | merge ADDRESS INTO | forget [--yes] ADDRESS]",
	 "lists customers; shows one with their tickets; exports all that is kept about one; merges two addresses of "
	 "one "
	 "person; forgets a person: who they are and all that they wrote is removed everywhere, after asking",
	 "--yes -o", 0, 3, cmd_customer},
	{"outbox", "outbox [list | retry ID | drop ID]",
	 "lists, retries or drops the mails that have not been sent yet; all instead of an ID means every one", "", 0,
	 2, cmd_outbox},
	{"webhook", "webhook [list | test [NAME] | retry NAME | drop NAME]",
	 "lists the webhooks and what waits for them; test: calls one, signed, with an event of type caredesk.test; "
	 "retry: "
	 "what failed is due now, also where it had answered 410; drop: what waits is not told; all instead of a NAME "
	 "means "
	 "every one",
	 "", 0, 2, cmd_webhook},
	{"quarantine", "quarantine [list | show ID | release ID | drop ID]",
	 "lists, shows, releases or drops the mails that could not be processed; release and drop also take all", "", 0,
	 2, cmd_quarantine},
	{"hours", "hours [--from DATE]", "shows the business hours of the next days, as the desk understands them",
	 "--from", 0, 0, cmd_hours},
	{"status", "status",
	 "shows one screen: mailboxes, outbox, tickets, agents, disk; exit code 1 when something needs a person", "", 0,
	 0, cmd_status},
	{"top", "top", "shows the same, alive, until q is pressed", "", 0, 0, cmd_top},
	{"report",
	 "report [--from DATE] [--to DATE] [--by agent|category|customer|day|article] [--csv | --xlsx | --html] [-o "
	 "FILE]",
	 "shows figures of the last 30 days, or of those days: tickets, answer times against their goals, load, "
	 "satisfaction; "
	 "DATE: 2026-12-01, today, yesterday, week, month, year",
	 "--from --to --by --csv --xlsx --html -o", 0, 0, cmd_report},
	{"backup", "backup DIR",
	 "copies the store, with its keys, configuration and templates, into a new folder, while the daemon works", "",
	 1, 1, cmd_backup},
	{"restore", "restore [--yes] DIR",
	 "puts the store of a backup in place of the one that is there, after asking; the daemon must not be running",
	 "--yes", 1, 1, cmd_restore},
	{"export", "export DIR",
	 "writes all data as two files into a new folder: records as JSON lines, mails as an mbox (docs/export.md)", "",
	 1, 1, cmd_export},
	{"import", "import DIR | import --from mbox|maildir|csv [--mailbox NAME] FILE…",
	 "an export into an empty store, going on where one was stopped; or, from elsewhere, old threads as tickets "
	 "with "
	 "their dates: nobody is mailed, and a second run adds what is new",
	 "--from --mailbox", 1, -1, cmd_import},
	{"verify", "verify [DIR]", "checks every record against every index, of the store or of a backup", "", 0, 1,
	 cmd_verify},
	{"login", "login [--browser] MAILBOX",
	 "grants access to a mailbox, or to smtp, by OAuth 2: shows a code to be entered in any browser, or, where the "
	 "provider wants that (or --browser), an address to be opened in one, and waits",
	 "--browser", 1, 1, cmd_login},
	{"rotate", "rotate",
	 "makes a new key for the signed addresses; the previous one stays valid, older ones do not", "", 0, 0,
	 cmd_rotate},
	{"help", "help [COMMAND]", "explains the commands, or one of them", "", 0, 1, cmd_help},
};
static const size_t command_count = sizeof commands / sizeof *commands;

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
	{"--yes", false, 1 + offsetof(struct cli, yes), 0},
	{"--browser", false, 1 + offsetof(struct cli, browser), 0},
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
		return;
	}
	printf("usage: caredesk [-c FILE] [-v] [--json] COMMAND …\n\n");
	for (size_t i = 0; i < command_count; i++) {
		print_wrapped("  ", "          ", commands[i].usage);
		print_wrapped("        ", "        ", commands[i].help);
	}
	printf("\nOptions, before or after the command:\n\n"
	       "  -c FILE   the config, a file or a folder (default " CLI_CONFIG ")\n"
	       "  -v        log more\n"
	       "  --json    one JSON object a line\n"
	       "  --version, -V\n"
	       "  --help, -h  also for a single command\n\n"
	       "See caredesk(1) for more.\n");
}

/* What programs make completions and manuals of. */
static void json_help(const struct cli_command *command)
{
	for (const struct cli_command *c = commands; c < commands + command_count; c++)
		if (!command || c == command)
			JSON_LINE(stdout, JSON_TEXT("name", span_of(c->name)), JSON_TEXT("usage", span_of(c->usage)),
				  JSON_TEXT("help", span_of(c->help)), JSON_TEXT("options", span_of(c->options)));
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
		if (strcmp(commands[i].name, name) == 0)
			return &commands[i];
	}
	return NULL;
}

static const char *nearest_command(const char *name, struct arena *a)
{
	struct nearest n;
	nearest_init(&n, span_of(name));
	for (size_t i = 0; i < command_count; i++)
		nearest_try(&n, span_of(commands[i].name));
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
	signal(SIGXFSZ, SIG_IGN);  /* a file that may not grow is a full disk, not a death */
	code = command->run(&cli); /* NOLINT(clang-analyzer-core.NullDereference): there is one where the code is -1 */
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

/* What changes a store does not make one. */
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

/* Of `work` and `steps` one is NULL. */
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
