/* hookbody: the body of a webhook call, in the JSON of Standard Webhooks: type, timestamp, data (jansson). */
#ifndef CAREDESK_HOOKBODY_H
#define CAREDESK_HOOKBODY_H

#include "store/records.h"

#define HOOKBODY_MAX ((size_t)20000) /* bytes; longer texts are cut */

struct hookbody {
	const struct event *event; /* known to hook_event_of */
	const struct ticket *ticket;
	const struct message *message; /* the message that the event is about; NULL: none */
	bool texts;                    /* include subjects and texts */
};
/* In the arena, at most HOOKBODY_MAX bytes. */
struct span hookbody_make(struct arena *a, const struct hookbody *b);
/* The body of a test call by `caredesk check --live`. */
struct span hookbody_test(struct arena *a, struct span hook, int64_t now);

/* The number of the message that the event is about; 0: none. */
uint32_t hookbody_message(const struct event *event);
/* The webhook-id: the same for every call about this event, different for any other event of any desk; reveals
 * nothing. */
struct span hookbody_id(struct arena *a, struct span desk_address, const struct event *event);

#endif
