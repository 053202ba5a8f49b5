/* flowed: joins the paragraphs of format=flowed text (RFC 3676). */
#ifndef CAREDESK_FLOWED_H
#define CAREDESK_FLOWED_H

#include "parsers/base/arena.h"

/* `text` has LF line ends. Quote depths are kept as ">" marks, space-stuffing is removed, signature lines are never
 * joined. delsp: the blank that marks a soft line end is removed. */
struct span flowed_join(struct arena *a, struct span text, bool delsp);

#endif
