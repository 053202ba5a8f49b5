/* Tickets, their indices, and lists of them. */
#include "store/calls.h"
#include "store/changes.h"
#include "store/loads.h"
#include "store/numbers.h"
#include "store/parts.h"
#include "store/sums.h"
#include "store/ticketfields.h"

#include <stdlib.h>
#include <string.h>

int store_next_ticket(struct txn *t, uint64_t *out, struct err *err)
{
	return number_next(t, NUMBER_TICKET, out, err);
}

int store_ticket(struct txn *t, struct arena *a, uint64_t id, struct ticket *out, struct err *err)
{
	struct key k = key_number(TABLE_TICKET, id);
	if (txn_get(t, &code_ticket, &k, a, out, err) == 0)
		return 0;
	if (err->kind == ERR_NOTFOUND)
		err_set(err, ERR_NOTFOUND, "no ticket %llu", (unsigned long long)id);
	return -1;
}

int store_last_ticket(struct txn *t, uint64_t *out, struct err *err)
{
	struct scan s;
	scan_start_back(&s, t, key_of(TABLE_TICKET));
	scan_few(&s, 1);
	int rc = scan_next(&s, err);
	*out = rc > 0 ? key_owner(s.key) : 0;
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

/* --- putting --- */

static int put_over(struct txn *t, const struct ticket *before, const struct ticket *ticket, struct err *err)
{
	struct key_set old = {0}, new = {0};
	struct ticket after = *ticket;
	if (changes_next(t, &after.change, err))
		return -1;
	if (before)
		keys_of_ticket(&t->scratch, before, &old);
	keys_of_ticket(&t->scratch, &after, &new);
	struct key k = key_number(TABLE_TICKET, after.id);
	if (txn_reindex(t, &old, &new, err) || loads_follow(t, before, &after, err) ||
	    sums_follow(t, before, &after, err))
		return -1;
	return txn_put(t, &code_ticket, &k, &after, err);
}

int store_ticket_put(struct txn *t, const struct ticket *ticket, struct err *err)
{
	struct ticket before;
	bool is_new;
	if (number_is_new(t, NUMBER_TICKET, ticket->id, &is_new, err))
		return -1;
	if (is_new)
		return number_take(t, NUMBER_TICKET, ticket->id, err) || put_over(t, NULL, ticket, err) ? -1 : 0;
	if (store_ticket(t, &t->scratch, ticket->id, &before, err))
		return -1;
	if (ticket->messages < before.messages || ticket->events < before.events)
		return err_set(err, ERR_CORRUPT, "ticket %llu: it would lose messages or events",
			       (unsigned long long)ticket->id);
	return put_over(t, &before, ticket, err);
}

/* --- deleting --- */

int parts_forget_seen(struct txn *t, uint64_t ticket, bool keep_ticket, struct err *err)
{
	const struct key prefix = key_number(INDEX_SEEN, ticket);
	struct key_set keys = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, prefix);
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&t->scratch, &keys) = key_copy(span_from(s.key, prefix.len));
	scan_end(&s);
	for (size_t i = 0; rc == 0 && i < keys.count; i++) {
		struct seen seen = {0};
		rc = txn_get(t, &code_seen, &keys.items[i], &t->scratch, &seen, err);
		seen.name = SPAN_NONE;
		if (!keep_ticket)
			seen.ticket = seen.seq = 0;
		rc = rc ? rc : txn_put(t, &code_seen, &keys.items[i], &seen, err);
	}
	return rc || (!keep_ticket && txn_del_range(t, prefix, err)) ? -1 : 0;
}

int parts_delete_mails(struct txn *t, uint64_t ticket, struct err *err)
{
	struct id_list ids = {0};
	struct scan s;
	int rc;
	scan_start(&s, t, key_number(INDEX_MAILS, ticket));
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&t->scratch, &ids) = key_owner(s.key);
	scan_end(&s);
	for (size_t i = 0; rc == 0 && i < ids.count; i++)
		rc = store_outmail_delete(t, ids.items[i], err);
	return rc;
}

