/* nearest: finds which of several words was meant, by optimal string alignment distance, ignoring ASCII case,
 * bounded. */
#ifndef CAREDESK_NEAREST_H
#define CAREDESK_NEAREST_H

#include "parsers/base/span.h"

#define NEAREST_MAX 40 /* longer words are near nothing */

unsigned nearest_distance(struct span a, struct span b); /* UINT_MAX if either is too long */

struct nearest {
	struct span wanted, best;
	unsigned distance; /* of best */
};
void nearest_init(struct nearest *n, struct span wanted);
void nearest_try(struct nearest *n, struct span candidate);
/* Empty if nothing is within 2 edits (1 for words of up to 3 letters). */
struct span nearest_best(const struct nearest *n);
/* All of the above for a list. */
struct span nearest_word(struct span wanted, const struct span_list *candidates);

#endif
