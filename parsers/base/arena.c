#include "parsers/base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BLOCK_SIZE ((size_t)16 << 10)
#define SHORT_TEXT ((size_t)256)
#define ALIGNMENT _Alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t size, used;
	_Alignas(max_align_t) char bytes[];
};

void arena_init(struct arena *a)
{
	*a = (struct arena){0};
}

static void blocks_free(struct arena_block *b)
{
	for (struct arena_block *next; b; b = next) {
		next = b->next;
		free(b);
	}
}

/* The large ones first: from their size glibc learns how much memory it had better keep, so that it keeps the others.
 */
void arena_clear(struct arena *a)
{
	blocks_free(a->large);
	blocks_free(a->blocks);
	arena_init(a);
}

/* A large allocation gets its own block, so that the free space of the current one remains in use. */
static struct arena_block *block_add(struct arena *a, size_t size)
{
	bool large = size > (a->blocks ? BLOCK_SIZE / 4 : BLOCK_SIZE);
	size_t room = large ? size : BLOCK_SIZE;
	if (room > SIZE_MAX - sizeof(struct arena_block))
		abort();
	struct arena_block *b = malloc(sizeof(*b) + room);
	if (!b)
		abort();
	b->size = room;
	b->used = 0;
	struct arena_block **place = large ? &a->large : &a->blocks;
	b->next = *place;
	*place = b;
	return b;
}

/* The memory is not zeroed: blocks are large, and often little of them is used. */
void *arena_room(struct arena *a, size_t size)
{
	if (size > SIZE_MAX / 2)
		abort();
	size = (size + ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	if (size == 0)
		size = ALIGNMENT;
	struct arena_block *b = a->blocks;
	if (!b || b->size - b->used < size)
		b = block_add(a, size);
	void *out = b->bytes + b->used;
	b->used += size;
	a->used += size;
	return out;
}

void *arena_alloc(struct arena *a, size_t size)
{
	return memset(arena_room(a, size), 0, size);
}

char *arena_str(struct arena *a, struct span s)
{
	char *out = arena_room(a, s.len + 1);
	if (s.len)
		memcpy(out, s.ptr, s.len);
	out[s.len] = 0;
	return out;
}

struct span arena_dup(struct arena *a, struct span s)
{
	return (struct span){arena_str(a, s), s.len};
}

/* Most texts are short: first tries to print where the next allocation would be. */
struct span arena_printf(struct arena *a, const char *format, ...)
{
	struct arena_block *b = a->blocks;
	char *trial = b ? b->bytes + b->used : NULL;
	size_t room = b ? b->size - b->used : 0;
	room = room < SHORT_TEXT ? room : SHORT_TEXT;
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(room ? trial : NULL, room, format, args);
	va_end(args);
	if (len < 0)
		abort();
	bool fits = (size_t)len < room;
	char *out = arena_room(a, (size_t)len + 1);
	if (!fits || out != trial)
		vsnprintf(out, (size_t)len + 1, format, again);
	va_end(again);
	return (struct span){out, (size_t)len};
}

struct span arena_concat(struct arena *a, const struct span *pieces, size_t count)
{
	size_t len = 0;
	for (size_t i = 0; i < count; i++)
		len += pieces[i].len;
	char *out = arena_room(a, len + 1), *at = out;
	for (size_t i = 0; i < count; at += pieces[i++].len)
		if (pieces[i].len)
			memcpy(at, pieces[i].ptr, pieces[i].len);
	*at = '\0';
	return span_make(out, len);
}

struct span arena_number(struct arena *a, uint64_t number)
{
	char digits[20];
	size_t at = sizeof(digits);
	do
		digits[--at] = (char)('0' + number % 10);
	while (number /= 10);
	return arena_dup(a, span_make(digits + at, sizeof(digits) - at));
}

struct span arena_without(struct arena *a, struct span s, char c)
{
	if (span_chr(s, c) < 0)
		return s;
	char *out = arena_alloc(a, s.len);
	size_t len = 0;
	for (size_t i = 0; i < s.len; i++)
		if (s.ptr[i] != c)
			out[len++] = s.ptr[i];
	return (struct span){out, len};
}

struct span arena_lower(struct arena *a, struct span s)
{
	char *out = arena_str(a, s);
	for (size_t i = 0; i < s.len; i++)
		if (out[i] >= 'A' && out[i] <= 'Z')
			out[i] = (char)(out[i] + 32);
	return (struct span){out, s.len};
}

void *arena_grow(struct arena *a, void *items, size_t count, size_t *cap, size_t item_size)
{
	if (count < *cap)
		return items;
	size_t more = *cap ? *cap * 2 : 4;
	if (more > SIZE_MAX / 2 / item_size)
		abort();
	char *out = arena_room(a, more * item_size);
	if (count)
		memcpy(out, items, count * item_size);
	*cap = more;
	return out;
}

/* Of an allocation too large for any shared block; NULL: it may have neighbours. */
static struct arena_block **block_of(struct arena *a, const void *memory, size_t size)
{
	struct arena_block **b = &a->large;
	if (size <= BLOCK_SIZE)
		return NULL;
	while (*b && (*b)->bytes != memory)
		b = &(*b)->next;
	return *b ? b : NULL;
}

void *arena_regrow(struct arena *a, void *items, size_t count, size_t *cap, size_t item_size)
{
	struct arena_block **place = count < *cap ? NULL : block_of(a, items, *cap * item_size);
	if (!place)
		return arena_grow(a, items, count, cap, item_size);
	size_t more = *cap * 2;
	if (more > SIZE_MAX / 2 / item_size)
		abort();
	struct arena_block *b = realloc(*place, sizeof(*b) + more * item_size);
	if (!b)
		abort();
	a->used += (more - *cap) * item_size;
	b->size = b->used = more * item_size;
	*place = b;
	*cap = more;
	return b->bytes;
}

void span_list_add(struct arena *a, struct span_list *list, struct span s)
{
	*LIST_ADD(a, list) = s;
}

struct span span_list_join(struct arena *a, const struct span_list *list)
{
	struct span text = SPAN_NONE;
	for (size_t i = 0; i < list->count; i++)
		text = i ? arena_printf(a, "%.*s, %.*s", SPAN_ARG(text), SPAN_ARG(list->items[i])) : list->items[i];
	return text;
}
