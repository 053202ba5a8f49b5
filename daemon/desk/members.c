#include "daemon/desk/members.h"

#include <jansson.h>

#include "daemon/desk/clock.h"
#include "parsers/base/utf8.h"
#include "store/ticketfields.h"

json_t *members_text(struct span s)
{
	struct arena a;
	arena_init(&a);
	struct span clean = utf8_clean(&a, s);
	json_t *j = json_stringn(clean.ptr ? clean.ptr : "", clean.len);
	arena_clear(&a);
	return j;
}

json_t *members_name(struct span s)
{
	return s.len ? members_text(s) : json_null();
}

json_t *members_time(int64_t t)
{
	struct arena a;
	arena_init(&a);
	json_t *j = members_name(clock_rfc3339(&a, t));
	arena_clear(&a);
	return j;
}

json_t *members_texts(const struct span_list *list)
{
	json_t *j = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(j, members_text(list->items[i]));
	return j;
}

static json_t *members_number(uint64_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *members_numbers(const struct id_list *list)
{
	json_t *j = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(j, members_number(list->items[i]));
	return j;
}

static json_t *ticket_value(const struct ticket_field *f, const struct ticket *t)
{
	const void *value = ticket_field(f, t);
	switch (f->type) {
	case TICKET_NUMBER:
		return *(const uint64_t *)value ? members_number(*(const uint64_t *)value) : json_null();
	case TICKET_COUNT:
		return members_number(*(const uint32_t *)value);
	case TICKET_TIME:
		return members_time(*(const int64_t *)value);
	case TICKET_FLAG:
		return json_boolean(*(const bool *)value);
	case TICKET_STATUS:
		return json_string(status_name(*(const enum status *)value));
	case TICKET_PRIORITY:
		return json_string(priority_name(*(const enum priority *)value));
	case TICKET_TEXT:
		return members_text(*(const struct span *)value);
	case TICKET_NAME:
		return members_name(*(const struct span *)value);
	case TICKET_TEXTS:
		return members_texts(value);
	case TICKET_IDS:
		return members_numbers(value);
	case TICKET_SCORE:
		return *(const uint32_t *)value ? members_number(*(const uint32_t *)value) : json_null();
	case TICKET_ROOTS:
	case TICKET_TIMERS:
	case TICKET_STOPS:
	case TICKET_FIGURES: /* internal to the desk */
		break;
	}
	return json_null();
}

json_t *members_ticket(const struct ticket *t)
{
	json_t *j = json_object();
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++)
		if (ticket_fields[i].json)
			json_object_set_new(j, ticket_fields[i].json, ticket_value(&ticket_fields[i], t));
	json_object_set_new(j, "due", members_time(ticket_due(t)));
	return j;
}
