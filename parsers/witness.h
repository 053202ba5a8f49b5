/* witness: reads whatever decides for whom a mail speaks a second time from its raw header, with little code and
 * outside the sandbox.
 *
 * The reader's child parses strangers' bytes and may be taken over by them. So it is not trusted with anything on which
 * proof depends: From, Authentication-Results, and the tokens among recipients and references must be in the raw
 * header. */
#ifndef CAREDESK_WITNESS_H
#define CAREDESK_WITNESS_H

#include "parsers/mail.h"

/* Does a From or Sender field of the raw mail contain one of these addresses, ignoring case? Errs on the side of yes:
 * an address inside another counts. */
bool witness_claims(struct span raw, const struct span_list *addresses);

/* Compares *mail, as read by the child, with the raw mail: sets from_doubted unless the only From field plainly has the
 * only From address of *mail; reads authres again; removes recipients with a plus, and references that look like the
 * desk's own Message-IDs, if they are not in the raw header. */
void witness_confirm(struct arena *a, struct span raw, struct mail *mail);

#endif
