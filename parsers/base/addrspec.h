/* addrspec: what an address is: the one check, by three rules of which each is stricter than the one before, and the
 * form in which an address is written (RFC 5321 Mailbox; RFC 6531 where the local part is not ASCII). */
#ifndef CAREDESK_ADDRSPEC_H
#define CAREDESK_ADDRSPEC_H

#include "parsers/base/arena.h"

#define ADDRSPEC_MAX 254      /* bytes of one that can be written */
#define ADDRSPEC_MAX_SEEN 320 /* of one that strangers write; what is longer is none */

enum addrspec_rule {
	ADDRSPEC_SEEN, /* one can tell where it ends: no control character, no blank or special sign outside quotes */
	ADDRSPEC_SENT, /* it can be written into an envelope or a header: see addrspec_form */
	ADDRSPEC_TYPED /* people have it: as SENT, no quotes, no literal, dots where they belong */
};
/* local@domain and nothing around it. The arena is for what a domain's ASCII form needs. */
bool addrspec_is(struct arena *a, struct span addr, enum addrspec_rule rule);
/* A domain of a typed address by itself. */
bool addrspec_is_domain(struct arena *a, struct span domain);

/* As it is written, at most ADDRSPEC_MAX bytes: the local part of dots and atom letters, quoted, or well-formed UTF-8
 * without control characters; blanks within quotes alone; the domain of letters, digits, dots and hyphens, a literal in
 * [], or an internationalised one in its ASCII form (xn--…). Nothing that could end the address or begin another one.
 * For a local part that is not ASCII *utf8 (may be NULL) is set, and a server must offer SMTPUTF8 for it; it is never
 * cleared. Empty: it can't be written. The address itself, or in the arena. */
struct span addrspec_form(struct arena *a, struct span addr, bool *utf8);
/* What stands after the last @ of an address or a Message-ID; all of it where there is none. Points
 * into it. */
struct span addrspec_domain(struct span addr);
/* The same address with its domain in lower case, in the arena. */
struct span addrspec_lower(struct arena *a, struct span addr);

#endif
