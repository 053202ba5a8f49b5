/* prose: extracts the words of a text's sentences, without addresses, numbers, file names, quotations, tables, lists of
 * names and code. */
#ifndef CAREDESK_PROSE_H
#define CAREDESK_PROSE_H

#include "parsers/base/arena.h"

struct prose {
	struct span words;    /* letters and apostrophes only, with a space before and after each word; in the arena */
	size_t latin, others; /* number of letters in them, of Latin and of other scripts */
};

/* Reads roughly `max` bytes of words at most, from a bounded part of the text. Lines all in capitals are converted to
 * lower case. */
void prose_read(struct arena *a, struct span text, size_t max, struct prose *out);

#endif
