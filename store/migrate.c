#include "store/migrate.h"

#define BATCH ((size_t)2000) /* records read before they are written back: a write ends a scan */

/* --- version 1 to 2: events were words, now they are values --- */

static const struct {
	const char *name;
	enum event_kind kind;
} renamed[] = {{"wake", EVENT_UNTIL}, {"watching", EVENT_WATCHER}, {"tags", EVENT_TAGGED}};

static enum event_kind migrate_kind_of(struct span name)
{
	enum event_kind kind;
	for (size_t i = 0; i < sizeof(renamed) / sizeof(*renamed); i++)
		if (span_eq(name, span_of(renamed[i].name)))
			return renamed[i].kind;
	return event_from(name, &kind) ? kind : EVENT_OTHER;
}

/* "A to B" */
static bool halves(struct span text, struct span between, struct span *one, struct span *two)
{
	ptrdiff_t at = span_find(text, between);
	if (at < 0)
		return false;
	*one = span_sub(text, 0, (size_t)at);
	*two = span_from(text, (size_t)at + between.len);
	return true;
}

static bool last_number(struct span text, uint64_t *out)
{
	struct span word, last = SPAN_NONE;
	while (span_word(&text, &word))
		last = word;
	return span_u64(last, out);
}

static bool change_read(struct span detail, struct event *out)
{
	return halves(detail, SPAN(" to "), &out->from, &out->to);
}

static bool mail_read(struct span detail, struct event *out)
{
	return halves(detail, SPAN(" to "), &out->what, &out->to);
}

static bool sorted_read(struct span detail, struct event *out)
{
	return halves(detail, SPAN(", "), &out->what, &out->to);
}

static bool to_read(struct span detail, struct event *out)
{
	out->to = out->kind == EVENT_ASSIGNED && span_eq(detail, SPAN("nobody")) ? SPAN_NONE : detail;
	return true;
}

static bool migrate_number_read(struct span detail, struct event *out)
{
	return last_number(detail, &out->number);
}

static bool nothing_read(struct span detail, struct event *out)
{
	(void)detail;
	(void)out;
	return true;
}

/* "into 5", or "4 came in" */
static bool merged_read(struct span detail, struct event *out)
{
	struct span number;
	if (span_starts(detail, SPAN("into ")))
		return last_number(detail, &out->number);
	out->kind = EVENT_ABSORBED;
	return span_word(&detail, &number) && span_u64(number, &out->number);
}

/* "message 3 is ticket 12" */
static bool split_read(struct span detail, struct event *out)
{
	struct span before, after;
	if (!halves(detail, SPAN(" is "), &before, &after) || !span_starts(before, SPAN("message ")))
		return false;
	out->what = span_from(before, 8);
	return last_number(after, &out->number);
}

/* "claims to be from bob; kept as note 4, obeyed in nothing" */
static bool unproven_read(struct span detail, struct event *out)
{
	struct span rest, number;
	if (!halves(detail, SPAN("; kept as note "), &out->what, &rest) || !span_cut(&rest, ',', &number))
		return false;
	if (span_starts(out->what, SPAN("claims to be from ")))
		out->what = span_from(out->what, 18);
	return span_u64(number, &out->number);
}

/* "mail to jo@example.org came back for good: 5.1.1 …" */
static bool migrate_bounce_read(struct span detail, struct event *out)
{
	struct span before;
	bool permanent = halves(detail, SPAN(" came back for good: "), &before, &out->to);
	if (!permanent && !halves(detail, SPAN(" is delayed or came back: "), &before, &out->to))
		return false;
	out->from = permanent ? SPAN("permanent") : SPAN("temporary");
	out->what = span_starts(before, SPAN("mail to ")) ? span_from(before, 8) : before;
	return true;
}

static bool (*const readers[EVENT_COUNT])(struct span detail, struct event *out) = {
	[EVENT_STATUS] = change_read,
	[EVENT_PRIORITY] = change_read,
	[EVENT_CATEGORY] = change_read,
	[EVENT_CUSTOMER] = change_read,
	[EVENT_SUBJECT] = to_read,
	[EVENT_ASSIGNED] = to_read,
	[EVENT_SORTED] = sorted_read,
	[EVENT_MAIL] = mail_read,
	[EVENT_WITHHELD] = mail_read,
	[EVENT_UNSENT] = mail_read,
	[EVENT_MAIL_SENT] = mail_read,
	[EVENT_MAIL_FAILED] = mail_read,
	[EVENT_MAIL_RETRIED] = mail_read,
	[EVENT_MAIL_DROPPED] = mail_read,
	[EVENT_LINKED] = migrate_number_read,
	[EVENT_VOUCHED] = migrate_number_read,
	[EVENT_DISOWNED] = migrate_number_read,
	[EVENT_RELEASED] = migrate_number_read,
	[EVENT_MERGED] = merged_read,
	[EVENT_SPLIT] = split_read,
	[EVENT_UNPROVEN] = unproven_read,
	[EVENT_BOUNCE] = migrate_bounce_read,
	[EVENT_WAITING] = nothing_read,
};

