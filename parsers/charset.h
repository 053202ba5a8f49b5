/* charset: converts text in any charset to UTF-8 (iconv).
 *
 * iconv_open loads a module from a file, which a sandboxed process can't: charsets_new opens every known charset once
 * and keeps it open, so that nothing is loaded later. One set per process; not thread-safe. */
#ifndef CAREDESK_CHARSET_H
#define CAREDESK_CHARSET_H

#include "parsers/base/arena.h"

struct charsets;

struct charsets *charsets_new(void);    /* aborts if out of memory */
void charsets_free(struct charsets *c); /* NULL is fine */

/* The bytes as UTF-8: a copy in the arena, or the bytes themselves if nothing changes. Never fails: an undecodable byte
 * becomes U+FFFD. If the charset is empty or unknown, or US-ASCII with 8-bit bytes, they are taken for UTF-8 if valid,
 * otherwise for what the name may be misspelt for or the bytes look like, and windows-1252 if that can't be told. Bytes
 * that are invalid in the named charset but valid UTF-8 are UTF-8. */
struct span charset_utf8(struct charsets *c, struct arena *a, struct span name, struct span bytes);

#endif
