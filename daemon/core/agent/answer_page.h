/* answer_page: the HTML of what #list, #search, #show and the like answer, made from the answer's text. */
#ifndef CAREDESK_ANSWER_PAGE_H
#define CAREDESK_ANSWER_PAGE_H

#include "parsers/base/arena.h"

/* Clean HTML with the same words: a ticket's line is bold, what is indented below it stays so where it wraps, "- "
 * begins a list item, "--- " a message, "*word*" in an indented line is the place that was found. All else is escaped:
 * a stranger's words can imitate a line, but add no element. Empty if it would be too large. */
struct span answer_page(struct arena *a, struct span text);

#endif
