/* cli: the command line: options, the table of commands, how errors become exit codes (sysexits.h). */
#ifndef CAREDESK_CLI_H
#define CAREDESK_CLI_H

#include <sysexits.h>

#include "conf/conf.h"
#include "store/store.h"

#define CLI_CONFIG "/etc/caredesk/caredesk.conf"

struct cli { /* the parsed command line */
	const char *config;
	bool json, verbose, all, each, once, live, keys, reload, mbox, trusted;
	bool quiet, rebuild, yes, browser;
	bool csv, xlsx, html;
	const char *from, *to; /* dates */
	const char *by;
	const char *mailbox, *output, *answers, *diff;
	char **args; /* after the command's name and its options */
	int count;
};

enum cli_section { CLI_DAEMON, CLI_MAILS, CLI_TICKETS, CLI_DESK, CLI_STORE, CLI_HELP };

struct cli_command {
	const char *name, *usage, *help; /* "show ID", one line */
	const char *more;         /* what the manual and the command's own help add, in sentences; NULL: nothing */
	enum cli_section section; /* of the manual */
	const char *options;      /* its own, separated by spaces: "--all --json"; NULL: none */
	int min, max;             /* number of arguments; max -1: any */
	int (*run)(const struct cli *cli); /* returns an exit code */
};

/* The whole program; returns the exit code. */
int cli_main(int argc, char **argv);

/* Returns -1 with *out and *command, or an exit code after printing the help or what is wrong. */
int cli_parse(int argc, char **argv, struct cli *out, const struct cli_command **command);

/* Prints "caredesk: …" and returns the matching exit code; cli_usage: EX_USAGE. */
int cli_fail(const struct err *err);
int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* EX_OK with the configuration, which the caller frees; or EX_CONFIG, with its errors on standard error. */
int cli_conf(const struct cli *cli, struct conf **out);
/* CLI_MAKE: creates a missing store; CLI_IMPORT: the same, and no webhook is told of what comes in */
enum cli_access { CLI_READ, CLI_WRITE, CLI_MAKE, CLI_IMPORT };
int cli_store(const struct conf *conf, enum cli_access access, struct store **out);

/* The frame of a command: opens configuration and store, runs `work` in a transaction and frees everything; after a
 * write it wakes the senders of a running daemon. `work` may be called again (transact.h). */
struct cli_job {
	const struct cli *cli;
	struct conf *conf;
	struct store *store;
	struct arena arena;
	int code; /* the exit code when all went well */
};
typedef int (*cli_work)(struct txn *t, void *job, struct err *err);
int cli_job(const struct cli *cli, enum cli_access access, cli_work work);

/* The same for a command that has transactions of its own. */
typedef int (*cli_steps_work)(struct cli_job *job, struct err *err);
int cli_steps(const struct cli *cli, enum cli_access access, cli_steps_work steps);

/* Asks on standard error and reads the answer from standard input. True: yes, or --yes was given. */
bool cli_confirm(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads a number above 0, with or without "#"; else false. */
bool cli_id(const char *text, uint64_t *out);
/* Reads the ticket's number from the first argument. False: it is not one, and job->code is set. */
bool cli_ticket(struct cli_job *job, uint64_t *out);

#endif
