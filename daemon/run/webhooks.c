#include "daemon/run/webhooks.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/history.h"
#include "daemon/desk/hookbody.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/edge/webhook.h"
#include "daemon/run/bell.h"
#include "daemon/run/retry.h"
#include "daemon/run/state.h"
#include "parsers/base/monotonic.h"
#include "store/store.h"

#define LOOK_MS 1000  /* nothing announces what happens meanwhile */
#define PER_TICKET 16 /* calls of one ticket, one after the other */
#define MARK_SECONDS 60
#define PAUSE_MS 10000 /* after an error of the store */
#define SWEEP_BATCH ((size_t)1000)
#define PATIENCE 10 /* calls that fail in a row, of any tickets: the webhook itself is down */

static const struct retry_policy webhook_policy = {.first = 2, .cap = 3600};

struct told { /* the outcome of one call */
	uint64_t ticket;
	uint32_t seq;
	bool done; /* taken */
	int64_t after;
	struct err why;
};

struct webhooks {
	const struct child_env *env;
	const struct webhook_conf *hook;
	struct store *store;
	struct span key;
	struct arena keep, arena, of_ticket; /* for the process; for one round; for the current ticket */
	struct told told[WEBHOOKS_BATCH];
	size_t count;
	int64_t marked;    /* when, monotonic ms */
	uint32_t failures; /* in a row */
	int64_t pause;     /* seconds in which the webhook itself gets no calls; 0: it does */
	bool gone;         /* it answered 410 */
	bool missed;       /* something could not be sent now */
	bool expired;      /* expire_work has given something up */
	int bell;
	struct state state;
};

/* --- its state, for other processes --- */

static void webhook_say(struct webhooks *w, const char *why)
{
	w->state.now = why ? STATE_DOWN : STATE_OK;
	snprintf(w->state.error, sizeof w->state.error, "%s", why ? why : "");
	w->state.seen = why ? w->state.seen : clock_now();
	state_write(w->env->conf->store_path, "webhook", w->hook->name, &w->state);
}

static void log_call(const struct webhooks *w, const struct call *call, uint32_t seq, const struct webhook_result *r,
		     int64_t ms)
{
	struct log_line l;
	log_start(&l, r->outcome == WEBHOOK_TAKEN ? LOG_INFO : LOG_WARN, "webhook");
	log_span(&l, "webhook", w->hook->name);
	log_number(&l, "ticket", (int64_t)call->ticket);
	log_number(&l, "seq", seq);
	log_text(&l, "outcome", webhook_outcome_name(r->outcome));
	if (r->outcome != WEBHOOK_TAKEN)
		log_text(&l, "error", r->err.text);
	log_number(&l, "attempts", seq == call->seq ? call->attempts + 1 : 1);
	log_number(&l, "ms", ms);
	log_end(&l);
}

/* --- what is due --- */

struct due_calls { /* of one ticket, in order; bodies belong to of_ticket */
	struct call call;
	struct due_event {
		uint32_t seq;
		struct span id, body;
	} items[PER_TICKET];
	size_t count;
};

static int make_body(struct webhooks *w, struct txn *t, const struct ticket *ticket, const struct event *event,
		     struct due_event *out, struct err *err)
{
	struct message message;
	struct hookbody b = {.event = event, .ticket = ticket, .texts = w->hook->texts};
	uint32_t seq = hookbody_message(event);
	if (seq && store_message(t, &w->of_ticket, ticket->id, seq, &message, err) == 0)
		b.message = &message;
	else if (seq && err->kind != ERR_NOTFOUND)
		return -1;
	*out = (struct due_event){event->seq, hookbody_id(&w->of_ticket, w->env->conf->address, event),
				  hookbody_make(&w->of_ticket, &b)};
	return 0;
}

static int make_bodies(struct webhooks *w, struct txn *t, struct due_calls *out, struct err *err)
{
	struct event_list events;
	struct ticket ticket;
	if (store_call_events(t, &w->of_ticket, &out->call, PER_TICKET, &events, err) != 0 ||
	    store_ticket(t, &w->of_ticket, out->call.ticket, &ticket, err) != 0)
		return -1;
	for (size_t i = 0; i < events.count; i++, out->count++)
		if (make_body(w, t, &ticket, &events.items[i], &out->items[i], err) != 0)
			return -1;
	return 0;
}

