/* canonical: one spelling of an address for all that one person can write it in, to count by. Not one to send to. */
#ifndef CAREDESK_CANONICAL_H
#define CAREDESK_CANONICAL_H

#include "parsers/base/arena.h"

/* "J.O+news"@EXAMPLE.org and jo@example.org are the same: no quotes, no plus part, no dots in the local part, lower
 * case; the domain as canonical_domain. In the arena; empty for an empty address. */
struct span canonical_address(struct arena *a, struct span address);
/* Of an address, or a domain by itself: lower case, no final dot, an internationalised one in its ASCII form (RFC
 * 5891). What has none stays as it is. */
struct span canonical_domain(struct arena *a, struct span address);

#endif
