/* utf8: UTF-8 as in RFC 3629 (no surrogates, no overlong forms, nothing above U+10FFFF). */
#ifndef CAREDESK_UTF8_H
#define CAREDESK_UTF8_H

#include "parsers/base/arena.h"

#define UTF8_REPLACEMENT 0xFFFDu

/* Takes one character from the front of *rest (not empty). An ill-formed byte is taken alone, as UTF8_REPLACEMENT with
 * *bad set. */
uint32_t utf8_take(struct span *rest, bool *bad);
bool utf8_is_ascii(struct span s);
bool utf8_valid(struct span s);
/* s itself if well-formed, otherwise a copy with U+FFFD for each ill-formed byte. */
struct span utf8_clean(struct arena *a, struct span s);
/* The longest prefix of at most `max` bytes that does not split a character. */
struct span utf8_cut(struct span s, size_t max);
/* Writes 1 to 4 bytes to `out` and returns their number. */
size_t utf8_put(uint32_t c, char out[4]);
/* Number of terminal columns: 0 (combining characters), 1, or 2 (East Asian wide, emoji). */
int utf8_columns(uint32_t c);
/* Makes one line for subjects, names and other values: Unicode white space (including NBSP) is collapsed to single
 * spaces and trimmed, control and invisible characters (C0, DEL, C1, bidi overrides, zero width, BOM) are removed. s
 * itself if it is ASCII with nothing to change, otherwise a copy. */
struct span utf8_line(struct arena *a, struct span s);
/* Simple case folding for comparing words in Latin, Greek, Cyrillic and Armenian. */
struct span utf8_fold(struct arena *a, struct span s);

#endif
