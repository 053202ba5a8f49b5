#include "daemon/run/batch.h"

#include "daemon/desk/clock.h"
#include "daemon/desk/log.h"
#include "daemon/desk/notice.h"
#include "daemon/desk/transact.h"
#include "daemon/edge/clamd.h"
#include "daemon/edge/part.h"
#include "daemon/run/bell.h"
#include "parsers/witness.h"

#define READ_SECONDS (4 * READER_SECONDS + BATCH_MAILS)
#define COMMIT_SECONDS 60              /* to wait for another writer and the disk */
#define HEADER_BYTES ((size_t)1 << 20) /* of an oversize mail that came whole */

struct taking {
	struct batch *b;
	struct span reason; /* why a single item goes to quarantine; empty: it does not */
	size_t from, to;    /* the items to be taken */
	size_t next;        /* the first item after those that a transaction has taken */
	bool late;          /* the items that took long to read; false: all others */
	const struct batch_hook *hook;
};

struct batch_item *batch_add(struct batch *b)
{
	return LIST_ADD(&b->arena, b);
}

void batch_reset(struct batch *b)
{
	arena_clear(&b->arena);
	arena_init(&b->arena);
	b->items = NULL;
	b->agents = (struct span_list){0};
	b->held = (struct intake_held_list){0};
	b->count = b->cap = b->mails = b->late = 0;
}

void batch_clear(struct batch *b)
{
	arena_clear(&b->arena);
	b->items = NULL;
}

static bool claims_agent(struct batch *b, struct span raw)
{
	if (!b->agents.count)
		conf_agent_addresses(b->conf, &b->arena, &b->agents);
	return witness_claims(raw, &b->agents);
}

static bool item_is_whole(const struct batch *b, const struct batch_item *item)
{
	return !item->given_up.len && item->size <= b->conf->limits.max_size;
}

static void item_unread(struct batch *b, struct batch_item *item, const struct err *why)
{
	item->unread = true;
	item->given_up = arena_dup(&b->arena, span_of(why->text));
}

static int read_oversize(struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->count; i++) {
		struct batch_item *item = &b->items[i];
		if (item->given_up.len || item_is_whole(b, item))
			continue;
		if (reader_headers(b->reader, &b->arena, span_sub(item->raw, 0, HEADER_BYTES), item->size, &item->mail,
				   err) == 0)
			continue;
		if (err->kind == ERR_RETRY)
			return -1;
		item_unread(b, item, err);
	}
	return 0;
}

/* Takes over the reader's result. */
static void item_take(struct batch *b, struct batch_item *item)
{
	item->mail = item->job->mail;
	if (item->job->failed)
		item_unread(b, item, &item->job->err);
	else if (item->untrusted)
		intake_distrust(&item->mail);
}

static int read_whole(struct batch *b, struct err *err)
{
	struct reader_job *jobs = ARENA_ARRAY(&b->arena, struct reader_job, b->count);
	size_t count = 0;
	for (size_t i = 0; i < b->count; i++)
		if (item_is_whole(b, &b->items[i])) {
			jobs[count] =
				(struct reader_job){.raw = b->items[i].raw, .alone = claims_agent(b, b->items[i].raw)};
			b->items[i].job = &jobs[count++];
		}
	if (reader_read_soon(b->reader, &b->arena, jobs, count, err) != 0)
		return -1;
	for (size_t i = 0; i < b->count; i++) {
		struct batch_item *item = &b->items[i];
		item->late = item->job && item->job->late;
		b->late += item->late;
		if (item->job && !item->late)
			item_take(b, item);
	}
	return 0;
}

static int read_items(struct batch *b, struct err *err)
{
	if (read_oversize(b, err) != 0 || read_whole(b, err) != 0)
		return -1;
	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].untrusted && !b->items[i].job && !b->items[i].given_up.len)
			intake_distrust(&b->items[i].mail);
	return 0;
}

static int read_late(struct batch *b, struct err *err)
{
	if (reader_read_late(b->reader, &b->arena, err) != 0)
		return -1;
	for (size_t i = 0; i < b->count; i++)
		if (b->items[i].late)
			item_take(b, &b->items[i]);
	return 0;
}

/* Where nobody waits for the others, as with files, the order of the mails is kept. */
static int read_batch(struct batch *b, const struct child_env *env, struct err *err)
{
	child_expect(env, READ_SECONDS);
	if (read_items(b, err) != 0)
		return -1;
	if (b->late == 0 || (env && !env->once))
		return 0;
	child_expect(env, READ_SECONDS);
	if (read_late(b, err) != 0)
		return -1;
	for (size_t i = 0; i < b->count; i++)
		b->items[i].late = false;
	b->late = 0;
	return 0;
}

