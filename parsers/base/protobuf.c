#include "parsers/base/protobuf.h"

#include <protobuf-c/protobuf-c.h>
#include <string.h>

/* The layout of all our lists, which are read and written with memcpy. */
struct list {
	void *items;
	size_t count, cap;
};

/* Memory for protobuf-c's own structs, which are not needed after the conversion: on the stack as far as it goes, so
 * that the arena keeps only what is. Not zeroed. */
struct room {
	_Alignas(max_align_t) char near[8192];
	size_t used;
	struct arena *far; /* beyond that */
};

static void room_init(struct room *r, struct arena *far)
{
	r->used = 0;
	r->far = far;
}

static void *room_take(struct room *r, size_t size)
{
	const size_t align = _Alignof(max_align_t), left = sizeof(r->near) - r->used;
	if (size > left)
		return arena_alloc(r->far, size);
	void *out = r->near + r->used;
	size = (size + align - 1) & ~(align - 1);
	r->used += size < left ? size : left;
	return out;
}

static bool is_near(const struct room *r, const void *memory)
{
	return (uintptr_t)memory - (uintptr_t)r->near < sizeof(r->near);
}

struct walk {
	struct room *room;
	struct arena *a;
	const struct protobuf_guard *guard;
	struct err *err;
};

static size_t wire_size(const ProtobufCFieldDescriptor *d)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(ProtobufCBinaryData);
	return d->type == PROTOBUF_C_TYPE_MESSAGE ? sizeof(void *) : sizeof(uint64_t);
}

static size_t plain_size(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(struct span);
	return d->type == PROTOBUF_C_TYPE_MESSAGE ? f->sub->size : sizeof(uint64_t);
}

/* --- encoding --- */

static void *wire_of(const struct walk *w, const struct protobuf_table *t, const char *plain);

static ProtobufCBinaryData bytes_out(const struct walk *w, const struct protobuf_field *f, const char *plain)
{
	if (f->array)
		return (ProtobufCBinaryData){f->array, (uint8_t *)(uintptr_t)plain};
	struct span s = *(const struct span *)plain;
	if (w->guard && !w->guard->fits(f->rule, s))
		s = w->guard->mend(w->a, f->rule, s);
	return (ProtobufCBinaryData){s.len, (uint8_t *)(uintptr_t)s.ptr};
}

static void value_out(const struct walk *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		      const char *plain, char *wire)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		*(ProtobufCBinaryData *)wire = bytes_out(w, f, plain);
	else if (d->type == PROTOBUF_C_TYPE_BOOL)
		*(protobuf_c_boolean *)wire = *(const bool *)plain;
	else if (d->type == PROTOBUF_C_TYPE_MESSAGE)
		*(void **)wire = wire_of(w, f->sub, plain);
	else if (d->type == PROTOBUF_C_TYPE_UINT32)
		memcpy(wire, plain, sizeof(uint32_t));
	else
		memcpy(wire, plain, sizeof(uint64_t));
}

static void list_out(const struct walk *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		     const char *plain, char *wire)
{
	struct list list;
	memcpy(&list, plain, sizeof(list));
	size_t count = w->guard && f->limit && list.count > f->limit ? f->limit : list.count;
	char *items = count ? room_take(w->room, count * wire_size(d)) : NULL;
	for (size_t i = 0; i < count; i++)
		value_out(w, d, f, (const char *)list.items + i * plain_size(d, f), items + i * wire_size(d));
	*(size_t *)(wire + d->quantifier_offset) = count;
	*(char **)(wire + d->offset) = items;
}

static void *wire_of(const struct walk *w, const struct protobuf_table *t, const char *plain)
{
	char *wire = room_take(w->room, t->wire->sizeof_message);
	t->wire->message_init((ProtobufCMessage *)(void *)wire);
	for (size_t i = 0; i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		if (d->label == PROTOBUF_C_LABEL_REPEATED)
			list_out(w, d, f, plain + f->offset, wire);
		else
			value_out(w, d, f, plain + f->offset, wire + d->offset);
	}
	return wire;
}

void protobuf_write(const struct protobuf_table *t, const void *plain, const struct protobuf_guard *guard,
		    struct arena *scratch, struct buf *out)
{
	struct room own;
	room_init(&own, scratch);
	struct walk w = {&own, scratch, guard, NULL};
	const ProtobufCMessage *wire = wire_of(&w, t, plain);
	char *room = buf_room(out, protobuf_c_message_get_packed_size(wire));
	if (room)
		out->len += protobuf_c_message_pack(wire, (uint8_t *)room);
}

