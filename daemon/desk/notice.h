/* notice: mails that the shell itself causes: a mailbox is unreachable, a mail could not be sent. The core composes
 * them (daemon/core/outgoing/compose.h); here they get their facts and are added to the caller's transaction. */
#ifndef CAREDESK_NOTICE_H
#define CAREDESK_NOTICE_H

#include "conf/conf.h"
#include "store/store.h"

/* Tells the manager, if there is one, that a mailbox is unreachable since that time, or reachable again. */
struct notice_outage {
	struct span mailbox, error;
	bool down;
	int64_t since;
};
int notice_mailbox(const struct conf *conf, struct txn *t, const struct notice_outage *o, int64_t now, struct arena *a,
		   struct err *err);
/* Tells the manager when the OAuth 2 grant of that mailbox ends. At most one a day. */
int notice_grant(const struct conf *conf, struct txn *t, struct span mailbox, int64_t ends, int64_t now,
		 struct arena *a, struct err *err);
/* Tells the manager that a mail went to quarantine. At most one an hour. */
int notice_quarantined(const struct conf *conf, struct txn *t, struct span mailbox, struct span reason, int64_t now,
		       struct arena *a, struct err *err);
/* Tells the manager that the disk is so full that no mail is taken in. At most one a day, or one an hour if it
 * recovered in that time. */
int notice_disk(const struct conf *conf, struct txn *t, uint64_t left, int64_t now, struct arena *a, struct err *err);
/* Records that the disk has room again, for notice_disk. */
int notice_disk_recovered(struct txn *t, int64_t now, struct err *err);
/* Tells the manager that calls of a webhook were given up; `gone`: that it was switched off because its receiver wants
 * no more. At most one a day. */
int notice_webhook(const struct conf *conf, struct txn *t, struct span hook, struct span error, bool gone, int64_t now,
		   struct arena *a, struct err *err);
/* Tells the ticket's agent, or the manager, that a mail failed. Does nothing if that mail was such a notice itself. */
int notice_failed(const struct conf *conf, struct txn *t, const struct outmail *mail, int64_t now, struct arena *a,
		  struct err *err);

#endif
