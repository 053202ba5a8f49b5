#include "daemon/cli/commands.h"
#include "daemon/cli/identity.h"
#include "daemon/desk/log.h"
#include "daemon/run/notify.h"
#include "daemon/run/supervisor.h"

static void log_root(void)
{
	struct log_line l;
	log_start(&l, LOG_WARN, "root");
	log_text(&l, "hint", "everything runs as root: set `user`, or let another user own the store's folder");
	log_end(&l);
}

static int cmd_run(const struct cli *cli)
{
	struct conf *conf;
	struct err err;
	bool root;
	log_priorities(notify_is_journal(2));
	int code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return code;
	if (identity_take(conf, &root, &err) != 0) {
		conf_free(conf);
		return cli_fail(&err);
	}
	if (root)
		log_root();
	return supervisor_run(cli->config, conf, cli->once);
}

const struct cli_command cli_command_run = {
	.name = "run",
	.section = CLI_DAEMON,
	.usage = "run [--once]",
	.help = "the daemon, in the foreground; --once does everything that is due, then exits",
	.more = "On SIGHUP it reads its configuration again; on SIGTERM it finishes what it is doing, and ends.",
	.options = "--once",
	.run = cmd_run,
};
