/* terms: the fixed words of the public interface. The *_from functions ignore case and return false for unknown
 * words. */
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

/* What can happen to a ticket. The numbers are stored on disk: add new ones before EVENT_COUNT, never change any. There
 * are gaps (event_is_known). */
enum event_kind {
	EVENT_CREATED,
	EVENT_MESSAGE,
	EVENT_NOTE,
	EVENT_SORTED,
	EVENT_ASSIGNED,
	EVENT_WAITING,
	EVENT_STATUS,
	EVENT_PRIORITY,
	EVENT_CATEGORY,
	EVENT_SUBJECT,
	EVENT_CUSTOMER,
	EVENT_TAGGED,
	EVENT_UNTAGGED,
	EVENT_WATCHER,
	EVENT_UNWATCHED,
	EVENT_NEWCOMER,
	EVENT_LINKED,
	EVENT_MERGED,
	EVENT_ABSORBED,
	EVENT_SPLIT,
	EVENT_UNTIL,
	EVENT_SNOOZED,
	EVENT_DUE,
	EVENT_WOKEN,
	EVENT_AWAY,
	EVENT_BACK,
	EVENT_UNDONE,
	EVENT_REFUSED,
	EVENT_SECURITY,
	EVENT_AUTOMATIC,
	EVENT_BOUNCE,
	EVENT_LOOP,
	EVENT_UNPROVEN,
	EVENT_VOUCHED,
	EVENT_DISOWNED,
	EVENT_RELEASED,
	EVENT_MAIL,
	EVENT_WITHHELD,
	EVENT_UNSENT,
	EVENT_MAIL_SENT,
	EVENT_MAIL_FAILED,
	EVENT_MAIL_RETRIED,
	EVENT_MAIL_DROPPED,
	EVENT_OTHER,
	EVENT_DUPLICATE,
	EVENT_REUSED_ID,
	EVENT_TOKEN_COVERED,
	EVENT_CROSSED,
	/* unused up to 49 */
	EVENT_REMINDED = 50,
	EVENT_OVERDUE,
	EVENT_FEEDBACK_ASKED,
	EVENT_FEEDBACK,
	EVENT_PROPOSED = 80, /* an article was proposed in the acknowledgement */
	EVENT_ARTICLE,       /* an article was sent in an agent's answer */
	EVENT_SOLVED,        /* an article solved it, says the customer */
	EVENT_DELETED = 100, /* the ticket was deleted; this is all that is left of it */
	EVENT_FORGOTTEN,     /* a person's words and names were removed from the ticket */
	EVENT_EXPIRED,       /* they were removed because of their age */
	EVENT_EXPORTED,      /* the customer was sent a copy of it */
	/* unused up to 129 */
	EVENT_HOOK_DROPPED = 130, /* a webhook could not be notified and was given up */
	EVENT_COUNT
};

const char *status_name(enum status s);
bool status_from(struct span name, enum status *out);
/* new, open or pending: unfinished, and counts towards an agent's load. */
bool status_is_open(enum status s);
const char *priority_name(enum priority p);
bool priority_from(struct span name, enum priority *out);
const char *message_kind_name(enum message_kind k);
const char *outmail_state_name(enum outmail_state s); /* "queued", "sent", "failed", "dropped" */
const char *verdict_name(enum verdict v);
bool event_is_known(uint32_t number);      /* false for a number in a gap */
const char *event_name(enum event_kind k); /* "created", "mail sent" …; "" for an unknown number */
bool event_from(struct span name, enum event_kind *out);

#endif
