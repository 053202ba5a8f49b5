#include "daemon/run/mailbox.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/disk.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/edge/oauth.h"
#include "daemon/run/batch.h"
#include "daemon/run/bell.h"
#include "daemon/run/inbox.h"
#include "daemon/run/marks.h"
#include "daemon/run/outage.h"
#include "daemon/run/room.h"
#include "daemon/run/state.h"
#include "parsers/base/monotonic.h"

#define LISTED (BATCH_MAILS * 16)    /* UIDs asked for at once */
#define WAIT_SECONDS 240             /* for news; then it looks anyway, which reveals a dead connection */
#define COMMANDS 4                   /* to a server between two signs of life, each with its own deadline */
#define SLOWEST ((uint64_t)16 << 10) /* bytes per second of the slowest fetch that is waited for */
#define STEADY_MS 60000              /* a connection that lasted so long counts as a success */

struct worker {
	const struct child_env *env;
	const struct mailbox_conf *conf;
	struct store *store;
	struct inbox inbox;
	struct outage outage;
	struct batch batch;
	struct arena listed;
	uint32_t uidvalidity;
	struct state state;     /* what other processes may see */
	uint64_t deaths_before; /* of the readers of earlier processes */
	struct marks marks;     /* done, and not yet marked on the server */
	uint64_t cursor;        /* all UIDs up to it are done */
	uint64_t key, last;     /* of the batch: its first item's and its last listed item's */
	uint64_t stuck;         /* the first item of a batch that could not be fetched */
	uint64_t missing;       /* a mail that was asked for and did not come; 0: none */
	uint32_t tries;         /* careful: attempts before this one */
	bool careful;
	bool progress; /* on this connection something was taken in, or an attempt was counted */
	bool full;     /* the disk is full, and this process is to end */
};

/* Seconds for which the server may be waited for while `bytes` come: more than the connection's own deadlines. */
static int patience(const struct worker *w, uint64_t bytes)
{
	return COMMANDS * w->conf->imap.timeout + (int)(bytes / SLOWEST);
}

/* --- its state, for other processes --- */

static void mailbox_tell(struct worker *w, enum state_now now)
{
	w->state.now = now;
	if (now != STATE_DOWN)
		w->state.error[0] = '\0';
	w->state.deaths = w->deaths_before + reader_deaths(w->batch.reader);
	state_write(w->env->conf->store_path, "mailbox", w->conf->name, &w->state);
}

static void tell_down(struct worker *w, const struct err *why)
{
	snprintf(w->state.error, sizeof w->state.error, "%s", why->text);
	mailbox_tell(w, STATE_DOWN);
}

static void tell_taken(struct worker *w, int64_t milliseconds, size_t count)
{
	for (size_t i = 0; i < w->batch.count; i++) {
		w->state.counts[w->batch.items[i].plan.verdict] += !w->batch.items[i].known;
		state_took(&w->state, milliseconds);
	}
	w->state.backlog -= count < w->state.backlog ? count : w->state.backlog;
	mailbox_tell(w, STATE_OK);
}

static void tell_listed(struct worker *w, size_t count)
{
	w->state.seen = clock_now();
	w->state.backlog = count;
	mailbox_tell(w, STATE_OK);
}

/* --- marks --- */

static void log_unmarked(const struct worker *w, const struct err *why)
{
	struct log_line l;
	log_start(&l, LOG_WARN, "mailbox-unmarked");
	log_span(&l, "mailbox", w->conf->name);
	log_number(&l, "mails", (int64_t)w->marks.count);
	log_text(&l, "error", why->text);
	log_end(&l);
}

/* Marks on the server all that is done. What the server refuses is kept for later and holds up nothing. */
static int mark_all(struct worker *w, struct err *err)
{
	struct inbox_item_list done = {0};
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < w->marks.count; i++)
		LIST_ADD(&a, &done)->key = w->marks.uids[i];
	int result = inbox_done(&w->inbox, done.items, done.count, err);
	arena_clear(&a);
	if (result == 0)
		w->marks.count = 0;
	else if (err->kind == ERR_REFUSED)
		log_unmarked(w, err);
	return result == 0 || err->kind == ERR_REFUSED ? 0 : -1;
}

