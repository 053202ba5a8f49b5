/* agents: a desk in memory for the tests about agents. Mails are given as text with marks; they are decided and applied
 * as the daemon does it, with a fixed clock and fixed keys.
 *
 * Marks in mails: {{address ROLE TICKET WHO}} a signed address, {{id ROLE TICKET WHO}} a Message-ID without <>; ROLE is
 * customer, agent or question (WHO is then "ann@acme.test#SEQ"), optionally followed by "-expired", "-flipped" or
 * "-upper". */
#ifndef CAREDESK_TESTS_AGENTS_H
#define CAREDESK_TESTS_AGENTS_H

#include "tests/unit/check.h"

#include <ctype.h>
#include <stdio.h>

#include "conf/conf.h"
#include "daemon/core/base/commandtable.h"
#include "daemon/core/base/tokens.h"
#include "daemon/core/decide.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/tick.h"
#include "daemon/report/png.h"
#include "parsers/base/buf.h"
#include "parsers/charset.h"
#include "store/store.h"

#define AGENTS_NOW ((int64_t)1793610000) /* 2026-11-02 09:00 UTC */

struct agents {
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct token_keys keys;
	int64_t now;
	unsigned mails;     /* taken in */
	struct facts facts; /* of the last mail */
	struct plan plan;
	struct plan later; /* of the held mail that it released */
	bool applies;      /* false: the last plan is not applied */
};

/* Opened once for all tests of a program, because opening takes a while. */
static inline struct charsets *agents_charsets(void)
{
	static struct charsets *opened;
	if (!opened)
		opened = charsets_new();
	return opened;
}

