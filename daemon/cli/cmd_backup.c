#include "daemon/cli/commands.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "daemon/cli/bundle.h"
#include "daemon/cli/identity.h"
#include "daemon/cli/json.h"
#include "daemon/cli/traces.h"
#include "daemon/desk/clock.h"
#include "daemon/desk/transact.h"
#include "daemon/run/runfolder.h"
#include "store/search.h"

static void backup_say(const char *what)
{
	if (isatty(STDERR_FILENO))
		fprintf(stderr, "%s …\n", what);
}

/* --- backup --- */

/* All that makes up a desk besides its store; no secrets. */
static int backup_files(struct bundle *b, const struct cli *cli, const struct conf *conf, struct err *err)
{
	const char *const paths[] = {cli->config, conf->templates_path, conf->canned_path, conf->articles_path,
				     conf->logo_path};
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		if (paths[i] && bundle_take(b, paths[i], err) != 0)
			return -1;
	for (size_t i = 0; i < conf->hours_count; i++)
		if (conf->hours[i].holiday_calendar && bundle_take(b, conf->hours[i].holiday_calendar, err) != 0)
			return -1;
	return 0;
}

static int copy_store(void *ctx, int fd, struct err *err)
{
	return store_copy(ctx, fd, err);
}

/* The copy is at most as large as the store's file. */
static uint64_t store_file_size(struct cli_job *job)
{
	struct stat st;
	return stat(arena_printf(&job->arena, "%s/data.mdb", job->conf->store_path).ptr, &st) == 0
		       ? (uint64_t)st.st_size
		       : 0;
}

static void backup_report(const struct cli *cli, const struct bundle *b)
{
	uint64_t bytes = 0;
	for (size_t i = 0; i < b->files.count; i++)
		bytes += b->files.items[i].size;
	if (cli->json)
		JSON_LINE(stdout, JSON_NUMBER("files", b->files.count), JSON_NUMBER("bytes", bytes));
	else
		printf("%zu files, %" PRIu64 " bytes in %s\n", b->files.count, bytes, b->folder);
}

static int backup_all(struct cli_job *job, struct err *err)
{
	struct bundle b;
	struct span created = clock_rfc3339(&job->arena, clock_now());
	if (bundle_new(&b, &job->arena, job->cli->args[0], err) != 0)
		return -1;
	backup_say("copying the store");
	if (bundle_fill(&b, BUNDLE_STORE, store_file_size(job), copy_store, job->store, err) != 0)
		return -1;
	backup_say("copying the configuration");
	if (backup_files(&b, job->cli, job->conf, err) != 0 || bundle_finish(&b, created, CAREDESK_VERSION, err) != 0)
		return -1;
	backup_report(job->cli, &b);
	return 0;
}

static int cmd_backup(const struct cli *cli)
{
	return cli_steps(cli, CLI_READ, backup_all);
}

const struct cli_command cli_command_backup = {
	.name = "backup",
	.section = CLI_STORE,
	.usage = "backup DIR",
	.help = "copies the store with its keys, the configuration and the templates into a new folder, while the "
		"daemon runs",
	.more = "The folder's manifest has sizes and SHA-256 sums. No secrets are in it.",
	.min = 1,
	.max = 1,
	.run = cmd_backup,
};

/* --- restore --- */

struct restoring {
	const struct cli *cli;
	struct conf *conf;
	struct arena a;
	struct bundle b;
	struct store_past past;
	struct store_restored done;
	struct traces traces;
	int64_t now;
};

/* If there is no configuration yet, the files of the backup that are missing are put back where they were. */
static int files_back(struct restoring *r, struct err *err)
{
	if (access(r->cli->config, F_OK) == 0)
		return 0;
	for (size_t i = 0; i < r->b.files.count; i++) {
		struct span name = r->b.files.items[i].name;
		if (!span_starts(name, SPAN("files/")))
			continue;
		const char *to = arena_str(&r->a, span_from(name, strlen("files")));
		if (access(to, F_OK) == 0)
			continue;
		if (bundle_copy(&r->b, name, to, err) != 0)
			return -1;
		printf("%s\n", to);
	}
	return 0;
}

/* Ids that the existing store has given out must not be given out again. */
static int past_read(struct restoring *r, struct err *err)
{
	struct store_options o = {.path = r->conf->store_path, .map_size = r->conf->store_map_size, .read_only = true};
	struct store *s = NULL;
	struct txn *t;
	r->past = (struct store_past){.known = false};
	if (store_open(&o, &s, err) != 0 || store_begin(s, TXN_READ, &t, err) != 0) {
		store_close(s);
		return err->kind == ERR_RETRY ? -1 : 0; /* there is no store, or a damaged one: hence the restore */
	}
	int rc = store_past_read(t, &r->past, err);
	store_abort(t);
	store_close(s);
	return rc;
}

static int adjust_work(struct txn *t, void *ctx, struct err *err)
{
	struct restoring *r = ctx;
	return store_restore(t, &r->past, r->b.created, r->now, &r->done, err);
}

