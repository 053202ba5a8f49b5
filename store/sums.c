#include "store/sums.h"

#include "store/loads.h"

/* --- times as codes --- */

#define MANTISSA 12 /* significant bits of a time */

uint64_t figure_code(uint32_t took, enum goal goal)
{
	unsigned drop = 0;
	while (took >> drop >= 1u << MANTISSA)
		drop++;
	return (uint64_t)(took >> drop << drop) * GOAL_COUNT + goal;
}

uint32_t figure_took(uint64_t code)
{
	return (uint32_t)(code / GOAL_COUNT);
}

enum goal figure_goal(uint64_t code)
{
	return (enum goal)(code % GOAL_COUNT);
}

#define EXACT (1u << MANTISSA)      /* times below are exact; above, half as many values for each power of two */
#define HALF (1u << (MANTISSA - 1)) /* … */

uint32_t figure_place(uint64_t code)
{
	uint32_t took = figure_took(code), place = took;
	unsigned drop = 0;
	while (took >> drop >= EXACT)
		drop++;
	if (drop)
		place = EXACT + (drop - 1) * HALF + ((took >> drop) - HALF);
	return place * GOAL_COUNT + figure_goal(code);
}

uint64_t figure_at(uint32_t place)
{
	uint32_t of_time = place / GOAL_COUNT, goal = place % GOAL_COUNT;
	if (of_time < EXACT)
		return (uint64_t)of_time * GOAL_COUNT + goal;
	unsigned drop = (of_time - EXACT) / HALF + 1;
	uint64_t took = (uint64_t)((of_time - EXACT) % HALF + HALF) << drop;
	return took * GOAL_COUNT + goal;
}

/* --- what a ticket adds --- */

static void sums_add(struct arena *a, struct sum_shares *out, enum sums_of of, struct span name,
		     const struct sum_share *share)
{
	struct sum_share *s = LIST_ADD(a, out);
	*s = *share;
	s->of = of;
	s->name = name;
	if (!s->day)
		s->n = 0;
}

/* Adds the share to every group that the ticket is in now. */
static void add_all(struct arena *a, struct sum_shares *out, const struct ticket *t, struct sum_share share)
{
	sums_add(a, out, SUMS_ALL, SPAN_NONE, &share);
	sums_add(a, out, SUMS_AGENT, t->agent, &share);
	sums_add(a, out, SUMS_CATEGORY, t->category, &share);
	sums_add(a, out, SUMS_CUSTOMER, t->customer, &share);
}

/* An answer counts for the agent who wrote it, whoever the ticket is assigned to. */
static void share_day(struct arena *a, struct sum_shares *out, const struct ticket *t, const struct figure_day *d)
{
	const struct sum_share answers = {.day = d->day, .what = SUM_ANSWERS, .n = d->answers};
	sums_add(a, out, SUMS_ALL, SPAN_NONE, &answers);
	sums_add(a, out, SUMS_AGENT, d->agent, &answers);
	sums_add(a, out, SUMS_CATEGORY, t->category, &answers);
	sums_add(a, out, SUMS_CUSTOMER, t->customer, &answers);
	add_all(a, out, t, (struct sum_share){.day = d->day, .what = SUM_REOPENED, .n = d->reopened});
	add_all(a, out, t, (struct sum_share){.day = d->day, .what = SUM_BOUNCES, .n = d->bounces});
}

static void add_article(struct arena *a, struct sum_shares *out, const struct figure_article *f)
{
	sums_add(a, out, SUMS_ARTICLE, f->name,
		 &(struct sum_share){.day = f->day, .what = SUM_PROPOSED, .n = f->proposed});
	sums_add(a, out, SUMS_ARTICLE, f->name, &(struct sum_share){.day = f->day, .what = SUM_SENT, .n = f->sent});
	sums_add(a, out, SUMS_ARTICLE, f->name, &(struct sum_share){.day = f->day, .what = SUM_SOLVED, .n = f->solved});
}

/* Every share has a fixed place in the list, even when it adds nothing, so that two lists of one ticket can be compared
 * item by item. */
