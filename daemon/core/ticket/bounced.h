/* bounced: finds the ticket whose mail a delivery report is about: by that mail's own Message-ID, by the token in the
 * address to which the report came, otherwise by the failed recipient. Only a token proves that the desk did send mail
 * there: without one the report is noted, but the address is not given up. */
#ifndef CAREDESK_BOUNCED_H
#define CAREDESK_BOUNCED_H

#include "daemon/core/base/plan.h"

/* Requires w->mail->bounce.is_bounce. Completes the plan; false: the report names no mail of this desk, and nothing is
 * planned. */
bool bounced_decide(struct work *w);

#endif
