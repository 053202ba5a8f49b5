#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cli/json.h"
#include "daemon/cli/terminal.h"
#include "daemon/core/base/when.h"
#include "daemon/core/ticket/change.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/erase.h"
#include "daemon/desk/exported.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/transact.h"
#include "parsers/base/addrspec.h"

#define MERGE_STEP 50 /* tickets of one transaction */

static struct span address(struct cli_job *job, int at)
{
	return addrspec_lower(&job->arena, span_trim(span_of(job->cli->args[at])));
}

/* --- list, show --- */

struct listing {
	const struct cli_job *job;
	size_t count;
};

static int print_customer(void *ctx, const struct customer *c, struct err *err)
{
	struct listing *l = ctx;
	struct arena a;
	l->count++;
	if (l->job->cli->json) {
		json_customer(stdout, c);
	} else {
		arena_init(&a);
		terminal_cell(stdout, c->addr, 34);
		terminal_cell(stdout, c->name, 24);
		printf("%4u open %5u in all  ", c->open, c->tickets);
		terminal_line(stdout, when_words(&a, l->job->conf->zone, c->last));
		puts(c->unreachable ? "  unreachable" : "");
		arena_clear(&a);
	}
	return ferror(stdout) ? err_set(err, ERR_REFUSED, "standard output: can't be written") : 0;
}

static int customers_list_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct listing l = {.job = job};
	if (store_each_customer(t, print_customer, &l, err) != 0)
		return -1;
	if (!l.count && !job->cli->json)
		terminal_none(stdout, "customers");
	return 0;
}

static int customer_read(struct txn *t, struct cli_job *job, struct span addr, struct customer *out, struct err *err)
{
	if (store_customer(t, &job->arena, addr, out, err) == 0)
		return 0;
	return err->kind == ERR_NOTFOUND ? err_set(err, ERR_NOTFOUND, "no customer %.*s", SPAN_ARG(addr)) : -1;
}

static int print_ticket(void *ctx, const struct ticket *ticket, struct err *err)
{
	(void)ctx;
	(void)err;
	terminal_ticket_row(stdout, ticket, clock_now(), terminal_width(stdout));
	return 0;
}

static int customer_show_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct listing l = {.job = job};
	struct customer c;
	if (customer_read(t, job, address(job, 1), &c, err) != 0 || print_customer(&l, &c, err) != 0)
		return -1;
	const struct ticket_filter own = {.all = true, .person = c.addr, .newest = true};
	return job->cli->json ? 0 : store_each_ticket(t, &own, print_ticket, NULL, err);
}

/* --- merge --- */

struct merge {
	struct cli_job *job;
	struct span from, into;
	size_t moved; /* by this transaction */
};

/* Puts m->into in the place of m->from, as the customer and as a watcher. */
static void move_ticket(struct work *w, struct ticket *t, const struct merge *m)
{
	const struct change customer = {.kind = CHANGE_CUSTOMER, .text = m->into};
	struct change gone = {.kind = CHANGE_UNWATCH}, come = {.kind = CHANGE_WATCH};
	span_list_add(w->a, &gone.words, m->from);
	span_list_add(w->a, &come.words, m->into);
	bool watches = span_iin(&t->watchers, m->from);
	if (watches)
		change_apply(w, t, &gone, SPAN("admin"), SPAN("caredesk customer merge"));
	if (span_ieq(t->customer, m->from))
		change_apply(w, t, &customer, SPAN("admin"), SPAN("caredesk customer merge"));
	else if (watches && !span_ieq(t->customer, m->into))
		change_apply(w, t, &come, SPAN("admin"), SPAN("caredesk customer merge"));
}

static int merge_ticket(struct txn *t, struct merge *m, uint64_t id, struct err *err)
{
	struct facts facts = {0};
	struct plan plan = {0};
	struct arena *a = &m->job->arena;
	struct work w = {.conf = m->job->conf, .facts = &facts, .now = clock_now(), .a = a, .plan = &plan};
	if (gather_clock(w.conf, t, id, w.now, a, &facts, err) != 0)
		return -1;
	struct ticket *ticket = plan_ticket(&w, id);
	if (!ticket)
		return 0;
	move_ticket(&w, ticket, m);
	m->moved++;
	return apply_plan(t, &plan, SPAN_NONE, w.now, err);
}