void sums_of_ticket(struct arena *a, const struct ticket *t, struct sum_shares *out)
{
	const struct figures *f = &t->figures;
	uint32_t n = t->status != STATUS_SPAM && t->status != STATUS_MERGED;
	if (!f->counted)
		return;
	add_all(a, out, t, (struct sum_share){.day = f->created_day, .what = SUM_TICKETS, .n = n});
	sums_add(a, out, SUMS_ALL, SPAN_NONE,
		 &(struct sum_share){.day = f->created_day, .what = SUM_HOUR, .value = f->created_hour, .n = n});
	add_all(a, out, t, (struct sum_share){.day = f->resolved_day, .what = SUM_CLOSED, .n = n});
	add_all(a, out, t,
		(struct sum_share){.day = f->first_day,
				   .what = SUM_FIRST,
				   .value = figure_code(f->first_took, f->first_goal),
				   .n = n});
	add_all(a, out, t,
		(struct sum_share){.day = f->resolved_day,
				   .what = SUM_RESOLVE,
				   .value = figure_code(f->resolve_took, f->resolve_goal),
				   .n = n});
	add_all(a, out, t, (struct sum_share){.day = f->rated_day, .what = SUM_RATING, .value = f->rating, .n = n});
	for (size_t i = 0; i < f->days.count; i++)
		share_day(a, out, t, &f->days.items[i]);
	for (size_t i = 0; i < f->articles.count; i++)
		add_article(a, out, &f->articles.items[i]);
}

/* --- sums --- */

static bool count_up(uint32_t *to, uint32_t n, bool up)
{
	if (!up && *to < n)
		return false;
	*to = up ? *to + n : *to - n;
	return true;
}

/* In a list of pairs: the index of `value`, or where to insert it. */
static size_t place_of(const struct id_list *list, uint64_t value)
{
	size_t low = 0, high = list->count / 2;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		if (list->items[2 * mid] < value)
			low = mid + 1;
		else
			high = mid;
	}
	return 2 * low;
}

static void pair_insert(struct arena *a, struct id_list *list, size_t at, uint64_t value, uint64_t n)
{
	*LIST_ADD(a, list) = 0;
	*LIST_ADD(a, list) = 0;
	memmove(list->items + at + 2, list->items + at, (list->count - at - 2) * sizeof(*list->items));
	list->items[at] = value;
	list->items[at + 1] = n;
}

static void pair_remove(struct id_list *list, size_t at)
{
	memmove(list->items + at, list->items + at + 2, (list->count - at - 2) * sizeof(*list->items));
	list->count -= 2;
}

static bool count_value(struct arena *a, struct id_list *list, uint64_t value, uint32_t n, bool up)
{
	size_t at = place_of(list, value);
	bool is_there = at < list->count && list->items[at] == value;
	if (!up && (!is_there || list->items[at + 1] < n))
		return false;
	if (!is_there)
		pair_insert(a, list, at, value, n);
	else
		list->items[at + 1] = up ? list->items[at + 1] + n : list->items[at + 1] - n;
	if (!list->items[at + 1])
		pair_remove(list, at);
	return true;
}

bool sum_apply(struct arena *a, struct sum *s, const struct sum_share *share, bool up)
{
	switch (share->what) {
	case SUM_TICKETS:
		return count_up(&s->tickets, share->n, up);
	case SUM_CLOSED:
		return count_up(&s->closed, share->n, up);
	case SUM_REOPENED:
		return count_up(&s->reopened, share->n, up);
	case SUM_ANSWERS:
		return count_up(&s->answers, share->n, up);
	case SUM_BOUNCES:
		return count_up(&s->bounces, share->n, up);
	case SUM_PROPOSED:
		return count_up(&s->proposed, share->n, up);
	case SUM_SENT:
		return count_up(&s->sent, share->n, up);
	case SUM_SOLVED:
		return count_up(&s->solved, share->n, up);
	case SUM_RATING:
		return count_value(a, &s->ratings, share->value, share->n, up);
	case SUM_HOUR:
		return count_value(a, &s->hours, share->value, share->n, up);
	case SUM_FIRST:
		return count_value(a, &s->first, share->value, share->n, up);
	case SUM_RESOLVE:
		return count_value(a, &s->resolve, share->value, share->n, up);
	}
	return false;
}

bool sum_is_empty(const struct sum *s)
{
	return !s->tickets && !s->closed && !s->reopened && !s->answers && !s->bounces && !s->proposed && !s->sent &&
	       !s->solved && !s->ratings.count && !s->hours.count && !s->first.count && !s->resolve.count;
}

static bool list_equal(const struct id_list *a, const struct id_list *b)
{
	return a->count == b->count && (!a->count || memcmp(a->items, b->items, a->count * sizeof(*a->items)) == 0);
}

