/* flowed: text of format=flowed (RFC 3676) with its paragraphs joined. */
#ifndef CAREDESK_FLOWED_H
#define CAREDESK_FLOWED_H

#include "parsers/base/arena.h"

/* Text with LF lines. Quote depths are kept as ">" marks, stuffing is taken off, signature lines are never joined.
 * delsp: the blank that marks a soft line end belongs to the mark. */
struct span flowed_join(struct arena *a, struct span text, bool delsp);

#endif
