/* addrspec: the only check of what an address is, with three rules, each stricter than the previous one, and the form
 * in which an address is written (RFC 5321 Mailbox; RFC 6531 if the local part is not ASCII). */
#ifndef CAREDESK_ADDRSPEC_H
#define CAREDESK_ADDRSPEC_H

#include "parsers/base/arena.h"

#define ADDRSPEC_MAX 254      /* bytes of an address that can be written */
#define ADDRSPEC_MAX_SEEN 320 /* bytes of one that strangers write; anything longer is not an address */

enum addrspec_rule {
	ADDRSPEC_SEEN, /* its end is certain: no control characters, no blanks or special characters outside quotes */
	ADDRSPEC_SENT, /* can be written into an envelope or a header: see addrspec_form */
	ADDRSPEC_TYPED /* as people have them: as SENT, no quotes, no literal, dots only between other characters */
};
/* Is it local@domain and nothing else, by that rule? The arena is scratch space. */
bool addrspec_is(struct arena *a, struct span addr, enum addrspec_rule rule);
/* Is it the domain of an ADDRSPEC_TYPED address? */
bool addrspec_is_domain(struct arena *a, struct span domain);

/* The form to be written, at most ADDRSPEC_MAX bytes: the local part has dots and atom characters, is quoted, or is
 * well-formed UTF-8 without control characters; blanks occur only within quotes; the domain has letters, digits, dots
 * and hyphens, or is a literal in [], or the ASCII form (xn--…) of an internationalised one. Nothing in it could end
 * the address or begin another one. If the local part is not ASCII, *utf8 (may be NULL) is set, and the server must
 * offer SMTPUTF8; it is never cleared. Empty if it can't be written. The result is the address itself, or in the
 * arena. */
struct span addrspec_form(struct arena *a, struct span addr, bool *utf8);
/* The part after the last @ of an address or a Message-ID; all of it if there is no @. A view of the argument. */
struct span addrspec_domain(struct span addr);
/* A copy with the domain in lower case, in the arena. */
struct span addrspec_lower(struct arena *a, struct span addr);

#endif
