#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/cli/bundle.h"
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

static int verify_store(struct cli_job *job, const char *folder, struct err *err)
{
	struct store_options o = {.path = folder, .read_only = true};
	struct txn *t;
	if (store_open(&o, &job->store, err) != 0 || store_begin(job->store, TXN_READ, &t, err) != 0)
		return -1;
	int rc = verify_work(t, job, err);
	store_abort(t);
	return rc;
}

/* A backup needs no configuration: checks its files, then its store. */
static int verify_backup(const struct cli *cli)
{
	struct cli_job job = {.cli = cli, .code = EX_OK};
	struct bundle b;
	struct err err;
	arena_init(&job.arena);
	int rc = bundle_read(&b, &job.arena, cli->args[0], &err) != 0 || bundle_check(&b, &err) != 0 ? -1 : 0;
	if (rc == 0)
		rc = verify_store(&job, bundle_path(&b, SPAN("store")), &err);
	int code = rc == 0 ? job.code : cli_fail(&err);
	store_close(job.store);
	arena_clear(&job.arena);
	return code;
}

static int cmd_verify(const struct cli *cli)
{
	return cli->count ? verify_backup(cli) : cli_job(cli, CLI_READ, verify_work);
}

const struct cli_command cli_command_verify = {
	.name = "verify",
	.section = CLI_STORE,
	.usage = "verify [DIR]",
	.help = "checks every record against every index, of the store or of a backup",
	.max = 1,
	.run = cmd_verify,
};