/* Reads the cursor from the store, and marks what the last run may not have marked. */
static int resume(struct worker *w, struct err *err)
{
	struct txn *t;
	w->uidvalidity = inbox_uidvalidity(&w->inbox);
	w->cursor = w->missing = 0;
	if (w->uidvalidity == 0)
		return 0;
	if (store_begin(w->store, TXN_READ, &t, err) != 0)
		return -1;
	int result = store_cursor(t, w->conf->name, w->uidvalidity, &w->cursor, err);
	if (result == 0)
		result = marks_read(&w->marks, t, w->conf->name, w->uidvalidity, err);
	store_abort(t);
	return result == 0 ? mark_all(w, err) : -1;
}

/* --- careful mode --- */

static int attempt_work(struct txn *t, void *ctx, struct err *err)
{
	struct worker *w = ctx;
	if (store_attempts(t, w->conf->name, w->uidvalidity, w->key, &w->tries, err) != 0)
		return -1;
	return store_attempts_put(t, w->conf->name, w->uidvalidity, w->key, w->tries + 1, err);
}

/* One mail gets few attempts, and is then out of the way: as long as one more is counted, pauses need not grow. */
static int attempt(struct worker *w, struct err *err)
{
	if (transact(w->store, attempt_work, w, err) != 0)
		return -1;
	if (w->tries <= MAILBOX_TRIES) {
		w->progress = true;
		child_progress(w->env);
	}
	return 0;
}

/* Why this mail is no longer read; empty: it is read. */
static struct span given_up(struct worker *w)
{
	if (!w->careful || w->tries < MAILBOX_TRIES)
		return SPAN_NONE;
	return arena_printf(&w->batch.arena, "%" PRIu32 " attempts to take it in ended the process or the connection",
			    w->tries);
}

/* A mail that can't even be fetched goes to quarantine without its bytes. */
static bool is_unfetchable(const struct worker *w)
{
	return w->careful && w->tries > MAILBOX_TRIES;
}

/* --- a batch --- */

static int batch_work(struct txn *t, void *ctx, bool all, struct err *err)
{
	struct worker *w = ctx;
	if (w->careful && store_attempts_put(t, w->conf->name, w->uidvalidity, w->key, 0, err) != 0)
		return -1;
	if (w->uidvalidity == 0)
		return 0;
	if (marks_put(&w->marks, t, w->conf->name, &w->batch, err) != 0)
		return -1;
	return all ? store_cursor_put(t, w->conf->name, w->uidvalidity, w->last, err) : 0;
}

static void batch_fill(struct worker *w, const struct inbox_item *items, size_t count)
{
	uint64_t max = w->env->conf->limits.max_size;
	for (size_t i = 0; i < count; i++) {
		const struct inbox_item *in = &items[i];
		if (!in->raw.ptr)
			continue;
		struct batch_item *item = batch_add(&w->batch);
		item->mailbox = w->conf;
		item->name = in->name;
		item->uid = w->uidvalidity ? in->key : 0;
		item->raw = in->raw;
		item->size = in->size > max ? in->size : in->raw.len;
		item->given_up = given_up(w);
	}
}

/* A mail that was asked for and did not come may have gone meanwhile, or the server may have left it out: the batch
 * ends before it, and the next listing tells which. A mail that is listed again and does not come again is an error. */
static int end_at_gap(struct worker *w, const struct inbox_item *items, size_t *count, struct err *err)
{
	size_t n = 0;
	while (n < *count && items[n].raw.ptr)
		n++;
	if (w->uidvalidity == 0 || n == *count)
		return 0;
	if (n == 0 && (w->missing == items[0].key || w->careful)) {
		w->stuck = items[0].key;
		return err_set(err, ERR_RETRY, "the server lists mail %" PRIu64 ", but does not return it",
			       items[0].key);
	}
	w->missing = items[n].key;
	*count = n;
	return 0;
}