/* --- decoding --- */

static int plain_of(const struct walk *w, const struct protobuf_table *t, const char *wire, char *plain);

static int bytes_in(const struct walk *w, const struct protobuf_field *f, const char *wire, char *plain)
{
	const ProtobufCBinaryData *b = (const ProtobufCBinaryData *)wire;
	if (f->array) {
		if (b->len != f->array)
			return err_set(w->err, ERR_CORRUPT, "%s of a different length", f->name);
		memcpy(plain, b->data, f->array);
		return 0;
	}
	struct span s = span_make(b->data, b->len);
	if (w->guard && !w->guard->fits(f->rule, s))
		return err_set(w->err, ERR_CORRUPT, "not an allowed text: %s", f->name);
	*(struct span *)plain = is_near(w->room, s.ptr) ? arena_dup(w->a, s) : s;
	return 0;
}

static int number_in(const struct walk *w, const struct protobuf_field *f, const char *wire, char *plain)
{
	uint32_t n;
	memcpy(&n, wire, sizeof(n));
	memcpy(plain, wire, sizeof(n));
	bool known = !f->limit || (n < f->limit && (!f->is_one || f->is_one(n)));
	return known ? 0 : err_set(w->err, ERR_CORRUPT, "unknown %s (%u)", f->name, n);
}

static int value_in(const struct walk *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		    const char *wire, char *plain)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return bytes_in(w, f, wire, plain);
	if (d->type == PROTOBUF_C_TYPE_UINT32)
		return number_in(w, f, wire, plain);
	if (d->type == PROTOBUF_C_TYPE_MESSAGE) {
		const char *sub = *(const char *const *)wire;
		return sub ? plain_of(w, f->sub, sub, plain) : 0;
	}
	if (d->type == PROTOBUF_C_TYPE_BOOL)
		*(bool *)plain = *(const protobuf_c_boolean *)wire != 0;
	else
		memcpy(plain, wire, sizeof(uint64_t));
	return 0;
}

static int list_in(const struct walk *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		   const char *wire, char *plain)
{
	size_t count = *(const size_t *)(wire + d->quantifier_offset);
	const char *items = *(const char *const *)(wire + d->offset);
	if (w->guard && f->limit && count > f->limit)
		return err_set(w->err, ERR_CORRUPT, "too many %s (%zu)", f->name, count);
	struct list list = {arena_alloc(w->a, count * plain_size(d, f)), count, count};
	memcpy(plain, &list, sizeof(list));
	for (size_t i = 0; i < count; i++)
		if (value_in(w, d, f, items + i * wire_size(d), (char *)list.items + i * plain_size(d, f)))
			return -1;
	return 0;
}

/* Has it its default, which is zero in our struct too? Of most fields nothing else is asked. */
static bool is_unset(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f, const char *wire)
{
	uint64_t word; /* a count, a number, a pointer, or the length of a text */
	uint32_t half;
	_Static_assert(offsetof(ProtobufCBinaryData, len) == 0, "the length is a text's first word");
	if (f->array || f->is_one)
		return false;
	const bool is_half = d->type == PROTOBUF_C_TYPE_UINT32 || d->type == PROTOBUF_C_TYPE_BOOL;
	if (d->label != PROTOBUF_C_LABEL_REPEATED && is_half) {
		memcpy(&half, wire + d->offset, sizeof(half));
		return half == 0;
	}
	memcpy(&word, wire + (d->label == PROTOBUF_C_LABEL_REPEATED ? d->quantifier_offset : d->offset), sizeof(word));
	return word == 0;
}

/* `plain` must be zeroed. */
static int plain_of(const struct walk *w, const struct protobuf_table *t, const char *wire, char *plain)
{
	if (((const ProtobufCMessage *)(const void *)wire)->n_unknown_fields)
		return err_set(w->err, ERR_CORRUPT, "unknown field");
	for (size_t i = 0; i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		if (is_unset(d, f, wire))
			continue;
		int rc = d->label == PROTOBUF_C_LABEL_REPEATED ? list_in(w, d, f, wire, plain + f->offset)
							       : value_in(w, d, f, wire + d->offset, plain + f->offset);
		if (rc)
			return -1;
	}
	return 0;
}

