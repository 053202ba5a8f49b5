/* One walk over every key. What a record must have elsewhere is looked up there, and so is what an index entry or a
 * part points to: so both directions are covered. Loads are recounted on the way and compared at the end. */
#include "store/loads.h"
#include "store/numbers.h"
#include "store/raw.h"
#include "store/sumcheck.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

struct walk {
	struct txn *t;
	struct arena a; /* for the current key */
	struct span key, value;
	void (*fault)(void *ctx, const char *text);
	void *ctx;
	struct verify_report report;
	uint64_t ends[NUMBER_COUNT]; /* next numbers, once they are known; else 0 */
	struct kv *loads;            /* in memory: key of a load, then its struct load_count */
	struct kv_txn *loads_txn;
	struct sumcheck sums; /* recounted from the tickets */
};

struct load_count {
	uint32_t tickets, open;
};

/* A check returns -1 when the walk can't go on; a fault does not stop it. */
typedef int check_fn(struct walk *w, struct err *err);

static void __attribute__((format(printf, 2, 3))) fault(struct walk *w, const char *format, ...)
{
	char text[400];
	va_list args;
	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	w->report.faults++;
	w->fault(w->ctx, text);
}

static void fault_here(struct walk *w, const char *what)
{
	struct span text = key_text(&w->a, w->key);
	fault(w, "record %.*s: %s", SPAN_ARG(text), what);
}

/* --- helpers of the checks --- */

/* Reports damage as a fault. 1: rc was 0; 0: a fault was reported; -1: the walk must stop. */
static int sound(struct walk *w, int rc, const struct err *err)
{
	if (rc == 0)
		return 1;
	if (err->kind != ERR_CORRUPT && err->kind != ERR_NOTFOUND)
		return -1;
	if (err->kind == ERR_CORRUPT)
		fault(w, "%s", err->text);
	return 0;
}

static int read_here(struct walk *w, const struct protobuf_table *c, void *out, struct err *err)
{
	return sound(w, txn_decode(w->t, c, &w->a, w->key, w->value, out, err), err);
}

static int want_key(struct walk *w, const struct key *k, const char *what, struct err *err)
{
	bool has;
	if (txn_has(w->t, k, &has, err))
		return -1;
	if (!has) {
		struct span text = key_text(&w->a, key_span(k));
		struct span here = key_text(&w->a, w->key);
		fault(w, "record %.*s: %s (%.*s) is missing", SPAN_ARG(here), what, SPAN_ARG(text));
	}
	return 0;
}

static int want_keys(struct walk *w, const struct key_set *set, struct err *err)
{
	for (size_t i = 0; i < set->count; i++)
		if (want_key(w, &set->items[i], "its index entry", err))
			return -1;
	return 0;
}

static int want_ticket(struct walk *w, uint64_t id, struct err *err)
{
	struct key k = key_number(TABLE_TICKET, id);
	return id ? want_key(w, &k, "its ticket", err) : 0;
}

static void want_here(struct walk *w, struct key k)
{
	if (!span_eq(key_span(&k), w->key))
		fault_here(w, "it is stored under the wrong key");
}

static int want_below_next(struct walk *w, enum number of, uint64_t id, struct err *err)
{
	uint64_t next = w->ends[of];
	int rc = next ? 1 : sound(w, number_end(w->t, of, &next, err), err);
	w->ends[of] = next;
	if (rc > 0 && id >= next)
		fault_here(w, "its number has not been assigned yet");
	return rc < 0 ? -1 : 0;
}

/* --- tickets --- */

/* The parts of a ticket must be numbered 1, 2, 3 … up to count. */
static int count_parts(struct walk *w, enum table table, uint64_t ticket, uint32_t count, struct err *err)
{
	struct scan s;
	uint32_t seen = 0;
	bool gap = false;
	int rc;
	const struct key prefix = key_number(table, ticket);
	scan_start(&s, w->t, prefix);
	while ((rc = scan_next(&s, err)) > 0)
		gap |= key_get_u32(s.key, prefix.len) != ++seen;
	scan_end(&s);
	if (gap || seen != count)
		fault(w, "ticket %llu: %s: %u of %u found%s", (unsigned long long)ticket,
		      table == TABLE_MESSAGE ? "messages" : "events", seen, count, gap ? ", with a gap" : "");
	return rc;
}

