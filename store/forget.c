#include "store/forget.h"

#include "parsers/base/canonical.h"
#include "parsers/base/digest.h"
#include "store/changes.h"
#include "store/numbers.h"
#include "store/parts.h"
#include "store/raw.h"

#define TICKETS_STEP 10              /* tickets per transaction */
#define ROWS_STEP ((size_t)4000)     /* rows that one transaction reads … */
#define BYTES_STEP ((size_t)8 << 20) /* … and their bytes */
#define HITS_STEP ((size_t)100)      /* rows that it changes at most */

/* --- which text fields hold a person's words --- */

/* clang-format off */
/* Fields in the desk's own words: kept, with addresses and names replaced. All others are emptied. */
static const char *const ticket_kept[] = {"category", "agent", "customer", "language", "mailbox", "watchers", "newcomers",
					  "agent_watchers", "tags", "proposed", "articles", "solved_by", "name", NULL};
static const char *const ticket_gone[] = {"subject", "customer_name", "thread", "addr", "msgid", NULL};
static const char *const message_kept[] = {"from", "to", "language", "held_for", "sent_to", NULL};
static const char *const message_gone[] = {"from_name", "subject", "text", "html", "folded", "message_id", "name", "type",
					   "content_id", "params", "inside", "aside", "reply_to", "sent_by", NULL};

/* Events that consist of the desk's own words. */
static const enum event_kind plain_kinds[] = {
	EVENT_SORTED, EVENT_ASSIGNED, EVENT_WAITING, EVENT_STATUS, EVENT_PRIORITY, EVENT_CATEGORY, EVENT_CUSTOMER,
	EVENT_TAGGED, EVENT_UNTAGGED, EVENT_WATCHER, EVENT_UNWATCHED, EVENT_NEWCOMER, EVENT_LINKED, EVENT_MERGED,
	EVENT_ABSORBED, EVENT_SPLIT, EVENT_UNTIL, EVENT_SNOOZED, EVENT_DUE, EVENT_WOKEN, EVENT_AWAY, EVENT_BACK,
	EVENT_UNPROVEN, EVENT_VOUCHED, EVENT_DISOWNED, EVENT_RELEASED, EVENT_MAIL, EVENT_WITHHELD, EVENT_UNSENT,
	EVENT_MAIL_SENT, EVENT_MAIL_FAILED, EVENT_MAIL_RETRIED, EVENT_MAIL_DROPPED, EVENT_CROSSED, EVENT_TOKEN_COVERED,
	EVENT_REMINDED, EVENT_OVERDUE, EVENT_FEEDBACK_ASKED, EVENT_PROPOSED, EVENT_ARTICLE, EVENT_SOLVED,
	EVENT_DELETED, EVENT_FORGOTTEN, EVENT_EXPIRED, EVENT_EXPORTED,
	EVENT_HOOK_DROPPED,
};
/* clang-format on */

static bool is_among(const char *const *names, const char *name)
{
	for (; *names; names++)
		if (strcmp(*names, name) == 0)
			return true;
	return false;
}

bool forget_knows(const char *record, const char *field)
{
	bool ticket = strcmp(record, "ticket") == 0;
	return is_among(ticket ? ticket_kept : message_kept, field) ||
	       is_among(ticket ? ticket_gone : message_gone, field);
}

static bool forget_is_plain(enum event_kind kind)
{
	for (size_t i = 0; i < sizeof(plain_kinds) / sizeof(*plain_kinds); i++)
		if (plain_kinds[i] == kind)
			return true;
	return false;
}

/* --- texts --- */

struct looking {
	struct arena *a;
	const struct redaction *who;
	const char *const *kept; /* the other fields are emptied; NULL: none is */
};

static void forget_look(void *ctx, const char *name, struct span *text)
{
	const struct looking *l = ctx;
	if (l->kept && !is_among(l->kept, name))
		*text = SPAN_NONE;
	else
		*text = redact_text(l->a, l->who, *text);
}

static void redact_record(struct arena *a, const struct redaction *who, const struct protobuf_table *c, void *record,
			  const char *const *kept)
{
	struct looking l = {a, who, kept};
	protobuf_texts(c, record, forget_look, &l);
}

/* --- one ticket --- */

