#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

static void print_fault(void *ctx, const char *text)
{
	(void)ctx;
	printf("%s\n", text);
}

static int verify_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct verify_report r = {0};
	if (store_verify(t, print_fault, NULL, &r, err) != 0)
		return -1;
	printf("%" PRIu64 " records: %" PRIu64 " tickets, %" PRIu64 " messages, %" PRIu64 " events, %" PRIu64
	       " mails, %" PRIu64 " customers; %" PRIu64 " faults\n",
	       r.records, r.tickets, r.messages, r.events, r.outmails, r.customers, r.faults);
	job->code = r.faults ? EX_DATAERR : EX_OK;
	return 0;
}

int cmd_verify(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, verify_work);
}
