/* traces: what the servers still know, after a restore, of mails that may have been sent: a copy in a folder of sent
 * mails, or somebody's answer to them. */
#ifndef CAREDESK_TRACES_H
#define CAREDESK_TRACES_H

#include "conf/conf.h"
#include "store/store.h"

#define TRACES_MAX ((size_t)2000) /* mails that are asked about; of more the first */

struct traces {
	uint64_t found;            /* mails that were sent, and are marked so now */
	struct span_list unasked;  /* "support: why": mailboxes whose server could not be asked */
	struct span_list searched; /* "support: Sent": folders that were looked into */
};

/* Of the mails that wait as failed since the restore at `now`, those of which a mailbox's server has a trace are marked
 * as sent, with an event. What can't be asked changes nothing. The errors are the store's. */
int traces_follow(const struct conf *conf, struct store *s, int64_t now, struct arena *a, struct traces *out,
		  struct err *err);

#endif