struct cleaning {
	struct txn *t;
	struct arena *a;
	const struct redaction *who; /* addr empty: everybody */
	struct ticket ticket;
	struct message_list messages;
	struct span_list ids;  /* Message-IDs of what others wrote … */
	struct span_list gone; /* … and of what that person wrote */
	bool mine;             /* the ticket is that person's */
	bool close;            /* it is, or it has messages written by them */
	uint64_t changed;      /* messages */
};

static bool is_everybody(const struct cleaning *c)
{
	return !c->who->addr.len;
}

static bool wrote(const struct redaction *who, const struct message *m)
{
	return !who->addr.len || span_ieq(m->from, who->addr) || span_ieq(m->sent_by, who->addr);
}

/* Removes the raw mail too. */
static int put_message(struct cleaning *c, struct message *m, struct err *err)
{
	struct key k = key_seq(TABLE_MESSAGE, m->ticket, m->seq);
	m->raw_size = 0;
	c->changed++;
	return changes_loss(c->t, err) || txn_del_range(c->t, key_seq(TABLE_RAW, m->ticket, m->seq), err) ||
			       txn_put(c->t, &code_message, &k, m, err)
		       ? -1
		       : 0;
}

/* The message's own words stay; what it quotes, and the folded history, do not. */
static void strip_others(const struct cleaning *c, struct message *m)
{
	struct span text = m->kind == MESSAGE_BOUNCE ? SPAN_NONE : redact_quoting(c->a, c->who, m->text);
	m->folded = m->subject = m->html = SPAN_NONE;
	redact_record(c->a, c->who, &code_message, m, NULL);
	m->text = text;
}

static bool message_names(const struct redaction *who, const struct message *m)
{
	bool names = redact_names(who, m->text) || redact_names(who, m->folded) || redact_names(who, m->subject) ||
		     redact_names(who, m->reply_to) || redact_names(who, m->from) || redact_names(who, m->from_name) ||
		     span_iin(&m->to, who->addr) || span_ieq(m->sent_to, who->addr);
	return names;
}

static int clean_message(struct cleaning *c, struct message *m, struct err *err)
{
	if (wrote(c->who, m)) {
		redact_record(c->a, c->who, &code_message, m, message_kept);
		m->attachments = (struct attachment_list){0};
	} else if (c->close) {
		strip_others(c, m);
	} else if (message_names(c->who, m)) {
		redact_record(c->a, c->who, &code_message, m, NULL);
	} else {
		return 0;
	}
	if (is_everybody(c)) {
		m->from = m->kind == MESSAGE_AGENT || m->kind == MESSAGE_NOTE ? m->from : c->who->instead;
		m->to = (struct span_list){0};
		m->sent_to = m->sent_to.len ? c->who->instead : SPAN_NONE;
	}
	return put_message(c, m, err);
}

static void clean_event(const struct cleaning *c, struct event *e)
{
	if (c->close && !span_in(&c->ids, e->via))
		e->via = SPAN_NONE;
	if (c->close && !forget_is_plain(e->kind))
		e->what = e->from = e->to = e->why = SPAN_NONE;
	if (is_everybody(c) && e->kind != EVENT_STATUS && e->kind != EVENT_ASSIGNED && e->kind != EVENT_SORTED)
		e->what = e->from = e->to = e->why = SPAN_NONE;
	if (is_everybody(c) && span_chr(e->actor, '@') >= 0)
		e->actor = c->who->instead;
	redact_record(c->a, c->who, &code_event, e, NULL);
}

static int clean_events(struct cleaning *c, struct err *err)
{
	struct event_list events;
	int rc = store_events(c->t, c->a, c->ticket.id, &events, err);
	for (size_t i = 0; rc == 0 && i < events.count; i++) {
		struct event *e = &events.items[i];
		struct key k = key_seq(TABLE_EVENT, e->ticket, e->seq);
		clean_event(c, e);
		rc = txn_put(c->t, &code_event, &k, e, err);
	}
	return rc;
}

