#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/history.h"

/* "        tried 3 times, next 2026-12-01 09:14: 450 try later" */
static void print_attempts(const struct zone *zone, const struct outmail *m)
{
	struct arena a;
	arena_init(&a);
	if (m->attempts)
		printf("        tried %" PRIu32 " time%s, ", m->attempts, m->attempts == 1 ? "" : "s");
	else
		printf("        postponed, ");
	if (m->state == OUTMAIL_QUEUED)
		printf("next %.*s", SPAN_ARG(when_words(&a, zone, m->next)));
	else
		printf("given up");
	printf(m->error.len ? ": " : "");
	terminal_line(stdout, m->error);
	printf("\n");
	arena_clear(&a);
}

static void outbox_print_row(const struct zone *zone, const struct outmail *m)
{
	char ticket[24] = "-";
	if (m->ticket)
		snprintf(ticket, sizeof ticket, "#%" PRIu64, m->ticket);
	printf("%6" PRIu64 "  ", m->id);
	terminal_cell(stdout, span_of(ticket), 7);
	terminal_cell(stdout, span_of(outmail_state_name(m->state)), 7);
	terminal_cell(stdout, m->template, 16);
	terminal_line(stdout, m->to);
	printf("\n");
	if (m->attempts || m->next > m->created)
		print_attempts(zone, m);
}

static int outbox_list_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct outmail_list mails = {0};
	if (store_outbox(t, &job->arena, &mails, err) != 0)
		return -1;
	if (mails.count && !job->cli->json)
		terminal_heads(stdout, "    ID  TICKET   STATE    TEMPLATE          TO");
	for (size_t i = 0; i < mails.count; i++) {
		if (job->cli->json)
			json_outmail(stdout, &mails.items[i]);
		else
			outbox_print_row(job->conf->zone, &mails.items[i]);
	}
	if (!mails.count && !job->cli->json)
		terminal_none(stdout, "unsent mails");
	return 0;
}

/* What to do with the mails that the command names: one, or all. */
struct change {
	enum outmail_state state;
	enum event_kind kind;
	int64_t now;
};

static int change_mail(struct txn *t, struct cli_job *job, const struct change *c, struct outmail *m, struct err *err)
{
	m->state = c->state;
	m->next = c->now;
	if (c->state == OUTMAIL_QUEUED)
		m->created = c->now; /* give_up counts again */
	struct event e = {.actor = SPAN("admin"), .kind = c->kind, .why = SPAN("caredesk outbox")};
	return store_outmail_put(t, m, err) != 0 ? -1 : history_mail(t, &job->arena, m, e, c->now, err);
}

static int change_one(struct txn *t, struct cli_job *job, const struct change *c, struct err *err)
{
	struct outmail m;
	uint64_t id = 0;
	if (!cli_id(job->cli->args[1], &id))
		return err_set(err, ERR_NOTFOUND, "%s: not a mail's number", job->cli->args[1]);
	if (store_outmail(t, &job->arena, id, &m, err) != 0)
		return -1;
	if (m.state != OUTMAIL_QUEUED && m.state != OUTMAIL_FAILED)
		return err_set(err, ERR_REFUSED, "mail %" PRIu64 ": it is %s", id, outmail_state_name(m.state));
	return change_mail(t, job, c, &m, err);
}

static int change_all(struct txn *t, struct cli_job *job, const struct change *c, struct err *err)
{
	struct outmail_list mails = {0};
	if (store_outbox(t, &job->arena, &mails, err) != 0)
		return -1;
	for (size_t i = 0; i < mails.count; i++) {
		struct outmail *m = &mails.items[i];
		bool unsent = m->state == OUTMAIL_QUEUED || m->state == OUTMAIL_FAILED;
		if (unsent && change_mail(t, job, c, m, err) != 0)
			return -1;
	}
	return 0;
}

static int outbox_change(struct txn *t, struct cli_job *job, enum outmail_state state, enum event_kind kind,
			 struct err *err)
{
	const struct change c = {state, kind, clock_now()};
	return strcmp(job->cli->args[1], "all") == 0 ? change_all(t, job, &c, err) : change_one(t, job, &c, err);
}

static int retry_work(struct txn *t, void *ctx, struct err *err)
{
	return outbox_change(t, ctx, OUTMAIL_QUEUED, EVENT_MAIL_RETRIED, err);
}

static int drop_work(struct txn *t, void *ctx, struct err *err)
{
	return outbox_change(t, ctx, OUTMAIL_DROPPED, EVENT_MAIL_DROPPED, err);
}

static int cmd_outbox(const struct cli *cli)
{
	const char *verb = cli->count ? cli->args[0] : "list";
	if (strcmp(verb, "list") == 0 && cli->count < 2)
		return cli_job(cli, CLI_READ, outbox_list_work);
	if (strcmp(verb, "drop") == 0 && cli->count == 2)
		return cli_job(cli, CLI_WRITE, drop_work);
	if (strcmp(verb, "retry") == 0 && cli->count == 2)
		return cli_job(cli, CLI_WRITE, retry_work);
	return cli_usage("outbox: usage: caredesk outbox [list | retry ID | drop ID]; all instead of ID: every one");
}

const struct cli_command cli_command_outbox = {
	.name = "outbox",
	.section = CLI_MAILS,
	.usage = "outbox [list | retry ID | drop ID]",
	.help = "lists, retries or drops the mails that have not been sent yet; all instead of an ID means every one",
	.max = 2,
	.run = cmd_outbox,
};
