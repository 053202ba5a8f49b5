/* mbox: several mails in one file (RFC 4155, and what is really out there).
 *
 * A mail begins at a line "From ADDRESS DATE" that stands at the file's start or after an empty line and has a
 * header line below it; anything else that begins with "From " is text. ">From " is left as it is. */
#ifndef CAREDESK_MBOX_H
#define CAREDESK_MBOX_H

#include "parsers/base/span.h"

bool mbox_is(struct span bytes); /* it begins with "From ", after white space at most */
/* One mail, without the "From " line that may stand in front of it. */
struct span mbox_without_from(struct span mail);

/* Takes the next mail off *rest, which was an mbox at first; without its "From " line and the empty line after it.
 * false at the end. */
bool mbox_next(struct span *rest, struct span *mail);

#endif
