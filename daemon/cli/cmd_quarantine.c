#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cli/entrance.h"
#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"

static void quarantine_print_row(const struct zone *zone, const struct quarantined *q)
{
	struct arena a;
	arena_init(&a);
	printf("%6" PRIu64 "  ", q->id);
	terminal_cell(stdout, q->mailbox, 12);
	terminal_cell(stdout, when_words(&a, zone, q->received), 16);
	printf("%10" PRIu64 "  ", q->size);
	terminal_line(stdout, q->reason);
	printf("\n");
	arena_clear(&a);
}

static int quarantine_list_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct quarantined_list list = {0};
	if (store_quarantines(t, &job->arena, &list, err) != 0)
		return -1;
	if (list.count && !job->cli->json)
		terminal_heads(stdout, "    ID  MAILBOX       RECEIVED                BYTES  REASON");
	for (size_t i = 0; i < list.count; i++) {
		if (job->cli->json)
			json_quarantined(stdout, &list.items[i]);
		else
			quarantine_print_row(job->conf->zone, &list.items[i]);
	}
	if (!list.count && !job->cli->json)
		terminal_none(stdout, "mails in quarantine");
	return 0;
}

static int quarantine_find(struct txn *t, const struct cli *cli, struct arena *a, struct quarantined *q,
			   struct span *raw, struct err *err)
{
	uint64_t id = 0;
	if (!cli_id(cli->args[1], &id))
		return err_set(err, ERR_NOTFOUND, "%s: not a number in the quarantine", cli->args[1]);
	return store_quarantine(t, a, id, q, raw, err);
}

static int quarantine_show_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct quarantined q = {0};
	struct span raw = SPAN_NONE;
	if (quarantine_find(t, job->cli, &job->arena, &q, &raw, err) != 0)
		return -1;
	terminal_raw(stdout, raw);
	return 0;
}

static bool is_all(const struct cli *cli)
{
	return strcmp(cli->args[1], "all") == 0;
}

static int drop_all(struct txn *t, struct cli_job *job, struct err *err)
{
	struct quarantined_list list = {0};
	int result = store_quarantines(t, &job->arena, &list, err);
	for (size_t i = 0; result == 0 && i < list.count; i++)
		result = store_quarantine_delete(t, list.items[i].id, err);
	return result;
}

static int quarantine_drop_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct quarantined q = {0};
	struct span raw = SPAN_NONE;
	if (is_all(job->cli))
		return drop_all(t, job, err);
	if (quarantine_find(t, job->cli, &job->arena, &q, &raw, err) != 0)
		return -1;
	return store_quarantine_delete(t, q.id, err);
}

struct release {
	const struct cli *cli;
	struct conf *conf;
	struct reader *reader;
	uint64_t id;
	struct arena arena;
	struct quarantined q;
	struct span raw;
	struct mail mail; /* of raw */
	struct intake_held_list held;
	struct plan plan;
};

/* A mail that can't be read at all still becomes a ticket, with the raw bytes to look at. */
static void read_released(struct release *r)
{
	struct err err;
	if (reader_read_alone(r->reader, &r->arena, r->raw, &r->mail, &err) == 0)
		return;
	r->mail = (struct mail){
		.size = r->raw.len, .headers_only = true, .damage = arena_dup(&r->arena, span_of(err.text))};
	digest_sha256(&r->raw, 1, r->mail.content);
}

/* No transaction is open while the mail is parsed. */
static int read_row(struct release *r, struct store *s, struct err *err)
{
	struct txn *t;
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int result = store_quarantine(t, &r->arena, r->id, &r->q, &r->raw, err);
	store_abort(t);
	if (result != 0)
		return -1;
	read_released(r);
	if (r->q.untrusted)
		intake_distrust(&r->mail);
	return 0;
}

static int release_work(struct txn *t, void *ctx, struct err *err)
{
	struct release *r = ctx;
	const struct quarantined *q = &r->q;
	const struct mailbox_conf *mailbox = conf_mailbox(r->conf, q->mailbox);
	struct intake_source source = {mailbox ? mailbox : entrance_any(r->conf),
				       0,
				       0,
				       SPAN("quarantine"),
				       .untrusted = q->untrusted,
				       .held = &r->held,
				       .released = true};
	if (store_quarantine_delete(t, q->id, err) != 0) /* ERR_NOTFOUND: another process was first */
		return -1;
	return intake_mail(r->conf, t, r->reader, &source, &r->mail, r->raw, clock_now(), &r->arena, &r->plan, err);
}