/* The desk never writes to this person again, so they are removed from the lists of recipients. */
static void leave_lists(const struct redaction *who, struct ticket *t)
{
	struct span_list *const lists[] = {&t->watchers, &t->newcomers};
	for (size_t k = 0; k < sizeof(lists) / sizeof(*lists); k++) {
		size_t kept = 0;
		for (size_t i = 0; i < lists[k]->count; i++)
			if (!span_ieq(lists[k]->items[i], who->addr))
				lists[k]->items[kept++] = lists[k]->items[i];
		lists[k]->count = kept;
	}
}

/* Message-IDs that others' mails thread on stay. */
static void leave_thread(const struct cleaning *c, struct ticket *t)
{
	size_t ids = 0, roots = 0;
	for (size_t i = 0; i < t->thread.count; i++)
		if (!span_in(&c->gone, t->thread.items[i]))
			t->thread.items[ids++] = t->thread.items[i];
	for (size_t i = 0; i < t->roots.count; i++)
		if (!span_ieq(t->roots.items[i].addr, c->who->addr))
			t->roots.items[roots++] = t->roots.items[i];
	t->thread.count = ids;
	t->roots.count = roots;
}

static void clean_fields(struct cleaning *c)
{
	struct ticket *t = &c->ticket;
	leave_thread(c, t);
	leave_lists(c->who, t);
	redact_record(c->a, c->who, &code_ticket, t, c->mine ? ticket_kept : NULL);
	if (!c->mine)
		return;
	t->subject = REDACTED;
	t->roots = (struct thread_root_list){0};
	t->asked = 0;
	if (is_everybody(c)) {
		t->customer = c->who->instead;
		t->watchers = t->newcomers = (struct span_list){0};
	}
}

/* Fills in ticket and seq of the event. */
static int finish_ticket(struct cleaning *c, const struct event *last, struct err *err)
{
	struct event e = *last;
	e.ticket = c->ticket.id;
	e.seq = ++c->ticket.events;
	return changes_loss(c->t, err) || store_event_put(c->t, &e, err) || store_ticket_put(c->t, &c->ticket, err) ? -1
														    : 0;
}

static int clean_ticket(struct cleaning *c, uint64_t id, const struct event *last, struct err *err)
{
	struct txn *t = c->t;
	if (store_ticket(t, c->a, id, &c->ticket, err) || store_messages(t, c->a, id, &c->messages, err))
		return -1;
	c->mine = is_everybody(c) || span_ieq(c->ticket.customer, c->who->addr);
	c->close = c->mine;
	for (size_t i = 0; i < c->messages.count; i++) {
		const struct message *m = &c->messages.items[i];
		c->close |= wrote(c->who, m);
		if (m->message_id.len)
			span_list_add(c->a, wrote(c->who, m) ? &c->gone : &c->ids, m->message_id);
	}
	for (size_t i = 0; i < c->messages.count; i++)
		if (clean_message(c, &c->messages.items[i], err))
			return -1;
	clean_fields(c);
	if (clean_events(c, err))
		return -1;
	if (c->close &&
	    (parts_forget_seen(t, id, true, err) || parts_delete_mails(t, id, err) || parts_delete_undos(t, id, err)))
		return -1;
	return finish_ticket(c, last, err);
}

int forget_content(struct txn *t, uint64_t ticket, const struct event *last, struct err *err)
{
	const struct redaction everybody = {.instead = SPAN("expired@" FORGET_DOMAIN)};
	struct cleaning c = {.t = t, .a = &t->scratch, .who = &everybody};
	return clean_ticket(&c, ticket, last, err);
}

/* --- a person --- */

/* Learns the names that the person has on that ticket. */
static int learn_names(struct txn *t, struct arena *a, struct forgetting *f, uint64_t id, struct err *err)
{
	struct ticket ticket;
	struct message_list messages;
	if (store_ticket(t, &t->scratch, id, &ticket, err) || store_messages(t, &t->scratch, id, &messages, err))
		return -1;
	if (span_ieq(ticket.customer, f->who.addr))
		redact_name(a, &f->who, ticket.customer_name);
	for (size_t i = 0; i < messages.count; i++)
		if (wrote(&f->who, &messages.items[i]))
			redact_name(a, &f->who, messages.items[i].from_name);
	return 0;
}

