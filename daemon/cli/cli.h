/* cli: the command line: options, the table of commands, how errors become exit codes (sysexits.h). */
#ifndef CAREDESK_CLI_H
#define CAREDESK_CLI_H

#include <sysexits.h>

#include "conf/conf.h"
#include "store/store.h"

#define CLI_CONFIG "/etc/caredesk/caredesk.conf"

struct cli { /* what was asked for */
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
	const char *more;         /* what the manual and its own help say beyond that, in sentences; NULL: nothing */
	enum cli_section section; /* of the manual */
	const char *options;      /* its own, parted by spaces: "--all --json"; NULL: none */
	int min, max;             /* number of arguments; max -1: any */
	int (*run)(const struct cli *cli); /* gives an exit code */
};

/* The whole program: gives the exit code. */
int cli_main(int argc, char **argv);

/* Fills *out and *command, or prints what is wrong and gives the exit code; -1: go on. */
int cli_parse(int argc, char **argv, struct cli *out, const struct cli_command **command);

/* Prints "caredesk: …" and gives the exit code that fits; of cli_usage: EX_USAGE. */
int cli_fail(const struct err *err);
int cli_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* A whole config, or its errors on standard error and EX_CONFIG. */
int cli_conf(const struct cli *cli, struct conf **out);
/* CLI_MAKE: a store that is not there yet is made; CLI_IMPORT: and no webhook is told of what comes in */
enum cli_access { CLI_READ, CLI_WRITE, CLI_MAKE, CLI_IMPORT };
int cli_store(const struct conf *conf, enum cli_access access, struct store **out);

/* A command's frame: config, store, a transaction around `work`, all freed; after a write a running daemon's senders
 * are woken. `work` may be called again (transact.h). */
struct cli_job {
	const struct cli *cli;
	struct conf *conf;
	struct store *store;
	struct arena arena;
	int code; /* the exit code when all went well */
};
typedef int (*cli_work)(struct txn *t, void *job, struct err *err);
int cli_job(const struct cli *cli, enum cli_access access, cli_work work);

/* The same for what does its own transactions. */
typedef int (*cli_steps_work)(struct cli_job *job, struct err *err);
int cli_steps(const struct cli *cli, enum cli_access access, cli_steps_work steps);

/* Asks on standard error, and takes a line of standard input for the answer, unless --yes was given. */
bool cli_confirm(const struct cli *cli, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A number above 0, else false. */
bool cli_id(const char *text, uint64_t *out);
/* The ticket's number that is the first argument; false: job->code says that it is none. */
bool cli_ticket(struct cli_job *job, uint64_t *out);

#endif