int parts_delete_undos(struct txn *t, uint64_t ticket, struct err *err)
{
	struct key_set keys = {0};
	struct arena a;
	struct scan s;
	struct undo u;
	int rc;
	arena_init(&a);
	scan_start(&s, t, key_of(TABLE_UNDO));
	while ((rc = scan_next(&s, err)) > 0 && (rc = txn_decode(t, &code_undo, &a, s.key, s.value, &u, err)) == 0) {
		bool has = u.ticket == ticket;
		for (size_t i = 0; i < u.before.count; i++)
			has |= u.before.items[i].id == ticket;
		if (has)
			*LIST_ADD(&t->scratch, &keys) = key_copy(s.key);
		arena_clear(&a);
	}
	scan_end(&s);
	arena_clear(&a);
	for (size_t i = 0; rc == 0 && i < keys.count; i++)
		rc = txn_clear(t, &keys.items[i], err);
	return rc;
}

static int put_last(struct txn *t, const struct ticket *ticket, const struct event *last, struct err *err)
{
	struct event event = *last;
	event.ticket = ticket->id;
	event.seq = ticket->events + 1;
	struct key k = key_seq(TABLE_EVENT, event.ticket, event.seq);
	return txn_put(t, &code_event, &k, &event, err);
}

int store_ticket_delete(struct txn *t, uint64_t id, const struct event *last, struct err *err)
{
	static const enum table parts[] = {TABLE_MESSAGE, TABLE_RAW, TABLE_EVENT};
	struct key_set old = {0}, none = {0};
	struct ticket ticket;
	if (store_ticket(t, &t->scratch, id, &ticket, err))
		return -1;
	keys_of_ticket(&t->scratch, &ticket, &old);
	if (txn_reindex(t, &old, &none, err) || loads_follow(t, &ticket, NULL, err) ||
	    sums_follow(t, &ticket, NULL, err) || parts_forget_seen(t, id, false, err) ||
	    parts_delete_mails(t, id, err) || parts_delete_undos(t, id, err) || calls_delete(t, id, err))
		return -1;
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (txn_del_range(t, key_number(parts[i], id), err))
			return -1;
	struct key k = key_number(TABLE_TICKET, id);
	return changes_loss(t, err) || txn_del(t, &k, err) || (last && put_last(t, &ticket, last, err)) ? -1 : 0;
}

/* --- lists --- */

static bool status_fits(const struct ticket_filter *f, enum status s)
{
	if (f->by_status)
		return s == f->status;
	return f->all || status_is_open(s);
}

static bool tags_fit(const struct ticket_filter *f, const struct ticket *t)
{
	for (size_t i = 0; i < f->tags.count; i++)
		if (!span_iin(&t->tags, f->tags.items[i]))
			return false;
	return true;
}

bool store_fits(const struct ticket_filter *f, const struct ticket *t)
{
	return tags_fit(f, t) && (!f->by_priority || t->priority == f->priority) &&
	       (!f->updated_before || t->updated <= f->updated_before) && status_fits(f, t->status) &&
	       (!f->category.len || span_ieq(f->category, t->category)) &&
	       (!f->agent.len || span_ieq(f->agent, t->agent)) &&
	       (!f->customer.len || span_ieq(f->customer, t->customer)) &&
	       (!f->person.len || span_ieq(f->person, t->customer) || span_iin(&t->watchers, f->person)) &&
	       (!f->unassigned || !t->agent.len) && (!f->waiting || t->waiting) && (!f->awake || !t->snoozed) &&
	       (!f->snoozed || t->snoozed) && (!f->due_before || (ticket_due(t) && ticket_due(t) <= f->due_before));
}

