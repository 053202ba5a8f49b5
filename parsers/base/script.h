/* script: scripts without spaces between words, whose text is indexed in pairs of characters. */
#ifndef CAREDESK_SCRIPT_H
#define CAREDESK_SCRIPT_H

#include "parsers/base/span.h"

/* Takes a stretch of such a script (packed), or of anything else, from the front of *rest; false at the end. */
bool script_stretch(struct span *rest, struct span *stretch, bool *packed);
/* The pair of characters at the front of a packed stretch, which advances by one; at the end only the last character,
 * with *last set. */
struct span script_pair(struct span *rest, bool *last);

#endif