#define AGENTS_MUST(call)                                                                                              \
	do {                                                                                                           \
		struct err agents_err = {0}, *err = &agents_err;                                                       \
		if (call)                                                                                              \
			fail_msg("%s:%d: %s: %s", __FILE__, __LINE__, #call, agents_err.text);                         \
	} while (0)

/* Replaces the library's: charts are tested elsewhere, and painting them takes longer than everything else. */
bool png_write(struct buf *out, const struct drawing *d, double scale)
{
	(void)d, (void)scale;
	return buf_str(out, "PNG"), true;
}

static inline struct txn *agents_begin(struct agents *g)
{
	struct txn *t = NULL;
	AGENTS_MUST(store_begin(g->store, TXN_WRITE, &t, err));
	return t;
}

static inline void agents_commit(struct txn *t)
{
	AGENTS_MUST(store_commit(t, err));
}

static inline void agents_open(struct agents *g)
{
	struct conf_errors errors;
	bool missing = false;
	*g = (struct agents){.now = AGENTS_NOW, .applies = true};
	setenv("TZ", "UTC", 1);
	arena_init(&g->a);
	conf_errors_init(&errors);
	if (conf_load("tests/unit/agents.conf", &g->conf, &errors, &missing))
		fail_msg("agents.conf: %s", errors.lines.count ? errors.lines.items[0].ptr : "missing");
	conf_errors_clear(&errors);
	g->keys.items[0].id = 3;
	for (unsigned char i = 0; i < TOKEN_KEY_SIZE; i++)
		g->keys.items[0].bytes[i] = (unsigned char)(i * 5 + 1);
	AGENTS_MUST(store_open_memory(&g->store, err));
	struct txn *t = agents_begin(g);
	AGENTS_MUST(store_keys_put(t, &g->keys, err));
	agents_commit(t);
}

static inline void agents_close(struct agents *g)
{
	store_close(g->store);
	conf_free(g->conf);
	arena_clear(&g->a);
}

static inline struct span agents_token(struct agents *g, struct span role, uint64_t ticket, struct span who)
{
	bool expired = span_ends(role, SPAN("-expired")), flipped = span_ends(role, SPAN("-flipped"));
	enum token_role r = span_starts(role, SPAN("agent"))      ? TOKEN_AGENT
			    : span_starts(role, SPAN("note"))     ? TOKEN_NOTE
			    : span_starts(role, SPAN("question")) ? TOKEN_QUESTION
			    : span_starts(role, SPAN("command"))  ? TOKEN_COMMAND
								  : TOKEN_CUSTOMER;
	int64_t expires = AGENTS_NOW + (expired ? -86400 : 365 * (int64_t)86400);
	ptrdiff_t at = span_chr(who, '=');
	struct span word = span_from(who, (size_t)(at < 0 ? (ptrdiff_t)who.len : at + 1));
	if (at >= 0)
		who = r == TOKEN_COMMAND ? tokens_command_recipient(&g->a, span_sub(who, 0, (size_t)at), word)
					 : arena_printf(&g->a, "%.*s %.*s", (int)at, who.ptr, SPAN_ARG(word));
	struct span token = token_make(&g->a, &g->keys, r, ticket, who, expires);
	char *text = arena_str(&g->a, token);
	if (flipped)
		text[30] = text[30] == 'a' ? 'b' : 'a';
	for (size_t i = 0; span_ends(role, SPAN("-upper")) && i < token.len; i++)
		text[i] = (char)toupper((unsigned char)text[i]);
	return span_make(text, token.len);
}

static inline struct span agents_mark(struct agents *g, struct span mark)
{
	struct span rest = mark, what = {0}, role = {0}, number = {0}, who = {0};
	uint64_t ticket = 0;
	if (!span_word(&rest, &what) || !span_word(&rest, &role) || !span_word(&rest, &number) ||
	    !span_word(&rest, &who) || !span_u64(number, &ticket))
		fail_msg("a broken mark: %.*s", SPAN_ARG(mark));
	struct span token = agents_token(g, role, ticket, who);
	return span_eq(what, SPAN("address")) ? token_address(&g->a, token, SPAN("support@acme.test"))
					      : token_msgid(&g->a, token, 77, SPAN("acme.test"));
}

static inline struct span agents_fill(struct agents *g, struct span text)
{
	struct buf out;
	ptrdiff_t at, end;
	buf_init(&out, BUF_MAX);
	while ((at = span_find(text, SPAN("{{"))) >= 0 && (end = span_find(text, SPAN("}}"))) > at) {
		buf_add(&out, span_sub(text, 0, (size_t)at));
		buf_add(&out, agents_mark(g, span_sub(text, (size_t)at + 2, (size_t)(end - at) - 2)));
		text = span_from(text, (size_t)end + 2);
	}
	buf_add(&out, text);
	struct span filled = arena_dup(&g->a, buf_span(&out));
	buf_clear(&out);
	return filled;
}

static inline struct mail agents_parse(struct agents *g, const char *text)
{
	struct mail mail;
	AGENTS_MUST(mail_parse(agents_charsets(), &g->a, agents_fill(g, span_of(text)), &mail, err));
	return mail;
}

/* Decides a held mail again, now proven, as daemon/desk/intake.c does with a reader. */
static inline void agents_release(struct agents *g, struct txn *t)
{
	const struct plan_release *r = &g->plan.release;
	struct span raw;
	struct mail mail;
	struct facts facts;
	AGENTS_MUST(store_raw(t, &g->a, r->ticket, r->seq, &raw, err));
	AGENTS_MUST(mail_parse(agents_charsets(), &g->a, raw, &mail, err));
	AGENTS_MUST(gather_mail(g->conf, t, &g->conf->mailboxes[0], &mail, true, g->now, &g->a, &facts, err));
	facts.duplicate = false;
	facts.held_ticket = r->ticket;
	facts.held_seq = r->seq;
	facts.anyway = r->anyway;
	decide(g->conf, &mail, &facts, g->now, &g->a, &g->later);
	AGENTS_MUST(apply_plan(t, &g->later, raw, g->now, err));
}

/* Takes the mail in; if it has no Message-ID, one is added. g->plan is the resulting plan. */
static inline void agents_take_bytes(struct agents *g, struct span text)
{
	struct mail mail;
	struct span raw = agents_fill(g, text);
	struct err parse_err;
	g->plan = g->later = (struct plan){0};
	/* the daemon would quarantine it */
	if (mail_parse(agents_charsets(), &g->a, raw, &mail, &parse_err))
		return;
	struct txn *t = agents_begin(g);
	AGENTS_MUST(gather_mail(g->conf, t, &g->conf->mailboxes[0], &mail, false, g->now, &g->a, &g->facts, err));
	decide(g->conf, &mail, &g->facts, g->now, &g->a, &g->plan);
	if (!g->applies) {
		store_abort(t);
		return;
	}
	struct seen_at at = {.ticket = g->plan.ticket};
	for (size_t i = 0; i < g->plan.messages.count; i++)
		if (g->plan.messages.items[i].with_raw)
			at.seq = g->plan.messages.items[i].message.seq;
	AGENTS_MUST(apply_plan(t, &g->plan, raw, g->now, err));
	AGENTS_MUST(store_msgid_put(t, mail.message_id, &at, err));
	if (g->plan.has_release)
		agents_release(g, t);
	agents_commit(t);
	g->now += 60;
}

static inline void agents_take(struct agents *g, const char *text)
{
	g->mails++;
	if (!strstr(text, "Message-ID:"))
		text = arena_str(&g->a, arena_printf(&g->a, "Message-ID: <m%u@example.org>\n%s", g->mails, text));
	agents_take_bytes(g, span_of(text));
}

/* Jo opens the next ticket (1, 2, 3 …), with Lee as a watcher. */
static inline void agents_customer(struct agents *g, const char *subject, const char *text)
{
	char *mail = arena_str(&g->a, arena_printf(&g->a,
						   "From: Jo Doe <jo@example.org>\nTo: support@acme.test\n"
						   "Cc: lee@example.org\nSubject: %s\n\n%s\n",
						   subject, text));
	agents_take(g, mail);
}

/* The n-th agent command with arguments that work: "#close", "#merge 1"; NULL when there are no more. */
static inline const char *agents_command(struct arena *a, size_t n)
{
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *def = &command_table[i];
		if (def->who != WHO_AGENT || def->use == USE_LATER || n-- != 0)
			continue;
		struct span form = span_of(def->form), other = SPAN(" 1043");
		return span_ends(form, other)
			       ? arena_printf(a, "%.*s 1", SPAN_ARG(span_sub(form, 0, form.len - other.len))).ptr
			       : def->form;
	}
	return NULL;
}