static int forget_ticket(struct txn *t, struct arena *a, struct forgetting *f, uint64_t id, struct err *err)
{
	const struct event last = {.time = f->now, .actor = f->actor, .kind = EVENT_FORGOTTEN, .what = f->who.instead};
	struct cleaning c = {.t = t, .a = &t->scratch, .who = &f->who};
	if (learn_names(t, a, f, id, err) || clean_ticket(&c, id, &last, err))
		return -1;
	f->tickets++;
	f->messages += c.changed;
	return 0;
}

/* 1: one ticket was done; 0: none is left. */
static int forget_own(struct txn *t, struct arena *a, struct forgetting *f, struct err *err)
{
	const struct key of = key_named(INDEX_PERSON, f->who.addr);
	struct key first, again;
	int rc = txn_first(t, of, &first, err);
	if (rc <= 0)
		return rc;
	if (forget_ticket(t, a, f, key_owner(key_span(&first)), err))
		return -1;
	rc = txn_first(t, of, &again, err);
	if (rc > 0 && span_eq(key_span(&again), key_span(&first)))
		return err_set(err, ERR_CORRUPT, "an index entry does not match its ticket's customer; run verify");
	return rc < 0 ? -1 : 1;
}

/* --- the walk over all other records --- */

static int hit_ticket(struct txn *t, struct forgetting *f, struct key k, struct err *err)
{
	struct ticket ticket;
	if (txn_get(t, &code_ticket, &k, &t->scratch, &ticket, err))
		return -1;
	leave_lists(&f->who, &ticket);
	redact_record(&t->scratch, &f->who, &code_ticket, &ticket, NULL);
	return store_ticket_put(t, &ticket, err);
}

static int hit_record(struct txn *t, struct forgetting *f, const struct protobuf_table *code, void *record,
		      struct key k, struct err *err)
{
	if (txn_get(t, code, &k, &t->scratch, record, err))
		return -1;
	redact_record(&t->scratch, &f->who, code, record, NULL);
	return txn_put(t, code, &k, record, err);
}

static int hit_message(struct txn *t, struct arena *a, struct forgetting *f, struct key k, struct err *err)
{
	struct cleaning c = {.t = t, .a = &t->scratch, .who = &f->who};
	struct message m;
	if (txn_get(t, &code_message, &k, &t->scratch, &m, err))
		return -1;
	if (wrote(&f->who, &m))
		return forget_ticket(t, a, f, m.ticket, err);
	redact_record(&t->scratch, &f->who, &code_message, &m, NULL);
	f->messages++;
	return put_message(&c, &m, err);
}

/* The Message-ID of a mail of theirs that made no ticket is found through the desk's answer to it. */
static int forget_answered(struct txn *t, struct span msgid, struct err *err)
{
	struct key k = key_msgid(msgid);
	struct seen seen;
	bool found;
	if (!msgid.len)
		return 0;
	if (txn_found(txn_get(t, &code_seen, &k, &t->scratch, &seen, err), &found, err))
		return -1;
	seen.name = SPAN_NONE;
	return found ? txn_put(t, &code_seen, &k, &seen, err) : 0;
}

static int hit_outmail(struct txn *t, struct forgetting *f, struct key k, struct err *err)
{
	struct outmail m;
	if (txn_get(t, &code_outmail, &k, &t->scratch, &m, err))
		return -1;
	if (span_ieq(m.to, f->who.addr))
		return forget_answered(t, m.in_reply_to, err) || store_outmail_delete(t, m.id, err) ? -1 : 0;
	m.frame = SPAN_NONE;
	m.text_at = m.carries = 0;
	redact_record(&t->scratch, &f->who, &code_outmail, &m, NULL);
	return store_outmail_put(t, &m, err);
}

/* Never this run's own progress note: that has no address in it. */
static int hit_note(struct txn *t, struct key k, struct err *err)
{
	return txn_clear(t, &k, err);
}

static int hit_window(struct txn *t, struct key k, struct err *err)
{
	struct window w;
	if (txn_get(t, &code_window, &k, &t->scratch, &w, err))
		return -1;
	struct key expiry = key_expiry(w.start + w.length, w.name);
	return txn_clear(t, &expiry, err) || txn_clear(t, &k, err) ? -1 : 0;
}

