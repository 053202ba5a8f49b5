/* The golden mails: each tests/golden/NAME.eml is taken in, as the daemon would, by a store in memory with a fixed clock
 * and fixed keys, and its plan compared with NAME.plan. UPDATE=1 writes the plans instead. Arguments: the NAMEs to run.
 *
 * NAME.setup, where there is one, says what comes before it, a line each:
 *   mail FILE              another mail is taken in
 *   wait 20d               time passes (what the clock brings is brought)
 *   status ID STATUS       as it says
 *   away AGENT 3d
 *   unreachable ADDRESS
 *   sent N ADDRESS         N automatic answers went there within the hour
 *   rotate                 a new key, twice: the first one is gone
 *   mailbox NAME           where the mails from here on come in ("support" at first)
 *   conf FILE              another configuration
 *   bodies                 the plan is written with its mails' whole texts
 * At the end every command of the table must have its files: agent-NAME, agent-NAME-error and, where it can be undone,
 * agent-NAME-undo; query-NAME for the customers' ones.
 * In a mail, {{address ROLE TICKET WHO}} becomes the desk's signed address and {{id ROLE TICKET WHO SERIAL}} its
 * Message-ID, made when the first mail came; ROLE is customer, confirm, agent, or question (for
 * "ann@acme.test#2", who is asked about the held message 2). */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/tokens.h"
#include "daemon/core/base/when.h"
#include "daemon/desk/intake.h"
#include "parsers/base/buf.h"
#include "parsers/subject.h"
#include "tests/golden/describe.h"

#define FOLDER "tests/golden/"
#define START ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */
#define REFUSED "because refused: "
#define FILE_MAX ((size_t)4 << 20)

struct desk {
	const char *name;
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct reader *reader;
	struct token_keys keys;
	const struct mailbox_conf *mailbox;
	int64_t now;
	bool bodies;
	struct plan plan; /* of the last mail */
};

static void die(const struct desk *d, const char *what, const char *text)
{
	fprintf(stderr, "%s: %s: %s\n", d->name, what, text);
	exit(1);
}

static bool file_read(struct arena *a, const char *path, struct span *out)
{
	struct buf b;
	char piece[4096];
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	buf_init(&b, FILE_MAX);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, span_make(piece, n));
	fclose(f);
	*out = arena_dup(a, buf_span(&b));
	buf_clear(&b);
	return true;
}

static struct span path_of(struct desk *d, const char *name, const char *suffix)
{
	return arena_printf(&d->a, FOLDER "%s%s", name, suffix);
}

/* --- marks in mails --- */

static enum token_role role_of(struct span word)
{
	if (span_eq(word, SPAN("question")))
		return TOKEN_QUESTION;
	if (span_eq(word, SPAN("confirm")))
		return TOKEN_CONFIRM;
	if (span_eq(word, SPAN("command")))
		return TOKEN_COMMAND;
	if (span_eq(word, SPAN("note")))
		return TOKEN_NOTE;
	return span_eq(word, SPAN("agent")) ? TOKEN_AGENT : TOKEN_CUSTOMER;
}

/* "ann@acme.test=close" of a command link, "ann@acme.test#2=yes" of a question's: whom the token is made for. */
static struct span recipient_of(struct desk *d, struct span role, struct span who)
{
	ptrdiff_t at = span_chr(who, '=');
	if (at < 0)
		return who;
	struct span name = span_sub(who, 0, (size_t)at), word = span_from(who, (size_t)at + 1);
	if (span_eq(role, SPAN("command")))
		return tokens_command_recipient(&d->a, name, word);
	return arena_printf(&d->a, "%.*s %.*s", SPAN_ARG(name), SPAN_ARG(word));
}

