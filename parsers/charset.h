/* charset: converts text in any charset to UTF-8 (iconv).
 *
 * iconv_open loads a module from a file, which takes time and which a sandboxed process can't do. So a set begins with
 * the two charsets of most mails, opens others when they are needed, and keeps them all open. After charsets_seal
 * nothing is loaded any more; charsets_lacked says if anything was missing. One set per process; not thread-safe. */
#ifndef CAREDESK_CHARSET_H
#define CAREDESK_CHARSET_H

#include "parsers/base/arena.h"

struct charsets;

struct charsets *charsets_new(void);    /* aborts if out of memory */
void charsets_free(struct charsets *c); /* NULL is fine */
/* Opens more: first those that mails of many languages are in, the next time all that are known. */
#define CHARSETS_MORE 2
void charsets_more(struct charsets *c);
/* From now on no charset is opened. */
void charsets_seal(struct charsets *c);
/* Whether, since the last call, any text was in a known charset that is not open. Such text was only guessed at. */
bool charsets_lacked(struct charsets *c);

/* The bytes as UTF-8: a copy in the arena, or the bytes themselves if nothing changes. Never fails: an undecodable byte
 * becomes U+FFFD. If the charset is empty or unknown, or US-ASCII with 8-bit bytes, they are taken for UTF-8 if valid,
 * otherwise for what the name may be misspelt for or the bytes look like, and windows-1252 if that can't be told. Bytes
 * that are invalid in the named charset but valid UTF-8 are UTF-8. */
struct span charset_utf8(struct charsets *c, struct arena *a, struct span name, struct span bytes);

#endif
