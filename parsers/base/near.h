/* near: the word that was probably meant. */
#ifndef CAREDESK_NEAR_H
#define CAREDESK_NEAR_H

#include "parsers/base/span.h"

#define NEAR_MAX_WORD 64 /* bytes; longer words are near to nothing */

/* Insertions, deletions, changes and swaps of neighbours that make b of a, case-blind, by bytes;
 * NEAR_MAX_WORD + 1 for words that are too long. */
unsigned near_distance(struct span a, struct span b);
/* The candidate nearest to word: at most a third of its letters wrong, at least one may be; a word that begins
 * a candidate counts as near, too. The empty span when none is. The first of equals. */
struct span near_word(struct span word, const struct span_list *candidates);

#endif
