/* charset: text in any charset to UTF-8 (iconv).
 *
 * iconv_open loads a module from a file, which a sandboxed process can't: charsets_new opens every known charset once
 * and keeps it, so that later nothing is loaded. One set per process; it is not for use by two threads at once. */
#ifndef CAREDESK_CHARSET_H
#define CAREDESK_CHARSET_H

#include "parsers/base/arena.h"

struct charsets;

struct charsets *charsets_new(void);    /* abort() when the system has no memory */
void charsets_free(struct charsets *c); /* NULL is fine */

/* UTF-8 of the bytes, in the arena or the bytes themselves. Never fails: an undecodable byte becomes U+FFFD. Bytes of
 * an unknown or empty charset, and 8-bit bytes under the name of US-ASCII, are UTF-8 where they can be, else
 * windows-1252; so are bytes that are none of the named charset's but UTF-8. */
struct span charset_utf8(struct charsets *c, struct arena *a, struct span name, struct span bytes);

#endif