static void print_released(const struct release *r)
{
	const char *verdict = verdict_name(r->plan.verdict);
	if (r->cli->json)
		JSON_LINE(stdout, JSON_NUMBER("released", r->id), JSON_TEXT("verdict", span_of(verdict)),
			  JSON_ID("ticket", r->plan.ticket));
	else
		printf("%" PRIu64 " %s %" PRIu64 "\n", r->id, verdict, r->plan.ticket);
}

/* `of`: a template with everything but the row. */
static int release_one(const struct release *of, uint64_t id, struct store *s, struct err *err)
{
	struct release r = *of;
	r.id = id;
	arena_init(&r.arena);
	int result = read_row(&r, s, err);
	if (result == 0)
		result = intake_transact(s, r.reader, &r.held, &r.arena, release_work, &r, err);
	if (result == 0)
		print_released(&r);
	arena_clear(&r.arena);
	return result;
}

/* The numbers that the command names. */
static int release_ids(const struct cli *cli, struct store *s, struct arena *a, struct id_list *out, struct err *err)
{
	struct quarantined_list list = {0};
	struct txn *t;
	uint64_t id;
	if (!is_all(cli) && !cli_id(cli->args[1], &id))
		return err_set(err, ERR_NOTFOUND, "%s: not a number in the quarantine", cli->args[1]);
	if (!is_all(cli)) {
		*LIST_ADD(a, out) = id;
		return 0;
	}
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int result = store_quarantines(t, a, &list, err);
	store_abort(t);
	for (size_t i = 0; i < list.count; i++)
		*LIST_ADD(a, out) = list.items[i].id;
	return result;
}

static int release_all(struct release *r, struct store *s)
{
	struct err err;
	struct id_list ids = {0};
	struct arena a;
	arena_init(&a);
	int result = reader_new(&r->reader, &err);
	if (result == 0)
		result = release_ids(r->cli, s, &a, &ids, &err);
	for (size_t i = 0; result == 0 && i < ids.count; i++)
		result = release_one(r, ids.items[i], s, &err);
	if (result == 0 && ids.count)
		bell_ring(r->conf->store_path, "sender");
	arena_clear(&a);
	return result == 0 ? EX_OK : cli_fail(&err);
}

static int release(const struct cli *cli)
{
	struct release r = {.cli = cli};
	struct store *s = NULL;
	int code = cli_conf(cli, &r.conf);
	if (code != EX_OK)
		return code;
	code = cli_store(r.conf, CLI_WRITE, &s);
	if (code == EX_OK)
		code = release_all(&r, s);
	store_close(s);
	reader_free(r.reader);
	conf_free(r.conf);
	return code;
}

static int cmd_quarantine(const struct cli *cli)
{
	const char *verb = cli->count ? cli->args[0] : "list";
	if (strcmp(verb, "list") == 0 && cli->count < 2)
		return cli_job(cli, CLI_READ, quarantine_list_work);
	if (strcmp(verb, "show") == 0 && cli->count == 2)
		return cli_job(cli, CLI_READ, quarantine_show_work);
	if (strcmp(verb, "drop") == 0 && cli->count == 2)
		return cli_job(cli, CLI_WRITE, quarantine_drop_work);
	if (strcmp(verb, "release") == 0 && cli->count == 2)
		return release(cli);
	return cli_usage("quarantine: usage: caredesk quarantine [list | show ID | release ID | drop ID]; all instead "
			 "of an ID: every one");
}

const struct cli_command cli_command_quarantine = {
	.name = "quarantine",
	.section = CLI_MAILS,
	.usage = "quarantine [list | show ID | release ID | drop ID]",
	.help = "lists, shows, releases or drops the mails that could not be processed; release and drop also take all",
	.more = "They are kept whole: show prints the bytes, release makes a ticket of one.",
	.max = 2,
	.run = cmd_quarantine,
};
