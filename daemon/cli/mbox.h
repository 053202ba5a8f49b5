/* mbox: several mails in one file (RFC 4155, and the variants found in practice).
 *
 * A mail begins at a line "From ADDRESS DATE" that is at the file's start or after an empty line and is followed by a
 * header line; any other line that begins with "From " is text. ">From " is left as it is. */
#ifndef CAREDESK_MBOX_H
#define CAREDESK_MBOX_H

#include "parsers/base/span.h"

bool mbox_is(struct span bytes); /* begins with "From ", perhaps after white space */
/* One mail, without a "From " line before it. */
struct span mbox_without_from(struct span mail);

/* Takes the next mail off *rest, which is an mbox at first, without its "From " line and the empty line after the mail.
 * False at the end. */
bool mbox_next(struct span *rest, struct span *mail);

#endif
