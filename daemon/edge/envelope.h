/* envelope: which addresses may be written into an envelope or a header (RFC 5321 Mailbox; RFC 6531 where the local part is
 * not ASCII), and how. */
#ifndef CAREDESK_ENVELOPE_H
#define CAREDESK_ENVELOPE_H

#include "parsers/base/arena.h"

#define ENVELOPE_MAX_ADDRESS 254

/* local@domain, at most ENVELOPE_MAX_ADDRESS bytes: the local part of dots and atom letters, or quoted; the domain of
 * letters, digits, dots and hyphens, or a literal in []. No space, no control character, nothing that could
 * end the address or begin another one. */
bool envelope_ok(struct span addr);

/* As it is written: an internationalised domain in its ASCII form (xn--…). The local part may be well-formed UTF-8 without
 * control characters or blanks; then *utf8 (may be NULL) is set, and a server must offer SMTPUTF8 for it; it is never
 * cleared. Empty: it can't be written. The address itself, or in the arena. */
struct span envelope_form(struct arena *a, struct span addr, bool *utf8);

#endif
