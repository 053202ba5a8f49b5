#include "daemon/cli/commands.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/cli/json.h"
#include "daemon/cli/movein.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/exported.h"
#include "daemon/desk/transact.h"
#include "daemon/run/runfolder.h"

#define BATCH_LINES 2000
#define BATCH_BYTES ((size_t)8 << 20)

static void export_report(const struct cli *cli, const struct exported *x)
{
	if (cli->json)
		JSON_LINE(stdout, JSON_NUMBER("records", x->lines), JSON_NUMBER("mails", x->mails_count));
	else
		printf("%" PRIu64 " records, %" PRIu64 " mails\n", x->lines, x->mails_count);
}

static void export_progress(const struct exported *x)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%" PRIu64 " records, %" PRIu64 " mails …", x->lines, x->mails_count);
}

/* --- export --- */

static int export_work(struct txn *t, void *ctx, struct err *err)
{
	struct cli_job *job = ctx;
	struct exported x;
	if (exported_create(&x, &job->arena, job->cli->args[0], "everything", clock_now(), err) != 0)
		return -1;
	const struct portable_out out = exported_out(&x);
	if (exported_close(&x, portable_all(t, &out, err), err) != 0)
		return -1;
	export_report(job->cli, &x);
	return 0;
}

static int cmd_export(const struct cli *cli)
{
	return cli_job(cli, CLI_READ, export_work);
}

const struct cli_command cli_command_export = {
	.name = "export",
	.section = CLI_STORE,
	.usage = "export DIR",
	.help = "writes all data as two files into a new folder: records as JSON lines, mails as an mbox "
		"(docs/export.md)",
	.min = 1,
	.max = 1,
	.run = cmd_export,
};

/* --- import --- */

struct import {
	const struct cli *cli;
	struct exported x;
	struct arena a; /* for one batch */
	struct span_list lines;
	struct mail_list {
		struct one_mail {
			struct portable_mail of;
			struct span raw;
		} * items;
		size_t count, cap;
	} mails;
	struct buf raw, line;
	uint64_t lines_done, mails_done; /* by an interrupted import */
};

static int note_progress(struct txn *t, const struct import *in, struct err *err)
{
	return portable_progress(
		t,
		arena_printf((struct arena *)(uintptr_t)&in->a, "%" PRIu64 " %" PRIu64, in->x.lines, in->x.mails_count),
		err);
}

static int lines_work(struct txn *t, void *ctx, struct err *err)
{
	struct import *in = ctx;
	for (size_t i = 0; i < in->lines.count; i++)
		if (portable_line(t, in->lines.items[i], err) != 0)
			return err_wrap(err, EXPORTED_RECORDS ":%" PRIu64, in->x.lines - in->lines.count + i + 1);
	return note_progress(t, in, err);
}

/* 1: there are more. */
static int import_lines(struct import *in, struct err *err)
{
	size_t bytes = 0;
	int rc = 1;
	arena_clear(&in->a);
	in->lines = (struct span_list){0};
	while (in->lines.count < BATCH_LINES && bytes < BATCH_BYTES &&
	       (rc = exported_line(&in->x, &in->line, err)) > 0) {
		bytes += in->line.len;
		span_list_add(&in->a, &in->lines, arena_dup(&in->a, buf_span(&in->line)));
	}
	return rc;
}

static int lines_all(struct import *in, struct store *s, struct err *err)
{
	int rc = 1;
	while (rc > 0) {
		rc = import_lines(in, err);
		if (rc >= 0 && transact(s, lines_work, in, err) != 0)
			rc = -1;
		export_progress(&in->x);
	}
	return rc;
}

static int mails_work(struct txn *t, void *ctx, struct err *err)
{
	struct import *in = ctx;
	for (size_t i = 0; i < in->mails.count; i++)
		if (portable_raw(t, &in->mails.items[i].of, in->mails.items[i].raw, err) != 0)
			return -1;
	return note_progress(t, in, err);
}

/* 1: there are more. Mails that an earlier import has stored are skipped. */
static int mails_read(struct import *in, struct err *err)
{
	struct portable_mail of;
	size_t bytes = 0;
	int rc = 1;
	arena_clear(&in->a);
	in->mails = (struct mail_list){0};
	while (in->mails.count < BATCH_LINES && bytes < BATCH_BYTES &&
	       (rc = exported_mail(&in->x, &of, &in->raw, err)) > 0) {
		if (in->x.mails_count <= in->mails_done)
			continue;
		bytes += in->raw.len;
		*LIST_ADD(&in->a, &in->mails) = (struct one_mail){of, arena_dup(&in->a, buf_span(&in->raw))};
	}
	return rc;
}

static int import_done_work(struct txn *t, void *ctx, struct err *err)
{
	(void)ctx;
	return portable_progress(t, SPAN_NONE, err);
}

static int mails_all(struct import *in, struct store *s, struct err *err)
{
	int rc = 1;
	while (rc > 0) {
		rc = mails_read(in, err);
		if (rc >= 0 && transact(s, mails_work, in, err) != 0)
			rc = -1;
		export_progress(&in->x);
	}
	return rc == 0 ? transact(s, import_done_work, in, err) : -1;
}

