/* searchtoken: which scripts have no spaces between words, and their text in pairs. Inside store/ only. */
#ifndef CAREDESK_SEARCHTOKEN_H
#define CAREDESK_SEARCHTOKEN_H

#include "parsers/base/span.h"

/* A stretch of such a script, or of anything else, off the front of *rest; false at the end. */
bool searchtoken_stretch(struct span *rest, struct span *stretch, bool *packed);
/* A pair of characters off the front of a packed stretch; the last one alone is given too, for text. */
struct span searchtoken_pair(struct span *rest, bool *last);

#endif