static int get_load(struct walk *w, const struct key *k, struct load_count *out, struct err *err)
{
	struct span value;
	bool found;
	*out = (struct load_count){0};
	if (txn_found(kv_get(w->loads, w->loads_txn, key_span(k), &value, err), &found, err))
		return -1;
	if (found)
		memcpy(out, value.ptr, sizeof(*out));
	return 0;
}

static int count_loads(struct walk *w, const struct ticket *ticket, struct err *err)
{
	struct load_share shares[2];
	size_t n = loads_of_ticket(ticket, shares);
	for (size_t i = 0; i < n; i++) {
		struct key k = key_load(shares[i].of, shares[i].name);
		struct load_count c;
		if (get_load(w, &k, &c, err))
			return -1;
		c.tickets += shares[i].tickets;
		c.open += shares[i].open;
		if (kv_put(w->loads, w->loads_txn, key_span(&k), span_make(&c, sizeof(c)), err))
			return -1;
	}
	return 0;
}

static int count_sums(struct walk *w, const struct ticket *ticket)
{
	if (!sumcheck_add(&w->sums, ticket))
		fault_here(w, "its figures would drop below zero");
	return 0;
}

static int check_ticket(struct walk *w, struct err *err)
{
	struct ticket ticket;
	struct key_set keys = {0};
	int rc = read_here(w, &code_ticket, &ticket, err);
	if (rc <= 0)
		return rc;
	w->report.tickets++;
	want_here(w, key_number(TABLE_TICKET, ticket.id));
	if (ticket.status == STATUS_MERGED && !ticket.merged_into)
		fault_here(w, "merged, but into no ticket");
	keys_of_ticket(&w->a, &ticket, &keys);
	return want_keys(w, &keys, err) || want_below_next(w, NUMBER_TICKET, ticket.id, err) ||
			       (ticket.change && want_below_next(w, NUMBER_CHANGE, ticket.change, err)) ||
			       count_parts(w, TABLE_MESSAGE, ticket.id, ticket.messages, err) ||
			       count_parts(w, TABLE_EVENT, ticket.id, ticket.events, err) ||
			       count_loads(w, &ticket, err) || count_sums(w, &ticket)
		       ? -1
		       : 0;
}

static int check_ticket_index(struct walk *w, struct err *err)
{
	struct ticket ticket;
	struct key_set keys = {0};
	int rc = sound(w, store_ticket(w->t, &w->a, key_owner(w->key), &ticket, err), err);
	if (rc > 0)
		keys_of_ticket(&w->a, &ticket, &keys);
	if (rc >= 0 && !key_set_has(&keys, w->key))
		fault_here(w, "this index entry belongs to no ticket");
	return rc < 0 ? -1 : 0;
}

/* --- parts of tickets --- */

/* A raw mail must be complete, or absent if size is 0. */
static int check_raw(struct walk *w, struct key of, uint64_t size, struct err *err)
{
	struct scan s;
	struct span raw;
	if (size)
		return sound(w, raw_get(w->t, of, size, &w->a, &raw, err), err) < 0 ? -1 : 0;
	scan_start(&s, w->t, of);
	int rc = scan_next(&s, err);
	scan_end(&s);
	if (rc > 0)
		fault_here(w, "it has a raw mail that it should not have");
	return rc < 0 ? -1 : 0;
}

static int check_message(struct walk *w, struct err *err)
{
	struct message m;
	int rc = read_here(w, &code_message, &m, err);
	if (rc <= 0)
		return rc;
	w->report.messages++;
	want_here(w, key_seq(TABLE_MESSAGE, m.ticket, m.seq));
	if (want_ticket(w, m.ticket, err))
		return -1;
	return check_raw(w, key_seq(TABLE_RAW, m.ticket, m.seq), m.raw_size, err);
}

/* The bytes are checked along with the message. */
static int check_raw_chunk(struct walk *w, struct err *err)
{
	struct key k = key_seq(TABLE_MESSAGE, key_get_u64(w->key, 1), key_get_u32(w->key, 9));
	return want_key(w, &k, "its message", err);
}

