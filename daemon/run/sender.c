#include "daemon/run/sender.h"

#include <inttypes.h>
#include <stdio.h>
#include <sysexits.h>
#include <unistd.h>

#include "daemon/desk/clock.h"
#include "daemon/desk/history.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/edge/wire.h"
#include "daemon/run/bell.h"
#include "daemon/run/journal.h"
#include "daemon/run/outlet.h"
#include "daemon/run/retry.h"
#include "daemon/run/runfolder.h"
#include "daemon/run/state.h"
#include "parsers/base/monotonic.h"

#define REST_MS 60000 /* a connection that was not needed for so long is closed */
#define COMMANDS 12   /* times the timeout: how long a mail may take, a new connection included */
#define WIRE_MAX ((size_t)256 << 20)

struct sent {                /* the outcome for one mail */
	uint64_t id, ticket; /* ticket: 0 where it is not known */
	struct delivery_result result;
	size_t tokens; /* others' tokens that were overwritten in it */
};

struct sender {
	const struct child_env *env;
	const struct conf *conf;
	struct store *store;
	struct outlet outlet;
	unsigned slot, slots;
	char run[PATH_MAX]; /* the run folder */
	int bell, journal;
	uint32_t failures;  /* failures in a row to reach the server */
	bool missed;        /* something could not be sent now */
	struct state state; /* what other processes may see */
	struct arena arena;
	struct sent sent[SENDER_BATCH];
	size_t count;
};

unsigned sender_slots(const struct smtp_conf *conf)
{
	unsigned wanted = conf->connections > 0 ? (unsigned)conf->connections : 1;
	if (conf->sending == SENDING_MAILDIR)
		return 1;
	return wanted < BELL_MAX ? wanted : BELL_MAX;
}

/* --- its state, for other processes --- */

static struct span own_name(const struct sender *s, char text[16])
{
	snprintf(text, 16, "%u", s->slot);
	return span_of(text);
}

/* why: NULL, or why the server can't be reached. */
static void sender_tell(struct sender *s, const struct err *why)
{
	char name[16];
	s->state.now = why ? STATE_DOWN : STATE_OK;
	snprintf(s->state.error, sizeof s->state.error, "%s", why ? why->text : "");
	s->state.seen = why ? s->state.seen : clock_now();
	state_write(s->conf->store_path, "sender", own_name(s, name), &s->state);
}

static void count_sent(struct sender *s, enum delivery outcome, int64_t milliseconds)
{
	s->state.counts[outcome]++;
	state_took(&s->state, milliseconds);
}

/* --- what is due --- */

struct due {
	uint64_t ids[SENDER_BATCH];
	size_t count;
	int64_t next; /* when to look again; 0: nothing known */
};

static void pick_own(const struct sender *s, const struct id_list *all, struct due *out)
{
	for (size_t i = 0; i < all->count && out->count < SENDER_BATCH; i++) {
		if (all->items[i] % s->slots == s->slot)
			out->ids[out->count++] = all->items[i];
	}
}

static int list_due(struct sender *s, struct due *out, struct err *err)
{
	size_t limit = (size_t)SENDER_BATCH * s->slots;
	struct id_list all = {0};
	struct txn *t;
	*out = (struct due){0};
	if (store_begin(s->store, TXN_READ, &t, err) != 0)
		return -1;
	int result;
	do { /* further, when all of the first ones are other senders' */
		all = (struct id_list){0};
		result = store_outbox_due(t, &s->arena, clock_now(), limit, &all, &out->next, err);
		if (result == 0)
			pick_own(s, &all, out);
		limit *= 4;
	} while (result == 0 && out->count == 0 && all.count == limit / 4);
	store_abort(t);
	return result;
}

/* --- one mail --- */

/* A stored raw mail, a file made for this mail, or the desk's logo. A raw mail may have been deleted by now. */
static int sent_part_read(struct sender *s, struct txn *t, uint64_t mail, const struct outmail_part *p,
			  struct span *raw, struct err *err)
{
	int rc = 0;
	if (p->ticket)
		rc = store_raw(t, &s->arena, p->ticket, p->seq, raw, err) == 0 || err->kind == ERR_NOTFOUND ? 0 : -1;
	else if (p->seq)
		rc = store_file(t, &s->arena, mail, p->seq, p->attachment.length, raw, err);
	else
		*raw = s->conf->logo;
	return rc;
}

