/* address: address lists of header fields (RFC 5322 with obsolete routes, groups and comments; RFC 6532 UTF-8), and
 * what real clients send: commas and dots in unquoted names, missing brackets, blanks around '@', quotes that never
 * end.
 *
 * The structure is read from the raw value, so that an encoded-word can't hold a second address; only names are
 * decoded. No recursion; work is linear in the value's length. */
#ifndef CAREDESK_ADDRESS_H
#define CAREDESK_ADDRESS_H

#include "parsers/charset.h"
#include "parsers/mail.h"

/* Adds the addresses of one unfolded, undecoded value, at most MAIL_MAX_ADDRESSES in all. Entries without an address
 * are left out. *group (may be NULL) is set when the value has a ':' that is not quoted; it is never cleared. */
void address_parse(struct charsets *c, struct arena *a, struct span raw, struct span fallback, struct address_list *out,
		   bool *group);

/* Form of one address: a local part, '@', a domain; domain to lower case, a final dot and "mailto:" taken off. */
bool address_clean(struct arena *a, struct span text, struct span *out);

#endif
