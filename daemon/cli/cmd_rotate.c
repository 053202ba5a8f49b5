#include "daemon/cli/commands.h"

#include <stdio.h>

#include "daemon/cli/json.h"

static int rotate_work(struct txn *t, void *ctx, struct err *err)
{
	const struct cli_job *job = ctx;
	struct token_keys keys;
	if (store_keys(t, &keys, err) != 0)
		return -1;
	token_rotate(&keys);
	if (store_keys_put(t, &keys, err) != 0)
		return -1;
	if (job->cli->json)
		JSON_LINE(stdout, JSON_NUMBER("key", keys.items[0].id), JSON_NUMBER("previous", keys.items[1].id));
	else
		printf("key %u signs from now on; key %u stays valid until the next rotation\n", keys.items[0].id,
		       keys.items[1].id);
	return 0;
}

static int cmd_rotate(const struct cli *cli)
{
	return cli_job(cli, CLI_WRITE, rotate_work);
}

const struct cli_command cli_command_rotate = {
	.name = "rotate",
	.section = CLI_STORE,
	.usage = "rotate",
	.help = "makes a new key for the signed addresses; the previous one stays valid, older ones do not",
	.run = cmd_rotate,
};
