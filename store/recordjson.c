#include "store/recordjson.h"

#include "parsers/base/utf8.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Any list of ours, as parsers/base/protobuf.c sees it. */
struct list {
	void *items;
	size_t count, cap;
};

static json_t *json_of(const struct recordjson *j)
{
	return (json_t *)(uintptr_t)j;
}

/* --- words for numbers --- */

static const char *status_word(unsigned n)
{
	return status_name((enum status)n);
}
static const char *priority_word(unsigned n)
{
	return priority_name((enum priority)n);
}
static const char *message_word(unsigned n)
{
	return message_kind_name((enum message_kind)n);
}
static const char *event_word(unsigned n)
{
	return event_name((enum event_kind)n);
}
static const char *outmail_word(unsigned n)
{
	return outmail_state_name((enum outmail_state)n);
}

static const struct words {
	const struct protobuf_table *table;
	const char *field;
	unsigned count;
	const char *(*word)(unsigned n);
} words[] = {
	{&code_ticket, "status", STATUS_COUNT, status_word},
	{&code_ticket, "priority", PRIORITY_COUNT, priority_word},
	{&code_message, "kind", MESSAGE_KIND_COUNT, message_word},
	{&code_event, "kind", EVENT_COUNT, event_word},
	{&code_outmail, "state", OUTMAIL_STATE_COUNT, outmail_word},
};

static const struct words *enum_words(const struct protobuf_table *t, const char *field)
{
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (words[i].table == t && strcmp(words[i].field, field) == 0)
			return &words[i];
	return NULL;
}

static bool word_number(const struct words *w, const char *text, uint64_t *out)
{
	for (unsigned n = 0; n < w->count; n++) {
		if (strcmp(w->word(n), text) != 0)
			continue;
		*out = n;
		return text[0] != '\0';
	}
	return false;
}

/* --- out --- */

static json_t *hex(struct span bytes)
{
	static const char digits[] = "0123456789abcdef";
	char *text = malloc(2 * bytes.len + 1);
	if (!text)
		abort();
	for (size_t i = 0; i < bytes.len; i++) {
		text[2 * i] = digits[(unsigned char)bytes.ptr[i] >> 4];
		text[2 * i + 1] = digits[(unsigned char)bytes.ptr[i] & 15];
	}
	json_t *j = json_stringn(text, 2 * bytes.len);
	free(text);
	return j;
}

static json_t *text_out(struct span s)
{
	json_t *j = utf8_valid(s) ? json_stringn(s.len ? s.ptr : "", s.len) : NULL;
	if (j)
		return j;
	j = json_object();
	json_object_set_new(j, "hex", hex(s));
	return j;
}

static json_t *struct_out(const struct protobuf_table *t, const char *plain);

static json_t *number_out(const struct words *w, uint64_t n)
{
	return w ? json_string(w->word((unsigned)n)) : json_integer((json_int_t)n);
}

static uint64_t number_at(enum protobuf_kind kind, const char *at)
{
	uint32_t small;
	uint64_t large;
	if (kind == PROTOBUF_BOOL)
		return *(const bool *)at;
	if (kind == PROTOBUF_UINT32) {
		memcpy(&small, at, sizeof(small));
		return small;
	}
	memcpy(&large, at, sizeof(large));
	return large;
}

/* NULL: the value is empty and need not have a member. */
static json_t *json_value_out(const struct protobuf_table *t, const struct protobuf_field *f, enum protobuf_kind kind,
			      const char *at, bool always)
{
	switch (kind) {
	case PROTOBUF_SPAN: {
		struct span s = *(const struct span *)at;
		return s.len || always ? text_out(s) : NULL;
	}
	case PROTOBUF_ARRAY:
		return hex(span_make(at, f->array));
	case PROTOBUF_STRUCT: {
		json_t *j = struct_out(f->sub, at);
		if (json_object_size(j) || always)
			return j;
		json_decref(j);
		return NULL;
	}
	case PROTOBUF_BOOL:
		return number_at(kind, at) || always ? json_boolean(number_at(kind, at)) : NULL;
	default: {
		const struct words *w = enum_words(t, f->name);
		uint64_t n = number_at(kind, at);
		return n || w || always ? number_out(w, n) : NULL;
	}
	}
}

