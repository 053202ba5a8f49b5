#include "daemon/cli/commands.h"
#include "daemon/run/supervisor.h"

int cmd_run(const struct cli *cli)
{
	struct conf *conf;
	int code = cli_conf(cli, &conf);
	return code == EX_OK ? supervisor_run(cli->config, conf, cli->once) : code;
}