static int read_parts(struct sender *s, struct txn *t, const struct outmail *mail, struct wire_part **out,
		      struct err *err)
{
	struct wire_part *parts = ARENA_ARRAY(&s->arena, struct wire_part, mail->parts.count);
	for (size_t i = 0; i < mail->parts.count; i++) {
		const struct outmail_part *p = &mail->parts.items[i];
		if (p->bytes.len)
			parts[i].raw = p->bytes;
		else if (i > 0 && p->ticket && p->ticket == p[-1].ticket && p->seq == p[-1].seq)
			parts[i] = parts[i - 1];
		else if (sent_part_read(s, t, mail->id, p, &parts[i].raw, err) != 0)
			return -1;
	}
	*out = parts;
	return 0;
}

/* As the store has it now. ERR_NOTFOUND: it is no longer queued. */
static int read_mail(struct sender *s, uint64_t id, struct outmail *mail, struct wire_part **parts, struct err *err)
{
	struct txn *t;
	if (store_begin(s->store, TXN_READ, &t, err) != 0)
		return -1;
	int result = store_outmail(t, &s->arena, id, mail, err);
	if (result == 0 && mail->state != OUTMAIL_QUEUED)
		result = err_set(err, ERR_NOTFOUND, "mail %" PRIu64 ": no longer queued", id);
	if (result == 0)
		result = read_parts(s, t, mail, parts, err);
	store_abort(t);
	return result;
}

static void log_sent(const struct outmail *mail, const struct delivery_result *r, int64_t milliseconds)
{
	static const char *const names[] = {"sent", "retry", "refused"};
	struct log_line l;
	log_start(&l, r->outcome == DELIVERY_SENT ? LOG_INFO : LOG_WARN, "send");
	log_number(&l, "id", (int64_t)mail->id);
	log_number(&l, "ticket", (int64_t)mail->ticket);
	log_span(&l, "template", mail->template);
	log_text(&l, "outcome", names[r->outcome]);
	log_number(&l, "attempts", mail->attempts + 1);
	log_number(&l, "ms", milliseconds);
	log_end(&l);
	if (log_wants(LOG_DEBUG)) { /* the server's words may name an address */
		log_start(&l, LOG_DEBUG, "send-detail");
		log_number(&l, "id", (int64_t)mail->id);
		log_span(&l, "to", mail->to);
		log_text(&l, "error", r->err.text);
		log_end(&l);
	}
}

/* -1: the server can't be reached. A mail that can't be built is refused. */
static int send_mail(struct sender *s, const struct outmail *mail, const struct wire_part *parts, struct err *err)
{
	struct sent *sent = &s->sent[s->count];
	struct buf bytes;
	int64_t start = monotonic_ms();
	buf_init(&bytes, WIRE_MAX);
	*sent = (struct sent){.id = mail->id, .ticket = mail->ticket};
	int result = 0;
	if (wire_mail(mail, parts, CAREDESK_VERSION, &bytes, &sent->tokens, &sent->result.err) != 0)
		sent->result.outcome = DELIVERY_REFUSED;
	else
		result = outlet_send(&s->outlet, mail, buf_span(&bytes), &sent->result, err);
	buf_clear(&bytes);
	if (result != 0)
		return -1;
	if (sent->result.outcome == DELIVERY_SENT)
		journal_add(s->journal, sent->id);
	s->count++;
	s->missed = s->missed || sent->result.outcome == DELIVERY_RETRY;
	count_sent(s, sent->result.outcome, monotonic_ms() - start);
	log_sent(mail, &sent->result, monotonic_ms() - start);
	return 0;
}

/* --- marks --- */

static int mark_failed(struct sender *s, struct txn *t, struct outmail *mail, int64_t now, struct err *err)
{
	mail->state = OUTMAIL_FAILED;
	struct event e = {.actor = SPAN("desk"), .kind = EVENT_MAIL_FAILED, .why = mail->error};
	if (history_mail(t, &s->arena, mail, e, now, err) != 0)
		return -1;
	return notice_failed(s->conf, t, mail, now, &s->arena, err);
}

static int mark_sent(struct sender *s, struct txn *t, struct outmail *mail, size_t tokens, int64_t now, struct err *err)
{
	mail->state = OUTMAIL_SENT;
	struct event covered = {.actor = SPAN("desk"), .kind = EVENT_TOKEN_COVERED, .number = tokens};
	struct event e = {.actor = SPAN("desk"), .kind = EVENT_MAIL_SENT};
	if (tokens && history_mail(t, &s->arena, mail, covered, now, err) != 0)
		return -1;
	return history_mail(t, &s->arena, mail, e, now, err);
}