static int collect(struct txn *t, struct key prefix, struct id_list *ids, struct err *err)
{
	struct scan s;
	int rc;
	scan_start(&s, t, prefix);
	while ((rc = scan_next(&s, err)) > 0)
		*LIST_ADD(&t->scratch, ids) = key_owner(s.key);
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

/* For an index whose keys have the status after its own part: reads only the statuses that fit. */
static int collect_by_status(struct txn *t, struct key index, const struct ticket_filter *f, struct id_list *ids,
			     struct err *err)
{
	for (unsigned s = 0; s < STATUS_COUNT; s++) {
		struct key k = index;
		key_u8(&k, s);
		if (status_fits(f, (enum status)s) && collect(t, k, ids, err))
			return -1;
	}
	return 0;
}

/* Candidates from the narrowest index that fits. */
static int candidates(struct txn *t, const struct ticket_filter *f, struct id_list *ids, struct err *err)
{
	if (f->waiting)
		return collect(t, key_of(INDEX_WAITING), ids, err);
	struct key index = key_of(INDEX_STATUS);
	if (f->customer.len || f->person.len)
		index = key_named(INDEX_PERSON, f->customer.len ? f->customer : f->person);
	else if (f->agent.len || f->unassigned)
		index = key_named(INDEX_AGENT, f->agent);
	else if (f->category.len)
		index = key_named(INDEX_CATEGORY, f->category);
	return collect_by_status(t, index, f, ids, err);
}

static int id_order(const void *a, const void *b)
{
	uint64_t x, y;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static int id_order_back(const void *a, const void *b)
{
	return id_order(b, a);
}

/* --- in another order --- */

struct sorted {
	int64_t key;
	struct ticket *ticket;
};

/* Tickets without a time come last. */
static int64_t sort_key(enum ticket_sort by, const struct ticket *t)
{
	int64_t key = by == TICKETS_BY_DUE       ? ticket_due(t)
		      : by == TICKETS_BY_CREATED ? t->created
		      : by == TICKETS_BY_UPDATED ? t->updated
						 : -(int64_t)t->priority;
	return key || by == TICKETS_BY_PRIORITY ? key : INT64_MAX;
}

static int sorted_order(const void *a, const void *b)
{
	const struct sorted *x = a, *y = b;
	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return (x->ticket->id > y->ticket->id) - (x->ticket->id < y->ticket->id);
}

static void sort_tickets(struct arena *a, const struct ticket_filter *filter, struct ticket_list *list)
{
	size_t count = filter->limit && filter->limit < list->count ? filter->limit : list->count;
	struct sorted *all = arena_alloc(a, list->count * sizeof(*all) + 1);
	struct ticket *items = arena_alloc(a, list->count * sizeof(*items) + 1);
	for (size_t i = 0; i < list->count; i++)
		all[i] = (struct sorted){sort_key(filter->sort, &list->items[i]), &list->items[i]};
	if (list->count)
		qsort(all, list->count, sizeof(*all), sorted_order);
	for (size_t i = 0; i < count; i++)
		items[i] = *all[i].ticket;
	*list = (struct ticket_list){items, count, count};
}

static int candidates_in_order(struct txn *t, const struct ticket_filter *filter, struct id_list *ids, struct err *err)
{
	if (candidates(t, filter, ids, err))
		return -1;
	if (ids->count)
		qsort(ids->items, ids->count, sizeof(*ids->items), filter->newest ? id_order_back : id_order);
	return 0;
}

int store_each_ticket(struct txn *t, const struct ticket_filter *filter, store_ticket_fn *each, void *ctx,
		      struct err *err)
{
	struct id_list ids = {0};
	struct arena own;
	size_t given = 0;
	if (candidates_in_order(t, filter, &ids, err))
		return -1;
	arena_init(&own);
	int rc = 0;
	for (size_t i = 0; rc == 0 && i < ids.count && (!filter->limit || given < filter->limit); i++) {
		struct ticket ticket;
		rc = store_ticket(t, &own, ids.items[i], &ticket, err);
		if (rc == 0 && store_fits(filter, &ticket)) {
			given++;
			rc = each(ctx, &ticket, err);
		}
		arena_clear(&own);
	}
	return rc;
}

#define ROOM_AT_FIRST ((size_t)1024) /* tickets; what is not touched of it costs nothing */

/* Reads each ticket where it will be in the list. */
static int list_fitting(struct txn *t, struct arena *a, const struct ticket_filter *filter, struct ticket_list *list,
			struct err *err)
{
	struct id_list ids = {0};
	if (candidates_in_order(t, filter, &ids, err))
		return -1;
	const size_t most = filter->limit && filter->limit < ids.count ? filter->limit : ids.count;
	list->cap = most < ROOM_AT_FIRST ? most : ROOM_AT_FIRST;
	list->items = arena_room(a, list->cap * sizeof(*list->items));
	for (size_t i = 0; i < ids.count && list->count < most; i++) {
		struct ticket *place = LIST_PLACE_SOLE(a, list);
		if (store_ticket(t, a, ids.items[i], place, err))
			return -1;
		list->count += store_fits(filter, place);
	}
	return 0;
}

int store_tickets(struct txn *t, struct arena *a, const struct ticket_filter *filter, struct ticket_list *out,
		  struct err *err)
{
	struct ticket_list list = {0};
	struct ticket_filter all = *filter;
	if (filter->sort != TICKETS_BY_ID)
		all.limit = all.newest = 0;
	if (list_fitting(t, a, &all, &list, err))
		return -1;
	if (filter->sort != TICKETS_BY_ID)
		sort_tickets(a, filter, &list);
	*out = list;
	return 0;
}

int store_status_counts(struct txn *t, uint64_t out[STATUS_COUNT], struct err *err)
{
	struct scan s;
	int rc;
	memset(out, 0, STATUS_COUNT * sizeof(*out));
	scan_start(&s, t, key_of(INDEX_STATUS));
	while ((rc = scan_next(&s, err)) > 0)
		if (s.key.len > 1 && (unsigned char)s.key.ptr[1] < STATUS_COUNT)
			out[(unsigned char)s.key.ptr[1]]++;
	scan_end(&s);
	return rc;
}

int store_tickets_of(struct txn *t, struct arena *a, enum status status, uint64_t after, size_t limit,
		     struct id_list *out, struct err *err)
{
	struct key prefix = key_of(INDEX_STATUS), from;
	struct scan s;
	int rc = 0;
	key_u8(&prefix, status);
	from = prefix;
	key_u64(&from, after + 1);
	*out = (struct id_list){0};
	scan_start_at(&s, t, prefix, from);
	scan_few(&s, limit);
	while (out->count < limit && (rc = scan_next(&s, err)) > 0)
		*LIST_ADD(a, out) = key_owner(s.key);
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

int store_timers_due(struct txn *t, struct arena *a, int64_t now, size_t limit, struct timer_due_list *out,
		     int64_t *next, struct err *err)
{
	struct scan s;
	int rc;
	*out = (struct timer_due_list){0};
	*next = 0;
	scan_start(&s, t, key_of(INDEX_TIMER));
	scan_few(&s, limit + 1);
	while ((rc = scan_next(&s, err)) > 0) {
		struct timer timer = {(enum timer_kind)(unsigned char)s.key.ptr[s.key.len - 1],
				      (int64_t)key_get_u64(s.key, 1)};
		if (timer.at > now || out->count == limit) {
			*next = timer.at;
			break;
		}
		*LIST_ADD(a, out) = (struct timer_due){key_owner(s.key), timer};
	}
	scan_end(&s);
	return rc < 0 ? -1 : 0;
}

int store_thanked(struct txn *t, struct arena *a, int64_t from, int64_t before, size_t limit, struct ticket_list *out,
		  struct err *err)
{
	struct key prefix = key_of(INDEX_THANKED), start = prefix;
	struct ticket_list list = {0};
	struct scan s;
	int rc;
	key_time(&start, from);
	scan_start_at(&s, t, prefix, start);
	while ((rc = scan_next(&s, err)) > 0 && list.count < limit && (int64_t)key_get_u64(s.key, 1) < before) {
		struct ticket one;
		if (store_ticket(t, a, key_owner(s.key), &one, err)) {
			rc = -1;
			break;
		}
		*LIST_ADD(a, &list) = one;
	}
	scan_end(&s);
	if (rc < 0)
		return -1;
	*out = list;
	return 0;
}
