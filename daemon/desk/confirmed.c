#include "daemon/desk/confirmed.h"

#include <stdio.h>
#include <stdlib.h>

#include "daemon/core/outgoing/compose.h"
#include "daemon/desk/apply.h"
#include "daemon/desk/erase.h"
#include "daemon/desk/exported.h"
#include "daemon/desk/gather.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/log.h"
#include "daemon/desk/transact.h"

#define STEP 20                          /* at a time */
#define MAILS_MAX ((size_t)12 << 20)     /* bytes of an mbox that may be sent by mail */
#define FORGET_WAIT ((int64_t)24 * 3600) /* for how long erasing waits until the last mail is sent */

struct working {
	const struct conf *conf;
	struct store *s;
	struct reader **reader;
	int64_t now;
	struct arena a;
	struct pending_list due;
	const struct pending *p; /* the current one */
};

/* --- an address is confirmed: its mails become tickets, in order --- */

struct held {
	struct working *w;
	struct quarantined q;
	struct span raw;
	struct mail mail;
	struct intake_held_list nested;
	struct plan plan;
};

/* 1: found; 0: none is left. */
static int held_next(struct working *w, struct held *h, struct err *err)
{
	struct id_list ids;
	struct txn *t;
	if (store_begin(w->s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_held(t, &w->a, w->p->addr, &ids, err);
	if (rc == 0 && ids.count)
		rc = store_quarantine(t, &w->a, ids.items[0], &h->q, &h->raw, err) != 0 ? -1 : 1;
	store_abort(t);
	return rc;
}

static int held_read(struct working *w, struct held *h, struct err *err)
{
	struct err damage;
	if (!*w->reader && reader_new(w->reader, err) != 0)
		return -1;
	if (reader_read_alone(*w->reader, &w->a, h->raw, &h->mail, &damage) == 0)
		return 0;
	h->mail = (struct mail){
		.size = h->raw.len, .headers_only = true, .damage = arena_dup(&w->a, span_of(damage.text))};
	digest_sha256(&h->raw, 1, h->mail.content);
	return 0;
}

static int held_work(struct txn *t, void *ctx, struct err *err)
{
	struct held *h = ctx;
	struct working *w = h->w;
	const struct mailbox_conf *mailbox = conf_mailbox(w->conf, h->q.mailbox);
	struct intake_source source = {.mailbox = mailbox                  ? mailbox
						  : w->conf->mailbox_count ? w->conf->mailboxes
									   : NULL,
				       .name = SPAN("held"),
				       .held = &h->nested,
				       .released = true,
				       .vouched = true};
	if (store_quarantine_delete(t, h->q.id, err) != 0)
		return err->kind == ERR_NOTFOUND ? 0 : -1;
	return intake_mail(w->conf, t, *w->reader, &source, &h->mail, h->raw, w->now, &w->a, &h->plan, err);
}

static int admit(struct working *w, struct err *err)
{
	for (;;) {
		struct held h = {.w = w};
		int rc = held_next(w, &h, err);
		if (rc <= 0)
			return rc;
		if (held_read(w, &h, err) != 0 ||
		    intake_transact(w->s, *w->reader, &h.nested, &w->a, held_work, &h, err) != 0)
			return -1;
	}
}

/* --- [export] --- */

struct parcel { /* what is sent, as files in memory */
	char *records, *mails;
	size_t records_size, mails_size;
};

static int parcel_fill(struct working *w, struct parcel *p, struct err *err)
{
	struct exported x;
	struct txn *t;
	FILE *records = open_memstream(&p->records, &p->records_size);
	FILE *mails = open_memstream(&p->mails, &p->mails_size);
	if (!records || !mails)
		abort();
	if (store_begin(w->s, TXN_READ, &t, err) != 0)
		return -1;
	exported_over(&x, records, mails, "customer", w->now);
	const struct portable_out out = exported_out(&x);
	int rc = portable_customer(t, w->p->addr, &out, err);
	store_abort(t);
	fclose(records);
	fclose(mails);
	return rc;
}

struct export_mail {
	struct working *w;
	const struct parcel *parcel;
};

static int part_attach(struct working *w, struct txn *t, struct outmail *m, const char *name, const char *type,
		       struct span bytes, struct err *err)
{
	uint32_t n = (uint32_t)m->parts.count + 1;
	const struct attachment a = {
		.name = span_of(name), .type = span_of(type), .size = bytes.len, .length = bytes.len};
	if (!bytes.len)
		return 0;
	*LIST_ADD(&w->a, &m->parts) = (struct outmail_part){.seq = n, .attachment = a};
	return store_file_put(t, m->id, n, bytes, err);
}

/* Adds an event to each of the customer's tickets. */
static int export_events(struct working *w, struct txn *t, struct err *err)
{
	const struct ticket_filter own = {.all = true, .customer = w->p->addr};
	struct ticket_list list;
	if (store_tickets(t, &w->a, &own, &list, err) != 0)
		return -1;
	for (size_t i = 0; i < list.count; i++) {
		struct ticket *ticket = &list.items[i];
		const struct event e = {.ticket = ticket->id,
					.seq = ++ticket->events,
					.time = w->now,
					.actor = w->p->addr,
					.kind = EVENT_EXPORTED,
					.why = SPAN("[export], confirmed by the customer")};
		if (store_event_put(t, &e, err) != 0 || store_ticket_put(t, ticket, err) != 0)
			return -1;
	}
	return 0;
}

static int confirmed_export_work(struct txn *t, void *ctx, struct err *err)
{
	const struct export_mail *s = ctx;
	struct working *w = s->w;
	struct facts facts;
	struct plan plan = {0};
	if (gather_clock(w->conf, t, 0, w->now, &w->a, &facts, err) != 0)
		return -1;
	struct work work = {w->conf, NULL, &facts, w->now, &w->a, &plan};
	bool fits = s->parcel->mails_size <= MAILS_MAX;
	struct letter l = {.template = "own_data",
			   .to = w->p->addr,
			   .role = TOKEN_CUSTOMER,
			   .language = w->p->language,
			   .auto_submitted = AUTO_GENERATED,
			   .vars = compose_vars(&work)};
	facts.mailbox = conf_mailbox(w->conf, w->p->mailbox);
	vars_flag(&w->a, l.vars, "left_out", !fits);
	struct outmail *m = compose_letter(&work, &l);
	if (m && part_attach(w, t, m, EXPORTED_RECORDS, "application/x-ndjson",
			     span_make(s->parcel->records, s->parcel->records_size), err) != 0)
		return -1;
	if (m && fits &&
	    part_attach(w, t, m, EXPORTED_MAILS, "application/mbox", span_make(s->parcel->mails, s->parcel->mails_size),
			err) != 0)
		return -1;
	if (export_events(w, t, err) != 0 || store_pending_delete(t, w->p->kind, w->p->addr, err) != 0)
		return -1;
	return apply_plan(t, &plan, SPAN_NONE, w->now, err);
}

static int send_export(struct working *w, struct err *err)
{
	struct parcel parcel = {0};
	struct export_mail s = {w, &parcel};
	int rc = parcel_fill(w, &parcel, err) != 0 ? -1 : transact(w->s, confirmed_export_work, &s, err);
	free(parcel.records);
	free(parcel.mails);
	return rc;
}

/* --- [forget] --- */

static int last_mail_gone(struct working *w, bool *out, struct err *err)
{
	struct outmail_list queued;
	struct txn *t;
	if (store_begin(w->s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_outbox_to(t, &w->a, w->p->addr, &queued, err);
	store_abort(t);
	*out = rc == 0 && (!queued.count || w->now - w->p->asked > FORGET_WAIT);
	return rc;
}

static int forget(struct working *w, bool *done, struct err *err)
{
	struct forgetting f;
	struct log_line l;
	if (last_mail_gone(w, done, err) != 0)
		return -1;
	if (!*done)
		return 0;
	if (erase_person(w->s, w->conf->store_path, w->p->addr, SPAN("the customer"), w->now, &w->a, NULL, &f, err) !=
	    0)
		return -1;
	log_start(&l, LOG_INFO, "forget");
	log_number(&l, "tickets", (int64_t)f.tickets);
	log_number(&l, "messages", (int64_t)f.messages);
	log_end(&l);
	return 0;
}

/* --- done or expired --- */

static int pending_drop_work(struct txn *t, void *ctx, struct err *err)
{
	struct working *w = ctx;
	struct id_list ids = {0};
	if (w->p->kind == PENDING_ADDRESS && store_held(t, &w->a, w->p->addr, &ids, err) != 0)
		return -1;
	for (size_t i = 0; i < ids.count; i++)
		if (store_quarantine_delete(t, ids.items[i], err) != 0)
			return -1;
	return store_pending_delete(t, w->p->kind, w->p->addr, err);
}

static int carry_out(struct working *w, bool *done, struct err *err)
{
	*done = true;
	if (w->p->confirmed && w->p->kind == PENDING_EXPORT)
		return send_export(w, err);
	if (w->p->confirmed && w->p->kind == PENDING_FORGET)
		return forget(w, done, err);
	if (w->p->confirmed && admit(w, err) != 0)
		return -1;
	return transact(w->s, pending_drop_work, w, err);
}

static int due_read(struct working *w, struct err *err)
{
	struct txn *t;
	if (store_begin(w->s, TXN_READ, &t, err) != 0)
		return -1;
	int rc = store_pendings_due(t, &w->a, w->now, STEP, &w->due, err);
	store_abort(t);
	return rc;
}

int confirmed_step(const struct conf *conf, struct store *s, struct reader **reader, int64_t now, bool *more,
		   struct err *err)
{
	struct working w = {.conf = conf, .s = s, .reader = reader, .now = now};
	size_t count = 0;
	arena_init(&w.a);
	int rc = due_read(&w, err);
	for (size_t i = 0; rc == 0 && i < w.due.count; i++) {
		bool done;
		w.p = &w.due.items[i];
		rc = carry_out(&w, &done, err);
		count += done;
	}
	*more = rc == 0 && count == STEP;
	arena_clear(&w.a);
	return rc;
}
