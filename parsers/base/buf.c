#include "parsers/base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char nothing[1];

void buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){.ptr = nothing, .max = max};
}

void buf_clear(struct buf *b)
{
	if (b->cap)
		free(b->ptr);
	buf_init(b, b->max);
}

void buf_reset(struct buf *b)
{
	b->len = 0;
	b->over = false;
	if (b->cap)
		b->ptr[0] = '\0';
}

char *buf_room(struct buf *b, size_t n)
{
	if (b->over || n > b->max || b->len > b->max - n) {
		b->over = true;
		return NULL;
	}
	if (b->len + n < b->cap)
		return b->ptr + b->len;
	size_t cap = b->cap ? b->cap : 64;
	while (cap <= b->len + n)
		cap *= 2;
	char *grown = realloc(b->cap ? b->ptr : NULL, cap);
	if (!grown)
		abort();
	b->ptr = grown;
	b->cap = cap;
	return b->ptr + b->len;
}

void buf_add(struct buf *b, struct span s)
{
	char *room = s.len ? buf_room(b, s.len) : NULL;
	if (!room)
		return;
	memcpy(room, s.ptr, s.len);
	b->len += s.len;
	b->ptr[b->len] = '\0';
}

void buf_str(struct buf *b, const char *text)
{
	buf_add(b, span_of(text));
}

void buf_chr(struct buf *b, char c)
{
	buf_add(b, (struct span){&c, 1});
}

void buf_printf(struct buf *b, const char *format, ...)
{
	va_list args, again;
	va_start(args, format);
	va_copy(again, args);
	int len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		abort();
	char *room = buf_room(b, (size_t)len);
	if (room) {
		vsnprintf(room, (size_t)len + 1, format, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

struct span buf_span(const struct buf *b)
{
	return (struct span){b->ptr, b->len};
}
