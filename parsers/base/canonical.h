/* canonical: one spelling for all those in which a person may write their address; for counting, not for sending. */
#ifndef CAREDESK_CANONICAL_H
#define CAREDESK_CANONICAL_H

#include "parsers/base/arena.h"

/* "J.O+news"@EXAMPLE.org and jo@example.org are the same: no quotes, no plus part, no dots in the local part, lower
 * case; the domain as from canonical_domain. In the arena; empty for an empty address. */
struct span canonical_address(struct arena *a, struct span address);
/* The domain of an address, or a bare domain, in lower case, without a final dot, in ASCII form if internationalised
 * (RFC 5891) and it has one. */
struct span canonical_domain(struct arena *a, struct span address);

#endif
