/* notice: mails that the shell itself has a reason to send: a mailbox is silent, a mail could not be sent. The core
 * writes them (daemon/core/outgoing/compose.h); here they get their facts and are put into the caller's transaction. */
#ifndef CAREDESK_NOTICE_H
#define CAREDESK_NOTICE_H

#include "conf/conf.h"
#include "store/store.h"

/* To the manager, where there is one: a mailbox is silent since then, for that reason; or not any more. */
struct notice_outage {
	struct span mailbox, error;
	bool down;
	int64_t since;
};
int notice_mailbox(const struct conf *conf, struct txn *t, const struct notice_outage *o, int64_t now, struct arena *a,
		   struct err *err);
/* To the manager: the grant of OAuth 2 for that mailbox ends then. At most one a day. */
int notice_grant(const struct conf *conf, struct txn *t, struct span mailbox, int64_t ends, int64_t now,
		 struct arena *a, struct err *err);
/* To the manager: a mail went to quarantine. At most one an hour. */
int notice_quarantined(const struct conf *conf, struct txn *t, struct span mailbox, struct span reason, int64_t now,
		       struct arena *a, struct err *err);
/* To the manager: so little is left on the disk that no mail is taken in. At most one a day; one an hour where it had
 * recovered in that time. */
int notice_disk(const struct conf *conf, struct txn *t, uint64_t left, int64_t now, struct arena *a, struct err *err);
int notice_disk_recovered(struct txn *t, int64_t now, struct err *err);
/* To the manager: what a webhook was to be told is given up; or (gone) it wants nothing any more. At most one a day. */
int notice_webhook(const struct conf *conf, struct txn *t, struct span hook, struct span error, bool gone, int64_t now,
		   struct arena *a, struct err *err);
/* To the ticket's agent, else to the manager. Nothing when the mail was such a notice itself. */
int notice_failed(const struct conf *conf, struct txn *t, const struct outmail *mail, int64_t now, struct arena *a,
		  struct err *err);

#endif
