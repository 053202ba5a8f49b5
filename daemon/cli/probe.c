#include "daemon/cli/probe.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/hookbody.h"
#include "daemon/edge/imap.h"
#include "daemon/edge/maildir.h"
#include "daemon/edge/webhook.h"
#include "daemon/edge/wire.h"
#include "daemon/run/outlet.h"
#include "parsers/base/addrspec.h"
#include "parsers/base/digest.h"
#include "parsers/base/monotonic.h"
#include "parsers/base/token.h"

#define MAX_PROBE ((size_t)64 << 10) /* bytes of the mail */
#define MAX_ITEMS 1000               /* mails that are looked at */
#define LOOK_AGAIN_S 1               /* if nothing reports new mail */

struct probe {
	const struct conf *conf;
	const struct mailbox_conf *mailbox;
	struct arena *arena;
	struct span id, token; /* its Message-ID, and the token in that */
	struct span headers;
	struct span from; /* a customer, whose mail stays; empty: the desk itself */
};

static struct span random_token(struct arena *a, struct span recipient)
{
	struct token_keys keys = {0};
	token_rotate(&keys);
	return token_make(a, &keys, TOKEN_CUSTOMER, 0, recipient, clock_now());
}

struct span probe_address(struct arena *a, struct span address)
{
	return token_address(a, random_token(a, address), address);
}

int probe_sender(const struct smtp_conf *conf, struct span from, struct err *err)
{
	struct smtp *smtp = NULL;
	struct delivery_result result;
	if (conf->sending != SENDING_SMTP)
		return 0;
	if (smtp_open(conf, &smtp, err) != 0)
		return -1;
	smtp_offer(smtp, from, from, &result);
	smtp_close(smtp);
	if (result.outcome == DELIVERY_SENT)
		return 0;
	*err = result.err;
	return -1;
}

/* ---- the mail ---- */

static void compose(const struct probe *p, struct span to, struct outmail *m)
{
	const struct conf *conf = p->conf;
	struct token token;
	*m = (struct outmail){.id = (uint64_t)getpid(), .created = clock_now(), .to = to, .from = conf->address};
	m->from_name = conf->name;
	if (p->from.len) {
		m->from = p->from;
		m->from_name = SPAN_NONE;
	}
	m->envelope_from = conf->address;
	m->subject = p->from.len ? SPAN("A first mail to the desk") : SPAN("caredesk tests whether mail arrives");
	m->body = p->from.len ? SPAN("Hello,\n\nthis is a test: does the desk answer?\n")
			      : SPAN("The desk has sent itself this mail to test whether mail arrives here. It deletes "
				     "it again.\n");
	m->template = p->from.len ? SPAN_NONE : SPAN("probe");
	m->auto_submitted = p->from.len ? AUTO_NO : AUTO_GENERATED;
	m->message_id = p->id;
	span_list_add(p->arena, &m->tokens, p->token);
	if (token_from_address(to, conf->address, &token))
		span_list_add(p->arena, &m->tokens, token.text);
}

static int deliver(const struct probe *p, const struct outmail *mail, struct span bytes, struct err *err)
{
	struct outlet outlet = {.conf = &p->conf->smtp};
	struct delivery_result result = {0};
	int code = outlet_send(&outlet, mail, bytes, &result, err);
	if (code == 0 && result.outcome != DELIVERY_SENT) {
		*err = result.err;
		code = -1;
	}
	outlet_rest(&outlet);
	return code;
}

static int send(const struct probe *p, struct span to, struct err *err)
{
	struct outmail mail;
	struct buf bytes;
	size_t found = 0;
	buf_init(&bytes, MAX_PROBE);
	compose(p, to, &mail);
	int code = wire_mail(&mail, NULL, CAREDESK_VERSION, &bytes, &found, err);
	if (code == 0)
		code = deliver(p, &mail, buf_span(&bytes), err);
	buf_clear(&bytes);
	return code;
}

/* Is it our mail? If so, keeps its headers. */
static bool recognise(struct probe *p, struct span raw)
{
	ptrdiff_t end = span_find(raw, SPAN("\r\n\r\n"));
	if (end < 0)
		end = span_find(raw, SPAN("\n\n"));
	struct span headers = span_sub(raw, 0, end < 0 ? raw.len : (size_t)end);
	if (span_find(headers, p->id) < 0)
		return false;
	p->headers = arena_dup(p->arena, headers);
	return true;
}

/* ---- where it arrives: an IMAP folder ---- */

/* Looks at mails with UIDs above `after`, and deletes ours once it is found. */
static int look_imap(struct probe *p, struct imap *imap, uint64_t after, struct err *err)
{
	struct imap_item_list items = {0};
	struct arena a;
	arena_init(&a);
	int result = imap_list(imap, after, MAX_ITEMS, &a, &items, err);
	for (size_t i = 0; result == 0 && !p->headers.len && i < items.count; i++) {
		struct span headers;
		result = imap_fetch_headers(imap, items.items[i].uid, &a, &headers, err);
		if (result == 0 && recognise(p, headers) && !p->from.len)
			result = imap_delete(imap, items.items[i].uid, err);
		else if (result != 0 && err->kind == ERR_NOTFOUND)
			result = 0; /* another client was faster */
	}
	arena_clear(&a);
	return result;
}

