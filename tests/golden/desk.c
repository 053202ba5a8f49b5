#include "tests/golden/desk.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/core/base/tokens.h"
#include "daemon/core/base/when.h"
#include "parsers/base/buf.h"

#define START ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */

void golden_die(const struct golden *d, const char *what, const char *text)
{
	fprintf(stderr, "%s: %s: %s\n", d->name, what, text);
	exit(1);
}

bool golden_read(struct arena *a, const char *path, struct span *out)
{
	struct buf b;
	char piece[4096];
	size_t n;
	FILE *f = fopen(path, "rb");
	if (!f)
		return false;
	buf_init(&b, GOLDEN_FILE_MAX);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&b, span_make(piece, n));
	fclose(f);
	*out = arena_dup(a, buf_span(&b));
	buf_clear(&b);
	return true;
}

struct span golden_path(struct golden *d, const char *name, const char *suffix)
{
	return arena_printf(&d->a, GOLDEN_FOLDER "%s%s", name, suffix);
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
	if (span_eq(word, SPAN("feedback")))
		return TOKEN_FEEDBACK;
	if (span_eq(word, SPAN("note")))
		return TOKEN_NOTE;
	return span_eq(word, SPAN("agent")) ? TOKEN_AGENT : TOKEN_CUSTOMER;
}

/* The recipient for whom the token is made: "ann@acme.test=close" for a command link, "ann@acme.test#2=yes" for a
 * question's. */
static struct span recipient_of(struct golden *d, struct span role, struct span who)
{
	ptrdiff_t at = span_chr(who, '=');
	if (at < 0)
		return who;
	struct span name = span_sub(who, 0, (size_t)at), word = span_from(who, (size_t)at + 1);
	if (span_eq(role, SPAN("command")) || span_eq(role, SPAN("feedback")))
		return tokens_command_recipient(&d->a, name, word);
	return arena_printf(&d->a, "%.*s %.*s", SPAN_ARG(name), SPAN_ARG(word));
}

/* "address customer 1 jo@example.org", "id agent 2 ann@acme.test 7" */
static struct span mark_value(struct golden *d, struct span mark)
{
	struct span rest = mark, what, role, ticket, who, serial = SPAN("1");
	uint64_t id = 0, number = 0;
	span_word(&rest, &what);
	span_word(&rest, &role);
	span_word(&rest, &ticket);
	span_word(&rest, &who);
	span_word(&rest, &serial);
	if (!span_u64(ticket, &id) || !span_u64(serial, &number))
		golden_die(d, "a broken mark", arena_str(&d->a, mark));
	struct span token = token_make(&d->a, &d->keys, role_of(role), id, recipient_of(d, role, who),
				       START + d->conf->limits.token_days * (int64_t)86400);
	if (span_eq(what, SPAN("address")))
		return token_address(&d->a, token, d->conf->address);
	return token_msgid(&d->a, token, number, SPAN("acme.test"));
}

