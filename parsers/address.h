/* address: parses the address lists of header fields (RFC 5322 with obsolete routes, groups and comments; RFC 6532
 * UTF-8), and what real clients send: commas and dots in unquoted names, missing brackets, blanks around '@', quotes
 * that never end.
 *
 * The structure is read from the raw value, so that an encoded-word can't hold a second address; only names are
 * decoded. No recursion; the work is linear in the value's length. */
#ifndef CAREDESK_ADDRESS_H
#define CAREDESK_ADDRESS_H

#include "parsers/charset.h"
#include "parsers/mail.h"

/* Adds the addresses of one unfolded, undecoded value, at most MAIL_MAX_ADDRESSES in all. Entries without an address
 * are left out. `fallback` is the charset of raw 8-bit bytes (encword.h). *group (may be NULL) is set if the value has
 * an unquoted ':', and never cleared. */
void address_parse(struct charsets *c, struct arena *a, struct span raw, struct span fallback, struct address_list *out,
		   bool *group);

/* Checks that the text is one address, a local part, '@' and a domain, and normalizes it: domain in lower case, no
 * final dot, no "mailto:". False if it is not an address. */
bool address_clean(struct arena *a, struct span text, struct span *out);

/* Is the address in the list? Letter case does not matter. */
bool address_listed(const struct address_list *list, struct span addr);

#endif