void migrate_event(struct arena *a, const struct event_one *one, struct event *out)
{
	struct event e = {.ticket = one->ticket,
			  .seq = one->seq,
			  .time = one->time,
			  .actor = one->actor,
			  .why = one->why,
			  .via = one->via,
			  .kind = migrate_kind_of(one->event)};
	*out = e;
	if (e.kind == EVENT_OTHER)
		out->what = arena_printf(a, "%.*s: %.*s", SPAN_ARG(one->event), SPAN_ARG(one->detail));
	else if (!readers[e.kind] || !readers[e.kind](one->detail, out)) {
		*out = e;
		out->what = one->detail;
	}
}

/* The events of one batch, and where the next one begins. */
struct batch {
	struct event_list events;
	struct key next;
	bool more;
};

static int batch_read(struct txn *t, struct arena *a, struct batch *b, struct err *err)
{
	struct event_one one;
	struct scan s;
	int rc;
	b->events = (struct event_list){0};
	b->more = false;
	scan_start_at(&s, t, key_of(TABLE_EVENT), b->next);
	while ((rc = scan_next(&s, err)) > 0) {
		if (b->events.count == BATCH) {
			b->next = key_copy(s.key);
			b->more = true;
			break;
		}
		if ((rc = txn_decode(t, &code_event_one, a, s.key, s.value, &one, err)) != 0)
			break;
		migrate_event(a, &one, LIST_ADD(a, &b->events));
	}
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

static int batch_write(struct txn *t, const struct batch *b, struct err *err)
{
	for (size_t i = 0; i < b->events.count; i++) {
		const struct event *e = &b->events.items[i];
		struct key k = key_seq(TABLE_EVENT, e->ticket, e->seq);
		if (txn_put(t, &code_event, &k, e, err) != 0)
			return -1;
	}
	return 0;
}

static int events_count(struct txn *t, uint64_t *out, struct err *err)
{
	struct scan s;
	int rc;
	*out = 0;
	scan_start(&s, t, key_of(TABLE_EVENT));
	while ((rc = scan_next(&s, err)) > 0)
		(*out)++;
	scan_end(&s);
	return rc;
}

static int events_become_values(struct txn *t, void (*progress)(uint64_t, uint64_t), struct err *err)
{
	struct batch b = {.next = key_of(TABLE_EVENT), .more = true};
	uint64_t total, done = 0;
	struct arena a;
	if (events_count(t, &total, err) != 0)
		return -1;
	arena_init(&a);
	int rc = 0;
	while (rc == 0 && b.more) {
		rc = batch_read(t, &a, &b, err) != 0 || batch_write(t, &b, err) != 0 ? -1 : 0;
		done += b.events.count;
		if (rc == 0 && progress)
			progress(done, total);
		arena_clear(&a);
		arena_clear(&t->scratch);
	}
	arena_clear(&a);
	return rc;
}

/* --- version 2 to 3: timers become a list on the ticket, indexed by time, ticket and kind --- */

static int wakes_find(struct txn *t, struct key_set *out, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, t, key_of(INDEX_TIMER));
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&t->scratch, out) = key_copy(s.key);
	scan_end(&s);
	return rc;
}

/* In version 2 the index entry was time and ticket alone. */
static int wake_becomes_timer(struct txn *t, const struct key *entry, struct err *err)
{
	struct ticket ticket;
	struct key k = key_number(TABLE_TICKET, key_get_u64(key_span(entry), 9));
	if (txn_get(t, &code_ticket, &k, &t->scratch, &ticket, err) || txn_del(t, entry, err))
		return -1;
	struct timer timer = {TIMER_WAKE, ticket.wake};
	struct key now = key_timer(ticket.id, &timer);
	*LIST_ADD(&t->scratch, &ticket.timers) = timer;
	return txn_put(t, &code_ticket, &k, &ticket, err) || txn_mark(t, &now, err) ? -1 : 0;
}

static int wakes_become_timers(struct txn *t, void (*progress)(uint64_t, uint64_t), struct err *err)
{
	struct key_set wakes = {0};
	if (wakes_find(t, &wakes, err))
		return -1;
	for (size_t i = 0; i < wakes.count; i++) {
		if (wake_becomes_timer(t, &wakes.items[i], err))
			return -1;
		if (progress && (i + 1 == wakes.count || i % BATCH == BATCH - 1))
			progress(i + 1, wakes.count);
	}
	return 0;
}

/* --- the steps --- */

static int (*const steps[STORE_VERSION])(struct txn *t, void (*progress)(uint64_t, uint64_t), struct err *err) = {
	[1] = events_become_values,
	[2] = wakes_become_timers,
};

int migrate(struct txn *t, unsigned from, void (*progress)(uint64_t done, uint64_t total), struct err *err)
{
	for (unsigned v = from; v < STORE_VERSION; v++)
		if (steps[v](t, progress, err) != 0)
			return err_wrap(err, "converting it from version %u", v);
	return 0;
}
