#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#include "daemon/cli/json.h"
#include "daemon/cli/probe.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"
#include "daemon/run/status.h"
#include "daemon/run/webhooks.h"

#define STEP ((size_t)1 << 16) /* tickets in one transaction */

/* --- which --- */

static bool webhook_is_named(const struct cli *cli, const struct webhook_conf *hook)
{
	return cli->count < 2 || strcmp(cli->args[1], "all") == 0 || span_ieq(hook->name, span_of(cli->args[1]));
}

static int find_named(const struct cli *cli, const struct conf *conf, struct err *err)
{
	for (size_t i = 0; i < conf->webhook_count; i++)
		if (webhook_is_named(cli, &conf->webhooks[i]))
			return 0;
	return cli->count < 2 ? err_set(err, ERR_NOTFOUND, "there are no webhooks in the configuration")
			      : err_set(err, ERR_NOTFOUND, "%s: no such webhook in the configuration", cli->args[1]);
}

/* --- list --- */

static void webhook_row(const struct zone *zone, const struct status_webhook *w)
{
	struct arena a;
	arena_init(&a);
	terminal_cell(stdout, w->name, 24);
	terminal_cell(stdout, span_of(w->state), 10);
	printf("%7" PRIu64 "  ", w->waiting);
	terminal_cell(stdout, w->oldest ? when_words(&a, zone, w->oldest) : SPAN("-"), 24);
	terminal_line(stdout, span_of(w->told.error));
	printf("\n");
	arena_clear(&a);
}

static void webhook_json(const struct status_webhook *w)
{
	struct arena a;
	arena_init(&a);
	JSON_LINE(stdout, JSON_TEXT("name", w->name), JSON_TEXT("state", span_of(w->state)),
		  JSON_NUMBER("waiting", w->waiting), JSON_TEXT("oldest", clock_rfc3339(&a, w->oldest)),
		  JSON_TEXT("error", span_of(w->told.error)));
	arena_clear(&a);
}

static int webhook_list_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct desk_status s;
	if (status_gather(job->conf, t, clock_now(), &job->arena, &s, err) != 0)
		return -1;
	if (s.webhook_count && !job->cli->json)
		terminal_heads(stdout,
			       "NAME                      STATE       WAITING  SINCE                     ERROR");
	for (size_t i = 0; i < s.webhook_count; i++) {
		if (job->cli->json)
			webhook_json(&s.webhooks[i]);
		else
			webhook_row(job->conf->zone, &s.webhooks[i]);
	}
	if (!s.webhook_count && !job->cli->json)
		terminal_none(stdout, "webhooks");
	return 0;
}

/* --- retry and drop --- */

struct waiting {
	struct cli_job *job;
	struct span hook;
	bool drops;
	size_t changed; /* in the last step */
	int64_t now;
};

static int webhook_change_one(struct txn *t, const struct waiting *w, struct call *call, struct err *err)
{
	if (w->drops)
		return store_call_drop(t, call->hook, call->ticket, err);
	call->next = w->now;
	return store_call_put(t, call, err);
}

static int webhook_change_work(struct txn *t, void *ctx, struct err *err)
{
	struct waiting *w = ctx;
	struct call_list due;
	w->changed = 0;
	if (store_note_put(t, webhooks_gone_note(&w->job->arena, w->hook), SPAN_NONE, err) != 0 ||
	    store_calls_due(t, &w->job->arena, w->hook, INT64_MAX, STEP, &due, err) != 0)
		return -1;
	for (size_t i = 0; i < due.count; i++) {
		if (!w->drops && due.items[i].next <= w->now)
			continue;
		w->changed++;
		if (webhook_change_one(t, w, &due.items[i], err) != 0)
			return -1;
	}
	return 0;
}

/* In several transactions: there may be many calls, and mails come first. */
static int webhook_change_all(struct cli_job *job, bool drops, struct err *err)
{
	if (find_named(job->cli, job->conf, err) != 0)
		return -1;
	for (size_t i = 0; i < job->conf->webhook_count; i++) {
		struct waiting w = {job, job->conf->webhooks[i].name, drops, 0, clock_now()};
		if (!webhook_is_named(job->cli, &job->conf->webhooks[i]))
			continue;
		do {
			if (transact(job->store, webhook_change_work, &w, err) != 0)
				return -1;
		} while (w.changed);
	}
	bell_ring(job->conf->store_path, "webhook");
	return 0;
}

static int retry_steps(struct cli_job *job, struct err *err)
{
	return webhook_change_all(job, false, err);
}

static int drop_steps(struct cli_job *job, struct err *err)
{
	return webhook_change_all(job, true, err);
}

/* --- test --- */

static int webhook_test_one(const struct cli *cli, const struct webhook_conf *hook)
{
	struct err err = {0};
	int result = probe_webhook(hook, &err);
	struct span said = result == 0 ? SPAN("ok") : span_of(err.text);
	if (cli->json)
		JSON_LINE(stdout, JSON_TEXT("webhook", hook->name), JSON_TEXT("result", said));
	else
		printf("%.*s: %.*s\n", SPAN_ARG(hook->name), SPAN_ARG(said));
	return result == 0 ? EX_OK : err.kind == ERR_CONFIG ? EX_CONFIG : EX_UNAVAILABLE;
}

static int webhook_test(const struct cli *cli)
{
	struct conf *conf;
	struct err err;
	int worst = cli_conf(cli, &conf);
	if (worst != EX_OK)
		return worst;
	if (find_named(cli, conf, &err) != 0)
		worst = cli_fail(&err);
	for (size_t i = 0; i < conf->webhook_count; i++) {
		int code =
			webhook_is_named(cli, &conf->webhooks[i]) ? webhook_test_one(cli, &conf->webhooks[i]) : EX_OK;
		worst = code > worst ? code : worst;
	}
	conf_free(conf);
	return worst;
}

static int cmd_webhook(const struct cli *cli)
{
	const char *verb = cli->count ? cli->args[0] : "list";
	if (strcmp(verb, "list") == 0 && cli->count < 2)
		return cli_job(cli, CLI_READ, webhook_list_work);
	if (strcmp(verb, "test") == 0)
		return webhook_test(cli);
	if (strcmp(verb, "retry") == 0 && cli->count == 2)
		return cli_steps(cli, CLI_WRITE, retry_steps);
	if (strcmp(verb, "drop") == 0 && cli->count == 2)
		return cli_steps(cli, CLI_WRITE, drop_steps);
	return cli_usage("webhook: usage: caredesk webhook [list | test [NAME] | retry NAME | drop NAME]; all instead "
			 "of NAME: every "
			 "one");
}

const struct cli_command cli_command_webhook = {
	.name = "webhook",
	.section = CLI_MAILS,
	.usage = "webhook [list | test [NAME] | retry NAME | drop NAME]",
	.help = "lists the webhooks and what waits for them; test: calls one, signed, with an event of type "
		"caredesk.test; retry: failed calls are due now, even if it had answered 410; drop: drops the calls "
		"that wait; all instead of a NAME means every one",
	.max = 2,
	.run = cmd_webhook,
};
