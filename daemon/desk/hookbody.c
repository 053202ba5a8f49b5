#include "daemon/desk/hookbody.h"

#include <inttypes.h>
#include <stdlib.h>

#include <jansson.h>

#include "daemon/desk/members.h"
#include "parsers/base/digest.h"
#include "parsers/base/hook.h"
#include "parsers/base/utf8.h"

#define SUBJECT_MAX ((size_t)1000)
#define ID_BYTES 15

/* How much is included, from most to least: a control character takes six bytes in JSON. */
static const struct room {
	size_t text, items; /* bytes of a text; members of a list */
	bool texts;
} rooms[] = {
	{12000, 20, true}, {6000, 20, true}, {3000, 10, true}, {1000, 5, true}, {0, 5, false}, {0, 0, false},
};

/* --- parts --- */

static void hookbody_set(json_t *object, const char *key, json_t *value)
{
	json_object_set_new(object, key, value);
}

static void hookbody_set_words(json_t *object, const char *key, const struct hookbody *b, struct span words, size_t max)
{
	hookbody_set(object, key, b->texts ? members_text(utf8_cut(words, max)) : json_null());
}

static void hookbody_shorten(json_t *list, size_t items)
{
	while (json_array_size(list) > items)
		json_array_remove(list, json_array_size(list) - 1);
}

static json_t *ticket_part(const struct hookbody *b, size_t items)
{
	json_t *j = members_ticket(b->ticket);
	hookbody_set_words(j, "subject", b, b->ticket->subject, SUBJECT_MAX);
	hookbody_shorten(json_object_get(j, "watchers"), items);
	hookbody_shorten(json_object_get(j, "tags"), items);
	return j;
}

static json_t *attachments(const struct hookbody *b, size_t items)
{
	const struct attachment_list *list = &b->message->attachments;
	json_t *out = json_array();
	for (size_t i = 0; i < list->count && i < items; i++) {
		json_t *j = json_object();
		hookbody_set_words(j, "name", b, list->items[i].name, SUBJECT_MAX);
		hookbody_set(j, "type", members_text(list->items[i].type));
		hookbody_set(j, "size", json_integer((json_int_t)list->items[i].size));
		json_array_append_new(out, j);
	}
	return out;
}

static json_t *message_part(const struct hookbody *b, const struct room *room)
{
	const struct message *m = b->message;
	json_t *j = json_object();
	hookbody_set(j, "seq", json_integer(m->seq));
	hookbody_set(j, "kind", json_string(message_kind_name(m->kind)));
	hookbody_set(j, "from", members_text(m->from));
	hookbody_set_words(j, "subject", b, m->subject, SUBJECT_MAX);
	hookbody_set_words(j, "text", b, m->text, room->text);
	hookbody_set(j, "cut", json_boolean(b->texts && m->text.len > room->text));
	hookbody_set(j, "date", members_time(m->date ? m->date : m->received));
	hookbody_set(j, "attachments", attachments(b, room->items));
	hookbody_set_words(j, "message_id", b, m->message_id, SUBJECT_MAX);
	return j;
}

/* --- what happened --- */

/* The new value after an #undo, whose event has none. */
static json_t *as_it_is(const struct hookbody *b, enum hook_event told)
{
	return told == HOOK_STATUS ? json_string(status_name(b->ticket->status)) : members_name(b->ticket->agent);
}

static void put_change(json_t *j, const struct hookbody *b, enum hook_event told)
{
	const struct event *e = b->event;
	bool undone = e->kind == EVENT_UNDONE, merged = e->kind == EVENT_MERGED;
	hookbody_set(j, "from", members_name(e->from));
	hookbody_set(j, "to",
		     undone   ? as_it_is(b, told)
		     : merged ? json_string(status_name(STATUS_MERGED))
			      : members_name(e->to));
	if (told == HOOK_STATUS)
		hookbody_set(j, "merged_into", merged ? json_integer((json_int_t)e->number) : json_null());
}

static json_t *event_part(const struct hookbody *b, enum hook_event told)
{
	const struct event *e = b->event;
	json_t *j = json_object();
	hookbody_set(j, "seq", json_integer(e->seq));
	hookbody_set(j, "event", json_string(event_name(e->kind)));
	hookbody_set(j, "actor", members_text(e->actor));
	if (told == HOOK_STATUS || told == HOOK_ASSIGNED)
		put_change(j, b, told);
	if (told == HOOK_FEEDBACK) {
		hookbody_set(j, "score", json_integer((json_int_t)e->number));
		hookbody_set_words(j, "words", b, e->what, SUBJECT_MAX);
	}
	if (told == HOOK_OVERDUE) {
		hookbody_set(j, "goal", members_text(e->what));
		hookbody_set(j, "since", members_time((int64_t)e->number));
	}
	return j;
}

/* --- the whole --- */

static json_t *envelope(const char *type, int64_t time, json_t *data)
{
	json_t *j = json_object();
	hookbody_set(j, "type", json_string(type));
	hookbody_set(j, "timestamp", members_time(time));
	hookbody_set(j, "data", data);
	return j;
}

static struct span written(struct arena *a, json_t *j)
{
	char *text = json_dumps(j, JSON_COMPACT);
	json_decref(j);
	if (!text)
		abort();
	struct span out = arena_dup(a, span_of(text));
	free(text);
	return out;
}

static struct span make_within(struct arena *a, struct hookbody b, const struct room *room)
{
	enum hook_event told = HOOK_CREATED;
	json_t *data = json_object();
	b.texts = b.texts && room->texts;
	hook_event_of(b.event->kind, b.event->what, &told);
	hookbody_set(data, "ticket", ticket_part(&b, room->items));
	hookbody_set(data, "event", event_part(&b, told));
	if (b.message)
		hookbody_set(data, "message", message_part(&b, room));
	const char *type = arena_printf(a, "ticket.%s", hook_event_name(told)).ptr;
	return written(a, envelope(type, b.event->time, data));
}

struct span hookbody_make(struct arena *a, const struct hookbody *b)
{
	const size_t count = sizeof(rooms) / sizeof(*rooms);
	struct span body = make_within(a, *b, &rooms[0]);
	for (size_t i = 1; body.len > HOOKBODY_MAX && i < count; i++)
		body = make_within(a, *b, &rooms[i]);
	return body;
}

struct span hookbody_test(struct arena *a, struct span hook, int64_t time)
{
	json_t *data = json_object();
	hookbody_set(data, "webhook", members_text(hook));
	return written(a, envelope("caredesk.test", time, data));
}

uint32_t hookbody_message(const struct event *event)
{
	enum hook_event told;
	if (!hook_event_of(event->kind, event->what, &told))
		return 0;
	return told == HOOK_MESSAGE ? (uint32_t)event->number : told == HOOK_CREATED ? 1 : 0;
}

struct span hookbody_id(struct arena *a, struct span desk_address, const struct event *event)
{
	unsigned char digest[DIGEST_SIZE];
	char hex[2 * ID_BYTES + 1];
	struct span what = arena_printf(a, "%" PRIu64 " %u %lld", event->ticket, event->seq, (long long)event->time);
	const struct span parts[] = {desk_address, what};
	digest_sha256(parts, 2, digest);
	for (size_t i = 0; i < ID_BYTES; i++)
		snprintf(hex + 2 * i, 3, "%02x", digest[i]);
	return arena_printf(a, "msg_%s", hex);
}
