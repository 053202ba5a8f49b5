#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/cli/entrance.h"
#include "daemon/cli/json.h"
#include "daemon/cli/source.h"
#include "daemon/cli/terminal.h"
#include "daemon/desk/disk.h"
#include "daemon/run/batch.h"
#include "daemon/run/bell.h"

struct ingest {
	const struct cli *cli;
	const struct mailbox_conf *mailbox; /* NULL: by recipient */
	struct batch batch;
	uint64_t bytes;
};

static void print_result(const struct cli *cli, const struct batch_item *item)
{
	const char *verdict = verdict_name(item->plan.verdict);
	if (cli->json) {
		JSON_LINE(stdout, JSON_TEXT("source", item->name), JSON_TEXT("verdict", span_of(verdict)),
			  JSON_ID("ticket", item->plan.ticket));
		return;
	}
	terminal_line(stdout, item->name);
	printf(" %s ", verdict);
	if (item->plan.ticket)
		printf("%" PRIu64 "\n", item->plan.ticket);
	else
		printf("-\n");
}

static void print_results(const struct ingest *in)
{
	for (size_t i = 0; i < in->batch.count; i++)
		print_result(in->cli, &in->batch.items[i]);
	fflush(stdout);
}

static int take_batch(struct ingest *in, struct err *err)
{
	if (in->batch.count == 0)
		return 0;
	if (batch_take(&in->batch, NULL, NULL, err) != 0)
		return -1;
	print_results(in);
	if (in->batch.mails)
		bell_ring(in->batch.conf->store_path, "sender");
	batch_reset(&in->batch);
	in->bytes = 0;
	return 0;
}

static int got_mail(void *ctx, const struct source_mail *mail, struct err *err)
{
	struct ingest *in = ctx;
	struct batch_item *item = batch_add(&in->batch);
	item->mailbox = in->mailbox ? in->mailbox : entrance_mailbox(in->batch.conf, mail->raw);
	item->name = arena_dup(&in->batch.arena, mail->name);
	item->raw = arena_dup(&in->batch.arena, mail->raw);
	item->size = mail->raw.len;
	item->untrusted = mail->of_mbox && !in->cli->trusted;
	in->bytes += mail->raw.len;
	return in->batch.count >= BATCH_MAILS || in->bytes >= BATCH_BYTES ? take_batch(in, err) : 0;
}

static int ingest_files(struct ingest *in)
{
	struct err err;
	int result = reader_new(&in->batch.reader, &err), code = EX_OK;
	for (int i = 0; result == 0 && i < in->cli->count; i++) {
		result = source_each(in->cli->args[i], in->cli->mbox, got_mail, in, &err);
		if (result != 0 && err.kind == ERR_NOTFOUND) { /* the other files are still taken in */
			code = cli_fail(&err);
			result = 0;
		}
	}
	if (result == 0)
		result = take_batch(in, &err);
	return result == 0 ? code : cli_fail(&err);
}

/* A mail from an MTA must not bounce because the desk has a problem: the MTA is to try again. */
static int as_pipe(const struct cli *cli, int code)
{
	for (int i = 0; i < cli->count; i++) {
		if (strcmp(cli->args[i], "-") == 0 && code != EX_OK && code != EX_USAGE)
			return EX_TEMPFAIL;
	}
	return code;
}

static int cmd_ingest(const struct cli *cli)
{
	struct ingest in = {.cli = cli};
	struct conf *conf;
	struct err err;
	int code = cli_conf(cli, &conf);
	if (code != EX_OK)
		return as_pipe(cli, code);
	in.batch.conf = conf;
	arena_init(&in.batch.arena);
	if (cli->mailbox && !(in.mailbox = conf_mailbox(conf, span_of(cli->mailbox))))
		code = cli_usage("%s: no such mailbox in the config", cli->mailbox);
	if (code == EX_OK)
		code = cli_store(conf, CLI_MAKE, &in.batch.store);
	if (code == EX_OK && disk_room(conf, &err) != 0)
		code = cli_fail(&err);
	if (code == EX_OK)
		code = ingest_files(&in);
	reader_free(in.batch.reader);
	store_close(in.batch.store);
	batch_clear(&in.batch);
	conf_free(conf);
	return as_pipe(cli, code);
}

const struct cli_command cli_command_ingest = {
	.name = "ingest",
	.section = CLI_MAILS,
	.usage = "ingest [--mailbox NAME] [--mbox] [--trusted] FILE…",
	.help = "takes in mails from files, Maildirs, mboxes or - (standard input: a single mail, unless --mbox is "
		"given); the Authentication-Results in an mbox are ignored, unless --trusted is given",
	.more = "It prints the name, what became of the mail, and its ticket. A file that begins with a \"From \" line "
		"is an mbox. - is for an MTA's pipe.",
	.options = "--mailbox --mbox --trusted",
	.min = 1,
	.max = -1,
	.run = cmd_ingest,
};