/* *count: how many items were asked for, and then how many make the batch. */
static int mails_fetch(struct worker *w, struct inbox_item *items, size_t *count, struct err *err)
{
	uint64_t max = w->env->conf->limits.max_size;
	w->stuck = items[0].key;
	if (is_unfetchable(w))
		items[0].raw = SPAN("");
	else if (inbox_fetch(&w->inbox, items, *count, max, &w->batch.arena, err) != 0)
		return -1;
	w->stuck = 0;
	if (end_at_gap(w, items, count, err) != 0)
		return -1;
	batch_fill(w, items, *count);
	return 0;
}

/* Marks what is done, and leaves what is to stay. */
static int taken_mark(struct worker *w, const struct inbox_item *items, size_t count, struct err *err)
{
	struct inbox_item_list done = {0};
	size_t k = 0;
	for (size_t i = 0; i < count; i++) {
		if (!items[i].raw.ptr)
			continue;
		bool leave = w->batch.items[k++].plan.leave;
		if (leave && inbox_leave(&w->inbox, &items[i], err) != 0)
			return -1;
		if (!leave && w->uidvalidity)
			marks_add(&w->marks, items[i].key);
		else if (!leave)
			*LIST_ADD(&w->batch.arena, &done) = items[i];
	}
	return w->uidvalidity ? mark_all(w, err) : inbox_done(&w->inbox, done.items, done.count, err);
}

/* Takes in the first *count items, or fewer: *count then says how many. */
static int mails_take(struct worker *w, struct inbox_item *items, size_t *count, struct err *err)
{
	struct batch_hook hook = {batch_work, w};
	int64_t start = monotonic_ms();
	batch_reset(&w->batch);
	w->batch.uidvalidity = w->uidvalidity;
	w->key = items[0].key;
	child_expect(w->env, patience(w, 0));
	if (w->careful && attempt(w, err) != 0)
		return -1;
	if (mails_fetch(w, items, count, err) != 0)
		return -1;
	if (*count == 0)
		return 0;
	w->last = items[*count - 1].key;
	if (w->batch.count && batch_take(&w->batch, w->env, &hook, err) != 0)
		return -1;
	if (w->batch.mails)
		bell_ring(w->env->conf->store_path, "sender");
	w->progress = true;
	child_progress(w->env);
	w->cursor = w->uidvalidity ? w->last : 0;
	tell_taken(w, monotonic_ms() - start, *count);
	child_expect(w->env, patience(w, 0));
	return taken_mark(w, items, *count, err);
}

/* How many of the listed make the next batch. */
static size_t cut(const struct worker *w, const struct inbox_item *items, size_t count)
{
	uint64_t bytes = 0, max = w->env->conf->limits.max_size;
	size_t n = 0;
	while (n < count && n < (w->careful ? 1 : BATCH_MAILS) && bytes < BATCH_BYTES) {
		bytes += items[n].size > max ? 0 : items[n].size;
		n++;
	}
	return n;
}

/* Takes in mails until no more are listed. */
static int drain(struct worker *w, struct err *err)
{
	while (!child_stopping(w->env)) {
		struct inbox_item_list list = {0};
		if (disk_room(w->env->conf, err) != 0)
			mailbox_tell(w, STATE_FULL);
		if (room_await(w->env, w->store, err) != 0) {
			w->full = true;
			return -1;
		}
		arena_clear(&w->listed);
		child_expect(w->env, patience(w, 0));
		if (inbox_list(&w->inbox, w->cursor, LISTED, &w->listed, &list, err) != 0)
			return -1;
		tell_listed(w, list.count);
		if (list.count == 0) {
			w->careful = false;
			return 0;
		}
		bool gap = false; /* then the folder is listed again */
		for (size_t i = 0; i < list.count && !gap && !child_stopping(w->env);) {
			size_t wanted = cut(w, list.items + i, list.count - i), n = wanted;
			if (mails_take(w, list.items + i, &n, err) != 0)
				return -1;
			gap = n < wanted;
			i += n;
		}
	}
	return 0;
}

/* --- connections --- */

static int grant_work(struct txn *t, void *ctx, struct err *err)
{
	struct worker *w = ctx;
	struct arena a;
	arena_init(&a);
	int result = notice_grant(w->env->conf, t, w->conf->name, oauth_ends(&w->conf->imap), clock_now(), &a, err);
	arena_clear(&a);
	return result;
}

