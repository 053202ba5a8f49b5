/* outage: a mailbox that can't be reached: one log line for each pause; the manager is notified once, after
 * limits.alarm_after (at once if only an admin can help), and once of the recovery. When it began, and whether the
 * manager knows, is kept in the store, so that a restart does not notify again. */
#ifndef CAREDESK_OUTAGE_H
#define CAREDESK_OUTAGE_H

#include "daemon/run/child.h"
#include "store/store.h"

struct outage {
	const struct conf *conf;
	struct store *store;
	const struct mailbox_conf *mailbox;
	uint32_t failures; /* in a row */
	int64_t since;     /* 0: it is reachable */
	bool told;
};

/* Reads what the last process knew. `conf`, `store` and `mailbox` must outlive *o. */
int outage_init(struct outage *o, const struct conf *conf, struct store *store, const struct mailbox_conf *mailbox,
		struct err *err);
/* The mailbox failed for `why`. Returns the seconds to wait before the next attempt. */
int64_t outage_failed(struct outage *o, const struct err *why);
/* The mailbox can be reached: if it could not before, that is logged and the manager is notified. */
void outage_over(struct outage *o);

#endif