static size_t item_size(const struct protobuf_field *f, enum protobuf_kind kind)
{
	if (kind == PROTOBUF_SPAN)
		return sizeof(struct span);
	return kind == PROTOBUF_STRUCT ? f->sub->size : sizeof(uint64_t);
}

static json_t *json_list_out(const struct protobuf_table *t, const struct protobuf_field *f, enum protobuf_kind kind,
			     const char *at)
{
	struct list list;
	memcpy(&list, at, sizeof(list));
	json_t *j = list.count ? json_array() : NULL;
	for (size_t i = 0; i < list.count; i++)
		json_array_append_new(
			j, json_value_out(t, f, kind, (const char *)list.items + i * item_size(f, kind), true));
	return j;
}

static void fields_out(json_t *j, const struct protobuf_table *t, const char *plain)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct protobuf_field *f = &t->fields[i];
		bool list;
		enum protobuf_kind kind = protobuf_kind(t, i, &list);
		json_t *value = list ? json_list_out(t, f, kind, plain + f->offset)
				     : json_value_out(t, f, kind, plain + f->offset, false);
		if (value)
			json_object_set_new(j, f->name, value);
	}
}

static json_t *struct_out(const struct protobuf_table *t, const char *plain)
{
	json_t *j = json_object();
	fields_out(j, t, plain);
	return j;
}

struct recordjson *recordjson_new(const char *record)
{
	json_t *j = json_object();
	if (!j)
		abort();
	json_object_set_new(j, "record", json_string(record));
	return (struct recordjson *)j;
}

void recordjson_free(struct recordjson *j)
{
	json_decref(json_of(j));
}

void recordjson_put(struct recordjson *j, const struct protobuf_table *t, const void *plain)
{
	fields_out(json_of(j), t, plain);
}

void recordjson_put_hex(struct recordjson *j, const char *name, struct span bytes)
{
	json_object_set_new(json_of(j), name, hex(bytes));
}

void recordjson_put_number(struct recordjson *j, const char *name, uint64_t number)
{
	json_object_set_new(json_of(j), name, json_integer((json_int_t)number));
}

static int dump(const char *bytes, size_t size, void *out)
{
	buf_add(out, span_make(bytes, size));
	return 0;
}

void recordjson_write(const struct recordjson *j, struct buf *out)
{
	json_dump_callback(json_of(j), dump, out, JSON_COMPACT);
	buf_chr(out, '\n');
}

/* --- in --- */

static int member_wrong(const char *name, struct err *err)
{
	return err_set(err, ERR_CORRUPT, "the member %s is malformed", name);
}

int recordjson_parse(struct span line, struct recordjson **out, struct err *err)
{
	json_error_t why;
	json_t *j = json_loadb(line.ptr, line.len, JSON_ALLOW_NUL | JSON_REJECT_DUPLICATES, &why);
	if (!json_is_object(j)) {
		json_decref(j);
		return err_set(err, ERR_CORRUPT, "not a JSON object: %s", j ? "another value" : why.text);
	}
	*out = (struct recordjson *)j;
	return 0;
}

struct span recordjson_kind(const struct recordjson *j)
{
	const json_t *kind = json_object_get(json_of(j), "record");
	return json_is_string(kind) ? span_make(json_string_value(kind), json_string_length(kind)) : SPAN_NONE;
}

bool recordjson_get_number(const struct recordjson *j, const char *name, uint64_t *out)
{
	const json_t *value = json_object_get(json_of(j), name);
	if (!json_is_integer(value))
		return false;
	*out = (uint64_t)json_integer_value(value);
	return true;
}

