#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/cli/json.h"

static void print_fault(void *ctx, const char *text)
{
	const struct cli_job *job = ctx;
	if (job->cli->json)
		JSON_LINE(stdout, JSON_TEXT("fault", span_of(text)));
	else
		printf("%s\n", text);
}

static void print_report(const struct cli *cli, const struct verify_report *r)
{
	if (cli->json)
		JSON_LINE(stdout, JSON_NUMBER("records", r->records), JSON_NUMBER("tickets", r->tickets),
			  JSON_NUMBER("messages", r->messages), JSON_NUMBER("events", r->events),
			  JSON_NUMBER("mails", r->outmails), JSON_NUMBER("customers", r->customers),
			  JSON_NUMBER("faults", r->faults));
	else
		printf("%" PRIu64 " records: %" PRIu64 " tickets, %" PRIu64 " messages, %" PRIu64 " events, %" PRIu64
		       " mails, %" PRIu64 " customers; %" PRIu64 " faults\n",
		       r->records, r->tickets, r->messages, r->events, r->outmails, r->customers, r->faults);
}

static int verify_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct verify_report r = {0};
	if (store_verify(t, print_fault, job, &r, err) != 0)
		return -1;
	print_report(job->cli, &r);
	job->code = r.faults ? EX_DATAERR : EX_OK;
	return 0;
}

int cmd_verify(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, verify_work);
}
