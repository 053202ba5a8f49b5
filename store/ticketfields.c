#include "store/ticketfields.h"

#include <string.h>

const struct ticket_field ticket_fields[TICKET_FIELD_COUNT] = {
#define ROW(member, type, uses, label, json)                                                                           \
	{#member, label, json, TICKET_##type, uses, offsetof(struct ticket, member)},
	TICKET_FIELDS(ROW)
#undef ROW
};

int64_t ticket_due(const struct ticket *t)
{
	if (!status_is_open(t->status))
		return 0;
	if (t->due)
		return t->due;
	return t->answered || !t->first_due ? t->resolve_due : t->first_due;
}

/* --- types --- */

/* The layout of every list; lists are accessed through memcpy. */
struct list {
	char *items;
	size_t count, cap;
};

static const struct {
	size_t size, item; /* item: size of an element of a list */
} types[] = {
	[TICKET_NUMBER] = {sizeof(uint64_t), 0},
	[TICKET_COUNT] = {sizeof(uint32_t), 0},
	[TICKET_TIME] = {sizeof(int64_t), 0},
	[TICKET_SCORE] = {sizeof(uint32_t), 0},
	[TICKET_FLAG] = {sizeof(bool), 0},
	[TICKET_STATUS] = {sizeof(enum status), 0},
	[TICKET_PRIORITY] = {sizeof(enum priority), 0},
	[TICKET_TEXT] = {sizeof(struct span), 0},
	[TICKET_NAME] = {sizeof(struct span), 0},
	[TICKET_TEXTS] = {sizeof(struct span_list), sizeof(struct span)},
	[TICKET_IDS] = {sizeof(struct id_list), sizeof(uint64_t)},
	[TICKET_ROOTS] = {sizeof(struct thread_root_list), sizeof(struct thread_root)},
	[TICKET_TIMERS] = {sizeof(struct timer_list), sizeof(struct timer)},
	[TICKET_STOPS] = {sizeof(struct stop_list), sizeof(struct stop)},
	[TICKET_FIGURES] = {sizeof(struct figures), 0},
};

const void *ticket_field(const struct ticket_field *f, const struct ticket *t)
{
	return (const char *)t + f->offset;
}

void ticket_field_copy(const struct ticket_field *f, struct ticket *to, const struct ticket *from)
{
	memcpy((char *)to + f->offset, ticket_field(f, from), types[f->type].size);
}

static bool texts_same(const struct span *x, const struct span *y, size_t count)
{
	bool same = true;
	for (size_t i = 0; same && i < count; i++)
		same = span_eq(x[i], y[i]);
	return same;
}

static bool lists_same(enum ticket_field_type type, const void *x, const void *y)
{
	struct list a, b;
	memcpy(&a, x, sizeof(a));
	memcpy(&b, y, sizeof(b));
	if (a.count != b.count || a.count == 0)
		return a.count == b.count;
	if (type == TICKET_TEXTS)
		return texts_same((const void *)a.items, (const void *)b.items, a.count);
	return memcmp(a.items, b.items, a.count * types[type].item) == 0;
}

bool ticket_field_same(const struct ticket_field *f, const struct ticket *x, const struct ticket *y)
{
	const void *a = ticket_field(f, x), *b = ticket_field(f, y);
	if (types[f->type].item)
		return lists_same(f->type, a, b);
	if (f->type == TICKET_TEXT || f->type == TICKET_NAME)
		return texts_same(a, b, 1);
	return memcmp(a, b, types[f->type].size) == 0;
}

void ticket_own_lists(struct arena *a, struct ticket *t)
{
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		size_t item = types[ticket_fields[i].type].item;
		char *at = (char *)t + ticket_fields[i].offset;
		struct list list;
		if (!item)
			continue;
		memcpy(&list, at, sizeof(list));
		char *items =
			list.count ? memcpy(arena_alloc(a, list.count * item), list.items, list.count * item) : NULL;
		list = (struct list){items, list.count, list.count};
		memcpy(at, &list, sizeof(list));
	}
}