static int digit(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool hex_in(const json_t *value, struct arena *a, struct span *out)
{
	const char *text = json_string_value(value);
	size_t n = text ? json_string_length(value) : 1;
	if (n % 2)
		return false;
	char *bytes = arena_alloc(a, n / 2 + 1);
	for (size_t i = 0; i < n; i += 2) {
		if (digit(text[i]) < 0 || digit(text[i + 1]) < 0)
			return false;
		bytes[i / 2] = (char)(digit(text[i]) << 4 | digit(text[i + 1]));
	}
	*out = span_make(bytes, n / 2);
	return true;
}

struct span recordjson_get_hex(const struct recordjson *j, const char *name, struct arena *a)
{
	struct span bytes;
	return hex_in(json_object_get(json_of(j), name), a, &bytes) ? bytes : SPAN_NONE;
}

static bool text_in(const json_t *value, struct arena *a, struct span *out)
{
	if (json_is_object(value))
		return hex_in(json_object_get(value, "hex"), a, out);
	if (!json_is_string(value))
		return false;
	*out = arena_dup(a, span_make(json_string_value(value), json_string_length(value)));
	return true;
}

static bool json_number_in(const struct protobuf_table *t, const struct protobuf_field *f, enum protobuf_kind kind,
			   const json_t *value, char *at)
{
	const struct words *w = enum_words(t, f->name);
	uint64_t n = 0;
	if (kind == PROTOBUF_BOOL) {
		*(bool *)at = json_is_true(value);
		return json_is_boolean(value);
	}
	if (w ? !json_is_string(value) || !word_number(w, json_string_value(value), &n) : !json_is_integer(value))
		return false;
	n = w ? n : (uint64_t)json_integer_value(value);
	if (kind != PROTOBUF_UINT32) {
		memcpy(at, &n, sizeof(n));
		return true;
	}
	const uint32_t small = (uint32_t)n;
	memcpy(at, &small, sizeof(small));
	return n <= UINT32_MAX && (!f->limit || n < f->limit) && (!f->is_one || f->is_one(small));
}

static int struct_in(const struct protobuf_table *t, const json_t *j, struct arena *a, char *plain, struct err *err);

static int json_value_in(const struct protobuf_table *t, const struct protobuf_field *f, enum protobuf_kind kind,
			 const json_t *value, struct arena *a, char *at, struct err *err)
{
	struct span bytes;
	if (kind == PROTOBUF_SPAN)
		return text_in(value, a, (struct span *)at) ? 0 : member_wrong(f->name, err);
	if (kind == PROTOBUF_STRUCT)
		return json_is_object(value) ? struct_in(f->sub, value, a, at, err) : member_wrong(f->name, err);
	if (kind != PROTOBUF_ARRAY)
		return json_number_in(t, f, kind, value, at) ? 0 : member_wrong(f->name, err);
	if (!hex_in(value, a, &bytes) || bytes.len != f->array)
		return member_wrong(f->name, err);
	memcpy(at, bytes.ptr, bytes.len);
	return 0;
}

static int json_list_in(const struct protobuf_table *t, const struct protobuf_field *f, enum protobuf_kind kind,
			const json_t *value, struct arena *a, char *at, struct err *err)
{
	size_t count = json_array_size(value), size = item_size(f, kind);
	struct list list = {count ? arena_alloc(a, count * size) : NULL, count, count};
	if (!json_is_array(value))
		return member_wrong(f->name, err);
	for (size_t i = 0; i < count; i++)
		if (json_value_in(t, f, kind, json_array_get(value, i), a, (char *)list.items + i * size, err))
			return -1;
	memcpy(at, &list, sizeof(list));
	return 0;
}

/* `plain` is zeroed already. */
static int struct_in(const struct protobuf_table *t, const json_t *j, struct arena *a, char *plain, struct err *err)
{
	for (size_t i = 0; i < t->count; i++) {
		const struct protobuf_field *f = &t->fields[i];
		const json_t *value = json_object_get(j, f->name);
		bool list;
		enum protobuf_kind kind = protobuf_kind(t, i, &list);
		if (!value)
			continue;
		int rc = list ? json_list_in(t, f, kind, value, a, plain + f->offset, err)
			      : json_value_in(t, f, kind, value, a, plain + f->offset, err);
		if (rc)
			return -1;
	}
	return 0;
}

int recordjson_get(const struct recordjson *j, const struct protobuf_table *t, struct arena *a, void *plain,
		   struct err *err)
{
	memset(plain, 0, t->size);
	return struct_in(t, json_of(j), a, plain, err);
}
