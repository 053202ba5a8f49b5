/* entrance: the mailbox for a mail that did not come from one. */
#ifndef CAREDESK_ENTRANCE_H
#define CAREDESK_ENTRANCE_H

#include "conf/conf.h"

/* The first mailbox; if the configuration has none, one without name and address. */
const struct mailbox_conf *entrance_any(const struct conf *conf);
/* The mailbox whose address comes first in the recipient headers (Delivered-To … To, Cc), else entrance_any. It looks
 * only at the mail's headers, as text, because only the default category depends on it. */
const struct mailbox_conf *entrance_mailbox(const struct conf *conf, struct span raw);

#endif