static int check_event(struct walk *w, struct err *err)
{
	struct event e;
	int rc = read_here(w, &code_event, &e, err);
	if (rc <= 0)
		return rc;
	w->report.events++;
	want_here(w, key_seq(TABLE_EVENT, e.ticket, e.seq));
	return e.kind == EVENT_DELETED ? 0 : want_ticket(w, e.ticket, err);
}

static int check_undo(struct walk *w, struct err *err)
{
	struct undo u;
	int rc = read_here(w, &code_undo, &u, err);
	if (rc <= 0)
		return rc;
	want_here(w, key_undo(u.ticket, u.agent));
	return want_ticket(w, u.ticket, err);
}

/* --- known mails --- */

static int check_seen(struct walk *w, struct err *err)
{
	struct seen s;
	int rc = read_here(w, &code_seen, &s, err);
	if (rc <= 0)
		return rc;
	if (s.name.len)
		want_here(w, key_msgid(s.name));
	if (s.content.len && s.content.len != KEY_CONTENT)
		fault_here(w, "its content digest is malformed");
	if (!s.ticket)
		return 0;
	struct key entry = key_seen(s.ticket, w->key), message = key_seq(TABLE_MESSAGE, s.ticket, s.seq);
	if (want_ticket(w, s.ticket, err) || want_key(w, &entry, "its index entry", err))
		return -1;
	return s.seq ? want_key(w, &message, "its message", err) : 0;
}

static int check_seen_index(struct walk *w, struct err *err)
{
	struct seen s = {0};
	struct key k = key_copy(span_from(w->key, 9));
	int rc = sound(w, txn_get(w->t, &code_seen, &k, &w->a, &s, err), err);
	if (rc >= 0 && (rc == 0 || s.ticket != key_get_u64(w->key, 1)))
		fault_here(w, "this index entry belongs to no known mail");
	return rc < 0 ? -1 : 0;
}

/* --- people --- */

static int check_customer(struct walk *w, struct err *err)
{
	struct customer c;
	int rc = read_here(w, &code_customer, &c, err);
	if (rc <= 0)
		return rc;
	w->report.customers++;
	want_here(w, key_named(TABLE_CUSTOMER, c.addr));
	return 0;
}

static int check_agent(struct walk *w, struct err *err)
{
	struct agent_state agent;
	int rc = read_here(w, &code_agent, &agent, err);
	if (rc > 0)
		want_here(w, key_named(TABLE_AGENT, agent.name));
	return rc < 0 ? -1 : 0;
}

/* Loads are compared when all tickets have been counted. */
static int check_load(struct walk *w, struct err *err)
{
	(void)w;
	(void)err;
	return 0;
}

/* The current key is from the store, or from the recount. */
static int compare_load(struct walk *w, struct err *err)
{
	struct load load = {0};
	struct load_count want;
	struct key k = key_copy(w->key);
	int rc = sound(w, txn_get(w->t, &code_load, &k, &w->a, &load, err), err);
	if (rc < 0 || get_load(w, &k, &want, err))
		return -1;
	if (load.tickets != want.tickets || load.open != want.open) {
		struct span text = key_text(&w->a, w->key);
		fault(w, "record %.*s: says %u tickets and %u open, but there are %u and %u", SPAN_ARG(text),
		      load.tickets, load.open, want.tickets, want.open);
	}
	return 0;
}

/* Sums are compared when all tickets have been counted. */
static int check_sum(struct walk *w, struct err *err)
{
	struct sum sum;
	int rc = read_here(w, &code_sum, &sum, err);
	if (rc > 0 && w->key.ptr[1] < SUMS_OF_COUNT)
		want_here(w, key_sum((enum sums_of)w->key.ptr[1], key_get_u32(w->key, 2), sum.name));
	return rc < 0 ? -1 : 0;
}

static int compare_sum(struct walk *w, struct err *err)
{
	struct sum sum;
	if (code_read(&code_sum, &w->a, w->key, w->value, &sum, err)) /* check_sum has reported it */
		return 0;
	if (w->key.ptr[1] != SUMS_FAQ && !sumcheck_is(&w->sums, w->key, &sum))
		fault_here(w, "this sum differs from the count of its tickets");
	return 0;
}

static void missing_sum(void *ctx, struct span key)
{
	struct walk *w = ctx;
	struct span text = key_text(&w->a, key);
	fault(w, "record %.*s: this sum is missing", SPAN_ARG(text));
}

