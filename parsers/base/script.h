/* script: which scripts have no spaces between words, and their text in pairs of characters. */
#ifndef CAREDESK_SCRIPT_H
#define CAREDESK_SCRIPT_H

#include "parsers/base/span.h"

/* A stretch of such a script (packed), or of anything else, off the front of *rest; false at the end. */
bool script_stretch(struct span *rest, struct span *stretch, bool *packed);
/* A pair of characters off the front of a packed stretch; the last one alone is given too, for text. */
struct span script_pair(struct span *rest, bool *last);

#endif
