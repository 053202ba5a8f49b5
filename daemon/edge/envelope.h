/* envelope: which addresses may be written into an envelope or a header (RFC 5321 Mailbox, ASCII). */
#ifndef CAREDESK_ENVELOPE_H
#define CAREDESK_ENVELOPE_H

#include "parsers/base/span.h"

#define ENVELOPE_MAX_ADDRESS 254

/* local@domain, at most ENVELOPE_MAX_ADDRESS bytes: the local part of dots and atom letters, or quoted; the domain of
 * letters, digits, dots and hyphens, or a literal in []. No space, no control character, nothing that could
 * end the address or begin another one. */
bool envelope_ok(struct span addr);

#endif
