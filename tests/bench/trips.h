/* trips: counts what one mail would ask of a remote store, with a desk in memory whose backend counts its
 * operations. */
#ifndef CAREDESK_TESTS_TRIPS_H
#define CAREDESK_TESTS_TRIPS_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/desk/history.h"
#include "daemon/desk/intake.h"
#include "daemon/desk/tick.h"
#include "parsers/reader.h"

#define TRIPS_NOW ((int64_t)1793610000)
#define TRIPS_LINES 6
#define TRIPS_TICKETS 50 /* open tickets of the customer who replies */

struct trips_line {
	const char *what;
	enum verdict verdict; /* of a mail */
	struct store_counts counts;
};

struct trips {
	struct arena a;
	struct conf *conf;
	struct store *store;
	struct reader *reader;
	struct txn *t;
	uint64_t uid;
	struct trips_line lines[TRIPS_LINES];
	size_t count;
};

static inline void trips_must(int rc, const struct err *err)
{
	if (rc == 0)
		return;
	fprintf(stderr, "trips: %s\n", err->text);
	exit(1);
}

static inline void trips_open(struct trips *r)
{
	struct conf_errors errors;
	struct err err;
	bool missing;
	*r = (struct trips){0};
	arena_init(&r->a);
	conf_errors_init(&errors);
	trips_must(reader_new(&r->reader, &err), &err);
	err_set(&err, ERR_CONFIG, "tests/golden/caredesk.conf");
	trips_must(conf_load("tests/golden/caredesk.conf", &r->conf, &errors, &missing), &err);
	conf_errors_clear(&errors);
	trips_must(store_open_memory(&r->store, &err), &err);
}

static inline void trips_close(struct trips *r)
{
	store_close(r->store);
	reader_free(r->reader);
	conf_free(r->conf);
	arena_clear(&r->a);
}

static inline void trips_note(struct trips *r, const char *what, enum verdict verdict, struct store_counts before)
{
	struct store_counts now = store_counts(r->store);
	if (what)
		r->lines[r->count++] = (struct trips_line){what,
							   verdict,
							   {now.trips - before.trips, now.keys - before.keys,
							    now.rows - before.rows, now.changes - before.changes}};
}

/* Takes the mail in and records its counts under `what`; NULL: doesn't record them. */
static inline void trips_mail(struct trips *r, const char *what, struct span raw)
{
	struct intake_source source = {.mailbox = conf_mailbox(r->conf, SPAN("support")),
				       .uidvalidity = 5,
				       .uid = ++r->uid,
				       .name = SPAN("trips")};
	struct plan plan = {0};
	struct mail mail;
	struct err err;
	trips_must(reader_read(r->reader, &r->a, raw, &mail, &err), &err);
	struct store_counts before = store_counts(r->store);
	trips_must(store_begin(r->store, TXN_WRITE, &r->t, &err), &err);
	trips_must(intake_mail(r->conf, r->t, r->reader, &source, &mail, raw, TRIPS_NOW, &r->a, &plan, &err), &err);
	trips_must(store_commit(r->t, &err), &err);
	trips_note(r, what, plan.verdict, before);
}

static inline struct span trips_raw(struct trips *r, const char *from, const char *subject, struct span answers)
{
	const char *domain = strchr(from, '@') + 1;
	return arena_printf(&r->a,
			    "Authentication-Results: mx.acme.test; dmarc=pass header.from=%s\r\nFrom: %s\r\nTo: "
			    "support@acme.test\r\nSubject: %s\r\nMessage-ID: <%llu.trips@%s>\r\nIn-Reply-To: "
			    "%.*s\r\n\r\nPlease have a look.\r\n",
			    domain, from, subject, (unsigned long long)r->uid, domain, SPAN_ARG(answers));
}

/* The Message-ID of the last mail in the outbox to that address, in <>; *id is its number. */
static inline struct span trips_last(struct trips *r, struct span to, uint64_t *id)
{
	struct outmail_list list;
	struct err err;
	trips_must(store_begin(r->store, TXN_READ, &r->t, &err), &err);
	trips_must(store_outbox_to(r->t, &r->a, to, &list, &err), &err);
	store_abort(r->t);
	err_set(&err, ERR_NOTFOUND, "no mail to %.*s", SPAN_ARG(to));
	trips_must(list.count ? 0 : -1, &err);
	*id = list.items[list.count - 1].id;
	return arena_printf(&r->a, "<%.*s>", SPAN_ARG(list.items[list.count - 1].message_id));
}

/* The sender's transactions around one mail. */
static inline void trips_sent(struct trips *r, const char *what)
{
	struct store_counts before = store_counts(r->store);
	struct event e = {.actor = SPAN("desk"), .kind = EVENT_MAIL_SENT};
	struct id_list due;
	struct outmail mail;
	struct err err;
	int64_t next;
	trips_must(store_begin(r->store, TXN_READ, &r->t, &err), &err);
	trips_must(store_outbox_due(r->t, &r->a, TRIPS_NOW, 1, &due, &next, &err), &err);
	store_abort(r->t);
	trips_must(store_begin(r->store, TXN_READ, &r->t, &err), &err);
	trips_must(store_outmail(r->t, &r->a, due.items[0], &mail, &err), &err);
	store_abort(r->t);
	trips_must(store_begin(r->store, TXN_WRITE, &r->t, &err), &err);
	store_want_desk(r->t);
	store_want_outmail(r->t, mail.id);
	store_want_ticket(r->t, mail.ticket);
	trips_must(store_fetch(r->t, &err), &err);
	trips_must(store_outmail(r->t, &r->a, due.items[0], &mail, &err), &err);
	mail.state = OUTMAIL_SENT;
	trips_must(history_mail(r->t, &r->a, &mail, e, TRIPS_NOW, &err), &err);
	trips_must(store_outmail_put(r->t, &mail, &err), &err);
	trips_must(store_commit(r->t, &err), &err);
	trips_note(r, what, VERDICT_NEW, before);
}

static inline void trips_clock(struct trips *r, const char *what, int64_t now)
{
	struct store_counts before = store_counts(r->store);
	struct err err;
	struct tick tk;
	trips_must(store_begin(r->store, TXN_WRITE, &r->t, &err), &err);
	trips_must(store_sweep(r->t, now, 1000, &err), &err);
	trips_must(tick(r->conf, r->t, now, &r->a, &tk, &err), &err);
	trips_must(store_commit(r->t, &err), &err);
	trips_note(r, what, VERDICT_NEW, before);
}

static inline void trips_run(struct trips *r)
{
	const char *jo = "jo@example.org";
	uint64_t id;
	trips_mail(r, NULL, trips_raw(r, "lee@example.net", "Scanner", SPAN_NONE));
	trips_mail(r, "a new mail", trips_raw(r, jo, "Printer", SPAN_NONE));
	struct span ack = trips_last(r, SPAN("jo@example.org"), &id);
	struct span relay = trips_last(r, SPAN("bob@acme.test"), &id);
	for (int i = 1; i < TRIPS_TICKETS; i++)
		trips_mail(r, NULL, trips_raw(r, jo, "Another", SPAN_NONE));
	trips_mail(r, "a reply, of a customer with 50 tickets", trips_raw(r, jo, "Re: [ACME #2] Printer", ack));
	trips_mail(r, "an agent's answer", trips_raw(r, "bob@acme.test", "Re: [ACME #2] Printer", relay));
	trips_sent(r, "a sent mail");
	trips_clock(r, NULL, TRIPS_NOW);
	trips_clock(r, "a turn of an idle clock", TRIPS_NOW + 1);
}

#endif
