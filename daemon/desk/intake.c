#include "daemon/desk/intake.h"

#include "daemon/core/decide.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/transact.h"

#include <string.h>

/* --- a mail --- */

void intake_distrust(struct mail *mail)
{
	mail->authres = (struct authres_list){0};
}

/* The message in the plan that is this mail. */
static struct seen_at kept_as(const struct plan *p)
{
	struct seen_at at = {.ticket = p->ticket};
	for (size_t i = 0; i < p->messages.count; i++) {
		const struct plan_message *m = &p->messages.items[i];
		if (m->with_raw && m->message.ticket == p->ticket)
			at.seq = m->message.seq;
	}
	return at;
}

static int is_proven(struct txn *t, const struct seen_at *at, bool *out, struct err *err)
{
	struct message m;
	struct arena a;
	arena_init(&a);
	*out = false;
	int rc = at->seq ? store_message(t, &a, at->ticket, at->seq, &m, err) : 0;
	if (rc == 0 && at->seq)
		*out = m.proven;
	arena_clear(&a);
	return rc;
}

/* A different mail has come with the same id: the id leads to the proven one, otherwise to the first. */
static int remember_reused(struct txn *t, const struct mail *mail, const struct plan *p, const struct seen_at *at,
			   struct err *err)
{
	struct seen_at first;
	bool proven = true;
	if (p->proven && (store_msgid(t, mail->message_id, &first, err) || is_proven(t, &first, &proven, err)))
		return -1;
	if (proven || !first.has_content)
		return store_content_put(t, mail->content, at, err);
	return store_content_put(t, first.content, &first, err) || store_msgid_put(t, mail->message_id, at, err) ? -1
														 : 0;
}

/* Remembers the mail, to recognise duplicates; not if it stays in its mailbox or may be released from quarantine, since
 * it will come again then, nor for a loop, whose id is our own. */
static int remember(struct txn *t, const struct mail *mail, const struct facts *f, const struct plan *p,
		    struct err *err)
{
	struct seen_at at = kept_as(p);
	if (p->leave || p->quarantine_reason.len || p->verdict == VERDICT_DUPLICATE || p->verdict == VERDICT_LOOP)
		return 0;
	at.has_content = true;
	memcpy(at.content, mail->content, sizeof(at.content));
	if (!mail->message_id.len)
		return store_content_put(t, mail->content, &at, err);
	return f->id_reused ? remember_reused(t, mail, p, &at, err) : store_msgid_put(t, mail->message_id, &at, err);
}

static int put_quarantine(struct txn *t, const struct intake_source *source, struct span message_id, struct span raw,
			  struct span reason, struct span held_for, int64_t now, struct err *err)
{
	struct quarantined q = {.mailbox = source->mailbox ? source->mailbox->name : SPAN_NONE,
				.reason = reason,
				.message_id = message_id,
				.uid = source->uid,
				.uidvalidity = source->uidvalidity,
				.received = now,
				.size = raw.len,
				.untrusted = source->untrusted,
				.held_for = held_for};
	return store_quarantine_put(t, &q, raw, err);
}

int intake_quarantine(struct txn *t, const struct intake_source *source, struct span raw, struct span reason,
		      int64_t now, struct err *err)
{
	return put_quarantine(t, source, SPAN_NONE, raw, reason, SPAN_NONE, now, err);
}

static void plan_join(struct arena *a, const struct plan *later, struct plan *plan)
{
	for (size_t i = 0; i < later->why.count; i++)
		span_list_add(a, &plan->why, later->why.items[i]);
	for (size_t i = 0; i < later->mails.count; i++)
		*LIST_ADD(a, &plan->mails) = later->mails.items[i];
}

/* Ends the holding, whatever became of the mail: its author is asked only once. A mail that is now crossed waits for
 * them. */
static int unhold(struct txn *t, struct arena *a, const struct plan_release *r, struct err *err)
{
	struct message m;
	if (store_message(t, a, r->ticket, r->seq, &m, err))
		return -1;
	if (!m.held || (m.crossed && !r->anyway))
		return 0;
	m.held = m.crossed = false;
	return store_message_update(t, &m, err);
}

/* --- releasing a held mail --- */

