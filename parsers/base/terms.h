/* terms: the contract's fixed words. *_from is case-blind and false when unknown. */
#ifndef CAREDESK_TERMS_H
#define CAREDESK_TERMS_H

#include "parsers/base/span.h"

enum status {
	STATUS_NEW,
	STATUS_OPEN,
	STATUS_PENDING,
	STATUS_RESOLVED,
	STATUS_CLOSED,
	STATUS_SPAM,
	STATUS_MERGED,
	STATUS_COUNT
};
enum priority { PRIORITY_LOW, PRIORITY_NORMAL, PRIORITY_HIGH, PRIORITY_URGENT, PRIORITY_COUNT };
enum message_kind { MESSAGE_CUSTOMER, MESSAGE_AGENT, MESSAGE_NOTE, MESSAGE_AUTO, MESSAGE_BOUNCE, MESSAGE_KIND_COUNT };
enum outmail_state { OUTMAIL_QUEUED, OUTMAIL_SENT, OUTMAIL_FAILED, OUTMAIL_DROPPED, OUTMAIL_STATE_COUNT };
enum auto_submitted { AUTO_NO, AUTO_REPLIED, AUTO_GENERATED };
enum verdict {
	VERDICT_LOOP,
	VERDICT_DUPLICATE,
	VERDICT_OVERSIZE,
	VERDICT_BOUNCE,
	VERDICT_LIST,
	VERDICT_AUTO,
	VERDICT_SPAM,
	VERDICT_HELD,
	VERDICT_REFUSED,
	VERDICT_QUERY,
	VERDICT_COMMAND,
	VERDICT_REPLY,
	VERDICT_NOTE,
	VERDICT_UNPROVEN,
	VERDICT_MESSAGE,
	VERDICT_NEW,
	VERDICT_QUARANTINE,
	VERDICT_COUNT
};

const char *status_name(enum status s);
bool status_from(struct span name, enum status *out);
/* new, open, pending: unfinished, and what counts as an agent's load. */
bool status_is_open(enum status s);
const char *priority_name(enum priority p);
bool priority_from(struct span name, enum priority *out);
const char *message_kind_name(enum message_kind k);
const char *outmail_state_name(enum outmail_state s); /* "queued", "sent", "failed", "dropped" */
const char *verdict_name(enum verdict v);

#endif
