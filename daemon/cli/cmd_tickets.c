#include "daemon/cli/commands.h"

#include <stdio.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/filter.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/erase.h"
#include "daemon/desk/transact.h"
#include "parsers/base/nearest.h"

struct listing {
	const struct cli_job *job;
	size_t width, count;
	int64_t now;
};

static int print_row(void *ctx, const struct ticket *ticket, struct err *err)
{
	struct listing *l = ctx;
	if (!l->count++ && !l->job->cli->json)
		terminal_ticket_heads(stdout, l->width);
	if (l->job->cli->json)
		json_ticket(stdout, ticket);
	else
		terminal_ticket_row(stdout, ticket, l->now, l->width);
	return ferror(stdout) ? err_set(err, ERR_REFUSED, "standard output: can't be written") : 0;
}

static int filter_add(struct cli_job *job, struct ticket_filter *f, struct span word)
{
	switch (filter_word(f, job->conf, &job->arena, word, clock_now())) {
	case FILTER_NO_TIME:
		return cli_usage("%.*s: not a time such as 12h, 2d or 1w", SPAN_ARG(word));
	case FILTER_NO_ADDRESS:
		return cli_usage("%.*s: an address is missing", SPAN_ARG(word));
	case FILTER_NO_SORT:
		return cli_usage("%.*s: sort:due, sort:created, sort:updated, sort:priority or sort:id",
				 SPAN_ARG(word));
	case FILTER_TWO:
		return cli_usage("%.*s: only one of this kind is allowed", SPAN_ARG(word));
	default:
		return 0;
	}
}

/* Every name that a word may mean. */
static void known_words(const struct conf *conf, struct nearest *n)
{
	for (int i = 0; i < STATUS_COUNT; i++)
		nearest_try(n, span_of(status_name((enum status)i)));
	for (int i = 0; i < PRIORITY_COUNT; i++)
		nearest_try(n, span_of(priority_name((enum priority)i)));
	for (size_t i = 0; i < conf->category_count; i++)
		nearest_try(n, conf->categories[i].name);
	for (size_t i = 0; i < conf->agent_count; i++)
		nearest_try(n, conf->agents[i].name);
}

/* Nothing was found, and a word that is no other name was taken for a tag: perhaps it is misspelt. */
static void explain_tags(const struct conf *conf, const struct ticket_filter *f)
{
	for (size_t i = 0; i < f->tags.count; i++) {
		struct nearest n;
		nearest_init(&n, f->tags.items[i]);
		known_words(conf, &n);
		struct span near = nearest_best(&n);
		fprintf(stderr,
			"caredesk: `%.*s` is not a status, priority, category or agent, and no ticket has that tag",
			SPAN_ARG(f->tags.items[i]));
		fprintf(stderr, near.len ? "; did you mean `%.*s`?\n" : "%.*s\n", SPAN_ARG(near));
	}
}

static int tickets_list_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct ticket_filter f = {.all = job->cli->all};
	struct listing l = {job, terminal_width(stdout), 0, clock_now()};
	for (int i = 0; i < job->cli->count; i++) {
		job->code = filter_add(job, &f, span_of(job->cli->args[i]));
		if (job->code)
			return 0;
	}
	filter_hide(&f);
	if (store_each_ticket(t, &f, print_row, &l, err) != 0)
		return -1;
	if (!l.count && !job->cli->json)
		terminal_none(stdout, "tickets");
	if (!l.count)
		explain_tags(job->conf, &f);
	return 0;
}

static int cmd_list(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, tickets_list_work);
}

const struct cli_command cli_command_list = {
	.name = "list",
	.section = CLI_TICKETS,
	.usage = "list [--all] [WORD…]",
	.help = "lists the unfinished tickets; words: status, priority, category, agent, tag, customer:addr, older:2d, "
		"unassigned, all",
	.more = "All words must fit.",
	.options = "--all",
	.max = -1,
	.run = cmd_list,
};

struct whole {
	const struct zone *zone;
	struct ticket ticket;
	struct message_list messages;
	struct event_list events;
};

/* No such ticket; if it was deleted, prints its last event. */
static int print_deleted(struct txn *t, struct cli_job *job, uint64_t id, struct err *err)
{
	struct event_list left;
	struct err none = *err;
	if (err->kind != ERR_NOTFOUND || store_events(t, &job->arena, id, &left, err) != 0)
		return -1;
	if (!left.count) {
		*err = none;
		return -1;
	}
	if (job->cli->json)
		json_deleted(stdout, job->conf->zone, id, &left);
	else
		terminal_event(stdout, job->conf->zone, &left.items[0], NULL);
	return err_set(err, ERR_NOTFOUND, "ticket %llu was deleted", (unsigned long long)id);
}

