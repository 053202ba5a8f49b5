/* buf: a growing buffer of bytes, up to a maximum.
 *
 * The caller owns the struct; buf_clear frees its memory. Beyond `max` bytes nothing is added, and `over` is set: check
 * it once at the end. There is always a NUL after the last byte. Out of memory: abort(), as in arena.h. */
#ifndef CAREDESK_BUF_H
#define CAREDESK_BUF_H

#include "parsers/base/span.h"

struct buf {
	char *ptr; /* "" and not owned while empty */
	size_t len, cap, max;
	bool over;
};

#define BUF_MAX ((size_t)1 << 30) /* maximum where there is no smaller one */

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b);
void buf_reset(struct buf *b); /* empties it, keeps the memory, clears `over` */
void buf_add(struct buf *b, struct span s);
void buf_str(struct buf *b, const char *text);
void buf_chr(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes; write there, then add n to len. NULL (and `over`) if that exceeds `max`. */
char *buf_room(struct buf *b, size_t n);
struct span buf_span(const struct buf *b); /* valid until the next change */

#endif
