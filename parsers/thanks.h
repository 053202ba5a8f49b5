/* thanks: recognizes a text that says thank you and nothing else, in any language of its tables.
 *
 * Greetings, closings, names, praise ("perfect") and reasons ("for your quick reply") may accompany it; with a question
 * mark, a digit or any unknown word it is something else, and so it is in case of doubt. Linear in the text's
 * length. */
#ifndef CAREDESK_THANKS_H
#define CAREDESK_THANKS_H

#include "parsers/base/arena.h"

#define THANKS_MAX_TEXT 500 /* bytes; a longer text says more than thanks */

/* `names`: those of people and of the desk, as written; each of their words may be used to address or sign. */
bool thanks_alone(struct arena *a, struct span text, const struct span_list *names);

#endif