static int mark_one(struct sender *s, struct txn *t, const struct sent *sent, int64_t now, struct err *err)
{
	struct retry_policy policy = retry_outbox(s->conf->limits.give_up);
	struct outmail mail;
	if (store_outmail(t, &s->arena, sent->id, &mail, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	if (mail.state == OUTMAIL_SENT)
		return 0;
	int result = 0;
	mail.attempts++;
	mail.error = span_of(sent->result.err.text);
	if (sent->result.outcome == DELIVERY_SENT)
		result = mark_sent(s, t, &mail, sent->tokens, now, err);
	else if (sent->result.outcome == DELIVERY_REFUSED ||
		 !retry_next(&policy, mail.created, mail.attempts, mail.id, now, &mail.next))
		result = mark_failed(s, t, &mail, now, err);
	return result != 0 ? -1 : store_outmail_put(t, &mail, err);
}

static int mark_work(struct txn *t, void *ctx, struct err *err)
{
	struct sender *s = ctx;
	int64_t now = clock_now();
	store_want_desk(t);
	for (size_t i = 0; i < s->count; i++) {
		store_want_outmail(t, s->sent[i].id);
		store_want_ticket(t, s->sent[i].ticket);
	}
	if (store_fetch(t, err) != 0)
		return -1;
	for (size_t i = 0; i < s->count; i++) {
		if (mark_one(s, t, &s->sent[i], now, err) != 0)
			return -1;
	}
	return 0;
}

/* A full disk stops the sending here: nothing more may be sent until the outcomes are marked. */
static void sent_mark(struct sender *s)
{
	struct err err;
	for (uint32_t failures = 1; s->count > 0 && transact(s->store, mark_work, s, &err) != 0; failures++) {
		log_err(LOG_ERROR, "mark", &err);
		if (child_wait(s->env, -1, 1000 * retry_pause(&retry_mailbox, failures, s->slot)) == CHILD_STOP)
			return;
	}
	journal_clear(s->journal);
	s->count = 0;
}

/* Marks what earlier processes sent and did not mark; as there may have been more senders, each takes several
 * journals. */
static int mark_journals(struct sender *s, struct err *err)
{
	for (unsigned n = s->slot; n < BELL_MAX; n += s->slots) {
		struct id_list ids = {0};
		if (!journal_read(s->run, n, &s->arena, &ids))
			continue;
		for (size_t i = 0; i < ids.count; i++) {
			s->sent[0] = (struct sent){.id = ids.items[i], .result.outcome = DELIVERY_SENT};
			s->count = 1;
			if (transact(s->store, mark_work, s, err) != 0)
				return -1;
		}
		journal_remove(s->run, n);
	}
	s->count = 0;
	return 0;
}

/* In careful mode: the attempt is on disk before the mail is touched, so a mail that kills this process is not the next
 * one again. */
static int count_attempt(struct sender *s, uint64_t id)
{
	struct err err;
	s->sent[0] = (struct sent){.id = id, .result.outcome = DELIVERY_RETRY};
	err_set(&s->sent[0].result.err, ERR_RETRY, "the process that was sending it ended");
	s->count = 1;
	int result = transact(s->store, mark_work, s, &err);
	s->count = 0;
	return result;
}

/* --- the rounds --- */

/* -1: the server can't be reached. */
static int send_due(struct sender *s, const struct due *due, struct err *err)
{
	int64_t marked = monotonic_ms();
	for (size_t i = 0; i < due->count && !child_stopping(s->env); i++) {
		struct outmail mail;
		struct wire_part *parts;
		child_expect(s->env, COMMANDS * s->conf->smtp.server.timeout);
		if (s->env->careful && count_attempt(s, due->ids[i]) != 0)
			continue;
		if (read_mail(s, due->ids[i], &mail, &parts, err) != 0) {
			if (err->kind == ERR_NOTFOUND)
				continue;
			return -1;
		}
		if (send_mail(s, &mail, parts, err) != 0)
			return -1;
		if (s->env->careful || monotonic_ms() - marked > SENDER_MARK_MS) {
			sent_mark(s);
			marked = monotonic_ms();
		}
	}
	return 0;
}

struct unreachable {
	struct sender *sender;
	const struct due *due;
	const struct err *why;
	int64_t pause;
};

/* The mails that were due get the reason and wait; those that have waited too long fail. */
static int unreachable_work(struct txn *t, void *ctx, struct err *err)
{
	struct unreachable *u = ctx;
	int64_t now = clock_now(), give_up = u->sender->conf->limits.give_up;
	struct arena *a = &u->sender->arena;
	for (size_t i = 0; i < u->due->count; i++) {
		struct outmail mail;
		if (store_outmail(t, a, u->due->ids[i], &mail, err) != 0) {
			if (err->kind == ERR_NOTFOUND)
				continue;
			return -1;
		}
		if (mail.state != OUTMAIL_QUEUED)
			continue;
		mail.attempts++;
		mail.error = span_of(u->why->text);
		mail.next = now + u->pause;
		if (mail.created + give_up <= now && mark_failed(u->sender, t, &mail, now, err) != 0)
			return -1;
		if (store_outmail_put(t, &mail, err) != 0)
			return -1;
	}
	return 0;
}

static void pause_unreachable(struct sender *s, const struct due *due, const struct err *why)
{
	const struct retry_policy *policy = why->kind == ERR_REFUSED ? &retry_login : &retry_mailbox;
	struct unreachable u = {s, due, why, retry_pause(policy, ++s->failures, s->slot)};
	struct log_line l;
	struct err err;
	log_start(&l, LOG_WARN, "sending-failed");
	log_text(&l, "kind", log_kind(why));
	log_text(&l, "error", why->text);
	log_number(&l, "pause", u.pause);
	log_end(&l);
	if (transact(s->store, unreachable_work, &u, &err) != 0)
		log_err(LOG_ERROR, "mark", &err);
	s->missed = true;
	sender_tell(s, why);
	outlet_rest(&s->outlet);
	if (!s->env->once && !hidden_stale(s->env->hidden))
		store_rest(s->store), child_wait(s->env, -1, u.pause * 1000);
}

static void wait_for_work(struct sender *s, int64_t next)
{
	int64_t wait = REST_MS, now = clock_now();
	if (next && (next - now) * 1000 < wait)
		wait = next > now ? (next - now) * 1000 : 0;
	store_rest(s->store);
	if (child_wait(s->env, s->bell, wait) == CHILD_TIME && wait == REST_MS)
		outlet_rest(&s->outlet);
}

/* One look at the outbox. False: this process is to end. */
static bool sender_round(struct sender *s)
{
	struct due due;
	struct err err;
	bell_drain(s->bell);
	int result = list_due(s, &due, &err);
	if (result == 0 && due.count > 0)
		result = send_due(s, &due, &err);
	sent_mark(s);
	if (result != 0)
		pause_unreachable(s, &due, &err);
	else if (due.count > 0)
		s->failures = 0, sender_tell(s, NULL);
	else if (!s->env->once)
		wait_for_work(s, due.next);
	arena_clear(&s->arena);
	arena_init(&s->arena);
	if (result != 0 && hidden_stale(s->env->hidden)) /* started again, it can read the new file */
		return false;
	return !child_stopping(s->env) && !(s->env->once && (due.count == 0 || result != 0));
}

int sender_run(const struct child_env *env, unsigned slot, unsigned slots)
{
	struct sender s = {.env = env, .conf = env->conf, .slot = slot, .slots = slots, .bell = -1, .journal = -1};
	struct store_options o = {
		.path = env->conf->store_path, .map_size = env->conf->store_map_size, .hooks = conf_hooks(env->conf)};
	struct err err;
	s.outlet.conf = &env->conf->smtp;
	runfolder_path(s.run, env->conf->store_path);
	arena_init(&s.arena);
	char name[16];
	state_read(env->conf->store_path, "sender", own_name(&s, name), &s.state);
	s.state.once = env->once;
	int result = store_open(&o, &s.store, &err);
	if (result == 0)
		result = bell_listen(env->conf->store_path, "sender", slot, &s.bell, &err);
	if (result == 0)
		result = mark_journals(&s, &err);
	if (result == 0)
		result = journal_open(s.run, slot, &s.journal, &err);
	if (result != 0)
		log_err(LOG_ERROR, "sender", &err);
	while (result == 0 && sender_round(&s))
		;
	outlet_rest(&s.outlet);
	if (s.bell >= 0)
		close(s.bell);
	if (s.journal >= 0)
		close(s.journal);
	store_close(s.store);
	arena_clear(&s.arena);
	return result != 0 || s.missed ? EX_TEMPFAIL : EX_OK;
}