/* "address customer 1 jo@example.org", "id agent 2 ann@acme.test 7" */
static struct span mark_value(struct desk *d, struct span mark)
{
	struct span rest = mark, what, role, ticket, who, serial = SPAN("1");
	uint64_t id = 0, number = 0;
	span_word(&rest, &what);
	span_word(&rest, &role);
	span_word(&rest, &ticket);
	span_word(&rest, &who);
	span_word(&rest, &serial);
	if (!span_u64(ticket, &id) || !span_u64(serial, &number))
		die(d, "a broken mark", arena_str(&d->a, mark));
	struct span token = token_make(&d->a, &d->keys, role_of(role), id, recipient_of(d, role, who),
				       START + d->conf->limits.token_days * (int64_t)86400);
	if (span_eq(what, SPAN("address")))
		return token_address(&d->a, token, d->conf->address);
	return token_msgid(&d->a, token, number, SPAN("acme.test"));
}

static struct span marks_fill(struct desk *d, struct span text)
{
	struct buf out;
	ptrdiff_t at, end;
	buf_init(&out, FILE_MAX);
	while ((at = span_find(text, SPAN("{{"))) >= 0 && (end = span_find(text, SPAN("}}"))) > at) {
		buf_add(&out, span_sub(text, 0, (size_t)at));
		buf_add(&out, mark_value(d, span_sub(text, (size_t)at + 2, (size_t)(end - at) - 2)));
		text = span_from(text, (size_t)end + 2);
	}
	buf_add(&out, text);
	struct span filled = arena_dup(&d->a, buf_span(&out));
	buf_clear(&out);
	return filled;
}

/* --- the desk --- */

static void conf_open(struct desk *d, const char *file)
{
	struct conf_errors errors;
	bool missing;
	struct span mailbox = d->mailbox ? arena_dup(&d->a, d->mailbox->name) : SPAN("support");
	conf_free(d->conf);
	d->conf = NULL;
	conf_errors_init(&errors);
	if (conf_load(path_of(d, file, "").ptr, &d->conf, &errors, &missing))
		die(d, file, errors.lines.count ? arena_str(&d->a, errors.lines.items[0]) : "missing");
	conf_errors_clear(&errors);
	d->mailbox = conf_mailbox(d->conf, mailbox);
}

typedef int work(struct desk *d, struct txn *t, struct span args, struct err *err);

static void transact(struct desk *d, work *what, struct span args)
{
	struct err err;
	struct txn *t;
	if (store_begin(d->store, TXN_WRITE, &t, &err))
		die(d, "begin", err.text);
	if (what(d, t, args, &err)) {
		store_abort(t);
		die(d, arena_str(&d->a, args), err.text);
	}
	if (store_commit(t, &err))
		die(d, "commit", err.text);
}

static int put_keys(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	(void)args;
	return store_keys_put(t, &d->keys, err);
}

static int take_mail(struct desk *d, struct txn *t, struct span file, struct err *err)
{
	struct intake_source source = {.mailbox = d->mailbox, .name = file};
	struct mail mail;
	struct span raw;
	if (!file_read(&d->a, path_of(d, arena_str(&d->a, file), "").ptr, &raw))
		return err_set(err, ERR_NOTFOUND, "no such file");
	raw = marks_fill(d, raw);
	bool big = raw.len > d->conf->limits.max_size;
	int rc = big ? reader_headers(d->reader, &d->a, raw, raw.len, &mail, err)
		     : reader_read(d->reader, &d->a, raw, &mail, err);
	d->plan = (struct plan){.verdict = VERDICT_QUARANTINE};
	if (rc) {
		span_list_add(&d->a, &d->plan.why, arena_dup(&d->a, span_of(err->text)));
		return intake_quarantine(t, &source, raw, span_of(err->text), d->now, err);
	}
	return intake_mail(d->conf, t, d->reader, &source, &mail, raw, d->now, &d->a, &d->plan, err);
}

/* --- what .setup says --- */

static int step_wait(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	int64_t seconds = 0, next;
	bool more = true;
	if (!when_duration(args, &seconds))
		return err_set(err, ERR_CONFIG, "no duration");
	d->now += seconds;
	while (more)
		if (intake_clock(d->conf, t, d->now, &d->a, &more, &next, err))
			return -1;
	return 0;
}