/* --- what a scanner finds --- */

/* An attachment in which the scanner finds something is set aside, and never passed on. */
static int scan_item(struct batch *b, struct batch_item *item, struct err *err)
{
	struct attachment_list *list = &item->mail.attachments;
	for (size_t i = 0; i < list->count; i++) {
		struct span signature = SPAN_NONE;
		struct buf bytes;
		int rc = 0;
		buf_init(&bytes, BUF_MAX);
		if (part_bytes(&list->items[i], item->raw, &bytes) && bytes.len)
			rc = clamd_scan(b->conf->clamd, buf_span(&bytes), &b->arena, &signature, err);
		buf_clear(&bytes);
		if (rc != 0)
			return -1;
		if (signature.len)
			list->items[i].aside = signature;
	}
	return 0;
}

/* No transaction is open here. While the scanner can't be reached, mail waits in its mailbox. */
static int scan_items(struct batch *b, bool late, const struct child_env *env, struct err *err)
{
	for (size_t i = 0; b->conf->clamd && i < b->count; i++) {
		struct batch_item *item = &b->items[i];
		if (item->late != late || item->given_up.len)
			continue;
		child_expect(env, CLAMD_SECONDS * 4);
		if (scan_item(b, item, err) != 0)
			return -1;
	}
	return 0;
}

static int quarantine(struct batch *b, struct txn *t, struct batch_item *item, const struct intake_source *source,
		      struct span reason, struct err *err)
{
	/* a mail that can't be kept whole stays in its mailbox */
	bool leave = item->raw.len == 0;
	item->plan = (struct plan){.verdict = VERDICT_QUARANTINE, .quarantine_reason = reason, .leave = leave};
	if (item->uid && store_done_put(t, item->mailbox->name, b->uidvalidity, item->uid, err) != 0)
		return -1;
	return intake_quarantine(t, source, item->raw, reason, clock_now(), err);
}

/* The memory for one mail's facts and plan is freed at once; only the outcome of its plan is kept. */
static int decide_item(struct batch *b, struct txn *t, struct batch_item *item, const struct intake_source *source,
		       struct err *err)
{
	struct arena a;
	struct plan plan = {0};
	arena_init(&a);
	int result = intake_mail(b->conf, t, b->reader, source, &item->mail, item->raw, clock_now(), &a, &plan, err);
	item->plan = (struct plan){.verdict = plan.verdict,
				   .ticket = plan.ticket,
				   .is_new = plan.is_new,
				   .leave = plan.leave,
				   .security = plan.security,
				   .mails.count = plan.mails.count,
				   .quarantine_reason = arena_dup(&b->arena, plan.quarantine_reason)};
	arena_clear(&a);
	return result;
}

static int batch_take_item(struct taking *w, struct txn *t, struct batch_item *item, struct err *err)
{
	struct batch *b = w->b;
	struct intake_source source = {item->mailbox, item->uid ? b->uidvalidity : 0, item->uid,
				       item->name,    .untrusted = item->untrusted,   .held = &b->held};
	item->plan = (struct plan){0};
	if (item->uid && store_done(t, item->mailbox->name, b->uidvalidity, item->uid, &item->known, err) != 0)
		return -1;
	if (item->known)
		return 0;
	struct span reason = w->reason.len ? w->reason : item->given_up;
	int result = reason.len ? quarantine(b, t, item, &source, reason, err) : decide_item(b, t, item, &source, err);
	if (result != 0 || item->plan.quarantine_reason.len == 0 || item->plan.verdict == VERDICT_HELD)
		return result;
	b->mails++;
	return notice_quarantined(b->conf, t, item->mailbox->name, item->plan.quarantine_reason, clock_now(), &b->arena,
				  err);
}

static int take_work(struct txn *t, void *ctx, struct err *err)
{
	struct taking *w = ctx;
	for (size_t i = w->from; i < w->to; i++) {
		const struct batch_item *item = &w->b->items[i];
		store_want_done(t, item->mailbox->name, w->b->uidvalidity, item->uid);
	}
	if (store_fetch(t, err) != 0)
		return -1;
	for (w->next = w->from; w->next < w->to && store_bytes(t) < BATCH_CHANGES; w->next++)
		if (w->b->items[w->next].late == w->late && batch_take_item(w, t, &w->b->items[w->next], err) != 0)
			return -1;
	bool all = w->next == w->b->count && (w->late || !w->b->late);
	return w->hook ? w->hook->work(t, w->hook->ctx, all, err) : 0;
}