/* The two records become one. */
static int merge_records(struct txn *t, struct merge *m, struct err *err)
{
	struct customer from, into;
	struct err none;
	if (store_customer(t, &m->job->arena, m->from, &from, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	if (store_customer(t, &m->job->arena, m->into, &into, &none) != 0)
		into = (struct customer){.addr = m->into, .since = from.since, .standing = STANDING_KNOWN};
	into.since = from.since && from.since < into.since ? from.since : into.since;
	into.last = from.last > into.last ? from.last : into.last;
	into.name = into.name.len ? into.name : from.name;
	into.language = into.language.len ? into.language : from.language;
	into.last_agent = into.last_agent.len ? into.last_agent : from.last_agent;
	return store_customer_put(t, &into, err) != 0 ? -1 : store_customer_delete(t, m->from, err);
}

static int merge_work(struct txn *t, void *ctx, struct err *err)
{
	struct merge *m = ctx;
	const struct ticket_filter own = {.all = true, .person = m->from, .limit = MERGE_STEP};
	struct ticket_list list;
	m->moved = 0;
	if (store_tickets(t, &m->job->arena, &own, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++)
		if (merge_ticket(t, m, list.items[i].id, err) != 0)
			return -1;
	return list.count < MERGE_STEP ? merge_records(t, m, err) : 0;
}

static int merge_all(struct cli_job *job, struct err *err)
{
	struct merge m = {job, address(job, 1), address(job, 2), 0};
	size_t moved = 0;
	if (erase_check(job->conf, &job->arena, m.from, err) != 0 ||
	    erase_check(job->conf, &job->arena, m.into, err) != 0)
		return -1;
	if (span_ieq(m.from, m.into))
		return err_set(err, ERR_REFUSED, "the two addresses are the same");
	do {
		if (transact(job->store, merge_work, &m, err) != 0)
			return -1;
		moved += m.moved;
	} while (m.moved == MERGE_STEP);
	printf("%zu tickets moved from %.*s to %.*s\n", moved, SPAN_ARG(m.from), SPAN_ARG(m.into));
	return 0;
}

/* --- forget --- */

static void show_progress(const struct forgetting *f)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%" PRIu64 " tickets, %" PRIu64 " messages, %" PRIu64 " other records …", f->tickets,
			f->messages, f->others);
}

static int forget_all(struct cli_job *job, struct err *err)
{
	struct span addr = address(job, 1);
	struct forgetting f = {0};
	if (erase_check(job->conf, &job->arena, addr, err) != 0)
		return -1;
	if (!cli_confirm(job->cli, "%.*s: forget names, addresses, words and files of this person for good?",
			 SPAN_ARG(addr))) {
		job->code = EX_NOPERM;
		return 0;
	}
	int rc = erase_person(job->store, job->conf->store_path, addr, SPAN("admin"), clock_now(), &job->arena,
			      show_progress, &f, err);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	if (rc != 0)
		return -1;
	printf("%" PRIu64 " tickets, %" PRIu64 " messages and %" PRIu64 " other records; now %.*s\n", f.tickets,
	       f.messages, f.others, SPAN_ARG(f.who.instead));
	return 0;
}

/* --- export --- */

static int customer_export_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct span addr = address(job, 1);
	const char *folder = job->cli->output ? job->cli->output : arena_str(&job->arena, addr);
	struct exported x;
	struct customer c;
	if (customer_read(t, job, addr, &c, err) != 0 ||
	    exported_create(&x, &job->arena, folder, "customer", clock_now(), err) != 0)
		return -1;
	const struct portable_out out = exported_out(&x);
	if (exported_close(&x, portable_customer(t, addr, &out, err), err) != 0)
		return -1;
	printf("%" PRIu64 " records and %" PRIu64 " mails in %s\n", x.lines, x.mails_count, folder);
	return 0;
}

/* --- the verbs --- */

static const struct verb {
	const char *name;
	int count; /* of arguments, including its own name */
	cli_work read;
	int (*change)(struct cli_job *job, struct err *err);
} verbs[] = {
	{"list", 1, customers_list_work, NULL},    {"show", 2, customer_show_work, NULL},
	{"export", 2, customer_export_work, NULL}, {"merge", 3, NULL, merge_all},
	{"forget", 2, NULL, forget_all},
};

static int cmd_customer(const struct cli *cli)
{
	const char *name = cli->count ? cli->args[0] : "list";
	int count = cli->count ? cli->count : 1;
	for (const struct verb *v = verbs; v < verbs + sizeof(verbs) / sizeof(*verbs); v++)
		if (strcmp(v->name, name) == 0 && v->count == count)
			return v->read ? cli_job(cli, CLI_READ, v->read) : cli_steps(cli, CLI_WRITE, v->change);
	return cli_usage("customer: usage: caredesk customer [list | show ADDRESS | export ADDRESS | "
			 "merge ADDRESS INTO | forget ADDRESS]");
}

const struct cli_command cli_command_customer = {
	.name = "customer",
	.section = CLI_TICKETS,
	.usage = "customer [list | show ADDRESS | export [-o DIR] ADDRESS | merge ADDRESS INTO | forget [--yes] "
		 "ADDRESS]",
	.help = "lists customers; shows one with their tickets; exports all that is stored about one; merges two "
		"addresses of one person; forgets a person: removes who they are and all that they wrote everywhere, "
		"after asking",
	.more = "export writes two files. forget removes the bytes from the store's file as well; ids, times and "
		"figures stay.",
	.options = "--yes -o",
	.max = 3,
	.run = cmd_customer,
};