static int step_status(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct span rest = args, number, word;
	struct ticket ticket;
	uint64_t id = 0;
	span_word(&rest, &number);
	span_word(&rest, &word);
	if (!span_u64(number, &id) || store_ticket(t, &d->a, id, &ticket, err))
		return -1;
	if (!status_from(word, &ticket.status))
		return err_set(err, ERR_CONFIG, "no status");
	ticket.finished = status_is_open(ticket.status) ? 0 : d->now;
	return store_ticket_put(t, &ticket, err);
}

static int step_away(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct span rest = args, name = SPAN_NONE;
	struct agent_state agent;
	int64_t seconds = 0;
	span_word(&rest, &name);
	if (!when_duration(rest, &seconds) || store_agent(t, &d->a, name, &agent, err))
		return -1;
	agent.away_until = d->now + seconds;
	return store_agent_put(t, &agent, err);
}

static int step_unreachable(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct customer c;
	if (store_customer(t, &d->a, args, &c, err))
		return -1;
	c.unreachable = true;
	return store_customer_put(t, &c, err);
}

static int step_sent(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct span rest = args, number;
	uint64_t n = 0;
	if (!span_word(&rest, &number) || !span_u64(number, &n))
		return err_set(err, ERR_CONFIG, "no number");
	struct span name = arena_printf(&d->a, COUNT_ANSWERS "%.*s", SPAN_ARG(span_trim(rest)));
	return store_count_add(t, name, d->now, HOUR, (uint32_t)n, err);
}

static int step_rotate(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct token_keys keys = d->keys;
	(void)args;
	for (int i = 0; i < 2; i++) {
		keys.items[1] = keys.items[0];
		keys.items[0].id++;
		keys.items[0].bytes[0] ^= 0x55;
	}
	return store_keys_put(t, &keys, err);
}

static int step_mailbox(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	d->mailbox = conf_mailbox(d->conf, args);
	return d->mailbox ? 0 : err_set(err, ERR_CONFIG, "no such mailbox");
}

static int step_conf(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	(void)err;
	conf_open(d, arena_str(&d->a, args));
	return 0;
}

static int step_bodies(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	(void)args;
	(void)err;
	d->bodies = true;
	return 0;
}

static const struct {
	const char *word;
	work *what;
} steps[] = {
	{"mail", take_mail},       {"wait", step_wait},
	{"status", step_status},   {"away", step_away},
	{"sent", step_sent},       {"rotate", step_rotate},
	{"mailbox", step_mailbox}, {"conf", step_conf},
	{"bodies", step_bodies},   {"unreachable", step_unreachable},
};

static void setup_line(struct desk *d, struct span line)
{
	struct span rest = line, word;
	if (!span_word(&rest, &word) || word.ptr[0] == '#')
		return;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (span_eq(word, span_of(steps[i].word))) {
			transact(d, steps[i].what, span_trim(rest));
			return;
		}
	die(d, "no such step", arena_str(&d->a, line));
}

static void desk_open(struct desk *d, const char *name, struct reader *reader)
{
	struct err err;
	struct span setup, line;
	*d = (struct desk){.name = name, .reader = reader, .now = START};
	arena_init(&d->a);
	conf_open(d, "caredesk.conf");
	d->keys.items[0].id = 7;
	for (unsigned char i = 0; i < TOKEN_KEY_SIZE; i++)
		d->keys.items[0].bytes[i] = (unsigned char)(i * 7 + 1);
	if (store_open_memory(&d->store, &err))
		die(d, "store", err.text);
	transact(d, put_keys, SPAN_NONE);
	if (!file_read(&d->a, path_of(d, name, ".setup").ptr, &setup))
		return;
	while (span_line(&setup, &line))
		setup_line(d, line);
}

static void desk_close(struct desk *d)
{
	store_close(d->store);
	conf_free(d->conf);
	arena_clear(&d->a);
}

static void fault(void *ctx, const char *text)
{
	fprintf(stderr, "%s: verify: %s\n", (const char *)ctx, text);
}

static int verify(struct desk *d, struct txn *t, struct span args, struct err *err)
{
	struct verify_report report;
	(void)args;
	if (store_verify(t, fault, arena_str(&d->a, span_of(d->name)), &report, err))
		return -1;
	return report.faults ? err_set(err, ERR_CORRUPT, "the store does not agree with itself") : 0;
}