/* If the ticket was deleted, so was its call. */
static int read_calls(struct webhooks *w, uint64_t ticket, struct due_calls *out, struct err *err)
{
	struct txn *t;
	out->count = 0;
	if (store_begin(w->store, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_call(t, &w->of_ticket, w->hook->name, ticket, &out->call, err);
	bool found = rc == 0;
	rc = found ? make_bodies(w, t, out, err) : err->kind == ERR_NOTFOUND ? 0 : -1;
	store_abort(t);
	return rc;
}

/* --- marks --- */

/* True: it is kept for another attempt. */
static bool keeps(const struct webhooks *w, struct call *call, const struct told *told, int64_t now)
{
	struct retry_policy policy = webhook_policy;
	policy.give_up = w->env->conf->limits.give_up;
	call->attempts++;
	call->error = span_of(told->why.text);
	if (w->gone || !retry_next(&policy, call->created, call->attempts, call->ticket, now, &call->next))
		return false;
	if (call->next < now + told->after)
		call->next = now + told->after;
	return true;
}

static int drop_call(struct webhooks *w, struct txn *t, const struct call *call, int64_t now, struct err *err)
{
	struct event e = {.actor = SPAN("desk"),
			  .kind = EVENT_HOOK_DROPPED,
			  .what = w->hook->name,
			  .number = call->seq,
			  .why = call->error};
	w->state.counts[WEBHOOKS_DROPPED]++;
	int rc = w->gone ? store_call_drop(t, call->hook, call->ticket, err)
			 : store_call_done(t, call->hook, call->ticket, call->seq, err);
	if (rc != 0 || (!w->gone && history_put(t, &w->arena, call->ticket, e, now, err) != 0))
		return -1;
	return notice_webhook(w->env->conf, t, w->hook->name, call->error, w->gone, now, &w->arena, err);
}

static int mark_call(struct webhooks *w, struct txn *t, const struct told *told, int64_t now, struct err *err)
{
	struct call call;
	if (told->done)
		return store_call_done(t, w->hook->name, told->ticket, told->seq, err);
	if (store_call(t, &w->arena, w->hook->name, told->ticket, &call, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	if (call.seq != told->seq)
		return 0; /* an admin has dropped it meanwhile */
	return keeps(w, &call, told, now) ? store_call_put(t, &call, err) : drop_call(w, t, &call, now, err);
}

static int mark_told_work(struct txn *t, void *ctx, struct err *err)
{
	struct webhooks *w = ctx;
	int64_t now = clock_now();
	uint64_t dropped = w->state.counts[WEBHOOKS_DROPPED];
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < w->count; i++)
		rc = mark_call(w, t, &w->told[i], now, err);
	if (rc != 0)
		w->state.counts[WEBHOOKS_DROPPED] = dropped;
	return rc;
}

/* The manager's notice is sent at once. */
static void ring_if_dropped(const struct webhooks *w, uint64_t before)
{
	if (w->state.counts[WEBHOOKS_DROPPED] != before)
		bell_ring(w->env->conf->store_path, "sender");
}

/* A full disk stops the calls here: nothing more may be sent until the outcomes are marked. */
static void mark_told(struct webhooks *w)
{
	struct err err;
	uint64_t dropped = w->state.counts[WEBHOOKS_DROPPED];
	for (uint32_t failures = 1; w->count > 0 && transact(w->store, mark_told_work, w, &err) != 0; failures++) {
		log_err(LOG_ERROR, "mark", &err);
		if (child_wait(w->env, -1, 1000 * retry_pause(&retry_mailbox, failures, 0)) == CHILD_STOP)
			return;
	}
	ring_if_dropped(w, dropped);
	w->count = 0;
	w->marked = monotonic_ms();
}

static void note_told(struct webhooks *w, uint64_t ticket, uint32_t seq, const struct webhook_result *r)
{
	w->told[w->count++] = (struct told){ticket, seq, r->outcome == WEBHOOK_TAKEN, r->after, r->err};
	if (w->count == WEBHOOKS_BATCH || monotonic_ms() - w->marked >= WEBHOOKS_MARK_MS)
		mark_told(w);
}

/* --- calling --- */

/* Decides for how long the webhook itself gets no calls. */
static void judge_call(struct webhooks *w, const struct webhook_result *r, uint64_t seed)
{
	if (r->outcome == WEBHOOK_TAKEN) {
		w->failures = 0;
		return;
	}
	w->missed = true;
	w->gone = w->gone || r->outcome == WEBHOOK_GONE;
	w->failures++;
	if (r->outcome == WEBHOOK_DOWN || r->outcome == WEBHOOK_BUSY || w->failures >= PATIENCE)
		w->pause = retry_pause(&webhook_policy, w->failures, seed);
	if (w->pause && w->pause < r->after)
		w->pause = r->after;
}

/* False: the ticket's later events have to wait. */
static bool tell_one(struct webhooks *w, const struct call *call, const struct due_event *d)
{
	struct webhook_result r;
	int64_t start = monotonic_ms();
	child_expect(w->env, w->hook->timeout + MARK_SECONDS);
	webhook_post(w->hook, w->key, d->id, clock_now(), d->body, w->env->stop, &r);
	if (r.outcome == WEBHOOK_DOWN && child_stopping(w->env))
		return false; /* the call was cut off: its outcome is not known */
	int64_t took = monotonic_ms() - start;
	bool taken = r.outcome == WEBHOOK_TAKEN;
	w->state.counts[taken ? WEBHOOKS_TAKEN : WEBHOOKS_FAILED]++;
	state_took(&w->state, took);
	log_call(w, call, d->seq, &r, took);
	judge_call(w, &r, call->ticket);
	webhook_say(w, taken ? NULL : r.err.text);
	note_told(w, call->ticket, d->seq, &r);
	return taken;
}

static int tell_ticket(struct webhooks *w, uint64_t ticket, struct err *err)
{
	struct due_calls due;
	int rc = read_calls(w, ticket, &due, err);
	for (size_t i = 0; rc == 0 && i < due.count && !child_stopping(w->env); i++)
		if (!tell_one(w, &due.call, &due.items[i]))
			break;
	arena_clear(&w->of_ticket);
	child_progress(w->env);
	return rc;
}

static int list_due_calls(struct webhooks *w, struct call_list *out, struct err *err)
{
	struct txn *t;
	if (store_begin(w->store, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_calls_due(t, &w->arena, w->hook->name, clock_now(), WEBHOOKS_BATCH, out, err);
	store_abort(t);
	return rc;
}

/* --- a webhook that is down, or gone for good --- */

struct span webhooks_gone_note(struct arena *a, struct span hook)
{
	return arena_printf(a, "webhook-gone:%.*s", SPAN_ARG(hook));
}

/* Gives up calls that have waited too long, without another attempt; with `gone`, all. */
static int expire_work(struct txn *t, void *ctx, struct err *err)
{
	struct webhooks *w = ctx;
	struct call_list due;
	int64_t now = clock_now(), over = now - w->env->conf->limits.give_up;
	w->expired = false;
	if (store_calls_due(t, &w->arena, w->hook->name, INT64_MAX, WEBHOOKS_BATCH, &due, err) != 0)
		return -1;
	for (size_t i = 0; i < due.count; i++) {
		struct call *call = &due.items[i];
		if (!w->gone && call->created > over)
			continue;
		w->expired = true;
		call->error = call->error.len ? call->error : span_of(w->state.error);
		if (drop_call(w, t, call, now, err) != 0)
			return -1;
	}
	return 0;
}

static int expire(struct webhooks *w, struct err *err)
{
	do {
		uint64_t dropped = w->state.counts[WEBHOOKS_DROPPED];
		child_expect(w->env, MARK_SECONDS);
		if (transact(w->store, expire_work, w, err) != 0)
			return -1;
		ring_if_dropped(w, dropped);
	} while (w->expired && !child_stopping(w->env));
	return 0;
}

static int gone_work(struct txn *t, void *ctx, struct err *err)
{
	struct webhooks *w = ctx;
	return store_note_put(t, webhooks_gone_note(&w->arena, w->hook->name), span_of(w->hook->url), err);
}

/* `gone` stays until the webhook has another URL, or an admin asks for another attempt. */
static int read_gone(struct webhooks *w, struct err *err)
{
	struct span url;
	struct txn *t;
	if (store_begin(w->store, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_note(t, &w->arena, webhooks_gone_note(&w->arena, w->hook->name), &url, err);
	store_abort(t);
	if (rc != 0 && err->kind != ERR_NOTFOUND)
		return -1;
	w->gone = rc == 0 && span_eq(url, span_of(w->hook->url));
	return 0;
}

/* --- the rounds --- */

static int tell_due(struct webhooks *w, bool *idle, struct err *err)
{
	struct call_list due;
	bool was_gone = w->gone;
	if (list_due_calls(w, &due, err) != 0)
		return -1;
	*idle = due.count == 0;
	for (size_t i = 0; i < due.count && !w->gone && !w->pause && !child_stopping(w->env); i++)
		if (tell_ticket(w, due.items[i].ticket, err) != 0)
			return -1;
	mark_told(w);
	if (w->gone && !was_gone && transact(w->store, gone_work, w, err) != 0)
		return -1;
	return w->gone || w->pause ? expire(w, err) : 0;
}

/* Milliseconds until the next round. */
static int64_t webhook_pause(struct webhooks *w, int rc, const struct err *err, bool idle)
{
	int64_t pause = w->pause * 1000;
	w->pause = 0;
	if (rc != 0) {
		log_err(LOG_ERROR, "webhook", err);
		return PAUSE_MS;
	}
	return pause ? pause : idle || w->gone ? LOOK_MS : 0;
}

/* False: this process is to end. */
static bool round_of(struct webhooks *w)
{
	struct err err;
	bool idle = true;
	bell_drain(w->bell);
	child_expect(w->env, MARK_SECONDS);
	int rc = w->gone ? read_gone(w, &err) : 0;
	if (rc == 0)
		rc = tell_due(w, &idle, &err);
	mark_told(w);
	arena_clear(&w->arena);
	bool left_alone = w->pause > 0;
	int64_t pause = webhook_pause(w, rc, &err, idle);
	if (w->env->once && (pause > 0 || left_alone))
		return false;
	if (left_alone && hidden_stale(w->env->hidden)) /* started again, it can read the new file */
		return false;
	store_rest(w->store);
	return pause ? child_wait(w->env, w->bell, pause) != CHILD_STOP : !child_stopping(w->env);
}

int webhooks_run(const struct child_env *env, const struct webhook_conf *hook, unsigned index)
{
	struct webhooks w = {.env = env, .hook = hook, .bell = -1};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .hooks = conf_hooks(env->conf)};
	struct err err;
	arena_init(&w.keep);
	arena_init(&w.arena);
	arena_init(&w.of_ticket);
	state_read(env->conf->store_path, "webhook", hook->name, &w.state);
	w.state.once = env->once;
	int rc = webhook_key(hook, &w.keep, &w.key, &err);
	if (rc == 0)
		rc = store_open(&o, &w.store, &err);
	if (rc == 0)
		rc = bell_listen(env->conf->store_path, "webhook", index, &w.bell, &err);
	if (rc == 0)
		rc = read_gone(&w, &err);
	if (rc != 0)
		log_err(LOG_ERROR, "webhook", &err);
	while (rc == 0 && round_of(&w))
		;
	if (w.bell >= 0)
		close(w.bell);
	store_close(w.store);
	arena_clear(&w.of_ticket);
	arena_clear(&w.arena);
	arena_clear(&w.keep);
	return rc != 0 || w.missed ? EX_TEMPFAIL : EX_OK;
}

/* --- webhooks that are no longer configured --- */

struct strangers {
	const struct conf *conf;
	struct arena a;
	struct call_list calls;
};

static int find_stranger(void *ctx, const struct call *call, struct err *err)
{
	struct strangers *s = ctx;
	(void)err;
	for (size_t i = 0; i < s->conf->webhook_count; i++)
		if (span_ieq(s->conf->webhooks[i].name, call->hook))
			return 0;
	*LIST_ADD(&s->a, &s->calls) =
		(struct call){.hook = arena_dup(&s->a, call->hook), .ticket = call->ticket, .seq = call->seq};
	return s->calls.count == SWEEP_BATCH;
}

static int sweep_work(struct txn *t, void *ctx, struct err *err)
{
	struct strangers *s = ctx;
	s->calls = (struct call_list){0};
	if (store_each_call(t, find_stranger, s, err) < 0)
		return -1;
	for (size_t i = 0; i < s->calls.count; i++)
		if (store_call_drop(t, s->calls.items[i].hook, s->calls.items[i].ticket, err) != 0)
			return -1;
	return 0;
}

int webhooks_sweep(const struct conf *conf, struct store *store, struct err *err)
{
	struct strangers s = {.conf = conf};
	int rc;
	do {
		arena_init(&s.a);
		rc = transact(store, sweep_work, &s, err);
		arena_clear(&s.a);
	} while (rc == 0 && s.calls.count == SWEEP_BATCH);
	return rc;
}