static inline struct ticket agents_ticket(struct agents *g, uint64_t id)
{
	struct ticket ticket = {0};
	struct txn *t = agents_begin(g);
	AGENTS_MUST(store_ticket(t, &g->a, id, &ticket, err));
	store_abort(t);
	return ticket;
}

static inline struct message_list agents_messages(struct agents *g, uint64_t id)
{
	struct message_list list = {0};
	struct txn *t = agents_begin(g);
	AGENTS_MUST(store_messages(t, &g->a, id, &list, err));
	store_abort(t);
	return list;
}

static inline const struct outmail *agents_mail_in(const struct plan *p, const char *to, const char *template)
{
	for (size_t i = 0; i < p->mails.count; i++)
		if (span_ieq(p->mails.items[i].to, span_of(to)) &&
		    (!template || span_eq(p->mails.items[i].template, span_of(template))))
			return &p->mails.items[i];
	return NULL;
}

/* The last plan's mail to that address, made from that template (NULL: any), or NULL if there is none. */
static inline const struct outmail *agents_mail(const struct agents *g, const char *to, const char *template)
{
	return agents_mail_in(&g->plan, to, template);
}

/* The mail's text above the quoted conversation. */
static inline struct span agents_said(const struct outmail *mail)
{
	ptrdiff_t at = mail ? span_find(mail->body, SPAN("\n\nOn ")) : -1;
	return mail ? span_trim(span_sub(mail->body, 0, at < 0 ? mail->body.len : (size_t)at)) : SPAN_NONE;
}

static inline bool agents_event(const struct plan *p, const char *name)
{
	for (size_t i = 0; i < p->events.count; i++)
		if (span_eq(span_of(event_name(p->events.items[i].kind)), span_of(name)))
			return true;
	return false;
}

/* The first mail of the plan to an address outside the team, or NULL. */
static inline const struct outmail *agents_outside(const struct agents *g, const struct plan *p)
{
	for (size_t i = 0; i < p->mails.count; i++)
		if (!conf_agent_address(g->conf, p->mails.items[i].to) &&
		    !span_ieq(p->mails.items[i].to, g->conf->manager))
			return &p->mails.items[i];
	return NULL;
}

#endif
