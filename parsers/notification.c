#include "parsers/notification.h"

#include <jansson.h>
#include <string.h>

#include "parsers/address.h"

/* Not random: jansson would make a random seed with system calls that the sandbox does not allow. The text is bounded,
 * so colliding keys can't cost much. */
#define HASH_SEED 1

static struct span notification_text_of(struct arena *a, const json_t *object, const char *key)
{
	const json_t *value = json_object_get(object, key);

	return value && json_is_string(value)
		       ? arena_dup(a, span_make(json_string_value(value), json_string_length(value)))
		       : SPAN_NONE;
}

static void recipients_add(struct arena *a, const json_t *list, enum dsn_action action, char class, struct dsn *out)
{
	for (size_t i = 0; i < json_array_size(list) && out->count < DSN_MAX_GROUPS; i++) {
		const json_t *one = json_array_get(list, i);
		struct dsn_recipient r = {.action = action,
					  .class = class,
					  .status = dsn_status(notification_text_of(a, one, "status")),
					  .diagnostic = notification_text_of(a, one, "diagnosticCode")};

		if (address_clean(a, notification_text_of(a, one, "emailAddress"), &r.addr))
			*LIST_ADD(a, out) = r;
	}
}

static void ids_add(struct arena *a, const json_t *mail, struct span_list *ids)
{
	const json_t *headers = json_object_get(mail, "headers");
	struct span id = notification_text_of(a, json_object_get(mail, "commonHeaders"), "messageId");

	if (id.len)
		span_list_add(a, ids, id);
	for (size_t i = 0; i < json_array_size(headers); i++)
		if (span_ieq(notification_text_of(a, json_array_get(headers, i), "name"), SPAN("Message-ID")))
			span_list_add(a, ids, notification_text_of(a, json_array_get(headers, i), "value"));
}

static void event_read(struct arena *a, const json_t *event, struct dsn *out, struct span_list *ids)
{
	const json_t *bounce = json_object_get(event, "bounce"), *delay = json_object_get(event, "deliveryDelay");
	bool permanent = span_ieq(notification_text_of(a, bounce, "bounceType"), SPAN("Permanent"));

	recipients_add(a, json_object_get(bounce, "bouncedRecipients"), DSN_FAILED, permanent ? '5' : '4', out);
	recipients_add(a, json_object_get(delay, "delayedRecipients"), DSN_DELAYED, '4', out);
	ids_add(a, json_object_get(event, "mail"), ids);
}

bool notification_read(struct arena *a, struct span text, struct dsn *out, struct span_list *ids)
{
	struct span body = span_trim(text);
	size_t before = out->count;

	if (!span_starts(body, SPAN("{")))
		return false;
	json_object_seed(HASH_SEED);
	json_t *event = json_loadb(body.ptr, body.len, JSON_DISABLE_EOF_CHECK, NULL);
	struct span inner = notification_text_of(a, event, "Message");
	if (inner.len) {
		json_decref(event);
		event = json_loadb(inner.ptr, inner.len, JSON_DISABLE_EOF_CHECK, NULL);
	}
	event_read(a, event, out, ids);
	json_decref(event);
	return out->count > before;
}