static int compare_missing_load(struct walk *w, struct err *err)
{
	struct key k = key_copy(w->key);
	bool has;
	if (txn_has(w->t, &k, &has, err))
		return -1;
	return has ? 0 : compare_load(w, err);
}

/* --- outbox and quarantine --- */

static int check_outmail(struct walk *w, struct err *err)
{
	struct outmail m;
	struct key_set keys = {0};
	int rc = read_here(w, &code_outmail, &m, err);
	if (rc <= 0)
		return rc;
	w->report.outmails++;
	want_here(w, key_number(TABLE_OUTMAIL, m.id));
	keys_of_outmail(&w->a, &m, &keys);
	return want_keys(w, &keys, err) || want_below_next(w, NUMBER_OUTMAIL, m.id, err) ||
			       want_ticket(w, m.ticket, err)
		       ? -1
		       : 0;
}

static int check_outmail_index(struct walk *w, struct err *err)
{
	struct outmail m;
	struct key_set keys = {0};
	int rc = sound(w, store_outmail(w->t, &w->a, key_owner(w->key), &m, err), err);
	if (rc > 0)
		keys_of_outmail(&w->a, &m, &keys);
	if (rc >= 0 && !key_set_has(&keys, w->key))
		fault_here(w, "this index entry belongs to no mail in the outbox");
	return rc < 0 ? -1 : 0;
}

static int check_quarantined(struct walk *w, struct err *err)
{
	struct quarantined q;
	int rc = read_here(w, &code_quarantined, &q, err);
	if (rc <= 0)
		return rc;
	want_here(w, key_number(TABLE_QUARANTINE, q.id));
	struct key held = key_named(INDEX_HELD, q.held_for);
	key_u64(&held, q.id);
	if (want_below_next(w, NUMBER_QUARANTINE, q.id, err) ||
	    (q.held_for.len && want_key(w, &held, "its index entry", err)))
		return -1;
	return check_raw(w, key_seq(TABLE_QUARANTINE_RAW, q.id, 0), q.size, err);
}

static int check_pending(struct walk *w, struct err *err)
{
	struct pending p;
	int rc = read_here(w, &code_pending, &p, err);
	if (rc <= 0)
		return rc;
	struct key k = key_of(TABLE_PENDING);
	key_u8(&k, (unsigned)p.kind);
	key_name(&k, p.addr);
	want_here(w, k);
	return 0;
}

static int check_held(struct walk *w, struct err *err)
{
	struct quarantined q = {0};
	int rc = sound(w, store_quarantine(w->t, &w->a, key_owner(w->key), &q, NULL, err), err);
	struct key k = key_named(INDEX_HELD, q.held_for);
	key_u64(&k, q.id);
	if (rc >= 0 && (rc == 0 || !q.held_for.len || !span_eq(key_span(&k), w->key)))
		fault_here(w, "this index entry belongs to no held mail");
	return rc < 0 ? -1 : 0;
}

static int check_file(struct walk *w, struct err *err)
{
	struct key k = key_number(TABLE_OUTMAIL, key_get_u64(w->key, 1));
	return want_key(w, &k, "its mail", err);
}

static int check_call(struct walk *w, struct err *err)
{
	struct call c;
	int rc = read_here(w, &code_call, &c, err);
	if (rc <= 0)
		return rc;
	want_here(w, key_call(c.ticket, c.hook));
	struct key event = key_seq(TABLE_EVENT, c.ticket, c.seq), due = key_call_due(&c);
	return want_key(w, &event, "its event", err) || want_key(w, &due, "its index entry", err) ? -1 : 0;
}

static int check_call_index(struct walk *w, struct err *err)
{
	struct call c = {0};
	struct key k = key_number(TABLE_CALL, key_owner(w->key));
	key_bytes(&k, w->key.ptr + 1, KEY_HASH);
	int rc = sound(w, txn_get(w->t, &code_call, &k, &w->a, &c, err), err);
	k = key_call_due(&c);
	if (rc == 0 || (rc > 0 && !span_eq(key_span(&k), w->key)))
		fault_here(w, "this index entry belongs to no call");
	return rc < 0 ? -1 : 0;
}