/* The ticket of the first argument with all that belongs to it, as JSON or by `print`. */
static int print_whole(struct txn *t, struct cli_job *job, void (*print)(const struct whole *w), struct err *err)
{
	struct whole w = {.zone = job->conf->zone};
	uint64_t id;
	if (!cli_ticket(job, &id))
		return 0;
	if (store_ticket(t, &job->arena, id, &w.ticket, err) != 0)
		return print_deleted(t, job, id, err);
	if (store_messages(t, &job->arena, id, &w.messages, err) != 0 ||
	    store_events(t, &job->arena, id, &w.events, err) != 0)
		return -1;
	if (job->cli->json)
		json_ticket_whole(stdout, w.zone, &w.ticket, &w.messages, &w.events);
	else
		print(&w);
	return 0;
}

static void print_all(const struct whole *w)
{
	terminal_ticket(stdout, w->zone, &w->ticket);
	for (size_t i = 0; i < w->messages.count; i++)
		terminal_message(stdout, w->zone, &w->messages.items[i]);
	fputc('\n', stdout);
	for (size_t i = 0; i < w->events.count; i++)
		terminal_event(stdout, w->zone, &w->events.items[i], i ? &w->events.items[i - 1] : NULL);
}

static int ticket_show_work(struct txn *t, void *ctx, struct err *err)
{
	return print_whole(t, ctx, print_all, err);
}

static int cmd_show(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, ticket_show_work);
}

const struct cli_command cli_command_show = {
	.name = "show",
	.section = CLI_TICKETS,
	.usage = "show ID",
	.help = "shows a ticket with its messages and its history",
	.min = 1,
	.max = 1,
	.run = cmd_show,
};

static void print_reasons(const struct whole *w)
{
	const struct event *before = NULL;
	for (size_t i = 0; i < w->events.count; i++) {
		const struct event *e = &w->events.items[i];
		if (!e->why.len)
			continue;
		terminal_event(stdout, w->zone, e, before);
		before = e;
	}
}

static int why_work(struct txn *t, void *ctx, struct err *err)
{
	return print_whole(t, ctx, print_reasons, err);
}

static int cmd_why(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, why_work);
}

const struct cli_command cli_command_why = {
	.name = "why",
	.section = CLI_TICKETS,
	.usage = "why ID",
	.help = "explains how a ticket was sorted and assigned",
	.more = "It says which id, tag, rule or header decided it.",
	.min = 1,
	.max = 1,
	.run = cmd_why,
};

/* Asks before the transaction that changes something, so that no other process has to wait for the answer. */
static int ask_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct ticket ticket;
	uint64_t id;
	if (!cli_ticket(job, &id))
		return 0;
	if (store_ticket(t, &job->arena, id, &ticket, err) != 0)
		return -1;
	fprintf(stderr, "ticket %llu, ", (unsigned long long)id);
	terminal_line(stderr, ticket.subject);
	if (!cli_confirm(job->cli, ", %u messages: delete it for good?", ticket.messages))
		job->code = EX_NOPERM;
	return 0;
}

static int delete_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	const struct event last = {.time = clock_now(), .actor = SPAN("admin"), .kind = EVENT_DELETED};
	uint64_t id;
	return cli_ticket(job, &id) ? store_ticket_delete(t, id, &last, err) : 0;
}

/* Removes what was deleted from the store's file as well. */
static int delete_steps(struct cli_job *job, struct err *err)
{
	if (transact(job->store, delete_work, job, err) != 0)
		return -1;
	return job->code == EX_OK ? erase_bytes(job->store, job->conf->store_path, err) : 0;
}

static int cmd_delete(const struct cli *cli)
{
	int code = cli->yes ? EX_OK : cli_job(cli, CLI_READ, ask_work);
	uint64_t id;
	if (code == EX_OK)
		code = cli_steps(cli, CLI_WRITE, delete_steps);
	if (code == EX_OK && cli->json && cli_id(cli->args[0], &id))
		JSON_LINE(stdout, JSON_NUMBER("deleted", id));
	return code;
}

const struct cli_command cli_command_delete = {
	.name = "delete",
	.section = CLI_TICKETS,
	.usage = "delete [--yes] ID",
	.help = "deletes a ticket with everything that belongs to it, after asking; only an event that says so is left",
	.more = "Its bytes are removed from the store's file as well, and its mails do not come back.",
	.options = "--yes",
	.min = 1,
	.max = 1,
	.run = cmd_delete,
};
