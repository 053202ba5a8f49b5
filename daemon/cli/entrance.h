/* entrance: which mailbox a mail belongs to that did not come out of one. */
#ifndef CAREDESK_ENTRANCE_H
#define CAREDESK_ENTRANCE_H

#include "conf/conf.h"

/* The first mailbox; one without name and address where the config has none. */
const struct mailbox_conf *entrance_any(const struct conf *conf);
/* The mailbox whose address stands first in the recipient headers (Delivered-To … To, Cc), else the first of all.
 * Only the head of the mail is looked at, and only as text: it decides nothing but the default category. */
const struct mailbox_conf *entrance_mailbox(const struct conf *conf, struct span raw);

#endif