/* The watched folder, and the one that a running desk moves its mails to. */
struct places {
	struct mailbox_conf done;
	struct imap *folders[2]; /* the second NULL: there is none */
	uint64_t after[2];
};

static int open_places(const struct mailbox_conf *mailbox, struct places *p, struct err *err)
{
	p->done = *mailbox;
	p->done.folder = mailbox->move_to;
	p->done.move_to = NULL;
	if (imap_open(mailbox, &p->folders[0], err) != 0 ||
	    (mailbox->move_to && imap_open(&p->done, &p->folders[1], err) != 0))
		return -1;
	for (size_t i = 0; i < 2; i++)
		if (p->folders[i] && imap_uidnext(p->folders[i]))
			p->after[i] = imap_uidnext(p->folders[i]) - 1;
	return 0;
}

static int wait_imap(struct probe *p, struct places *places, int64_t end, struct err *err)
{
	int result = 0;
	while (result == 0 && !p->headers.len && monotonic_ms() < end) {
		bool news;
		for (size_t i = 0; i < 2 && result == 0 && !p->headers.len; i++)
			if (places->folders[i])
				result = look_imap(p, places->folders[i], places->after[i], err);
		if (result == 0 && !p->headers.len)
			result = imap_wait(places->folders[0], LOOK_AGAIN_S, -1, &news, err);
	}
	return result;
}

static int round_imap(struct probe *p, struct span to, int seconds, struct err *err)
{
	struct places places = {0};
	int result = open_places(p->mailbox, &places, err);
	if (result == 0)
		result = send(p, to, err);
	if (result == 0)
		result = wait_imap(p, &places, monotonic_ms() + seconds * 1000, err);
	imap_close(places.folders[0]);
	imap_close(places.folders[1]);
	return result;
}

/* ---- a Maildir ---- */

static int look_maildir(struct probe *p, struct err *err)
{
	const char *path = p->mailbox->maildir;
	struct maildir_item_list items = {0};
	struct arena a;
	arena_init(&a);
	int result = maildir_list(path, MAX_ITEMS, &a, &items, err);
	for (size_t i = 0; result == 0 && !p->headers.len && i < items.count; i++) {
		struct span raw;
		if (maildir_read(path, &items.items[i], MAX_PROBE, &a, &raw, err) == 0 && recognise(p, raw) &&
		    !p->from.len)
			unlink(arena_printf(&a, "%s/%.*s", path, SPAN_ARG(items.items[i].path)).ptr);
	}
	arena_clear(&a);
	return result;
}

static int round_maildir(struct probe *p, struct span to, int seconds, struct err *err)
{
	int64_t end = monotonic_ms() + seconds * 1000;
	int watch = maildir_watch(p->mailbox->maildir, err);
	int result = watch < 0 ? -1 : send(p, to, err);
	while (result == 0 && (result = look_maildir(p, err)) == 0 && !p->headers.len && monotonic_ms() < end)
		maildir_wait(watch, LOOK_AGAIN_S * 1000, -1);
	if (watch >= 0)
		close(watch);
	return result;
}

static int round_trip(struct probe *p, struct span to, int seconds, struct err *err)
{
	const struct mailbox_conf *m = p->mailbox;
	int result = m->is_maildir ? round_maildir(p, to, seconds, err) : round_imap(p, to, seconds, err);
	if (result != 0 || p->headers.len)
		return result;
	return err_set(err, ERR_NOTFOUND, "a mail to %.*s was sent, and did not arrive within %d s", SPAN_ARG(to),
		       seconds);
}

int probe_ticket(const struct conf *conf, struct span from, int seconds, struct arena *a, struct err *err)
{
	struct probe p = {.conf = conf, .mailbox = &conf->mailboxes[0], .arena = a, .from = from};
	p.token = random_token(a, from);
	p.id = arena_printf(a, "first.%.*s@%.*s", SPAN_ARG(p.token), SPAN_ARG(addrspec_domain(from)));
	return round_trip(&p, conf->address, seconds, err);
}

int probe_round(const struct conf *conf, const struct mailbox_conf *mailbox, struct span to, int seconds,
		struct arena *a, struct span *headers, struct err *err)
{
	struct probe p = {.conf = conf, .mailbox = mailbox, .arena = a};
	p.token = random_token(a, to);
	p.id = token_msgid(a, p.token, (uint64_t)getpid(), addrspec_domain(conf->address));
	if (round_trip(&p, to, seconds, err) != 0)
		return -1;
	*headers = p.headers;
	return 0;
}

/* ---- webhooks ---- */

int probe_webhook(const struct webhook_conf *hook, struct err *err)
{
	struct arena a;
	struct span key;
	struct webhook_result r = {.outcome = WEBHOOK_DOWN};
	uint64_t number;
	arena_init(&a);
	digest_random(&number, sizeof number);
	struct span id = arena_printf(&a, "msg_test%016llx", (unsigned long long)number);
	int result = webhook_key(hook, &a, &key, err);
	if (result == 0) {
		webhook_post(hook, key, id, clock_now(), hookbody_test(&a, hook->name, clock_now()), 0, &r);
		*err = r.err;
		result = r.outcome == WEBHOOK_TAKEN ? 0 : -1;
		explicit_bzero((char *)key.ptr, key.len);
	}
	arena_clear(&a);
	return result;
}
