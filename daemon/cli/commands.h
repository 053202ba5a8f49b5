/* commands: every command of the command line, in the order of the help and the manual. The name, the arguments and the
 * help of each are in its file (cmd_NAME.c). */
#ifndef CAREDESK_COMMANDS_H
#define CAREDESK_COMMANDS_H

#include "daemon/cli/cli.h"

#define CLI_COMMANDS(COMMAND)                                                                                          \
	COMMAND(run)                                                                                                   \
	COMMAND(init)                                                                                                  \
	COMMAND(check)                                                                                                 \
	COMMAND(login)                                                                                                 \
	COMMAND(ingest)                                                                                                \
	COMMAND(replay)                                                                                                \
	COMMAND(raw)                                                                                                   \
	COMMAND(attachment)                                                                                            \
	COMMAND(outbox)                                                                                                \
	COMMAND(webhook)                                                                                               \
	COMMAND(quarantine)                                                                                            \
	COMMAND(list)                                                                                                  \
	COMMAND(search)                                                                                                \
	COMMAND(show)                                                                                                  \
	COMMAND(why)                                                                                                   \
	COMMAND(set)                                                                                                   \
	COMMAND(delete)                                                                                                \
	COMMAND(customer)                                                                                              \
	COMMAND(article)                                                                                               \
	COMMAND(status)                                                                                                \
	COMMAND(top)                                                                                                   \
	COMMAND(report)                                                                                                \
	COMMAND(hours)                                                                                                 \
	COMMAND(backup)                                                                                                \
	COMMAND(restore)                                                                                               \
	COMMAND(export)                                                                                                \
	COMMAND(import)                                                                                                \
	COMMAND(verify)                                                                                                \
	COMMAND(rotate)                                                                                                \
	COMMAND(help)

#define CLI_DECLARE(name) extern const struct cli_command cli_command_##name;
CLI_COMMANDS(CLI_DECLARE)

#endif
