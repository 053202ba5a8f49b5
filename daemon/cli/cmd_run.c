#include "daemon/cli/commands.h"
#include "daemon/cli/identity.h"
#include "daemon/desk/log.h"
#include "daemon/run/notify.h"
#include "daemon/run/supervisor.h"

static void log_root(void)
{
	struct log_line l;
	log_start(&l, LOG_WARN, "root");
	log_text(&l, "hint", "everything runs as root: name a `user`, or give the store's folder to one");
	log_end(&l);
}

int cmd_run(const struct cli *cli)
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