bool sum_equal(const struct sum *a, const struct sum *b)
{
	return a->tickets == b->tickets && a->closed == b->closed && a->reopened == b->reopened &&
	       a->answers == b->answers && a->bounces == b->bounces && a->proposed == b->proposed &&
	       a->sent == b->sent && a->solved == b->solved && list_equal(&a->ratings, &b->ratings) &&
	       list_equal(&a->hours, &b->hours) && list_equal(&a->first, &b->first) &&
	       list_equal(&a->resolve, &b->resolve);
}

/* --- following --- */

static bool share_equal(const struct sum_share *a, const struct sum_share *b)
{
	return a->of == b->of && a->day == b->day && a->what == b->what && a->value == b->value && a->n == b->n &&
	       span_ieq(a->name, b->name);
}

/* A record of sums that is being changed. */
struct changing {
	struct key key;
	struct sum sum;
};
struct changing_list {
	struct changing *items;
	size_t count, cap;
};

static struct changing *changing_find(struct changing_list *list, const struct key *k)
{
	for (size_t i = 0; i < list->count; i++)
		if (span_eq(key_span(&list->items[i].key), key_span(k)))
			return &list->items[i];
	return NULL;
}

static int changing_get(struct txn *t, struct changing_list *list, const struct sum_share *share, struct changing **out,
			struct err *err)
{
	struct key k = key_sum(share->of, share->day, share->name);
	bool found;
	*out = changing_find(list, &k);
	if (*out)
		return 0;
	struct sum sum = {0};
	if (txn_found(txn_get(t, &code_sum, &k, &t->scratch, &sum, err), &found, err))
		return -1;
	*out = LIST_ADD(&t->scratch, list);
	**out = (struct changing){k, found ? sum : (struct sum){.name = share->name}};
	return 0;
}

static int apply_share(struct txn *t, struct changing_list *list, const struct sum_share *share, bool up,
		       struct err *err)
{
	struct changing *c;
	if (!share->n)
		return 0;
	if (changing_get(t, list, share, &c, err))
		return -1;
	if (!sum_apply(&t->scratch, &c->sum, share, up))
		return err_set(err, ERR_CORRUPT, "a sum would drop below zero; run verify");
	return 0;
}

static int put_changing(struct txn *t, const struct changing *c, struct err *err)
{
	return sum_is_empty(&c->sum) ? txn_clear(t, &c->key, err) : txn_put(t, &code_sum, &c->key, &c->sum, err);
}

/* Announces the sums of the shares that differ, so that they are fetched in one trip. */
static void want_shares(struct txn *t, const struct sum_shares *list, const struct sum_shares *other)
{
	for (size_t i = 0; i < list->count; i++) {
		const struct sum_share *s = &list->items[i];
		if (s->n && !(i < other->count && share_equal(s, &other->items[i])))
			store_want_sum(t, s->of, s->day, s->name);
	}
}

static int apply_shares(struct txn *t, struct changing_list *changing, const struct sum_shares *list,
			const struct sum_shares *other, bool up, struct err *err)
{
	for (size_t i = 0; i < list->count; i++)
		if (!(i < other->count && share_equal(&list->items[i], &other->items[i])) &&
		    apply_share(t, changing, &list->items[i], up, err))
			return -1;
	return 0;
}

int sums_follow(struct txn *t, const struct ticket *before, const struct ticket *after, struct err *err)
{
	struct sum_shares old = {0}, new = {0};
	struct changing_list changing = {0};
	if (before)
		sums_of_ticket(&t->scratch, before, &old);
	if (after)
		sums_of_ticket(&t->scratch, after, &new);
	want_shares(t, &old, &new);
	want_shares(t, &new, &old);
	if (store_is_far(t) && txn_fetch(t, err))
		return -1;
	if (apply_shares(t, &changing, &old, &new, false, err) || apply_shares(t, &changing, &new, &old, true, err))
		return -1;
	for (size_t i = 0; i < changing.count; i++)
		if (put_changing(t, &changing.items[i], err))
			return -1;
	return 0;
}

int store_faq_sent(struct txn *t, uint32_t day, struct span name, struct err *err)
{
	const struct sum_share share = {.of = SUMS_FAQ, .day = day, .name = name, .what = SUM_SENT, .n = 1};
	struct changing_list changing = {0};
	if (apply_share(t, &changing, &share, true, err))
		return -1;
	return put_changing(t, &changing.items[0], err);
}