static int hit(struct txn *t, struct arena *a, struct forgetting *f, struct key k, struct err *err)
{
	union {
		struct event event;
		struct agent_state agent;
		struct customer customer;
		struct seen seen;
	} r;
	f->others++;
	switch ((enum table)k.bytes[0]) {
	case TABLE_TICKET:
		return hit_ticket(t, f, k, err);
	case TABLE_MESSAGE:
		return hit_message(t, a, f, k, err);
	case TABLE_EVENT:
		return hit_record(t, f, &code_event, &r.event, k, err);
	case TABLE_AGENT:
		return hit_record(t, f, &code_agent, &r.agent, k, err);
	case TABLE_CUSTOMER:
		return hit_record(t, f, &code_customer, &r.customer, k, err);
	case TABLE_OUTMAIL:
		return hit_outmail(t, f, k, err);
	case TABLE_UNDO:
		return txn_clear(t, &k, err);
	case TABLE_QUARANTINE:
		return store_quarantine_delete(t, key_get_u64(key_span(&k), 1), err);
	case TABLE_WINDOW:
		return hit_window(t, k, err);
	case TABLE_NOTE:
		return hit_note(t, k, err);
	case TABLE_MSGID:
		if (txn_get(t, &code_seen, &k, &t->scratch, &r.seen, err))
			return -1;
		r.seen.name = SPAN_NONE;
		return txn_put(t, &code_seen, &k, &r.seen, err);
	default:
		return err_set(err, ERR_CORRUPT, "a record of this kind has nothing to forget");
	}
}

static const enum table tables[] = {TABLE_TICKET,  TABLE_MESSAGE,    TABLE_EVENT,  TABLE_UNDO,
				    TABLE_OUTMAIL, TABLE_QUARANTINE, TABLE_WINDOW, TABLE_NOTE,
				    TABLE_AGENT,   TABLE_CUSTOMER,   TABLE_MSGID};
#define TABLES (sizeof(tables) / sizeof(*tables))

/* Does a header field that names the sender name them? */
static bool sent_by(const struct forgetting *f, struct span raw)
{
	static const char *const fields[] = {"from:", "sender:", "reply-to:", "return-path:"};
	struct span line;
	bool ours = false;
	while (span_line(&raw, &line) && line.len) {
		if (line.ptr[0] != ' ' && line.ptr[0] != '\t')
			ours = false;
		for (size_t i = 0; i < sizeof(fields) / sizeof(*fields); i++)
			ours |= span_istarts(line, span_of(fields[i]));
		if (ours && redact_names(&f->who, line))
			return true;
	}
	return false;
}

static int quarantined_hit(struct txn *t, const struct forgetting *f, struct span key, bool *hits, struct err *err)
{
	struct quarantined q;
	struct span raw;
	struct arena a;
	arena_init(&a);
	int rc = store_quarantine(t, &a, key_get_u64(key, 1), &q, &raw, err);
	*hits = rc == 0 && sent_by(f, raw);
	arena_clear(&a);
	return rc;
}

/* A counter's name has the address in its canonical form, or its domain. */
static bool window_hit(struct arena *a, const struct forgetting *f, struct span value)
{
	struct span addr = canonical_address(a, f->who.addr), domain = canonical_domain(a, f->who.addr);
	return span_ifind(value, addr) >= 0 || span_ifind(value, arena_printf(a, ":%.*s", SPAN_ARG(domain))) >= 0;
}

static int row_hits(struct scan *s, const struct forgetting *f, bool *hits, struct err *err)
{
	struct key own = key_named(TABLE_CUSTOMER, f->who.addr);
	if (s->key.ptr[0] == TABLE_QUARANTINE)
		return quarantined_hit(s->t, f, s->key, hits, err);
	if (s->key.ptr[0] == TABLE_AGENT) { /* the end of an agent's mails may be just a name */
		*hits = true;
		return 0;
	}
	*hits = s->key.ptr[0] == TABLE_WINDOW ? window_hit(&s->t->scratch, f, s->value)
					      : redact_mentions(&f->who, s->value) && !span_eq(s->key, key_span(&own));
	return 0;
}

