/* nearest: which of some words was meant? Optimal string alignment distance, ASCII case-blind, bounded. */
#ifndef CAREDESK_NEAREST_H
#define CAREDESK_NEAREST_H

#include "parsers/base/span.h"

#define NEAREST_MAX 40 /* longer words are near to nothing */

unsigned nearest_distance(struct span a, struct span b); /* UINT_MAX when either is too long */

struct nearest {
	struct span wanted, best;
	unsigned distance; /* of best */
};
void nearest_init(struct nearest *n, struct span wanted);
void nearest_try(struct nearest *n, struct span candidate);
/* Empty when nothing is within 2 edits (1 for words of up to 3 letters). */
struct span nearest_best(const struct nearest *n);
/* All of that for a list. */
struct span nearest_word(struct span wanted, const struct span_list *candidates);

#endif