/* Only a person can obtain a new grant: the manager is told before it ends. */
static void grant_look(struct worker *w)
{
	struct err err;
	int64_t ends = conf_oauth(&w->conf->imap) ? oauth_ends(&w->conf->imap) : 0;
	if (ends && ends - clock_now() < OAUTH_WARN && transact(w->store, grant_work, w, &err) != 0)
		log_err(LOG_ERROR, "grant", &err);
}

/* 0: it is to end. -1: the connection failed, or the disk is full. */
static int session(struct worker *w, struct err *err)
{
	child_expect(w->env, patience(w, 0));
	if (w->state.now != STATE_DOWN)
		mailbox_tell(w, STATE_CONNECTING);
	if (inbox_open(&w->inbox, err) != 0 || reader_ready(w->batch.reader, err) != 0 || resume(w, err) != 0)
		return -1;
	outage_over(&w->outage);
	grant_look(w);
	for (;;) {
		if (drain(w, err) != 0)
			return -1;
		if (w->env->once || child_stopping(w->env))
			return 0;
		if (mark_all(w, err) != 0)
			return -1;
		child_expect(w->env, WAIT_SECONDS + patience(w, 0));
		store_rest(w->store);
		if (inbox_wait(&w->inbox, WAIT_SECONDS, w->env->stop, err) != 0)
			return -1;
	}
}

/* Pauses. True: try again. */
static bool after_failure(struct worker *w, const struct err *err, uint64_t stuck, int64_t lasted)
{
	if (child_stopping(w->env))
		return false;
	tell_down(w, err);
	if (w->progress || lasted > STEADY_MS)
		w->outage.failures = 0;
	if (w->stuck && w->stuck == stuck)
		w->careful = true;
	if (w->env->once && !w->progress && !w->stuck)
		return false;
	if (w->env->once && w->outage.failures >= MAILBOX_TRIES + 3)
		return false;
	int64_t pause = outage_failed(&w->outage, err);
	store_rest(w->store);
	return child_wait(w->env, -1, w->env->once ? 200 : pause * 1000) != CHILD_STOP;
}

static int run_sessions(struct worker *w)
{
	struct err err;
	for (;;) {
		uint64_t stuck = w->stuck;
		int64_t start = monotonic_ms();
		w->progress = false;
		w->stuck = 0;
		int result = session(w, &err);
		inbox_close(&w->inbox);
		if (result == 0)
			return w->marks.count && w->env->once ? EX_TEMPFAIL : EX_OK;
		if (w->full)
			return child_stopping(w->env) ? EX_OK : EX_TEMPFAIL;
		if (hidden_stale(w->env->hidden)) /* started again, it can read the new file */
			return EX_TEMPFAIL;
		if (!after_failure(w, &err, stuck, monotonic_ms() - start))
			break;
	}
	if (!child_stopping(w->env))
		outage_failed(&w->outage, &err);
	return child_stopping(w->env) ? EX_OK : EX_TEMPFAIL;
}

int mailbox_run(const struct child_env *env, const struct mailbox_conf *mailbox)
{
	struct worker w = {.env = env, .conf = mailbox, .careful = env->careful, .inbox.mailbox = mailbox};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .hooks = conf_hooks(env->conf)};
	struct err err;
	int code = EX_TEMPFAIL;
	arena_init(&w.listed);
	arena_init(&w.batch.arena);
	w.batch.conf = env->conf;
	if (reader_new(&w.batch.reader, &err) != 0 || store_open(&o, &w.store, &err) != 0 ||
	    outage_init(&w.outage, env->conf, w.store, mailbox, &err) != 0) {
		log_err(LOG_ERROR, "mailbox", &err);
	} else {
		w.batch.store = w.store;
		state_read(env->conf->store_path, "mailbox", mailbox->name, &w.state);
		w.state.once = env->once;
		w.deaths_before = w.state.deaths;
		code = run_sessions(&w);
	}
	batch_clear(&w.batch);
	marks_clear(&w.marks);
	arena_clear(&w.listed);
	reader_free(w.batch.reader);
	store_close(w.store);
	return code;
}
