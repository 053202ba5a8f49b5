#include "parsers/base/hook.h"

#include "parsers/base/ascii.h"
#include "parsers/base/digest.h"
#include "parsers/base/transfer.h"

static const char *const names[HOOK_EVENT_COUNT] = {
	[HOOK_CREATED] = "created", [HOOK_ASSIGNED] = "assigned", [HOOK_STATUS] = "status",
	[HOOK_MESSAGE] = "message", [HOOK_FEEDBACK] = "feedback", [HOOK_OVERDUE] = "overdue",
};

const char *hook_event_name(enum hook_event e)
{
	return e < HOOK_EVENT_COUNT ? names[e] : "";
}

bool hook_event_from(struct span name, enum hook_event *out)
{
	for (unsigned e = 0; e < HOOK_EVENT_COUNT; e++)
		if (span_ieq(name, span_of(names[e])))
			return *out = (enum hook_event)e, true;
	return false;
}

/* What an #undo undid; `what` has the labels of the ticket's members, "status, agent". */
static bool undone(struct span what, enum hook_event *out)
{
	struct span label;
	bool agent = false;
	while (span_cut(&what, ',', &label)) {
		if (span_eq(span_trim(label), SPAN("status")))
			return *out = HOOK_STATUS, true;
		agent = agent || span_eq(span_trim(label), SPAN("agent"));
	}
	*out = HOOK_ASSIGNED;
	return agent;
}

bool hook_event_of(enum event_kind kind, struct span what, enum hook_event *out)
{
	/* the hook event + 1, so that 0 is none */
	static const unsigned char told[EVENT_COUNT] = {
		[EVENT_CREATED] = HOOK_CREATED + 1,  [EVENT_ASSIGNED] = HOOK_ASSIGNED + 1,
		[EVENT_STATUS] = HOOK_STATUS + 1,    [EVENT_MERGED] = HOOK_STATUS + 1,
		[EVENT_MESSAGE] = HOOK_MESSAGE + 1,  [EVENT_NOTE] = HOOK_MESSAGE + 1,
		[EVENT_UNPROVEN] = HOOK_MESSAGE + 1, [EVENT_AUTOMATIC] = HOOK_MESSAGE + 1,
		[EVENT_BOUNCE] = HOOK_MESSAGE + 1,   [EVENT_FEEDBACK] = HOOK_FEEDBACK + 1,
		[EVENT_OVERDUE] = HOOK_OVERDUE + 1,
	};
	if (kind == EVENT_UNDONE)
		return undone(what, out);
	if (!told[kind])
		return false;
	*out = (enum hook_event)(told[kind] - 1);
	return true;
}

bool hook_wants(const struct hook_wish *hook, enum event_kind kind, struct span what)
{
	enum hook_event told;
	return hook_event_of(kind, what, &told) && (hook->events >> told & 1);
}

const struct hook_wish *hook_wish_named(const struct hook_wishes *hooks, struct span name)
{
	for (size_t i = 0; hooks && i < hooks->count; i++)
		if (span_ieq(hooks->items[i].name, name))
			return &hooks->items[i];
	return NULL;
}

/* --- Standard Webhooks --- */

static bool is_base64_text(struct span text)
{
	size_t pad = 0;
	for (size_t i = 0; i < text.len; i++) {
		char c = text.ptr[i];
		if (c == '=')
			pad++;
		else if (pad || !(ascii_is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '+' ||
				  c == '/'))
			return false;
	}
	/* the padding may be missing */
	return pad <= 2 && (pad ? text.len % 4 == 0 : text.len % 4 != 1);
}

bool hook_key(struct span secret, struct buf *key)
{
	const struct span prefix = SPAN("whsec_");
	struct base64 state = {0};
	struct span text = span_starts(secret, prefix) ? span_from(secret, prefix.len) : secret;
	buf_reset(key);
	if (!is_base64_text(text))
		return false;
	base64_feed(&state, text, key);
	return key->len >= HOOK_KEY_LEAST && key->len <= HOOK_KEY_MOST;
}

struct span hook_signature(struct arena *a, struct span key, struct span id, int64_t timestamp, struct span body)
{
	unsigned char mac[DIGEST_SIZE];
	struct span head = arena_printf(a, "%.*s.%lld.", SPAN_ARG(id), (long long)timestamp);
	const struct span parts[] = {head, body};
	struct buf text;
	digest_hmac(key, parts, 2, mac);
	buf_init(&text, 200);
	buf_str(&text, "v1,");
	transfer_base64(span_make(mac, sizeof(mac)), &text);
	struct span out = arena_dup(a, span_trim(buf_span(&text)));
	buf_clear(&text);
	return out;
}