static int check_quarantine_chunk(struct walk *w, struct err *err)
{
	struct key k = key_number(TABLE_QUARANTINE, key_get_u64(w->key, 1));
	return want_key(w, &k, "its row", err);
}

/* --- mailboxes, windows, notes, facts --- */

static int verify_number(struct walk *w, struct err *err)
{
	struct counted n;
	return read_here(w, &code_number, &n, err) < 0 ? -1 : 0;
}

/* An entry must be above the cursor, and not right above it: else the cursor would have advanced. */
static int check_done(struct walk *w, struct err *err)
{
	struct span of = span_sub(w->key, 1, KEY_HASH + 4);
	struct counted n = {0};
	struct key k = key_of(TABLE_CURSOR);
	key_bytes(&k, of.ptr, of.len);
	int rc = sound(w, txn_get(w->t, &code_number, &k, &w->a, &n, err), err);
	if (rc >= 0 && key_owner(w->key) <= n.value + 1)
		fault_here(w, "this mail is covered by its mailbox's cursor");
	return rc < 0 ? -1 : 0;
}

static int check_window(struct walk *w, struct err *err)
{
	struct window window;
	int rc = read_here(w, &code_window, &window, err);
	if (rc <= 0)
		return rc;
	want_here(w, key_named(TABLE_WINDOW, window.name));
	struct key k = key_expiry(window.start + window.length, window.name);
	return want_key(w, &k, "its index entry", err);
}

static int check_expiry(struct walk *w, struct err *err)
{
	struct window window = {0};
	struct key k = key_of(TABLE_WINDOW);
	struct span name = span_from(w->key, 9);
	key_bytes(&k, name.ptr, name.len > KEY_HASH ? KEY_HASH : name.len);
	int rc = sound(w, txn_get(w->t, &code_window, &k, &w->a, &window, err), err);
	if (rc >= 0 && (rc == 0 || (uint64_t)(window.start + window.length) != key_get_u64(w->key, 1)))
		fault_here(w, "this index entry belongs to no counter");
	return rc < 0 ? -1 : 0;
}

static int check_note(struct walk *w, struct err *err)
{
	struct note note;
	int rc = read_here(w, &code_note, &note, err);
	if (rc > 0)
		want_here(w, key_named(TABLE_NOTE, note.name));
	return rc < 0 ? -1 : 0;
}

/* The schema was read when the store was opened; it is the one value without a frame. */
static int check_fact(struct walk *w, struct err *err)
{
	struct kept_keys_record keys;
	struct span word = span_from(w->key, 1);
	if (span_eq(word, FACT_SCHEMA))
		return 0;
	if (span_eq(word, FACT_KEYS))
		return read_here(w, &code_keys, &keys, err) < 0 ? -1 : 0;
	if (span_eq(word, FACT_LOSS))
		return verify_number(w, err);
	for (int i = 0; i < NUMBER_COUNT; i++) {
		struct key k = number_key((enum number)i);
		if (span_eq(key_span(&k), w->key))
			return verify_number(w, err);
	}
	fault_here(w, "unknown fact");
	return 0;
}

/* --- the walk --- */

#define ID 8
#define SEQ 4
#define HASH KEY_HASH