static int read_held(struct txn *t, struct reader *reader, struct arena *a, struct intake_held *h, struct err *err)
{
	return store_raw(t, a, h->ticket, h->seq, &h->raw, err) || reader_read_alone(reader, a, h->raw, &h->mail, err)
		       ? -1
		       : 0;
}

/* Finds it among those already read; ERR_REFUSED: it must be read first. */
static int find_held(const struct intake_held_list *list, struct intake_held *h, struct err *err)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct intake_held *one = &list->items[i];
		if (one->ticket == h->ticket && one->seq == h->seq) {
			*h = *one;
			return 0;
		}
	}
	return err_set(err, ERR_REFUSED, "message %u of ticket %llu must be read first", h->seq,
		       (unsigned long long)h->ticket);
}

static int held_mail(struct txn *t, struct reader *reader, const struct intake_source *source, struct arena *a,
		     struct intake_held *h, struct err *err)
{
	struct intake_held_list *list = source->held;
	if (!list)
		return read_held(t, reader, a, h, err);
	if (find_held(list, h, err) == 0)
		return 0;
	list->wanted = *h;
	return -1;
}

/* Parses the held mail again from its raw bytes and decides it as its author's. */
static int intake_release(const struct conf *conf, struct txn *t, struct reader *reader,
			  const struct intake_source *source, int64_t now, struct arena *a, struct plan *plan,
			  struct err *err)
{
	const struct plan_release *r = &plan->release;
	struct intake_held held = {.ticket = r->ticket, .seq = r->seq};
	struct facts facts;
	struct plan later;
	if (held_mail(t, reader, source, a, &held, err) ||
	    gather_mail(conf, t, source->mailbox, &held.mail, true, now, a, &facts, err))
		return -1;
	facts.duplicate = facts.id_reused = false;
	facts.held_ticket = r->ticket;
	facts.held_seq = r->seq;
	facts.anyway = r->anyway;
	decide(conf, &held.mail, &facts, now, a, &later);
	if (apply_plan(t, &later, held.raw, now, err) || unhold(t, a, r, err))
		return -1;
	plan_join(a, &later, plan);
	return 0;
}

/* Reads the raw bytes in a read transaction, which blocks nobody, and parses them after it. */
static int read_wanted(struct store *s, struct reader *reader, struct intake_held_list *list, struct arena *a,
		       struct err *err)
{
	struct intake_held h = list->wanted;
	struct txn *t;
	list->wanted = (struct intake_held){0};
	if (store_begin(s, TXN_READ, &t, err))
		return -1;
	int rc = store_raw(t, a, h.ticket, h.seq, &h.raw, err);
	store_abort(t);
	if (rc || reader_read_alone(reader, a, h.raw, &h.mail, err))
		return -1;
	*LIST_ADD(a, list) = h;
	return 0;
}

int intake_transact(struct store *s, struct reader *reader, struct intake_held_list *held, struct arena *a,
		    int (*work)(struct txn *t, void *ctx, struct err *err), void *ctx, struct err *err)
{
	for (;;) {
		held->wanted = (struct intake_held){0};
		if (transact(s, work, ctx, err) == 0)
			return 0;
		if (!held->wanted.ticket || read_wanted(s, reader, held, a, err) != 0)
			return -1;
	}
}

int intake_mail(const struct conf *conf, struct txn *t, struct reader *reader, const struct intake_source *source,
		const struct mail *mail, struct span raw, int64_t now, struct arena *a, struct plan *plan,
		struct err *err)
{
	struct facts facts;
	if (source->uid)
		store_want_done(t, source->mailbox->name, source->uidvalidity, source->uid);
	if (gather_mail(conf, t, source->mailbox, mail, source->vouched, now, a, &facts, err))
		return -1;
	facts.released = source->released;
	facts.proven |= source->vouched;
	decide(conf, mail, &facts, now, a, plan);
	if (apply_plan(t, plan, raw, now, err) || remember(t, mail, &facts, plan, err))
		return -1;
	if (plan->quarantine_reason.len &&
	    put_quarantine(t, source, mail->message_id, raw, plan->quarantine_reason, plan->held_for, now, err))
		return -1;
	if (plan->has_release && intake_release(conf, t, reader, source, now, a, plan, err))
		return -1;
	if (!source->uid || plan->leave)
		return 0;
	return store_done_put(t, source->mailbox->name, source->uidvalidity, source->uid, err);
}
