#include "daemon/cli/commands.h"

#include <unistd.h>

#include "daemon/cli/json.h"
#include "daemon/cli/statusscreen.h"
#include "daemon/cli/terminal.h"
#include "daemon/desk/clock.h"
#include "daemon/run/status.h"

#define NEEDS_A_PERSON 1

static int status_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct desk_status s;
	if (status_gather(job->conf, t, clock_now(), &job->arena, &s, err) != 0)
		return -1;
	if (job->cli->json)
		json_status(stdout, &s);
	else
		statusscreen_print(stdout, job->conf->zone, &s, terminal_width(stdout), isatty(STDOUT_FILENO));
	job->code = s.faults.count ? NEEDS_A_PERSON : EX_OK;
	return 0;
}

static int cmd_status(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, status_work);
}

const struct cli_command cli_command_status = {
	.name = "status",
	.section = CLI_DESK,
	.usage = "status",
	.help = "shows one screen: mailboxes, outbox, tickets, agents, disk; exit code 1 when something needs a person",
	.more = "It is a health check.",
	.run = cmd_status,
};
