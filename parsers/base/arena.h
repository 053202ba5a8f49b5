/* arena: memory that is freed all at once; one for each mail, request or batch.
 *
 * What it returns is aligned for any type, zeroed, and valid until arena_clear.
 * It never returns NULL: when the system has no memory the process ends by abort(), which the
 * supervisor treats as any other death of a worker; nothing is committed by halves. */
#ifndef CAREDESK_ARENA_H
#define CAREDESK_ARENA_H

#include "parsers/base/span.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used; /* bytes handed out since the start */
};

void arena_init(struct arena *a);
void arena_clear(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
/* Copies; each has a NUL after its last byte, which is not counted. */
struct span arena_dup(struct arena *a, struct span s);
char *arena_str(struct arena *a, struct span s);
struct span arena_printf(struct arena *a, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Without every c; s itself where there is none. */
struct span arena_without(struct arena *a, struct span s, char c);
/* ASCII lower case copy. */
struct span arena_lower(struct arena *a, struct span s);
/* Pieces put together, as "%.*s%.*s" would: where there are many, for printf takes ten times as long. */
struct span arena_concat(struct arena *a, const struct span *pieces, size_t count);
#define ARENA_CONCAT(a, ...)                                                                                           \
	arena_concat((a), (const struct span[]){__VA_ARGS__},                                                          \
		     sizeof((const struct span[]){__VA_ARGS__}) / sizeof(struct span))
struct span arena_number(struct arena *a, uint64_t number); /* in decimal digits */

#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_ARRAY(a, type, n) ((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

/* Growing lists in an arena: a struct with `items`, `count`, `cap`. LIST_ADD gives the address of
 * a new zeroed item at the end; earlier addresses may move. */
void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t item_size);
#define LIST_ADD(a, list)                                                                                              \
	((list)->items = arena_grow((a), (list)->items, (list)->count, &(list)->cap, sizeof(*(list)->items)),          \
	 &(list)->items[(list)->count++])

void span_list_add(struct arena *a, struct span_list *list, struct span s); /* the view, not a copy */
struct span span_list_join(struct arena *a, const struct span_list *list);  /* "a, b, c" */

#endif
