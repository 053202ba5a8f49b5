/* prose: the words of a text's sentences, for what is to be told by them: without addresses, numbers, names of files,
 * quotations, tables, lists of names and code. */
#ifndef CAREDESK_PROSE_H
#define CAREDESK_PROSE_H

#include "parsers/base/arena.h"

struct prose {
	struct span words;    /* letters and apostrophes alone, with a space before and after each word; in the arena */
	size_t latin, others; /* letters in them: of Latin script, and of other ones */
};

/* At most about `max` bytes of words, out of a bounded part of the text. What is all in capitals comes in small
 * letters. */
void prose_read(struct arena *a, struct span text, size_t max, struct prose *out);

#endif
