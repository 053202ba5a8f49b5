#include "daemon/desk/review.h"

#include "parsers/base/buf.h"
#include "parsers/base/digest.h"

#define NOTE SPAN("timers")
#define HEX 16 /* hex digits of the digest */

static const enum status reviewed[] = {STATUS_NEW, STATUS_OPEN, STATUS_PENDING, STATUS_RESOLVED};
#define REVIEWED (sizeof(reviewed) / sizeof(*reviewed))

/* --- the configured times as one text --- */

static void review_name(struct buf *out, struct span name)
{
	buf_add(out, name);
	buf_chr(out, 0);
}

static void number_add(struct buf *out, int64_t n)
{
	buf_printf(out, "%lld ", (long long)n);
}

static void level_add(struct buf *out, const struct service_level_conf *l)
{
	review_name(out, l->name);
	review_name(out, l->hours);
	for (size_t i = 0; i < l->domains.count; i++)
		review_name(out, l->domains.items[i]);
	number_add(out, l->remind_at);
	for (int p = 0; p < PRIORITY_COUNT; p++) {
		struct goal_conf goal = conf_goals(l, (enum priority)p);
		number_add(out, goal.first);
		number_add(out, goal.resolve);
	}
}

static void hours_add(struct buf *out, const struct calendar *c)
{
	review_name(out, c->name);
	review_name(out, c->zone->id);
	for (size_t i = 0; i < c->holidays.count; i++) {
		const struct calendar_date *h = &c->holidays.items[i];
		number_add(out, (h->year * 100 + h->month) * 100 + h->day);
	}
	for (int d = 0; d < 7; d++)
		for (size_t r = 0; r < c->week[d].count; r++)
			number_add(out, c->week[d].ranges[r].from * 2000 + c->week[d].ranges[r].to);
}

static void conf_add(struct buf *out, const struct conf *c)
{
	const int64_t numbers[] = {c->close_resolved, c->remind_pending, c->resolve_pending, c->remind_at};
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		number_add(out, numbers[i]);
	review_name(out, c->service_level);
	review_name(out, c->desk_hours);
	for (size_t i = 0; i < c->service_level_count; i++)
		level_add(out, &c->service_levels[i]);
	for (size_t i = 0; i < c->hours_count; i++)
		hours_add(out, &c->hours[i].calendar);
	for (size_t i = 0; i < c->category_count; i++) {
		review_name(out, c->categories[i].name);
		review_name(out, c->categories[i].service_level);
		review_name(out, c->categories[i].hours);
	}
	for (size_t i = 0; i < c->agent_count; i++) {
		review_name(out, c->agents[i].name);
		review_name(out, c->agents[i].hours);
	}
}

static struct span conf_mark(const struct conf *c, struct arena *a)
{
	unsigned char digest[DIGEST_SIZE];
	struct span mark = SPAN_NONE;
	struct buf text;
	buf_init(&text, BUF_MAX);
	conf_add(&text, c);
	struct span whole = buf_span(&text);
	digest_sha256(&whole, 1, digest);
	buf_clear(&text);
	for (size_t i = 0; i < HEX / 2; i++)
		mark = arena_printf(a, "%.*s%02x", SPAN_ARG(mark), digest[i]);
	return mark;
}

/* --- progress: "MARK", or "MARK STATUS TICKET" --- */

struct progress {
	size_t status; /* index in `reviewed`; REVIEWED: all done */
	uint64_t ticket;
};

static struct progress progress_read(struct span note, struct span mark)
{
	struct span rest = note, word = SPAN_NONE, status = SPAN_NONE, ticket = SPAN_NONE;
	uint64_t n = REVIEWED, id = 0;
	if (!span_word(&rest, &word) || !span_eq(word, mark))
		return (struct progress){0, 0};
	if (span_word(&rest, &status) && span_word(&rest, &ticket) &&
	    (!span_u64(status, &n) || !span_u64(ticket, &id) || n > REVIEWED))
		return (struct progress){0, 0};
	return (struct progress){(size_t)n, id};
}

int review_next(const struct conf *conf, struct txn *t, struct arena *a, size_t limit, struct id_list *tickets,
		struct span *note, struct err *err)
{
	struct span kept = SPAN_NONE, mark = conf_mark(conf, a);
	*tickets = (struct id_list){0};
	*note = SPAN_NONE;
	if (store_note(t, a, NOTE, &kept, err) && err->kind != ERR_NOTFOUND)
		return -1;
	struct progress p = progress_read(kept, mark);
	if (p.status == REVIEWED)
		return 0;
	while (p.status < REVIEWED && tickets->count < limit) {
		struct id_list some;
		if (store_tickets_of(t, a, reviewed[p.status], p.ticket, limit - tickets->count, &some, err))
			return -1;
		for (size_t i = 0; i < some.count; i++)
			*LIST_ADD(a, tickets) = some.items[i];
		p = some.count ? (struct progress){p.status, some.items[some.count - 1]}
			       : (struct progress){p.status + 1, 0};
	}
	/* a store without tickets needs no note */
	if (!tickets->count && !kept.len)
		return 0;
	*note = p.status == REVIEWED
			? mark
			: arena_printf(a, "%.*s %zu %llu", SPAN_ARG(mark), p.status, (unsigned long long)p.ticket);
	return 0;
}

int review_done(struct txn *t, struct span note, struct err *err)
{
	return store_note_put(t, NOTE, note, err);
}