/* protobuf-c's memory comes from the room, within a limit. */
struct budget {
	struct room *room;
	size_t left;
};

static void *budget_alloc(void *data, size_t size)
{
	struct budget *b = data;
	if (size > b->left)
		return NULL;
	b->left -= size;
	return room_take(b->room, size);
}

static void budget_free(void *data, void *pointer)
{
	(void)data;
	(void)pointer;
}

int protobuf_read(const struct protobuf_table *t, const struct protobuf_guard *guard, struct arena *a,
		  struct span bytes, void *plain, struct err *err)
{
	struct room own;
	room_init(&own, a);
	struct budget budget = {&own, guard ? guard->memory : SIZE_MAX};
	ProtobufCAllocator allocator = {budget_alloc, budget_free, &budget};
	const ProtobufCMessage *wire =
		protobuf_c_message_unpack(t->wire, &allocator, bytes.len, (const uint8_t *)bytes.ptr);
	if (!wire)
		return err_set(err, ERR_CORRUPT, "malformed record");
	struct walk w = {&own, a, guard, err};
	memset(plain, 0, t->size);
	return plain_of(&w, t, (const char *)wire, plain);
}

/* --- visiting all texts --- */

static bool protobuf_is_text(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f)
{
	return d->type == PROTOBUF_C_TYPE_BYTES && !f->array;
}

static void list_texts(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f, char *plain,
		       protobuf_look *look, void *ctx)
{
	struct list list;
	size_t kept = 0;
	memcpy(&list, plain, sizeof(list));
	for (size_t i = 0; i < list.count; i++) {
		char *item = (char *)list.items + i * plain_size(d, f);
		if (f->sub) {
			protobuf_texts(f->sub, item, look, ctx);
			continue;
		}
		struct span *text = (struct span *)item, *to = (struct span *)list.items + kept;
		look(ctx, f->name, text);
		*to = *text;
		kept += to->len > 0;
	}
	list.count = f->sub ? list.count : kept;
	memcpy(plain, &list, sizeof(list));
}

void protobuf_texts(const struct protobuf_table *t, void *plain, protobuf_look *look, void *ctx)
{
	for (size_t i = 0; i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		char *at = (char *)plain + f->offset;
		if (!protobuf_is_text(d, f) && !f->sub)
			continue;
		if (d->label == PROTOBUF_C_LABEL_REPEATED)
			list_texts(d, f, at, look, ctx);
		else if (f->sub)
			protobuf_texts(f->sub, at, look, ctx);
		else
			look(ctx, f->name, (struct span *)at);
	}
}

/* --- tables and schemas --- */

enum protobuf_kind protobuf_kind(const struct protobuf_table *t, size_t row, bool *list)
{
	const ProtobufCFieldDescriptor *d = &t->wire->fields[row];
	*list = d->label == PROTOBUF_C_LABEL_REPEATED;
	switch (d->type) {
	case PROTOBUF_C_TYPE_BOOL:
		return PROTOBUF_BOOL;
	case PROTOBUF_C_TYPE_UINT32:
		return PROTOBUF_UINT32;
	case PROTOBUF_C_TYPE_UINT64:
		return PROTOBUF_UINT64;
	case PROTOBUF_C_TYPE_BYTES:
		return t->fields[row].array ? PROTOBUF_ARRAY : PROTOBUF_SPAN;
	case PROTOBUF_C_TYPE_MESSAGE:
		return PROTOBUF_STRUCT;
	default:
		return PROTOBUF_INT64;
	}
}

static bool name_agrees(const char *ours, const char *theirs)
{
	for (; *ours && (*ours == *theirs || (*ours == '.' && *theirs == '_')); ours++)
		theirs++;
	return !*ours && !*theirs;
}

bool protobuf_agrees(const struct protobuf_table *t)
{
	bool agrees = t->count == t->wire->n_fields;
	for (size_t i = 0; agrees && i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		agrees = name_agrees(f->name, d->name) && (d->type == PROTOBUF_C_TYPE_MESSAGE) == (f->sub != NULL) &&
			 (!f->sub || (d->descriptor == (const void *)f->sub->wire && protobuf_agrees(f->sub)));
	}
	return agrees;
}
