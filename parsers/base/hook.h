/* hook: the events of a ticket that webhooks report to other programs, and which webhook wants which. */
#ifndef CAREDESK_HOOK_H
#define CAREDESK_HOOK_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/base/terms.h"

enum hook_event {
	HOOK_CREATED,
	HOOK_ASSIGNED,
	HOOK_STATUS,
	HOOK_MESSAGE,
	HOOK_FEEDBACK,
	HOOK_OVERDUE,
	HOOK_EVENT_COUNT
};

const char *hook_event_name(enum hook_event e); /* "created" … */
bool hook_event_from(struct span name, enum hook_event *out);
/* The hook event as which a ticket's event is reported; false if it is not reported. `what` is that member of the
 * ticket's event. */
bool hook_event_of(enum event_kind kind, struct span what, enum hook_event *out);

/* What the store knows of a webhook. */
struct hook_wish {
	struct span name;
	uint32_t events; /* 1 << enum hook_event */
};
struct hook_wishes {
	const struct hook_wish *items;
	size_t count;
};
bool hook_wants(const struct hook_wish *hook, enum event_kind kind, struct span what);
/* The webhook with that name, ignoring case, or NULL. */
const struct hook_wish *hook_wish_named(const struct hook_wishes *hooks, struct span name);

/* Standard Webhooks (standardwebhooks.com, version 1). */
#define HOOK_KEY_LEAST 24
#define HOOK_KEY_MOST 64
/* Decodes the key from a secret, "whsec_" and base64; the prefix may be missing. False if it is not base64, or shorter
 * or longer than allowed. */
bool hook_key(struct span secret, struct buf *key);
/* The value of webhook-signature: "v1," and the HMAC-SHA256 of "id.timestamp.body", in base64. */
struct span hook_signature(struct arena *a, struct span key, struct span id, int64_t timestamp, struct span body);

#endif
