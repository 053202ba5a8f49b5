/* hookbody: what a webhook is told, as the JSON of Standard Webhooks: type, timestamp, data (jansson). */
#ifndef CAREDESK_HOOKBODY_H
#define CAREDESK_HOOKBODY_H

#include "store/records.h"

#define HOOKBODY_MAX ((size_t)20000) /* bytes: a longer text is cut */

struct hookbody {
	const struct event *event; /* one that hook_event_of knows */
	const struct ticket *ticket;
	const struct message *message; /* that the event is about; NULL: none */
	bool texts;                    /* subjects and words too */
};
/* In the arena, at most HOOKBODY_MAX bytes. */
struct span hookbody_make(struct arena *a, const struct hookbody *b);
/* What `caredesk check --live` sends. */
struct span hookbody_test(struct arena *a, struct span hook, int64_t now);

/* The number of the message that an event is about; 0: none. */
uint32_t hookbody_message(const struct event *event);
/* webhook-id: the same however often the event is told, another for every other event of any desk; it says nothing. */
struct span hookbody_id(struct arena *a, struct span desk_address, const struct event *event);

#endif
