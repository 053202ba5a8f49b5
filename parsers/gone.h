/* gone: does a delivery report say that the address does not exist? A full mailbox, a policy, a server that is in
 * trouble are other reasons, which pass. */
#ifndef CAREDESK_GONE_H
#define CAREDESK_GONE_H

#include "parsers/base/arena.h"

/* `status`: RFC 3463's, or empty; `diagnostic`: one line. The status decides where it names one reason, else the
 * words. */
bool gone_is(struct arena *a, struct span status, struct span diagnostic);

#endif
