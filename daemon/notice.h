/* notice: mails that the shell itself has a reason to send: a mailbox is silent, a mail could not be sent. The core writes
 * them (daemon/core/compose.h); here they get their facts and are put into the caller's transaction. */
#ifndef CAREDESK_NOTICE_H
#define CAREDESK_NOTICE_H

#include "conf/conf.h"
#include "store/store.h"

/* To the manager, where there is one. */
int notice_mailbox(const struct conf *conf, struct txn *t, struct span mailbox, bool down, int64_t since, int64_t now,
		   struct arena *a, struct err *err);
/* To the ticket's agent, else to the manager. Nothing when the mail was such a notice itself. */
int notice_failed(const struct conf *conf, struct txn *t, const struct outmail *mail, int64_t now, struct arena *a,
		  struct err *err);

#endif