static struct span marks_fill(struct golden *d, struct span text)
{
	struct buf out;
	ptrdiff_t at, end;
	buf_init(&out, GOLDEN_FILE_MAX);
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

static void conf_open(struct golden *d, const char *file)
{
	struct conf_errors errors;
	bool missing;
	struct span mailbox = d->mailbox ? arena_dup(&d->a, d->mailbox->name) : SPAN("support");
	conf_free(d->conf);
	d->conf = NULL;
	conf_errors_init(&errors);
	if (conf_load(golden_path(d, file, "").ptr, &d->conf, &errors, &missing))
		golden_die(d, file, errors.lines.count ? arena_str(&d->a, errors.lines.items[0]) : "missing");
	conf_errors_clear(&errors);
	d->mailbox = conf_mailbox(d->conf, mailbox);
}

void golden_transact(struct golden *d, golden_work *what, struct span args)
{
	struct err err;
	struct txn *t;
	if (store_begin(d->store, TXN_WRITE, &t, &err))
		golden_die(d, "begin", err.text);
	if (what(d, t, args, &err)) {
		store_abort(t);
		golden_die(d, arena_str(&d->a, args), err.text);
	}
	if (store_commit(t, &err))
		golden_die(d, "commit", err.text);
}

static int put_keys(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	(void)args;
	return store_keys_put(t, &d->keys, err);
}

int golden_take(struct golden *d, struct txn *t, struct span file, struct err *err)
{
	struct intake_source source = {.mailbox = d->mailbox, .name = file};
	struct mail mail;
	struct span raw;
	if (!golden_read(&d->a, golden_path(d, arena_str(&d->a, file), "").ptr, &raw))
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

/* --- the steps of a setup --- */

static void clock_keep(struct golden *d, const struct plan_list *done)
{
	for (size_t i = 0; i < done->count; i++)
		*LIST_ADD(&d->a, &d->clock) = (struct golden_turn){d->now, done->items[i]};
}

static int step_wait(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	int64_t seconds = 0, until;
	struct tick tk = {.next = d->now};
	if (!when_duration(args, &seconds))
		return err_set(err, ERR_CONFIG, "no duration");
	until = d->now + seconds;
	d->clock.count = 0;
	for (d->now = 0; d->now < until;) {
		d->now = !tk.more && (!tk.next || tk.next > until) ? until : tk.more ? d->now : tk.next;
		if (tick(d->conf, t, d->now, &d->a, &tk, err))
			return -1;
		clock_keep(d, &tk.done);
	}
	return 0;
}

/* As if the desk had been off for that time: the clock turns only at its end. */
static int step_off(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	int64_t seconds = 0;
	struct tick tk = {.more = true};
	if (!when_duration(args, &seconds))
		return err_set(err, ERR_CONFIG, "no duration");
	d->now += seconds;
	d->clock.count = 0;
	while (tk.more) {
		if (tick(d->conf, t, d->now, &d->a, &tk, err))
			return -1;
		clock_keep(d, &tk.done);
	}
	return 0;
}

static int step_status(struct golden *d, struct txn *t, struct span args, struct err *err)
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

static int step_away(struct golden *d, struct txn *t, struct span args, struct err *err)
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

static int step_unreachable(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	struct customer c;
	if (store_customer(t, &d->a, args, &c, err))
		return -1;
	c.unreachable = true;
	return store_customer_put(t, &c, err);
}

static int step_sent(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	struct span rest = args, number;
	uint64_t n = 0;
	if (!span_word(&rest, &number) || !span_u64(number, &n))
		return err_set(err, ERR_CONFIG, "no number");
	struct span name = arena_printf(&d->a, COUNT_ANSWERS "%.*s", SPAN_ARG(span_trim(rest)));
	return store_count_add(t, name, d->now, HOUR, (uint32_t)n, err);
}

static int step_rotate(struct golden *d, struct txn *t, struct span args, struct err *err)
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

static int step_mailbox(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	d->mailbox = conf_mailbox(d->conf, args);
	return d->mailbox ? 0 : err_set(err, ERR_CONFIG, "no such mailbox");
}

static int step_conf(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	(void)err;
	conf_open(d, arena_str(&d->a, args));
	return 0;
}

static int step_bodies(struct golden *d, struct txn *t, struct span args, struct err *err)
{
	(void)t;
	(void)args;
	(void)err;
	d->bodies = true;
	return 0;
}

static const struct {
	const char *word;
	golden_work *what;
} steps[] = {
	{"mail", golden_take},
	{"wait", step_wait},
	{"off", step_off},
	{"status", step_status},
	{"away", step_away},
	{"sent", step_sent},
	{"rotate", step_rotate},
	{"mailbox", step_mailbox},
	{"conf", step_conf},
	{"bodies", step_bodies},
	{"unreachable", step_unreachable},
};

static void setup_line(struct golden *d, struct span line)
{
	struct span rest = line, word;
	if (!span_word(&rest, &word) || word.ptr[0] == '#')
		return;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (span_eq(word, span_of(steps[i].word))) {
			golden_transact(d, steps[i].what, span_trim(rest));
			return;
		}
	golden_die(d, "no such step", arena_str(&d->a, line));
}

/* "agent/usual" for "agent/close": the setup for mails that have none of their own. */
static const char *usual_of(struct golden *d, const char *name)
{
	struct span kind = span_of(name);
	return arena_printf(&d->a, "%.*s/usual", (int)span_chr(kind, '/'), name).ptr;
}

void golden_open(struct golden *d, const char *name, struct reader *reader)
{
	struct err err;
	struct span setup, line;
	*d = (struct golden){.name = name, .reader = reader, .now = START};
	arena_init(&d->a);
	conf_open(d, "caredesk.conf");
	d->keys.items[0].id = 7;
	for (unsigned char i = 0; i < TOKEN_KEY_SIZE; i++)
		d->keys.items[0].bytes[i] = (unsigned char)(i * 7 + 1);
	if (store_open_memory(&d->store, &err))
		golden_die(d, "store", err.text);
	golden_transact(d, put_keys, SPAN_NONE);
	if (!golden_read(&d->a, golden_path(d, name, ".setup").ptr, &setup) &&
	    !golden_read(&d->a, golden_path(d, usual_of(d, name), ".setup").ptr, &setup))
		return;
	while (span_line(&setup, &line))
		setup_line(d, line);
}

void golden_close(struct golden *d)
{
	store_close(d->store);
	conf_free(d->conf);
	arena_clear(&d->a);
}
