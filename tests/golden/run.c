/* The golden mails: each tests/golden/KIND/NAME.eml is taken in by the desk of tests/golden/desk.h, and its plan
 * compared with NAME.plan; those in before/ are only taken in by setups. clock/NAME.setup has no mail: what the clock
 * did in the last wait is compared. UPDATE=1 writes the plans instead, but not while daemon/core has uncommitted
 * changes, because the plans would then not match the committed code; UPDATE=force does so anyway. Arguments: the
 * KIND/NAMEs to run, or KINDs.
 *
 * Finally, every command of the table must have its mail: agent/NAME, or query/NAME for a customer's. */
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/when.h"
#include "parsers/base/buf.h"
#include "parsers/subject.h"
#include "tests/golden/describe.h"
#include "tests/golden/desk.h"

#define REFUSED "because refused: "

static void fault(void *ctx, const char *text)
{
	fprintf(stderr, "%s: verify: %s\n", (const char *)ctx, text);
}

static int verify(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	struct verify_report report;
	(void)args;
	if (store_verify(t, fault, arena_str(&d->a, span_of(d->name)), &report, err))
		return -1;
	return report.faults ? err_set(err, ERR_CORRUPT, "the store does not agree with itself") : 0;
}

/* --- one golden mail --- */

static void write_file(const struct golden *d, const char *path, struct span text)
{
	FILE *f = fopen(path, "wb");
	if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f))
		golden_die(d, path, "cannot be written");
}

/* Shows the difference between the kept plan and this one, using diff. */
static void show_difference(struct golden *d, struct span got)
{
	char path[] = "/tmp/caredesk-plan-XXXXXX";
	int fd = mkstemp(path);
	if (fd < 0 || close(fd))
		golden_die(d, path, "cannot be made");
	write_file(d, path, got);
	printf("%s: the plan is another one:\n", d->name);
	fflush(stdout);
	if (system(arena_printf(&d->a, "diff -uN --label kept --label now '%s' %s",
				golden_path(d, d->name, ".plan").ptr, path)
			   .ptr) == 0)
		golden_die(d, path, "diff sees no difference");
	unlink(path);
}

/* Whatever strangers wrote: read back as an agent's mail, no outgoing subject has a command, or a tag other than its
 * ticket's. */
static bool subjects_are_harmless(struct golden *d)
{
	bool harmless = true;
	for (size_t i = 0; i < d->plan.mails.count; i++) {
		struct subject s;
		uint64_t id;
		subject_parse(&d->a, d->plan.mails.items[i].subject, &s);
		for (size_t b = 0; b < s.brackets.count; b++)
			if (!subject_ticket(s.brackets.items[b].text, d->conf->tag, &id) ||
			    id != d->plan.mails.items[i].ticket)
				harmless = false;
		if (!harmless)
			printf("%s: a subject that commands: %.*s\n", d->name, SPAN_ARG(s.text));
	}
	return harmless;
}

static void describe_clock(struct golden *d, struct buf *out)
{
	if (!d->clock.count)
		buf_str(out, "nothing\n");
	for (size_t i = 0; i < d->clock.count; i++) {
		const struct golden_turn *turn = &d->clock.items[i];
		struct span when = when_words(&d->a, d->conf->zone, turn->at);
		buf_printf(out, "%sat %.*s\n", i ? "\n" : "", SPAN_ARG(when));
		describe_plan(d, &turn->plan, out);
	}
}

static bool golden(const char *name, struct reader *reader)
{
	struct golden d;
	struct buf got;
	struct span want = SPAN_NONE;
	bool same;
	golden_open(&d, name, reader);
	bool mail = access(golden_path(&d, name, ".eml").ptr, F_OK) == 0;
	if (mail)
		golden_transact(&d, golden_take, arena_printf(&d.a, "%s.eml", name));
	golden_transact(&d, verify, SPAN_NONE);
	same = subjects_are_harmless(&d);
	buf_init(&got, GOLDEN_FILE_MAX);
	if (mail)
		describe_plan(&d, &d.plan, &got);
	else
		describe_clock(&d, &got);
	bool kept = golden_read(&d.a, golden_path(&d, name, ".plan").ptr, &want) && span_eq(want, buf_span(&got));
	if (!kept && getenv("UPDATE")) {
		write_file(&d, golden_path(&d, name, ".plan").ptr, buf_span(&got));
	} else if (!kept) {
		show_difference(&d, buf_span(&got));
		same = false;
	}
	buf_clear(&got);
	golden_close(&d);
	return same;
}

