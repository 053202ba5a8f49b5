/* encword: encoded-words in header fields (RFC 2047), the broken ones of real clients too: characters split over words,
 * padding left out, spaces inside, words that touch each other or the text around them, raw 8-bit bytes. */
#ifndef CAREDESK_ENCWORD_H
#define CAREDESK_ENCWORD_H

#include "parsers/charset.h"

/* Unfolded bytes of a header to UTF-8. `fallback` is the charset of raw 8-bit bytes that are not UTF-8 (the body's; may
 * be empty). The bytes themselves where there is nothing to decode. */
struct span encword_decode(struct charsets *c, struct arena *a, struct span raw, struct span fallback);

#endif
