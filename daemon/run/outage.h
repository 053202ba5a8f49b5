/* outage: a mailbox that can't be reached: one log line for each pause, the manager told once after limits.alarm_after
 * (at once where only an admin can help), and told once of the recovery. Since when, and whether the manager knows, is
 * kept in the store, so that a restart tells nobody twice. */
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
/* It failed for `why`: seconds to wait before the next try. */
int64_t outage_failed(struct outage *o, const struct err *why);
/* It can be reached: logged, and told, where it could not be before. */
void outage_over(struct outage *o);

#endif
