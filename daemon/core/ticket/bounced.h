/* bounced: a delivery report finds the ticket whose mail came back: by the own Message-ID of that mail, by the token in
 * the address that the report came to, else by the failed recipient. Only a token proves that the desk did write there:
 * without one the report is noted, but no address is given up for it. */
#ifndef CAREDESK_BOUNCED_H
#define CAREDESK_BOUNCED_H

#include "daemon/core/base/plan.h"

/* w->mail->bounce.is_bounce holds. Completes the plan; false: the report names no mail of this desk, and nothing is
 * planned. */
bool bounced_decide(struct work *w);

#endif
