/* arena: memory that is freed all at once; one per mail, request or batch.
 *
 * arena_alloc returns memory that is aligned for any type, zeroed, and valid until arena_clear. It never returns NULL:
 * out of memory, the process calls abort(), which the supervisor treats like any other death of a worker; nothing is
 * half committed. */
#ifndef CAREDESK_ARENA_H
#define CAREDESK_ARENA_H

#include "parsers/base/span.h"

struct arena_block;

struct arena {
	struct arena_block *blocks, *large;
	size_t used; /* bytes allocated since arena_init */
};

void arena_init(struct arena *a);
void arena_clear(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_room(struct arena *a, size_t size); /* the same, but not zeroed */
/* Copies, each followed by a NUL that is not counted in the length. */
struct span arena_dup(struct arena *a, struct span s);
char *arena_str(struct arena *a, struct span s);
struct span arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* A copy of s without any c; s itself if there is none. */
struct span arena_without(struct arena *a, struct span s, char c);
/* A copy with ASCII letters in lower case. */
struct span arena_lower(struct arena *a, struct span s);
/* Concatenates pieces, as "%.*s%.*s" would: for frequent calls, because printf takes ten times as long. */
struct span arena_concat(struct arena *a, const struct span *pieces, size_t count);
#define ARENA_CONCAT(a, ...)                                                                                           \
	arena_concat((a), (const struct span[]){__VA_ARGS__},                                                          \
		     sizeof((const struct span[]){__VA_ARGS__}) / sizeof(struct span))
struct span arena_number(struct arena *a, uint64_t number); /* in decimal digits */

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

/* Growing lists in an arena: a struct with `items`, `count`, `cap`. LIST_ADD gives the address of a new zeroed item at
 * the end. A list that grows moves, and leaves its old items behind for copies of the list. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t item_size);
#define LIST_ADD(a, list)                                                                                              \
	((list)->items = arena_grow((a), (list)->items, (list)->count, &(list)->cap, sizeof(*(list)->items)),          \
	 memset(&(list)->items[(list)->count], 0, sizeof(*(list)->items)), &(list)->items[(list)->count++])
/* For a list of which there is no copy: where its next item will be, neither zeroed nor counted yet. If large, the list
 * is not copied as it grows, nor are its items left behind. */
void *arena_regrow(struct arena *a, void *items, size_t count, size_t *cap, size_t item_size);
#define LIST_PLACE_SOLE(a, list)                                                                                       \
	((list)->items = arena_regrow((a), (list)->items, (list)->count, &(list)->cap, sizeof(*(list)->items)),        \
	 &(list)->items[(list)->count])

void span_list_add(struct arena *a, struct span_list *list, struct span s); /* the view, not a copy */
struct span span_list_join(struct arena *a, const struct span_list *list);  /* "a, b, c" */

#endif
