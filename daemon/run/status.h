/* status: how the desk is doing right now, as a value: from the store, the run folder and the disk. */
#ifndef CAREDESK_STATUS_H
#define CAREDESK_STATUS_H

#include "daemon/run/state.h"
#include "store/store.h"

struct conf;

struct status_mailbox {
	struct span name;
	const char *state; /* "ok", "connecting", "down", "full", "silent", "stopped", "idle", "unknown" */
	struct state told;
	bool ok;
};
struct status_webhook {
	struct span name;
	const char *state; /* as a mailbox's, and "gone": it answered 410 */
	struct state told;
	uint64_t waiting; /* tickets with events that it has not been sent */
	int64_t oldest;   /* when the first of these happened; 0: none waits */
	bool ok;
};
struct status_agent {
	struct span name;
	uint32_t open, capacity; /* capacity 0: no limit */
	int64_t away_until;      /* 0: not away */
};
struct desk_status {
	int64_t now;
	bool running; /* a daemon is running */
	struct status_mailbox *mailboxes;
	size_t mailbox_count;
	struct status_webhook *webhooks;
	size_t webhook_count;
	struct status_agent *agents;
	size_t agent_count;
	uint64_t tickets[STATUS_COUNT];
	uint64_t waiting, overdue; /* unfinished tickets: with no agent; past their time */
	uint64_t outbox[OUTMAIL_STATE_COUNT];
	int64_t oldest; /* when the first unsent mail was made; 0: there is none */
	uint64_t quarantined;
	struct state sending; /* of all senders together */
	bool disk_known;
	uint64_t disk_free, disk_least;
	struct span_list faults; /* what needs a person, one line each; none: all is well */
};

/* In `a`. -1 when the store can't be read. */
int status_gather(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, struct desk_status *out,
		  struct err *err);

#endif
