/* encword: decodes encoded-words in header fields (RFC 2047), including the broken ones of real clients: characters
 * split between words, missing padding, spaces inside, words that touch each other or the surrounding text, raw 8-bit
 * bytes. */
#ifndef CAREDESK_ENCWORD_H
#define CAREDESK_ENCWORD_H

#include "parsers/charset.h"

/* Converts the unfolded bytes of a header to UTF-8. `fallback` is the charset of raw 8-bit bytes that are not UTF-8
 * (the body's; may be empty). Returns the bytes themselves if there is nothing to decode. */
struct span encword_decode(struct charsets *c, struct arena *a, struct span raw, struct span fallback);

#endif
