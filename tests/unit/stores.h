/* stores: stores for the tests, each in its own folder, and helpers that fail the test when they fail. */
#ifndef CAREDESK_TESTS_STORES_H
#define CAREDESK_TESTS_STORES_H

#include "tests/unit/folder.h"

#include "store/store.h"

enum stores_backend { STORES_LMDB, STORES_MEMORY, STORES_OVERLAY };

struct stores {
	struct arena a;
	char *folder; /* NULL for a store in memory */
	struct store *base, *store;
};

/* A call that must succeed. */
#define MUST(call)                                                                                                     \
	do {                                                                                                           \
		struct err must_err = {0}, *err = &must_err;                                                           \
		if (call)                                                                                              \
			fail_msg("%s:%d: %s: %s", __FILE__, __LINE__, #call, must_err.text);                           \
	} while (0)
/* A call that must fail with that kind of error. */
#define FAILS(wanted, call)                                                                                            \
	do {                                                                                                           \
		struct err fails_err = {0}, *err = &fails_err;                                                         \
		assert_int_equal((call), -1);                                                                          \
		assert_int_equal(fails_err.kind, (wanted));                                                            \
	} while (0)

static inline struct store *stores_lmdb(const char *folder, uint64_t map_size)
{
	struct store_options o = {.path = folder, .map_size = map_size, .no_sync = true};
	struct store *s = NULL;
	MUST(store_open(&o, &s, err));
	return s;
}

static inline void stores_open(struct stores *f, enum stores_backend backend)
{
	*f = (struct stores){.folder = backend == STORES_MEMORY ? NULL : folder_new()};
	arena_init(&f->a);
	if (backend == STORES_MEMORY)
		MUST(store_open_memory(&f->store, err));
	else
		f->store = stores_lmdb(f->folder, (uint64_t)64 << 20);
	if (backend != STORES_OVERLAY)
		return;
	f->base = f->store;
	MUST(store_open_overlay(f->base, &f->store, err));
}

static inline void stores_close(struct stores *f)
{
	store_close(f->store);
	store_close(f->base);
	if (f->folder)
		folder_remove(f->folder);
	arena_clear(&f->a);
}

static inline struct txn *stores_begin(struct stores *f, enum txn_mode mode)
{
	struct txn *t = NULL;
	MUST(store_begin(f->store, mode, &t, err));
	return t;
}

/* A statement in a transaction of its own: `t` is the transaction; WRITING commits it, READING ends it. */
#define WRITING(f) for (struct txn *t = stores_begin((f), TXN_WRITE), *once = t; once; once = NULL, stores_commit(t))
#define READING(f) for (struct txn *t = stores_begin((f), TXN_READ), *once = t; once; once = NULL, store_abort(t))

static inline void stores_commit(struct txn *t)
{
	MUST(store_commit(t, err));
}

static inline void stores_put_ticket(struct txn *t, const struct ticket *ticket)
{
	MUST(store_ticket_put(t, ticket, err));
}

static inline struct ticket stores_ticket(struct txn *t, struct arena *a, uint64_t id)
{
	struct ticket ticket = {0};
	MUST(store_ticket(t, a, id, &ticket, err));
	return ticket;
}

/* The ids of a list as "1 2 3 ". */
static inline const char *stores_ids(struct arena *a, const struct ticket_list *list)
{
	struct span text = SPAN_NONE;
	for (size_t i = 0; i < list->count; i++)
		text = arena_printf(a, "%.*s%llu ", SPAN_ARG(text), (unsigned long long)list->items[i].id);
	return arena_str(a, text);
}

#endif
