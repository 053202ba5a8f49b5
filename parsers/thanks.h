/* thanks: a text that says thank you and nothing else, in any of the languages that its tables have.
 *
 * Greetings, closings, names, praise ("perfect") and what the thanks are for ("for your quick reply") may stand around
 * it; a question mark, a digit or any word that is not known makes it something else. Where it can't be told, it is
 * something else. Linear in the text's length. */
#ifndef CAREDESK_THANKS_H
#define CAREDESK_THANKS_H

#include "parsers/base/arena.h"

#define THANKS_MAX_TEXT 500 /* bytes; a longer text says more than thanks */

/* names: of people and of the desk, as they write them; each of their words may be called or signed with. */
bool thanks_alone(struct arena *a, struct span text, const struct span_list *names);

#endif
