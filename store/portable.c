#include "store/portable.h"

#include "store/calls.h"
#include "store/parts.h"
#include "store/raw.h"
#include "store/recordjson.h"

#define IMPORTING SPAN("importing")

/* Kinds of records: what a line calls them, and how a line is put back as a record. */
union record {
	struct ticket ticket;
	struct message message;
	struct event event;
	struct customer customer;
	struct agent_state agent;
	struct outmail outmail;
	struct quarantined quarantined;
	struct call call;
	struct pending pending;
	struct undo undo;
	struct seen seen;
	struct window window;
	struct note note;
	struct counted number;
	struct kept_keys_record keys;
};

typedef int put_fn(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r, struct err *err);

static int put_plain(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
		     struct err *err)
{
	return txn_put(t, c, &k, r, err);
}

static int put_ticket(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
		      struct err *err)
{
	(void)c;
	(void)k;
	return store_ticket_put(t, &r->ticket, err);
}

static int put_outmail(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
		       struct err *err)
{
	(void)c;
	(void)k;
	return store_outmail_put(t, &r->outmail, err);
}

static int put_call(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r, struct err *err)
{
	(void)c;
	(void)k;
	return calls_put(t, &r->call, err);
}

static int put_quarantined(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
			   struct err *err)
{
	struct key index = key_named(INDEX_HELD, r->quarantined.held_for);
	key_u64(&index, r->quarantined.id);
	if (r->quarantined.held_for.len && txn_mark(t, &index, err))
		return -1;
	return txn_put(t, c, &k, r, err);
}

static int put_seen(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r, struct err *err)
{
	struct key index = key_seen(r->seen.ticket, key_span(&k));
	if (r->seen.ticket && txn_mark(t, &index, err))
		return -1;
	return txn_put(t, c, &k, r, err);
}

static int put_window(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
		      struct err *err)
{
	struct key index = key_expiry(r->window.start + r->window.length, r->window.name);
	return txn_mark(t, &index, err) || txn_put(t, c, &k, r, err) ? -1 : 0;
}

static int put_done(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r, struct err *err)
{
	(void)c;
	(void)r;
	return txn_mark(t, &k, err);
}

/* Never lowers the number: the tickets and mails put before have already advanced it. */
static int put_number(struct txn *t, const struct protobuf_table *c, struct key k, const union record *r,
		      struct err *err)
{
	struct counted now = {0};
	bool found;
	if (txn_found(txn_get(t, c, &k, &t->scratch, &now, err), &found, err))
		return -1;
	return found && now.value > r->number.value ? 0 : txn_put(t, c, &k, r, err);
}

static const struct kind {
	const char *name;
	enum table table;
	const struct protobuf_table *code; /* NULL: a key without a value */
	put_fn *put;
	const char *fact; /* for TABLE_FACT: only this one */
} kinds[] = {
	{"keys", TABLE_FACT, &code_keys, put_plain, "token keys"},
	{"customer", TABLE_CUSTOMER, &code_customer, put_plain, NULL},
	{"agent", TABLE_AGENT, &code_agent, put_plain, NULL},
	{"ticket", TABLE_TICKET, &code_ticket, put_ticket, NULL},
	{"message", TABLE_MESSAGE, &code_message, put_plain, NULL},
	{"event", TABLE_EVENT, &code_event, put_plain, NULL},
	{"undo", TABLE_UNDO, &code_undo, put_plain, NULL},
	{"message-id", TABLE_MSGID, &code_seen, put_seen, NULL},
	{"content", TABLE_CONTENT, &code_seen, put_seen, NULL},
	{"mail", TABLE_OUTMAIL, &code_outmail, put_outmail, NULL},
	{"call", TABLE_CALL, &code_call, put_call, NULL},
	{"quarantined", TABLE_QUARANTINE, &code_quarantined, put_quarantined, NULL},
	{"pending", TABLE_PENDING, &code_pending, put_plain, NULL},
	{"cursor", TABLE_CURSOR, &code_number, put_plain, NULL},
	{"attempts", TABLE_ATTEMPTS, &code_number, put_plain, NULL},
	{"done", INDEX_DONE, NULL, put_done, NULL},
	{"counter", TABLE_WINDOW, &code_window, put_window, NULL},
	{"note", TABLE_NOTE, &code_note, put_plain, NULL},
	{"faq", TABLE_SUM, &code_sum, put_plain, NULL},
	/* last: a put with a number already given would count as a change */
	{"number", TABLE_FACT, &code_number, put_number, NULL},
};
#define KINDS (sizeof(kinds) / sizeof(*kinds))

/* --- out --- */

