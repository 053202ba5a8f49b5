/* buf: bytes that grow, up to a cap.
 *
 * The caller owns the struct; buf_clear frees what it holds. Past `max` bytes, nothing more is
 * added and `over` is set: check it once at the end. There is always a NUL after the last byte.
 * When the system has no memory: abort(), as in arena.h. */
#ifndef CAREDESK_BUF_H
#define CAREDESK_BUF_H

#include "parsers/base/span.h"

struct buf {
	char *ptr; /* "" and not owned while empty */
	size_t len, cap, max;
	bool over;
};

#define BUF_MAX ((size_t)1 << 30) /* a cap for what has no smaller one */

void buf_init(struct buf *b, size_t max);
void buf_clear(struct buf *b);
void buf_reset(struct buf *b); /* empty again, memory kept, `over` off */
void buf_add(struct buf *b, struct span s);
void buf_str(struct buf *b, const char *text);
void buf_chr(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Room for n more bytes; write there, then add n to len. NULL (and `over`) when past the cap. */
char *buf_room(struct buf *b, size_t n);
struct span buf_span(const struct buf *b); /* valid until the next change */

#endif
