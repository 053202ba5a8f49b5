#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/cli/differ.h"
#include "daemon/cli/entrance.h"
#include "daemon/cli/identity.h"
#include "daemon/cli/json.h"
#include "daemon/cli/source.h"
#include "daemon/cli/terminal.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/transact.h"

struct replay {
	const struct cli *cli;
	struct conf *conf;
	struct store *base; /* NULL: there is none yet */
	struct store *overlay;
	struct reader *reader;
	const struct mailbox_conf *mailbox;
	struct replay *other; /* --diff: with the other configuration, on the same store; NULL: none */
	uint64_t mails, different;
};

struct replayed { /* one mail */
	struct replay *replay;
	struct span name, raw;
	bool untrusted;
	struct arena arena;
	struct mail mail;
	struct span unread; /* why it can't be read as a mail */
	struct plan plan;
	bool has_ticket;
	struct ticket ticket;
};

static int replay_read_ticket(struct txn *t, struct replayed *r, struct err *err)
{
	r->has_ticket = r->plan.ticket != 0;
	if (!r->has_ticket || store_ticket(t, &r->arena, r->plan.ticket, &r->ticket, err) == 0)
		return 0;
	r->has_ticket = false;
	return err->kind == ERR_NOTFOUND ? 0 : -1;
}

static int decide_work(struct txn *t, void *ctx, struct err *err)
{
	struct replayed *r = ctx;
	struct replay *p = r->replay;
	struct intake_source source = {p->mailbox ? p->mailbox : entrance_mailbox(p->conf, r->raw), 0, 0, r->name,
				       .untrusted = r->untrusted};
	if (r->unread.len) {
		r->plan = (struct plan){.verdict = VERDICT_QUARANTINE, .quarantine_reason = r->unread};
		span_list_add(&r->arena, &r->plan.why, r->unread);
		return intake_quarantine(t, &source, r->raw, r->unread, clock_now(), err);
	}
	r->plan = (struct plan){0};
	if (intake_mail(p->conf, t, p->reader, &source, &r->mail, r->raw, clock_now(), &r->arena, &r->plan, err) != 0)
		return -1;
	return replay_read_ticket(t, r, err);
}

static int read_raw(struct replayed *r, struct err *err)
{
	struct replay *p = r->replay;
	int result = r->raw.len > p->conf->limits.max_size
			     ? reader_headers(p->reader, &r->arena, r->raw, r->raw.len, &r->mail, err)
			     : reader_read(p->reader, &r->arena, r->raw, &r->mail, err);
	if (result == 0 && r->untrusted)
		intake_distrust(&r->mail);
	if (result == 0 || err->kind == ERR_RETRY)
		return result;
	r->unread = arena_dup(&r->arena, span_of(err->text));
	return 0;
}

static void print_mails(const struct outmail_list *mails)
{
	for (size_t i = 0; i < mails->count; i++) {
		printf("    mail: ");
		terminal_line(stdout, mails->items[i].template);
		printf(" to ");
		terminal_line(stdout, mails->items[i].to);
		printf("\n");
	}
}

static void print_replayed(const struct replayed *r)
{
	terminal_line(stdout, r->name);
	printf(": %s", verdict_name(r->plan.verdict));
	if (r->plan.ticket)
		printf(r->plan.is_new ? " (a new ticket)" : " #%" PRIu64, r->plan.ticket);
	printf("\n");
	if (r->has_ticket) {
		printf("    category ");
		terminal_line(stdout, r->ticket.category);
		printf(", priority %s, agent ", priority_name(r->ticket.priority));
		terminal_line(stdout, r->ticket.agent.len ? r->ticket.agent : SPAN("nobody"));
		printf("\n");
	}
	print_mails(&r->plan.mails);
	for (size_t i = 0; i < r->plan.why.count; i++)
		terminal_text(stdout, "    because ", r->plan.why.items[i]);
}

static void replayed_show(const struct replayed *r)
{
	if (r->replay->cli->json)
		json_replay(stdout, r->name, &r->mail, &r->plan, r->has_ticket ? &r->ticket : NULL);
	else
		print_replayed(r);
}

/* As in the daemon, a mail that fails even alone goes to quarantine. */
static int decide_one(struct replayed *r, struct err *err)
{
	if (read_raw(r, err) != 0)
		return -1;
	if (transact(r->replay->overlay, decide_work, r, err) == 0)
		return 0;
	if (err->kind == ERR_RETRY)
		return -1;
	r->unread = arena_dup(&r->arena, span_of(err->text));
	return transact(r->replay->overlay, decide_work, r, err);
}

/* ---- the same with another configuration ---- */

static void print_because(const char *when, const struct plan *plan)
{
	for (size_t i = 0; i < plan->why.count; i++)
		terminal_text(stdout, when, plan->why.items[i]);
}

