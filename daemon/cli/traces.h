/* traces: what the servers still know, after a restore, about mails that may have been sent: a copy in a folder of sent
 * mails, or an answer to them. */
#ifndef CAREDESK_TRACES_H
#define CAREDESK_TRACES_H

#include "conf/conf.h"
#include "store/store.h"

#define TRACES_MAX ((size_t)2000) /* mails that are asked about; further ones are not */

struct traces {
	uint64_t found;            /* mails that were found sent, and are now marked so */
	struct span_list unasked;  /* "support: why": mailboxes whose server could not be asked */
	struct span_list searched; /* "support: Sent": folders that were searched */
};

/* Of the mails that have been waiting as failed since the restore at `now`, marks those as sent, with an event, of
 * which a mailbox's server has a trace. A server that can't be asked changes nothing. Errors are those of the store. */
int traces_follow(const struct conf *conf, struct store *s, int64_t now, struct arena *a, struct traces *out,
		  struct err *err);

#endif