/* --- one golden mail --- */

static void save(struct desk *d, struct span text)
{
	FILE *f = fopen(path_of(d, d->name, ".plan").ptr, "wb");
	if (!f || fwrite(text.ptr, 1, text.len, f) != text.len || fclose(f))
		die(d, "plan", "cannot be written");
}

/* Whatever strangers wrote: read again as mails of an agent, the subjects that go out hold no command, and no tag but the
 * ticket's own. */
static bool subjects_are_harmless(struct desk *d)
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

static bool golden(const char *name, struct reader *reader)
{
	struct desk d;
	struct buf got;
	struct span want = SPAN_NONE;
	bool same;
	desk_open(&d, name, reader);
	transact(&d, take_mail, arena_printf(&d.a, "%s.eml", name));
	transact(&d, verify, SPAN_NONE);
	same = subjects_are_harmless(&d);
	buf_init(&got, FILE_MAX);
	describe_plan(&d.plan, d.bodies, &got);
	if (getenv("UPDATE"))
		save(&d, buf_span(&got));
	else if (!file_read(&d.a, path_of(&d, name, ".plan").ptr, &want) || !span_eq(want, buf_span(&got))) {
		printf("%s: the plan is another one:\n%.*s\nwanted:\n%.*s\n", name, SPAN_ARG(buf_span(&got)),
		       SPAN_ARG(want));
		same = false;
	}
	buf_clear(&got);
	desk_close(&d);
	return same;
}

/* --- every command has its golden mails --- */

/* Does NAME.plan of what `kind` of mail does with the command hold that text (holds false: lack it)? */
static bool plan_says(const struct command_def *def, const char *kind, const char *text, bool holds)
{
	struct arena a;
	struct span plan = SPAN_NONE;
	arena_init(&a);
	const char *who = def->who == WHO_AGENT ? "agent" : "query";
	struct span path = arena_printf(&a, FOLDER "%s-%s%s.plan", who, def->name, kind);
	bool there = file_read(&a, path.ptr, &plan);
	bool right = there && (span_find(plan, span_of(text)) >= 0) == holds;
	if (!right)
		printf("%s: %s\n", path.ptr, there ? "it does not show what it is for" : "missing");
	arena_clear(&a);
	return right;
}

/* Each command of the table: its golden mail, its error mail, its undo. */
static bool matrix(void)
{
	bool whole = true;
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *def = &command_table[i];
		bool offered = def->use != USE_LATER, agents = def->who == WHO_AGENT;
		whole &= agents ? plan_says(def, "", REFUSED, !offered) : plan_says(def, "", "verdict query", true);
		if (agents && offered)
			whole &= plan_says(def, "-error", REFUSED, true);
		if (def->undoable)
			whole &= plan_says(def, "-undo", " undone: ", true);
	}
	return whole;
}

/* Only mails that have a plan (or are to get one) are golden; others are there to be taken in before. */
static int is_golden(const struct dirent *entry)
{
	struct span name = span_of(entry->d_name);
	return span_ends(name, SPAN(".eml")) && !span_starts(name, SPAN("before-"));
}

int main(int argc, char **argv)
{
	struct dirent **list;
	int count = scandir(FOLDER, &list, is_golden, alphasort), failed = 0, run = 0;
	struct reader *reader;
	struct err err;
	setenv("TZ", "UTC", 1);
	if (reader_new(&reader, &err)) {
		fprintf(stderr, "reader: %s\n", err.text);
		return 1;
	}
	for (int i = 0; i < count; i++) {
		char *name = list[i]->d_name;
		bool wanted = argc < 2;
		name[strlen(name) - 4] = 0;
		for (int k = 1; k < argc; k++)
			wanted |= strcmp(argv[k], name) == 0;
		if (wanted) {
			run++;
			failed += golden(name, reader) ? 0 : 1;
		}
		free(list[i]);
	}
	free(list);
	reader_free(reader);
	if (argc < 2) {
		run++;
		failed += matrix() ? 0 : 1;
	}
	printf("golden: %d passed, %d failed\n", run - failed, failed);
	return failed || !run ? 1 : 0;
}