struct writing {
	struct txn *t;
	const struct portable_out *out;
	struct arena a; /* of one record */
	struct buf line;
};

static int record_line_write(struct writing *w, const struct kind *kind, struct span key, const union record *r,
			     struct err *err)
{
	struct recordjson *j = recordjson_new(kind->name);
	recordjson_put_hex(j, "key", key);
	if (kind->code)
		recordjson_put(j, kind->code, r);
	buf_reset(&w->line);
	recordjson_write(j, &w->line);
	recordjson_free(j);
	return w->line.over ? err_set(err, ERR_CORRUPT, "a record is too long for a line")
			    : w->out->line(w->out->ctx, buf_span(&w->line), err);
}

static int record_mail_write(struct writing *w, const struct kind *kind, const union record *r, struct err *err)
{
	struct portable_mail of = {.quarantined = kind->table == TABLE_QUARANTINE};
	struct span raw;
	int64_t time;
	if (of.quarantined) {
		of.id = r->quarantined.id;
		time = r->quarantined.received;
	} else {
		of.id = r->message.ticket;
		of.seq = r->message.seq;
		time = r->message.received;
	}
	struct key k = key_seq(of.quarantined ? TABLE_QUARANTINE_RAW : TABLE_RAW, of.id, of.seq);
	uint64_t size = of.quarantined ? r->quarantined.size : r->message.raw_size;
	if (!size)
		return 0;
	return raw_get(w->t, k, size, &w->a, &raw, err) ? -1 : w->out->mail(w->out->ctx, &of, time, raw, err);
}

static int write_record(struct writing *w, const struct kind *kind, struct span key, struct span value, struct err *err)
{
	union record r;
	if (kind->code && txn_decode(w->t, kind->code, &w->a, key, value, &r, err))
		return -1;
	if (record_line_write(w, kind, key, &r, err))
		return -1;
	bool has_mail = kind->table == TABLE_MESSAGE || kind->table == TABLE_QUARANTINE;
	return has_mail ? record_mail_write(w, kind, &r, err) : 0;
}

/* Of the facts, the token keys and the numbers are exported; the schema is in the file's head. Sums are derived from
 * the tickets, except those that have no ticket. */
static bool is_of(const struct kind *kind, struct span key)
{
	struct span word = span_from(key, 1);
	if (kind->table == TABLE_SUM)
		return key.ptr[1] == SUMS_FAQ;
	if (kind->table != TABLE_FACT)
		return true;
	if (kind->fact)
		return span_eq(word, span_of(kind->fact));
	return !span_eq(word, FACT_SCHEMA) && !span_eq(word, FACT_KEYS);
}

static int write_range(struct writing *w, const struct kind *kind, struct key prefix, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, w->t, prefix);
	while ((rc = scan_next(&s, err)) > 0) {
		rc = is_of(kind, s.key) ? write_record(w, kind, s.key, s.value, err) : 0;
		arena_clear(&w->a);
		arena_clear(&w->t->scratch);
		if (rc)
			break;
	}
	scan_end(&s);
	return rc;
}

static void writing_start(struct writing *w, struct txn *t, const struct portable_out *out)
{
	*w = (struct writing){.t = t, .out = out};
	arena_init(&w->a);
	buf_init(&w->line, BUF_MAX);
}

static void writing_end(struct writing *w)
{
	arena_clear(&w->a);
	buf_clear(&w->line);
}

int portable_all(struct txn *t, const struct portable_out *out, struct err *err)
{
	struct writing w;
	int rc = 0;
	writing_start(&w, t, out);
	for (size_t i = 0; rc == 0 && i < KINDS; i++)
		rc = write_range(&w, &kinds[i], key_of(kinds[i].table), err);
	writing_end(&w);
	return rc;
}

/* --- one customer's --- */

static const struct kind *table_kind(enum table table)
{
	for (size_t i = 0; i < KINDS; i++)
		if (kinds[i].table == table && table != TABLE_FACT)
			return &kinds[i];
	return NULL;
}

/* Leaves out notes, which belong to the agents, and the raw mails of other people. */
static int record_message_write(struct writing *w, struct span addr, const struct message *m, struct err *err)
{
	struct key k = key_seq(TABLE_MESSAGE, m->ticket, m->seq);
	union record r = {.message = *m};
	if (m->kind == MESSAGE_NOTE)
		return 0;
	if (record_line_write(w, table_kind(TABLE_MESSAGE), key_span(&k), &r, err))
		return -1;
	return span_ieq(m->from, addr) ? record_mail_write(w, table_kind(TABLE_MESSAGE), &r, err) : 0;
}

