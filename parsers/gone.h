/* gone: does a delivery report say that the address does not exist? A full mailbox, a policy or a server in trouble are
 * other reasons, which may be temporary. */
#ifndef CAREDESK_GONE_H
#define CAREDESK_GONE_H

#include "parsers/base/arena.h"

/* `status`: an RFC 3463 code, or empty; `diagnostic`: one line. The status decides if it names a specific reason,
 * otherwise the words do. */
bool gone_is(struct arena *a, struct span status, struct span diagnostic);

#endif
