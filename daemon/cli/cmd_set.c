#include "daemon/cli/commands.h"

#include <inttypes.h>

#include "daemon/cli/json.h"
#include "daemon/cli/setting.h"
#include "daemon/core/ticket/change.h"
#include "daemon/core/ticket/feedback.h"
#include "daemon/core/ticket/timers.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/gather.h"
#include "parsers/base/utf8.h"

/* Makes all changes or none, then the mails about them. */
static int set_all(struct work *w, uint64_t id, const struct cli *cli, struct err *err)
{
	struct ticket *t = plan_ticket(w, id);
	if (!t)
		return err_set(err, ERR_NOTFOUND, "no ticket %" PRIu64, id);
	for (int i = 1; i < cli->count; i++) {
		if (setting_apply(w, t, utf8_line(w->a, utf8_clean(w->a, span_of(cli->args[i]))), err) != 0)
			return -1;
	}
	timers_settle(w);
	if (!cli->quiet)
		feedback_ask(w);
	change_tell(w, t, cli->quiet ? CHANGE_TELL_NOBODY : CHANGE_TELL_ALL);
	return 0;
}

static int set_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct facts facts = {0};
	struct plan plan = {0};
	struct work w = {.conf = job->conf, .facts = &facts, .now = clock_now(), .a = &job->arena, .plan = &plan};
	uint64_t id;
	if (!cli_ticket(job, &id))
		return 0;
	if (gather_clock(job->conf, t, id, w.now, w.a, &facts, err) != 0)
		return -1;
	if (set_all(&w, id, job->cli, err) != 0) {
		if (err->kind != ERR_CONFIG)
			return -1;
		job->code = cli_usage("%s", err->text);
		return 0;
	}
	return apply_plan(t, &plan, SPAN_NONE, w.now, err);
}

static int cmd_set(const struct cli *cli)
{
	uint64_t id;
	int code = cli_job(cli, CLI_WRITE, set_work);
	if (code == EX_OK && cli->json && cli_id(cli->args[0], &id))
		JSON_LINE(stdout, JSON_NUMBER("set", id));
	return code;
}

const struct cli_command cli_command_set = {
	.name = "set",
	.section = CLI_TICKETS,
	.usage = "set [--quiet] ID KEY=VALUE…",
	.help = "status, priority, category, agent, subject, customer, tags, watchers, due, snooze; tells the agents "
		"concerned, and the customer of resolved and closed; --quiet: tells nobody",
	.more = "status may be \"pending 3d\", agent none; tags and watchers are the complete list, separated by "
		"commas. Either all changes are made or none.",
	.options = "--quiet",
	.min = 2,
	.max = -1,
	.run = cmd_set,
};
