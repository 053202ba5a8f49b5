#include "daemon/run/outage.h"

#include <inttypes.h>
#include <stdio.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/run/bell.h"
#include "daemon/run/retry.h"

static struct span outage_note_name(const struct outage *o, struct arena *a)
{
	return arena_printf(a, "down:%.*s", SPAN_ARG(o->mailbox->name));
}

/* "SINCE" or "SINCE told" */
static void outage_read_note(struct outage *o, struct span note)
{
	struct span word;
	uint64_t since;
	if (!span_word(&note, &word) || !span_u64(word, &since))
		return;
	o->since = (int64_t)since;
	o->told = span_word(&note, &word) && span_eq(word, SPAN("told"));
}

int outage_init(struct outage *o, const struct conf *conf, struct store *store, const struct mailbox_conf *mailbox,
		struct err *err)
{
	struct arena a;
	struct txn *t;
	struct span note;
	*o = (struct outage){.conf = conf, .store = store, .mailbox = mailbox};
	if (store_begin(store, TXN_READ, &t, err) != 0)
		return -1;
	arena_init(&a);
	int result = store_note(t, &a, outage_note_name(o, &a), &note, err);
	if (result == 0)
		outage_read_note(o, note);
	else if (err->kind == ERR_NOTFOUND)
		result = 0;
	store_abort(t);
	arena_clear(&a);
	return result;
}

struct change {
	struct outage *outage;
	bool down, tell;
	struct span error;
};

static int change_work(struct txn *t, void *ctx, struct err *err)
{
	struct change *c = ctx;
	struct outage *o = c->outage;
	struct arena a;
	arena_init(&a);
	struct span note = SPAN_NONE;
	if (c->down)
		note = arena_printf(&a, "%" PRId64 "%s", o->since, c->tell || o->told ? " told" : "");
	int result = store_note_put(t, outage_note_name(o, &a), note, err);
	struct notice_outage n = {o->mailbox->name, c->error, c->down, o->since};
	if (result == 0 && c->tell)
		result = notice_mailbox(o->conf, t, &n, clock_now(), &a, err);
	arena_clear(&a);
	return result;
}

static bool outage_change(struct outage *o, bool down, bool tell, struct span error)
{
	struct change c = {o, down, tell, error};
	struct err err;
	if (transact(o->store, change_work, &c, &err) != 0) {
		log_err(LOG_ERROR, "outage", &err);
		return false;
	}
	if (tell)
		bell_ring(o->conf->store_path, "sender");
	return true;
}

static void log_failed(const struct outage *o, const struct err *why, int64_t pause)
{
	struct log_line l;
	log_start(&l, LOG_WARN, "mailbox-failed");
	log_span(&l, "mailbox", o->mailbox->name);
	log_text(&l, "kind", log_kind(why));
	log_text(&l, "error", why->text);
	log_number(&l, "failures", o->failures);
	log_number(&l, "pause", pause);
	log_end(&l);
}

int64_t outage_failed(struct outage *o, const struct err *why)
{
	const struct retry_policy *policy = why->kind == ERR_REFUSED ? &retry_login : &retry_mailbox;
	int64_t now = clock_now(), pause = retry_pause(policy, ++o->failures, (uint64_t)o->mailbox->name.len);
	if (o->since == 0) {
		o->since = now;
		outage_change(o, true, false, SPAN_NONE);
	}
	int64_t left = o->since + o->conf->limits.alarm_after - now;
	/* a grant that has ended needs a person to log in again */
	bool at_once = why->kind == ERR_CONFIG && conf_oauth(&o->mailbox->imap);
	if (!o->told && (left <= 0 || at_once))
		o->told = outage_change(o, true, true, span_of(why->text));
	log_failed(o, why, pause);
	return !o->told && left > 0 && left < pause ? left : pause;
}

void outage_over(struct outage *o)
{
	struct log_line l;
	if (o->since == 0)
		return;
	log_start(&l, LOG_INFO, "mailbox-recovered");
	log_span(&l, "mailbox", o->mailbox->name);
	log_number(&l, "after", clock_now() - o->since);
	log_end(&l);
	if (outage_change(o, false, o->told, SPAN_NONE)) {
		o->since = 0;
		o->told = false;
	}
}
