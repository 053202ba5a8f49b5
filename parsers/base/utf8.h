/* utf8: RFC 3629 (no surrogates, no overlong forms, nothing above U+10FFFF). */
#ifndef CAREDESK_UTF8_H
#define CAREDESK_UTF8_H

#include "parsers/base/arena.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Takes one character off the front of *rest (not empty); an ill-formed byte is taken alone and
 * gives UTF8_REPLACEMENT with *bad set. */
uint32_t utf8_take(struct span *rest, bool *bad);
bool utf8_is_ascii(struct span s);
bool utf8_valid(struct span s);
/* s itself when well-formed, else a copy with U+FFFD for each ill-formed byte. */
struct span utf8_clean(struct arena *a, struct span s);
/* The longest prefix of at most max bytes that cuts no character. */
struct span utf8_cut(struct span s, size_t max);
/* Writes 1 to 4 bytes to out, gives their number. */
size_t utf8_put(uint32_t c, char out[4]);
/* How many columns of a terminal it takes: 0 (what combines), 1 or 2 (East Asian wide, emoji). */
int utf8_columns(uint32_t c);
/* White space of Unicode (also NBSP, zero-width, BOM) collapsed to one space and trimmed; control
 * characters (C0, DEL, C1, bidi overrides) taken out. For subjects, names and single-line values.
 * s itself where there is nothing to change. */
struct span utf8_line(struct arena *a, struct span s);
/* Simple case folding for comparing words: Latin, Greek, Cyrillic and Armenian. */
struct span utf8_fold(struct arena *a, struct span s);

#endif