void store_want_sum(struct txn *t, enum sums_of of, uint32_t day, struct span name)
{
	if (store_is_far(t))
		txn_want(t, key_sum(of, day, name));
}

/* --- reading --- */

#define WHO_AT 6 /* offset in a key: after the table, the kind of group and the day */

uint64_t store_sum_who(struct span name)
{
	struct key k = key_sum(SUMS_ALL, 0, name);
	return key_get_u64(key_span(&k), WHO_AT);
}

int store_sums(struct txn *t, enum sums_of of, uint32_t from, uint32_t to,
	       int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx, struct err *err)
{
	struct key prefix = key_of(TABLE_SUM), start;
	struct arena a;
	struct scan s;
	int rc;
	key_u8(&prefix, of);
	start = prefix;
	key_u32(&start, from);
	arena_init(&a);
	scan_start_at(&s, t, prefix, start);
	while ((rc = scan_next(&s, err)) > 0) {
		uint32_t day = key_get_u32(s.key, 2);
		struct sum sum;
		if (day > to) {
			rc = 0;
			break;
		}
		if ((rc = txn_decode(t, &code_sum, &a, s.key, s.value, &sum, err)) ||
		    (rc = each(ctx, day, key_get_u64(s.key, WHO_AT), &sum)))
			break;
		arena_clear(&a);
	}
	scan_end(&s);
	arena_clear(&a);
	return rc < 0 ? -1 : 0;
}

int store_sums_named(struct txn *t, enum sums_of of, struct span name, uint32_t from, uint32_t to,
		     int (*each)(void *ctx, uint32_t day, uint64_t who, const struct sum *sum), void *ctx,
		     struct err *err)
{
	uint64_t who = store_sum_who(name);
	struct arena a;
	int rc = 0;
	arena_init(&a);
	for (uint32_t day = from; rc == 0 && day <= to; day++) {
		struct key k = key_sum(of, day, name);
		struct sum sum;
		bool found;
		rc = txn_found(txn_get(t, &code_sum, &k, &a, &sum, err), &found, err);
		if (rc == 0 && found)
			rc = each(ctx, day, who, &sum);
		arena_clear(&a);
	}
	arena_clear(&a);
	return rc < 0 ? -1 : 0;
}

static int count_open(struct txn *t, struct key index, uint64_t *out, struct err *err)
{
	uint64_t n = 0;
	int rc = 0;
	for (unsigned status = 0; rc == 0 && status < STATUS_COUNT; status++) {
		struct key prefix = index;
		struct scan s;
		if (!status_is_open((enum status)status))
			continue;
		key_u8(&prefix, status);
		scan_start(&s, t, prefix);
		while ((rc = scan_next(&s, err)) > 0)
			n++;
		scan_end(&s);
	}
	*out = n;
	return rc;
}

#define LOAD_WHO_AT 2 /* offset in the key of a load: after the table and the kind of owner */

int store_open_customers(struct txn *t, void (*each)(void *ctx, uint64_t who, uint64_t open), void *ctx,
			 struct err *err)
{
	struct key prefix = key_of(TABLE_LOAD);
	struct arena a;
	struct scan s;
	int rc;
	key_u8(&prefix, TABLE_CUSTOMER);
	arena_init(&a);
	scan_start(&s, t, prefix);
	while ((rc = scan_next(&s, err)) > 0) {
		struct load load;
		if ((rc = txn_decode(t, &code_load, &a, s.key, s.value, &load, err)))
			break;
		if (load.open)
			each(ctx, key_get_u64(s.key, LOAD_WHO_AT), load.open);
		arena_clear(&a);
	}
	scan_end(&s);
	arena_clear(&a);
	return rc < 0 ? -1 : 0;
}

int store_open_in(struct txn *t, enum sums_of of, struct span name, uint64_t *out, struct err *err)
{
	struct load load;
	switch (of) {
	case SUMS_AGENT:
		return count_open(t, key_named(INDEX_AGENT, name), out, err);
	case SUMS_CATEGORY:
		return count_open(t, key_named(INDEX_CATEGORY, name), out, err);
	case SUMS_CUSTOMER:
		if (loads_get(t, TABLE_CUSTOMER, name, &load, err))
			return -1;
		*out = load.open;
		return 0;
	case SUMS_ARTICLE:
	case SUMS_FAQ:
		*out = 0;
		return 0;
	default:
		return count_open(t, key_of(INDEX_STATUS), out, err);
	}
}