/* --- every command has its golden mails --- */

/* Whether the plan of the command's mail has that text (holds false: lacks it). */
static bool plan_says(const struct command_def *def, const char *text, bool holds)
{
	struct arena a;
	struct span plan = SPAN_NONE;
	arena_init(&a);
	const char *who = def->who == WHO_AGENT ? "agent" : "query";
	struct span path = arena_printf(&a, GOLDEN_FOLDER "%s/%s.plan", who, def->name);
	bool there = golden_read(&a, path.ptr, &plan);
	bool right = there && (span_find(plan, span_of(text)) >= 0) == holds;
	if (!right)
		printf("%s: %s\n", path.ptr, there ? "it does not show what it is for" : "missing");
	arena_clear(&a);
	return right;
}

/* Each command of the table has its golden mail. (tests/unit/test_command_run.c tests that each is refused and
 * undone.) */
static bool matrix(void)
{
	bool whole = true;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *def = &command_table[i];
		bool offered = def->use != USE_LATER, agents = def->who == WHO_AGENT;
		whole &= agents ? plan_says(def, REFUSED, !offered) : plan_says(def, "verdict query", true);
	}
	return whole;
}

/* Plans written while the core has uncommitted changes might not match the code that gets committed. Outside a checkout
 * git exits with something other than 1. */
static bool may_update(void)
{
	const char *update = getenv("UPDATE");
	if (!update || strcmp(update, "force") == 0 ||
	    system("git diff --quiet HEAD -- daemon/core 2>/dev/null") != 256)
		return true;
	fprintf(stderr, "golden: daemon/core has changes that are not committed: commit them first, or UPDATE=force\n");
	return false;
}

/* "agent/close" from its path; NULL for a mail that is only taken in by setups. */
static char *name_of(char *path)
{
	char *name = path + strlen(GOLDEN_FOLDER);
	*strrchr(name, '.') = 0;
	return strncmp(name, "before/", strlen("before/")) == 0 ? NULL : name;
}

static bool wanted(const char *name, int argc, char **argv)
{
	bool any = argc < 2;
	for (int i = 1; i < argc; i++) {
		size_t len = strlen(argv[i]);
		any |= strncmp(name, argv[i], len) == 0 && (!name[len] || name[len] == '/');
	}
	return any;
}

/* Mails outside a KIND's folder, which would never run. */
static int strays(void)
{
	glob_t found;
	int count = glob(GOLDEN_FOLDER "*.eml", 0, NULL, &found) == 0 ? (int)found.gl_pathc : 0;
	for (int i = 0; i < count; i++)
		printf("%s: belongs in a folder of its kind: " GOLDEN_FOLDER "KIND/NAME.eml\n", found.gl_pathv[i]);
	if (count)
		globfree(&found);
	return count;
}

int main(int argc, char **argv)
{
	glob_t found;
	int failed = 0, run = 0;
	struct reader *reader;
	struct err err;
	setenv("TZ", "UTC", 1);
	if (!may_update())
		return 1;
	if (reader_new(&reader, &err) || glob(GOLDEN_FOLDER "*/*.eml", 0, NULL, &found) ||
	    glob(GOLDEN_FOLDER "clock/*.setup", GLOB_APPEND, NULL, &found)) {
		fprintf(stderr, "no reader, or no mails in " GOLDEN_FOLDER "\n");
		return 1;
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		const char *name = name_of(found.gl_pathv[i]);
		if (!name || !wanted(name, argc, argv))
			continue;
		run++;
		failed += golden(name, reader) ? 0 : 1;
	}
	globfree(&found);
	reader_free(reader);
	if (argc < 2) {
		run++;
		failed += matrix() && !strays() ? 0 : 1;
	}
	printf("golden: %d passed, %d failed\n", run - failed, failed);
	return failed || !run ? 1 : 0;
}