/* The keys of this step's hits. *next: where the next step begins; empty at the end of the table. */
static int find_hits(struct txn *t, const struct forgetting *f, struct key_set *hits, struct key *next, struct err *err)
{
	struct key prefix = key_of(tables[f->table]);
	size_t rows = 0, bytes = 0;
	struct scan s;
	int rc;
	*next = (struct key){.len = 0};
	scan_start_at(&s, t, prefix, f->next.len ? key_copy(f->next) : prefix);
	while ((rc = scan_next(&s, err)) > 0) {
		bool is_hit = false;
		if (rows++ == ROWS_STEP || (bytes += s.value.len) > BYTES_STEP || hits->count == HITS_STEP) {
			*next = key_copy(s.key);
			rc = 0;
			break;
		}
		if ((rc = row_hits(&s, f, &is_hit, err)))
			break;
		if (is_hit)
			*LIST_ADD(&t->scratch, hits) = key_copy(s.key);
	}
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

static int walk_some(struct txn *t, struct arena *a, struct forgetting *f, struct err *err)
{
	struct key_set hits = {0};
	struct key next;
	if (find_hits(t, f, &hits, &next, err))
		return -1;
	for (size_t i = 0; i < hits.count; i++)
		if (hit(t, a, f, hits.items[i], err))
			return -1;
	f->next = next.len ? arena_dup(a, key_span(&next)) : SPAN_NONE;
	f->table += !next.len;
	return 0;
}

int forget_some(struct txn *t, struct arena *a, struct forgetting *f, bool *more, struct err *err)
{
	int rc = 1;
	for (int i = 0; i < TICKETS_STEP && rc > 0; i++)
		rc = forget_own(t, a, f, err);
	if (rc == 0 && f->table < TABLES)
		rc = walk_some(t, a, f, err);
	*more = rc > 0 || f->table < TABLES;
	return rc < 0 ? -1 : 0;
}

/* --- the beginning and the end --- */

/* A name that does not reveal whom it is about. */
static struct span progress_name(struct arena *a, struct span addr)
{
	unsigned char digest[DIGEST_SIZE];
	struct span lower = arena_lower(a, addr);
	digest_sha256(&lower, 1, digest);
	struct span name = SPAN("forgetting ");
	for (size_t i = 0; i < KEY_HASH; i++)
		name = arena_printf(a, "%.*s%02x", SPAN_ARG(name), digest[i]);
	return name;
}

/* The record under the pseudonym: unreachable, so that no mail is sent to it. */
static int put_nobody(struct txn *t, struct span pseudonym, const struct customer *was, struct err *err)
{
	const struct customer c = {.addr = pseudonym,
				   .since = was->since,
				   .last = was->last,
				   .last_agent = was->last_agent,
				   .unreachable = true,
				   .standing = STANDING_UNPROVEN};
	return store_customer_put(t, &c, err);
}

static int new_pseudonym(struct txn *t, struct arena *a, const struct customer *was, struct span *out, struct err *err)
{
	uint64_t n;
	if (number_next(t, NUMBER_FORGOTTEN, &n, err) || number_take(t, NUMBER_FORGOTTEN, n, err))
		return -1;
	*out = arena_printf(a, "forgotten-%llu@" FORGET_DOMAIN, (unsigned long long)n);
	return put_nobody(t, *out, was, err);
}

int forget_begin(struct txn *t, struct arena *a, struct span addr, struct span actor, int64_t now,
		 struct forgetting *out, struct err *err)
{
	struct forgetting f = {.actor = actor, .now = now};
	struct span name = progress_name(a, addr);
	struct customer c = {0};
	bool known, begun;
	f.who.addr = arena_dup(a, addr);
	if (txn_found(store_customer(t, a, addr, &c, err), &known, err) ||
	    txn_found(store_note(t, a, name, &f.who.instead, err), &begun, err))
		return -1;
	if (!begun && (new_pseudonym(t, a, &c, &f.who.instead, err) || store_note_put(t, name, f.who.instead, err)))
		return -1;
	redact_name(a, &f.who, c.name);
	*out = f;
	return 0;
}

int forget_end(struct txn *t, struct arena *a, const struct forgetting *f, struct err *err)
{
	for (int kind = 0; kind < PENDING_KIND_COUNT; kind++)
		if (store_pending_delete(t, (enum pending_kind)kind, f->who.addr, err))
			return -1;
	return store_customer_delete(t, f->who.addr, err) ||
			       store_note_put(t, progress_name(a, f->who.addr), SPAN_NONE, err)
		       ? -1
		       : 0;
}