static int take_some(struct taking *w, struct err *err)
{
	struct batch *b = w->b;
	return intake_transact(b->store, b->reader, &b->held, &b->arena, take_work, w, err);
}

/* In one transaction, or in several if it would grow large. */
static int take_whole(struct taking *w, const struct child_env *env, struct err *err)
{
	do {
		child_expect(env, COMMIT_SECONDS);
		if (take_some(w, err) != 0)
			return -1;
		w->from = w->next;
	} while (w->from < w->to);
	return 0;
}

/* A mail that fails even alone, and not for lack of disk space, goes to quarantine whole, with the reason. */
static int take_alone(struct taking *w, struct err *err)
{
	w->reason = SPAN_NONE;
	if (take_some(w, err) == 0)
		return 0;
	if (err->kind == ERR_RETRY)
		return -1;
	log_err(LOG_DEBUG, "intake", err); /* its text may name a customer; the mail's own line says quarantine */
	w->reason = arena_dup(&w->b->arena, span_of(err->text));
	return take_some(w, err);
}

static int take_one_by_one(struct taking *w, const struct child_env *env, struct err *err)
{
	for (; w->from < w->b->count; w->from++) {
		if (w->b->items[w->from].late != w->late)
			continue;
		child_expect(env, COMMIT_SECONDS);
		w->to = w->from + 1;
		if (take_alone(w, err) != 0)
			return -1;
	}
	return 0;
}

/* Whose tokens they are and who used them is in the ticket's history, not in the log. */
static void log_security(const struct batch_item *item)
{
	struct log_line l;
	if (item->plan.security == 0)
		return;
	log_start(&l, LOG_WARN, "security");
	log_span(&l, "mailbox", item->mailbox->name);
	if (item->uid)
		log_number(&l, "uid", (int64_t)item->uid);
	log_number(&l, "tokens", (int64_t)item->plan.security);
	log_end(&l);
}

static void log_item(const struct batch_item *item)
{
	struct log_line l;
	log_start(&l, item->plan.verdict == VERDICT_QUARANTINE ? LOG_WARN : LOG_INFO, "mail");
	log_span(&l, "mailbox", item->mailbox->name);
	if (item->uid)
		log_number(&l, "uid", (int64_t)item->uid);
	log_number(&l, "size", (int64_t)item->size);
	log_text(&l, "verdict", item->known ? "known" : verdict_name(item->plan.verdict));
	if (item->plan.ticket)
		log_number(&l, "ticket", (int64_t)item->plan.ticket);
	log_number(&l, "mails", (int64_t)item->plan.mails.count);
	log_end(&l);
	if (log_wants(LOG_DEBUG)) {
		log_start(&l, LOG_DEBUG, "mail-detail");
		log_span(&l, "name", item->name);
		log_span(&l, "from", item->mail.sender.addr);
		log_span(&l, "message_id", item->mail.message_id);
		log_span(&l, "reason", item->plan.quarantine_reason);
		log_end(&l);
	}
}

/* Takes in the late items, or all others. Once they are on disk, the senders may be woken. */
static int take_turn(struct taking *w, const struct child_env *env, struct err *err)
{
	struct batch *b = w->b;
	w->from = 0;
	w->to = b->count;
	if (scan_items(b, w->late, env, err) != 0)
		return -1;
	int result = take_whole(w, env, err);
	if (result != 0 && err->kind != ERR_RETRY)
		result = take_one_by_one(w, env, err);
	for (size_t i = 0; result == 0 && i < b->count; i++) {
		if (b->items[i].late != w->late)
			continue;
		log_item(&b->items[i]);
		log_security(&b->items[i]);
		b->mails += b->items[i].known ? 0 : b->items[i].plan.mails.count;
	}
	return result;
}

int batch_take(struct batch *b, const struct child_env *env, const struct batch_hook *hook, struct err *err)
{
	struct taking w = {.b = b, .hook = hook};
	if (read_batch(b, env, err) != 0)
		return -1;
	if (b->late < b->count && take_turn(&w, env, err) != 0)
		return -1;
	if (b->late == 0)
		return 0;
	if (b->mails)
		bell_ring(b->conf->store_path, "sender");
	child_expect(env, READ_SECONDS);
	w.late = true;
	return read_late(b, err) == 0 ? take_turn(&w, env, err) : -1;
}