static const struct {
	enum table table;
	size_t size; /* of its keys; 0: any size */
	check_fn *check;
} tables[] = {
	{TABLE_FACT, 0, check_fact},
	{TABLE_TICKET, 1 + ID, check_ticket},
	{TABLE_MESSAGE, 1 + ID + SEQ, check_message},
	{TABLE_RAW, 1 + ID + SEQ + SEQ, check_raw_chunk},
	{TABLE_EVENT, 1 + ID + SEQ, check_event},
	{TABLE_UNDO, 1 + ID + HASH, check_undo},
	{TABLE_MSGID, 1 + HASH, check_seen},
	{TABLE_CONTENT, 1 + KEY_CONTENT, check_seen},
	{TABLE_CUSTOMER, 1 + HASH, check_customer},
	{TABLE_AGENT, 1 + HASH, check_agent},
	{TABLE_LOAD, 1 + 1 + HASH, check_load},
	{TABLE_OUTMAIL, 1 + ID, check_outmail},
	{TABLE_QUARANTINE, 1 + ID, check_quarantined},
	{TABLE_QUARANTINE_RAW, 1 + ID + SEQ + SEQ, check_quarantine_chunk},
	{TABLE_CURSOR, 1 + HASH + 4, verify_number},
	{TABLE_ATTEMPTS, 1 + HASH + 4 + ID, verify_number},
	{TABLE_WINDOW, 1 + HASH, check_window},
	{TABLE_NOTE, 1 + HASH, check_note},
	{TABLE_SUM, 1 + 1 + 4 + HASH, check_sum},
	{TABLE_PENDING, 1 + 1 + HASH, check_pending},
	{TABLE_FILE, 1 + ID + SEQ + SEQ, check_file},
	{TABLE_CALL, 1 + ID + HASH, check_call},
	{INDEX_CALL, 1 + HASH + ID + ID, check_call_index},
	{INDEX_HELD, 1 + HASH + ID, check_held},
	{INDEX_STATUS, 1 + 1 + ID, check_ticket_index},
	{INDEX_CATEGORY, 1 + HASH + 1 + ID, check_ticket_index},
	{INDEX_AGENT, 1 + HASH + 1 + ID, check_ticket_index},
	{INDEX_PERSON, 1 + HASH + 1 + ID, check_ticket_index},
	{INDEX_WAITING, 1 + ID, check_ticket_index},
	{INDEX_TIMER, 1 + ID + ID + 1, check_ticket_index},
	{INDEX_THANKED, 1 + ID + ID, check_ticket_index},
	{INDEX_CHANGE, 1 + ID + ID, check_ticket_index},
	{INDEX_SEEN, 0, check_seen_index},
	{INDEX_DUE, 1 + ID + ID, check_outmail_index},
	{INDEX_STATE, 1 + 1 + ID, check_outmail_index},
	{INDEX_MAILS, 1 + ID + ID, check_outmail_index},
	{INDEX_TO, 1 + HASH + ID, check_outmail_index},
	{INDEX_EXPIRY, 1 + ID + HASH, check_expiry},
	{INDEX_DONE, 1 + HASH + 4 + ID, check_done},
};

static int check_here(struct walk *w, struct err *err)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		if ((unsigned char)w->key.ptr[0] != tables[i].table)
			continue;
		if (tables[i].size && tables[i].size != w->key.len)
			break;
		w->report.records += tables[i].table < 'a';
		return tables[i].check(w, err);
	}
	fault_here(w, "unknown kind of key");
	return 0;
}

/* Runs check on every key with that prefix, of the store or of the recounted loads. */
static int walk_range(struct walk *w, struct txn *over, struct key prefix, check_fn *check, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, over, prefix);
	while ((rc = scan_next(&s, err)) > 0) {
		w->key = s.key;
		w->value = s.value;
		if ((rc = check(w, err)))
			break;
		arena_clear(&w->a);
		arena_clear(&w->t->scratch);
	}
	scan_end(&s);
	return rc;
}

static int walk_all(struct walk *w, struct err *err)
{
	struct txn counted = {.kv = w->loads, .kvt = w->loads_txn};
	if (walk_range(w, w->t, (struct key){.len = 0}, check_here, err) ||
	    walk_range(w, w->t, key_of(TABLE_LOAD), compare_load, err) ||
	    walk_range(w, w->t, key_of(TABLE_SUM), compare_sum, err))
		return -1;
	sumcheck_others(&w->sums, missing_sum, w);
	return walk_range(w, &counted, key_of(TABLE_LOAD), compare_missing_load, err);
}

int store_verify(struct txn *t, void (*fault_fn)(void *ctx, const char *text), void *ctx, struct verify_report *out,
		 struct err *err)
{
	struct walk w = {.t = t, .fault = fault_fn, .ctx = ctx};
	if (kv_mem_open(NULL, &w.loads, err))
		return -1;
	arena_init(&w.a);
	sumcheck_init(&w.sums);
	int rc = w.loads->ops->begin(w.loads, true, &w.loads_txn, err);
	if (rc == 0) {
		rc = walk_all(&w, err);
		w.loads->ops->abort(w.loads_txn);
	}
	arena_clear(&w.a);
	sumcheck_clear(&w.sums);
	w.loads->ops->close(w.loads);
	if (rc == 0)
		*out = w.report;
	return rc;
}