static void print_difference(const struct replayed *now, const struct replayed *then, const struct span_list *changes)
{
	if (now->replay->cli->json) {
		JSON_LINE(stdout, JSON_TEXT("source", now->name), JSON_LIST("changes", changes),
			  JSON_LIST("why", &now->plan.why), JSON_LIST("then_why", &then->plan.why));
		return;
	}
	terminal_line(stdout, now->name);
	printf("\n");
	for (size_t i = 0; i < changes->count; i++)
		terminal_text(stdout, "    ", changes->items[i]);
	print_because("    now because ", &now->plan);
	print_because("    then because ", &then->plan);
}

static void show_difference(struct replayed *now, const struct replayed *then)
{
	struct span_list changes = {0};
	differ(&now->arena, &(struct outcome){&now->plan, now->has_ticket ? &now->ticket : NULL},
	       &(struct outcome){&then->plan, then->has_ticket ? &then->ticket : NULL}, &changes);
	now->replay->mails++;
	now->replay->different += changes.count > 0;
	if (changes.count)
		print_difference(now, then, &changes);
}

/* ---- one mail after the other ---- */

static int decide_in(struct replay *p, struct replayed *r, const struct source_mail *mail, struct err *err)
{
	*r = (struct replayed){
		.replay = p, .name = mail->name, .raw = mail->raw, .untrusted = mail->of_mbox && !p->cli->trusted};
	arena_init(&r->arena);
	if (!p->overlay && store_open_overlay(p->base, &p->overlay, err) != 0)
		return -1;
	return decide_one(r, err);
}

static void forget_mail(struct replayed *r)
{
	struct replay *p = r->replay;
	arena_clear(&r->arena);
	if (p && p->cli->each) {
		store_close(p->overlay);
		p->overlay = NULL;
	}
}

static int replay_got_mail(void *ctx, const struct source_mail *mail, struct err *err)
{
	struct replay *p = ctx;
	struct replayed now, then = {0};
	int result = decide_in(p, &now, mail, err);
	if (result == 0 && p->other)
		result = decide_in(p->other, &then, mail, err);
	if (result == 0 && p->other)
		show_difference(&now, &then);
	else if (result == 0)
		replayed_show(&now);
	forget_mail(&now);
	if (p->other && then.replay)
		forget_mail(&then);
	return result;
}

static int open_base(struct replay *p)
{
	struct err err;
	struct store_options o = {.path = p->conf->store_path, .map_size = p->conf->store_map_size, .read_only = true};
	bool root;
	if (identity_take(p->conf, &root, &err) != 0)
		return cli_fail(&err);
	if (store_open(&o, &p->base, &err) == 0 || err.kind == ERR_NOTFOUND)
		return EX_OK;
	return cli_fail(&err);
}

static int replay_files(struct replay *p)
{
	struct err err;
	int code = EX_OK;
	for (int i = 0; i < p->cli->count; i++) {
		if (source_each(p->cli->args[i], p->cli->mbox, replay_got_mail, p, &err) != 0)
			code = cli_fail(&err);
	}
	return code;
}

static int named_mailbox(struct replay *p)
{
	const char *name = p->cli->mailbox;
	if (name && !(p->mailbox = conf_mailbox(p->conf, span_of(name))))
		return cli_usage("%s: no such mailbox in the config", name);
	return EX_OK;
}

/* Opens the other configuration, with the store and the reader of this one. */
static int open_other(struct replay *p, struct replay *other)
{
	struct cli cli = *p->cli;
	cli.config = p->cli->diff;
	int code = cli_conf(&cli, &other->conf);
	other->base = p->base;
	other->reader = p->reader;
	p->other = other;
	return code == EX_OK ? named_mailbox(other) : code;
}

static int replay_all(struct replay *p)
{
	struct replay other = {.cli = p->cli};
	struct err err;
	if (reader_new(&p->reader, &err) != 0)
		return cli_fail(&err);
	int code = p->cli->diff ? open_other(p, &other) : EX_OK;
	if (code == EX_OK)
		code = replay_files(p);
	if (code == EX_OK && p->cli->diff && !p->cli->json)
		printf("%" PRIu64 " of %" PRIu64 " mails would go another way\n", p->different, p->mails);
	store_close(other.overlay);
	conf_free(other.conf);
	return code;
}

static int cmd_replay(const struct cli *cli)
{
	struct replay p = {.cli = cli};
	int code = cli_conf(cli, &p.conf);
	if (code != EX_OK)
		return code;
	code = named_mailbox(&p);
	if (code == EX_OK)
		code = open_base(&p);
	if (code == EX_OK)
		code = replay_all(&p);
	reader_free(p.reader);
	store_close(p.overlay);
	store_close(p.base);
	conf_free(p.conf);
	return code;
}

const struct cli_command cli_command_replay = {
	.name = "replay",
	.section = CLI_MAILS,
	.usage = "replay [--each] [--diff OTHER.conf] [OPTION…] FILE…",
	.help = "shows what would be done with these mails; changes and sends nothing. Takes the options of ingest; "
		"--each: each mail on its own; --diff: only those that would go another way with the other config, and "
		"why",
	.more = "The mails are taken in order, as if they came in one after the other, and each is shown with the "
		"reasons.",
	.options = "--each --diff --mailbox --mbox --trusted",
	.min = 1,
	.max = -1,
	.run = cmd_replay,
};