/* Finds where an interrupted import stopped. */
static int where(struct import *in, struct store *s, struct err *err)
{
	struct span progress_text, word;
	struct txn *t;
	bool empty;
	if (store_begin(s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = portable_begun(t, &in->a, &empty, &progress_text, err);
	store_abort(t);
	if (rc != 0)
		return -1;
	if (!empty && !progress_text.len)
		return err_set(err, ERR_REFUSED,
			       "the store already has tickets; an export can only be imported into an empty one");
	if (progress_text.len && (!span_word(&progress_text, &word) || !span_u64(word, &in->lines_done) ||
				  !span_word(&progress_text, &word) || !span_u64(word, &in->mails_done)))
		return err_set(err, ERR_CORRUPT, "the note of an interrupted import can't be read");
	return 0;
}

static int skip_lines(struct import *in, struct err *err)
{
	int rc = exported_line(&in->x, &in->line, err); /* the head */
	while (rc > 0 && in->x.lines < in->lines_done)
		rc = exported_line(&in->x, &in->line, err);
	return rc < 0 ? -1 : 0;
}

static int import_all(struct cli_job *job, struct err *err)
{
	struct import in = {.cli = job->cli};
	arena_init(&in.a);
	buf_init(&in.raw, BUF_MAX);
	buf_init(&in.line, BUF_MAX);
	int rc = exported_open(&in.x, &job->arena, job->cli->args[0], err);
	bool opened = rc == 0;
	if (rc == 0)
		rc = where(&in, job->store, err) || skip_lines(&in, err) || lines_all(&in, job->store, err) ||
				     mails_all(&in, job->store, err)
			     ? -1
			     : 0;
	if (opened) {
		fclose(in.x.records);
		fclose(in.x.mails);
	}
	buf_clear(&in.raw);
	buf_clear(&in.line);
	arena_clear(&in.a);
	if (rc == 0)
		export_report(job->cli, &in.x);
	return rc;
}

/* A daemon would take in mails between the records. */
static int import_locked(struct cli_job *job, struct err *err)
{
	struct runfolder run = RUNFOLDER_NONE;
	int rc = runfolder_take(job->conf, &run, err) != 0 ? -1 : import_all(job, err);
	runfolder_leave(&run);
	return rc;
}

/* --- moving in --- */

static void movein_progress(const struct movein *m)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "\r%" PRIu64 " tickets, %" PRIu64 " messages …", m->tickets, m->messages);
}

static void movein_report(const struct cli *cli, const struct movein *m)
{
	if (cli->json) {
		JSON_LINE(stdout, JSON_NUMBER("tickets", m->tickets), JSON_NUMBER("messages", m->messages),
			  JSON_NUMBER("known", m->known), JSON_NUMBER("unread", m->unread));
		return;
	}
	printf("%" PRIu64 " new tickets, %" PRIu64 " new messages; %" PRIu64 " were known", m->tickets, m->messages,
	       m->known);
	printf(m->unread ? ", %" PRIu64 " could not be read\n" : "\n", m->unread);
}

static const struct source {
	const char *name;
	int (*add)(struct movein *m, const char *path, struct err *err);
} sources[] = {{"mbox", movein_mbox}, {"maildir", movein_maildir}, {"csv", movein_csv}};

static const struct source *source_named(const char *name)
{
	for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
		if (strcmp(sources[i].name, name) == 0)
			return &sources[i];
	return NULL;
}

static int movein_all(struct cli_job *job, struct err *err)
{
	struct movein m;
	const struct cli *cli = job->cli;
	const struct source *source = source_named(cli->from);
	int rc = 0;
	movein_init(&m, job->conf, job->store, clock_now());
	if (cli->mailbox && !(m.mailbox = conf_mailbox(job->conf, span_of(cli->mailbox))))
		rc = err_set(err, ERR_CONFIG, "%s: no such mailbox in the config", cli->mailbox);
	for (int i = 0; rc == 0 && i < cli->count; i++)
		rc = source->add(&m, cli->args[i], err);
	if (rc == 0)
		rc = movein_run(&m, movein_progress, err);
	if (isatty(STDERR_FILENO))
		fputc('\n', stderr);
	if (rc == 0)
		movein_report(cli, &m);
	movein_clear(&m);
	return rc;
}

static int cmd_import(const struct cli *cli)
{
	if (!cli->from)
		return cli->count == 1 ? cli_steps(cli, CLI_IMPORT, import_locked)
				       : cli_usage("import: usage: caredesk import DIR, or import --from KIND FILE…");
	if (!source_named(cli->from))
		return cli_usage("%s: not a kind of source; there are mbox, maildir and csv", cli->from);
	return cli_steps(cli, CLI_IMPORT, movein_all);
}

const struct cli_command cli_command_import = {
	.name = "import",
	.section = CLI_STORE,
	.usage = "import DIR | import --from mbox|maildir|csv [--mailbox NAME] FILE…",
	.help = "imports an export into an empty store, and continues an interrupted one; or, from elsewhere, old "
		"threads as tickets with their dates: nobody is mailed, and a second run adds what is new",
	.more = "No daemon may be running while an export is imported.",
	.options = "--from --mailbox",
	.min = 1,
	.max = -1,
	.run = cmd_import,
};