static int write_messages(struct writing *w, struct span addr, uint64_t ticket, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, w->t, key_number(TABLE_MESSAGE, ticket));
	while ((rc = scan_next(&s, err)) > 0) {
		struct message m;
		rc = txn_decode(w->t, &code_message, &w->a, s.key, s.value, &m, err)
			     ? -1
			     : record_message_write(w, addr, &m, err);
		arena_clear(&w->a);
		if (rc)
			break;
	}
	scan_end(&s);
	return rc;
}

struct of_customer {
	struct writing *w;
	struct span addr;
};

static int write_ticket(void *ctx, const struct ticket *ticket, struct err *err)
{
	const struct of_customer *c = ctx;
	struct key k = key_number(TABLE_TICKET, ticket->id);
	union record r = {.ticket = *ticket};
	if (!span_ieq(ticket->customer, c->addr))
		r.ticket.watchers = (struct span_list){0};
	r.ticket.newcomers = r.ticket.agent_watchers = (struct span_list){0};
	if (record_line_write(c->w, table_kind(TABLE_TICKET), key_span(&k), &r, err))
		return -1;
	return write_messages(c->w, c->addr, ticket->id, err);
}

int portable_customer(struct txn *t, struct span addr, const struct portable_out *out, struct err *err)
{
	const struct ticket_filter own = {.all = true, .person = addr};
	struct writing w;
	struct of_customer c = {&w, addr};
	union record r;
	bool found;
	writing_start(&w, t, out);
	struct key k = key_named(TABLE_CUSTOMER, addr);
	int rc = txn_found(store_customer(t, &w.a, addr, &r.customer, err), &found, err);
	if (rc == 0 && found)
		rc = record_line_write(&w, table_kind(TABLE_CUSTOMER), key_span(&k), &r, err);
	if (rc == 0)
		rc = store_each_ticket(t, &own, write_ticket, &c, err);
	writing_end(&w);
	return rc;
}

/* --- in --- */

static const struct kind *kind_named(struct span name)
{
	for (size_t i = 0; i < KINDS; i++)
		if (span_eq(span_of(kinds[i].name), name))
			return &kinds[i];
	return NULL;
}

static int put_json(struct txn *t, const struct recordjson *j, struct err *err)
{
	const struct kind *kind = kind_named(recordjson_kind(j));
	struct span key = recordjson_get_hex(j, "key", &t->scratch);
	union record r;
	if (!kind)
		return err_set(err, ERR_CORRUPT, "unknown kind of record");
	if (!key.len || key.len > KEY_MAX || (unsigned char)key.ptr[0] != kind->table)
		return err_set(err, ERR_CORRUPT, "a record of kind %s lacks its key", kind->name);
	if (kind->code && recordjson_get(j, kind->code, &t->scratch, &r, err))
		return -1;
	return kind->put(t, kind->code, key_copy(key), &r, err);
}

int portable_line(struct txn *t, struct span line, struct err *err)
{
	struct recordjson *j;
	if (recordjson_parse(line, &j, err))
		return -1;
	int rc = put_json(t, j, err);
	recordjson_free(j);
	return rc;
}

int portable_raw(struct txn *t, const struct portable_mail *of, struct span raw, struct err *err)
{
	union record r;
	uint64_t size;
	if (of->quarantined) {
		if (store_quarantine(t, &t->scratch, of->id, &r.quarantined, NULL, err))
			return -1;
		size = r.quarantined.size;
	} else {
		if (store_message(t, &t->scratch, of->id, of->seq, &r.message, err))
			return -1;
		size = r.message.raw_size;
	}
	if (size != raw.len)
		return err_set(err, ERR_CORRUPT, "the mail of ticket %llu, message %u, has %zu bytes instead of %llu",
			       (unsigned long long)of->id, of->seq, raw.len, (unsigned long long)size);
	return raw_put(t, key_seq(of->quarantined ? TABLE_QUARANTINE_RAW : TABLE_RAW, of->id, of->seq), raw, err);
}

int portable_begun(struct txn *t, struct arena *a, bool *empty, struct span *progress, struct err *err)
{
	struct key first;
	bool found;
	if (txn_found(store_note(t, a, IMPORTING, progress, err), &found, err))
		return -1;
	if (!found)
		*progress = SPAN_NONE;
	int rc = txn_first(t, key_of(TABLE_TICKET), &first, err);
	*empty = rc == 0;
	return rc < 0 ? -1 : 0;
}

int portable_progress(struct txn *t, struct span progress, struct err *err)
{
	return store_note_put(t, IMPORTING, progress, err);
}