/* Prepares the copy next to the store's file: an interruption changes nothing. */
static int stage(struct restoring *r, const char *folder, struct err *err)
{
	const char *file = arena_printf(&r->a, "%s/data.mdb", folder).ptr;
	struct store_options o = {.path = folder, .map_size = r->conf->store_map_size};
	struct store *s;
	if (unlink(file) != 0 && errno != ENOENT)
		return err_set(err, ERR_REFUSED, "%s: %s", file, strerror(errno));
	if (bundle_copy(&r->b, SPAN(BUNDLE_STORE), file, err) != 0 || store_open(&o, &s, err) != 0)
		return -1;
	int rc = transact(s, adjust_work, r, err);
	store_close(s);
	return rc;
}

static int restore_locked(struct restoring *r, struct err *err)
{
	const char *folder = arena_printf(&r->a, "%s/.restore", r->conf->store_path).ptr;
	struct err missing;
	if (past_read(r, err) != 0)
		return -1;
	backup_say("copying the store");
	if (stage(r, folder, err) != 0 || store_install(r->conf->store_path, folder, err) != 0)
		return -1;
	return search_erase(r->conf->store_path, &missing) != 0 && missing.kind != ERR_NOTFOUND ? -1 : 0;
}

/* The mail servers may know which of the waiting mails were sent after the backup. */
static int backup_ask_servers(struct restoring *r, struct err *err)
{
	struct store_options o = {.path = r->conf->store_path, .map_size = r->conf->store_map_size};
	struct store *s;
	if (!r->done.held)
		return 0;
	backup_say("asking the mail servers which mails they have");
	if (store_open(&o, &s, err) != 0)
		return -1;
	int rc = traces_follow(r->conf, s, r->now, &r->a, &r->traces, err);
	store_close(s);
	r->done.held -= rc == 0 ? r->traces.found : 0;
	return rc;
}

static void report_traces(const struct traces *t)
{
	if (t->found)
		printf("%" PRIu64 " mails that were to be sent then have been sent since, as the mail server knows\n",
		       t->found);
	for (size_t i = 0; i < t->searched.count; i++)
		printf("searched %.*s\n", SPAN_ARG(t->searched.items[i]));
	for (size_t i = 0; i < t->unasked.count; i++)
		printf("what was sent is not known of %.*s\n", SPAN_ARG(t->unasked.items[i]));
}

static void restore_report(const struct restoring *r)
{
	if (r->cli->json) {
		JSON_LINE(stdout, JSON_TEXT("created", r->b.created), JSON_NUMBER("next_ticket", r->done.next_ticket),
			  JSON_NUMBER("held", r->done.held), JSON_NUMBER("sent", r->traces.found));
		return;
	}
	printf("restored from %s, made %.*s; the next ticket is %" PRIu64 "\n", r->b.folder, SPAN_ARG(r->b.created),
	       r->done.next_ticket);
	report_traces(&r->traces);
	if (r->done.held)
		printf("%" PRIu64 " mails that were to be sent then may have been sent since: they wait as failed; "
		       "`caredesk outbox`, then `caredesk outbox retry ID` or `drop ID`\n",
		       r->done.held);
	if (!r->past.known)
		printf("the ids given out since then are not known: new ones start %d higher\n", STORE_RESTORE_GAP);
}

static bool store_exists(const struct conf *conf)
{
	char path[4096];
	struct stat st;
	snprintf(path, sizeof path, "%s/data.mdb", conf->store_path);
	return stat(path, &st) == 0;
}

/* Returns an exit code. */
static int restore_into(struct restoring *r)
{
	struct runfolder run = RUNFOLDER_NONE;
	struct err err;
	bool root;
	if (store_exists(r->conf) && !cli_confirm(r->cli, "%s: replace the existing store by the one of %.*s?",
						  r->conf->store_path, SPAN_ARG(r->b.created)))
		return EX_NOPERM;
	if (identity_take(r->conf, &root, &err) != 0)
		return cli_fail(&err);
	mkdir(r->conf->store_path, 0700);
	int rc = runfolder_take(r->conf, &run, &err) != 0 ? -1 : restore_locked(r, &err);
	if (rc == 0)
		rc = backup_ask_servers(r, &err);
	runfolder_leave(&run);
	if (rc != 0)
		return cli_fail(&err);
	restore_report(r);
	return EX_OK;
}

static int cmd_restore(const struct cli *cli)
{
	struct restoring r = {.cli = cli, .now = clock_now()};
	struct err err;
	arena_init(&r.a);
	backup_say("reading the backup");
	int code = EX_OK;
	if (bundle_read(&r.b, &r.a, cli->args[0], &err) != 0 || bundle_check(&r.b, &err) != 0 ||
	    files_back(&r, &err) != 0)
		code = cli_fail(&err);
	if (code == EX_OK)
		code = cli_conf(cli, &r.conf);
	if (code == EX_OK)
		code = restore_into(&r);
	arena_clear(&r.a);
	conf_free(r.conf);
	return code;
}

const struct cli_command cli_command_restore = {
	.name = "restore",
	.section = CLI_STORE,
	.usage = "restore [--yes] DIR",
	.help = "replaces the store by that of a backup, after asking; the daemon must not be running",
	.more = "If there is no configuration, the backup's files are put back where they were. Mails that may have "
		"been sent since then wait as failed, and new numbers are higher than any that may have been given "
		"out.",
	.options = "--yes",
	.min = 1,
	.max = 1,
	.run = cmd_restore,
};
