/* witness: what decides for whom a mail speaks, read from its raw header a second time, by little code and without a
 * sandbox.
 *
 * The reader's child gets strangers' bytes and may be taken over by them. So what a proof rests on is not taken from it
 * alone: From, Authentication-Results, and the tokens among recipients and references must stand in the raw header. */
#ifndef CAREDESK_WITNESS_H
#define CAREDESK_WITNESS_H

#include "parsers/mail.h"

/* Does a From or Sender field of the raw mail hold one of these addresses, case-blind? Errs on the side of yes: an
 * address within another counts. */
bool witness_claims(struct span raw, const struct span_list *addresses);

/* Holds the child's account against the raw mail: sets from_doubted where the only From field is not plainly the only
 * From address of *mail; reads authres again; takes out recipients and references that have a plus or begin like an own
 * Message-ID and do not stand in the header. */
void witness_confirm(struct arena *a, struct span raw, struct mail *mail);

#endif
