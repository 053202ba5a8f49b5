#include "parsers/base/protobuf.h"

#include <protobuf-c/protobuf-c.h>
#include <string.h>

/* The layout of all our lists, which are read and written with memcpy. */
struct list {
	void *items;
	size_t count, cap;
};

static bool is_number(const ProtobufCFieldDescriptor *d)
{
	return d->type != PROTOBUF_C_TYPE_BYTES && d->type != PROTOBUF_C_TYPE_MESSAGE;
}

static size_t plain_size(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(struct span);
	return d->type == PROTOBUF_C_TYPE_MESSAGE ? f->sub->size : sizeof(uint64_t);
}

/* The wire types of our schemas' types. */
enum wire_type { VARINT = 0, BYTES = 2 };
#define VARINT_MAX ((size_t)10) /* bytes */

/* --- encoding --- */

struct writing {
	struct arena *a;
	const struct protobuf_guard *guard;
	struct buf *out;
};

static size_t varint_make(uint64_t n, char out[VARINT_MAX])
{
	size_t len = 0;
	for (; n > 0x7f; n >>= 7)
		out[len++] = (char)(unsigned char)(n | 0x80);
	out[len++] = (char)n;
	return len;
}

static void varint_out(struct buf *out, uint64_t n)
{
	char bytes[VARINT_MAX];
	buf_add(out, span_make(bytes, varint_make(n, bytes)));
}

static void tag_out(const struct writing *w, const ProtobufCFieldDescriptor *d, enum wire_type type)
{
	varint_out(w->out, (uint64_t)d->id << 3 | type);
}

/* Puts the length in front of what was written since then. */
static void length_insert(struct buf *out, size_t since)
{
	char length[VARINT_MAX];
	const size_t written = out->len - since, size = varint_make(written, length);
	if (!buf_room(out, size))
		return;
	memmove(out->ptr + since + size, out->ptr + since, written + 1);
	memcpy(out->ptr + since, length, size);
	out->len += size;
}

static uint64_t number_of(const ProtobufCFieldDescriptor *d, const char *plain)
{
	uint32_t small;
	uint64_t n;
	if (d->type == PROTOBUF_C_TYPE_BOOL)
		return *(const bool *)plain;
	if (d->type == PROTOBUF_C_TYPE_UINT32) {
		memcpy(&small, plain, sizeof(small));
		return small;
	}
	memcpy(&n, plain, sizeof(n));
	return d->type == PROTOBUF_C_TYPE_SINT64 ? n << 1 ^ -(n >> 63) : n;
}

static struct span bytes_of(const struct writing *w, const struct protobuf_field *f, const char *plain)
{
	if (f->array)
		return span_make(plain, f->array);
	struct span s = *(const struct span *)plain;
	return w->guard && !w->guard->fits(f->rule, s) ? w->guard->mend(w->a, f->rule, s) : s;
}

static void struct_out(const struct writing *w, const struct protobuf_table *t, const char *plain);

static void value_out(const struct writing *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		      const char *plain)
{
	if (is_number(d)) {
		tag_out(w, d, VARINT);
		varint_out(w->out, number_of(d, plain));
		return;
	}
	tag_out(w, d, BYTES);
	if (f->sub) {
		const size_t since = w->out->len;
		struct_out(w, f->sub, plain);
		length_insert(w->out, since);
		return;
	}
	struct span bytes = bytes_of(w, f, plain);
	varint_out(w->out, bytes.len);
	buf_add(w->out, bytes);
}

static void list_out(const struct writing *w, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		     const char *plain)
{
	const size_t size = plain_size(d, f);
	const bool packed = d->flags & PROTOBUF_C_FIELD_FLAG_PACKED;
	struct list list;
	memcpy(&list, plain, sizeof(list));
	const size_t count = w->guard && f->limit && list.count > f->limit ? f->limit : list.count;
	if (packed && count)
		tag_out(w, d, BYTES);
	const size_t since = w->out->len;
	for (size_t i = 0; i < count; i++) {
		const char *item = (const char *)list.items + i * size;
		if (packed)
			varint_out(w->out, number_of(d, item));
		else
			value_out(w, d, f, item);
	}
	if (packed && count)
		length_insert(w->out, since);
}

/* Empty texts and zeros are not written; arrays and structs always. */
static bool is_default(const ProtobufCFieldDescriptor *d, const struct protobuf_field *f, const char *plain)
{
	if (is_number(d))
		return number_of(d, plain) == 0;
	return !f->sub && !f->array && ((const struct span *)plain)->len == 0;
}

static void struct_out(const struct writing *w, const struct protobuf_table *t, const char *plain)
{
	for (size_t i = 0; i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		if (d->label == PROTOBUF_C_LABEL_REPEATED)
			list_out(w, d, f, plain + f->offset);
		else if (!is_default(d, f, plain + f->offset))
			value_out(w, d, f, plain + f->offset);
	}
}

void protobuf_write(const struct protobuf_table *t, const void *plain, const struct protobuf_guard *guard,
		    struct arena *scratch, struct buf *out)
{
	struct writing w = {scratch, guard, out};
	struct_out(&w, t, plain);
}

/* --- decoding --- */

struct reading {
	struct arena *a;
	const struct protobuf_guard *guard;
	size_t memory; /* bytes that may still be used */
	struct err *err;
};

/* One field of the encoded message. */
struct item {
	uint64_t number, value;
	bool is_number; /* else its value is the length of its bytes */
	struct span bytes;
};

static int malformed(const struct reading *r)
{
	return err_set(r->err, ERR_CORRUPT, "malformed record");
}

static bool varint_take(struct span *rest, uint64_t *out)
{
	if (rest->len && (unsigned char)*rest->ptr < 0x80) { /* as most are */
		*out = (unsigned char)*rest->ptr;
		*rest = span_make(rest->ptr + 1, rest->len - 1);
		return true;
	}
	uint64_t value = 0;
	for (size_t i = 0; i < rest->len && i < VARINT_MAX; i++) {
		const unsigned char byte = (unsigned char)rest->ptr[i];
		value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80) {
			*rest = span_make(rest->ptr + i + 1, rest->len - i - 1);
			*out = value;
			return true;
		}
	}
	return false;
}

/* False: malformed, or of a wire type that none of our schemas' types has. */
static bool item_take(struct span *rest, struct item *out)
{
	uint64_t tag;
	if (!varint_take(rest, &tag) || !varint_take(rest, &out->value))
		return false;
	out->number = tag >> 3;
	out->is_number = (tag & 7) == VARINT;
	if (out->is_number)
		return true;
	if ((tag & 7) != BYTES || out->value > rest->len)
		return false;
	out->bytes = span_make(out->value ? rest->ptr : NULL, out->value);
	*rest = span_make(rest->ptr + out->value, rest->len - out->value);
	return true;
}

/* Moves *row to the field of that number; they mostly come in order. */
static bool row_find(const struct protobuf_table *t, uint64_t number, size_t *row)
{
	const ProtobufCFieldDescriptor *d = t->wire->fields;
	if (*row == t->count || d[*row].id > number)
		*row = 0;
	while (*row < t->count && d[*row].id < number)
		++*row;
	return *row < t->count && d[*row].id == number;
}

static int struct_in(struct reading *r, const struct protobuf_table *t, struct span bytes, char *plain);

static int bytes_in(const struct reading *r, const struct protobuf_field *f, struct span bytes, char *plain)
{
	if (f->array) {
		if (bytes.len != f->array)
			return err_set(r->err, ERR_CORRUPT, "%s of a different length", f->name);
		memcpy(plain, bytes.ptr, f->array);
		return 0;
	}
	if (r->guard && !r->guard->fits(f->rule, bytes))
		return err_set(r->err, ERR_CORRUPT, "not an allowed text: %s", f->name);
	*(struct span *)plain = bytes;
	return 0;
}

static int number_in(const struct reading *r, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		     uint64_t value, char *plain)
{
	const uint32_t n = (uint32_t)value;
	if (d->type == PROTOBUF_C_TYPE_UINT32) {
		memcpy(plain, &n, sizeof(n));
		bool known = !f->limit || (n < f->limit && (!f->is_one || f->is_one(n)));
		return known ? 0 : err_set(r->err, ERR_CORRUPT, "unknown %s (%u)", f->name, n);
	}
	if (d->type == PROTOBUF_C_TYPE_BOOL) {
		*(bool *)plain = value != 0;
		return 0;
	}
	if (d->type == PROTOBUF_C_TYPE_SINT64)
		value = value >> 1 ^ -(value & 1);
	memcpy(plain, &value, sizeof(value));
	return 0;
}

static int value_in(struct reading *r, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		    const struct item *item, char *plain)
{
	if (item->is_number != is_number(d))
		return malformed(r);
	if (item->is_number)
		return number_in(r, d, f, item->value, plain);
	return f->sub ? struct_in(r, f->sub, item->bytes, plain) : bytes_in(r, f, item->bytes, plain);
}

/* How many items of a list are the next in `rest`. */
static size_t run_of(uint64_t number, struct span rest)
{
	struct item item;
	size_t count = 0;
	while (item_take(&rest, &item) && item.number == number)
		count++;
	return count;
}

/* Numbers without a tag each. */
static size_t packed_count(struct span numbers)
{
	size_t count = 0;
	for (size_t i = 0; i < numbers.len; i++)
		count += (unsigned char)numbers.ptr[i] < 0x80;
	return count;
}

/* Room for more items, zeroed. Grows by doubling at least, should the items come in many runs. */
static int list_room(struct reading *r, const struct protobuf_field *f, struct list *list, size_t more, size_t size)
{
	const size_t count = list->count + more, twice = 2 * list->cap, cap = count > twice ? count : twice;
	if (r->guard && f->limit && count > f->limit)
		return err_set(r->err, ERR_CORRUPT, "too many %s (%zu)", f->name, count);
	if (count <= list->cap)
		return 0;
	if (cap > r->memory / size)
		return err_set(r->err, ERR_CORRUPT, "more %s than there is room for", f->name);
	r->memory -= cap * size;
	char *items = arena_alloc(r->a, cap * size);
	if (list->count)
		memcpy(items, list->items, list->count * size);
	list->items = items;
	list->cap = cap;
	return 0;
}

static int packed_in(struct reading *r, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		     struct span numbers, struct list *list)
{
	const size_t size = plain_size(d, f);
	if (list_room(r, f, list, packed_count(numbers), size))
		return -1;
	while (numbers.len) {
		uint64_t value;
		if (!varint_take(&numbers, &value))
			return malformed(r);
		if (number_in(r, d, f, value, (char *)list->items + list->count++ * size))
			return -1;
	}
	return 0;
}

static int list_in(struct reading *r, const ProtobufCFieldDescriptor *d, const struct protobuf_field *f,
		   const struct item *item, struct span rest, char *plain)
{
	const size_t size = plain_size(d, f);
	struct list list;
	int rc;
	memcpy(&list, plain, sizeof(list));
	if (is_number(d) && !item->is_number)
		rc = packed_in(r, d, f, item->bytes, &list);
	else if (list.count == list.cap && list_room(r, f, &list, 1 + run_of(item->number, rest), size))
		rc = -1;
	else
		rc = value_in(r, d, f, item, (char *)list.items + list.count++ * size);
	memcpy(plain, &list, sizeof(list));
	return rc;
}

/* `plain` must be zeroed. */
static int struct_in(struct reading *r, const struct protobuf_table *t, struct span bytes, char *plain)
{
	size_t row = 0, arrays = 0;
	while (bytes.len) {
		struct item item;
		if (!item_take(&bytes, &item))
			return malformed(r);
		if (!row_find(t, item.number, &row))
			return err_set(r->err, ERR_CORRUPT, "unknown field");
		const ProtobufCFieldDescriptor *d = &t->wire->fields[row];
		const struct protobuf_field *f = &t->fields[row];
		int rc = d->label == PROTOBUF_C_LABEL_REPEATED ? list_in(r, d, f, &item, bytes, plain + f->offset)
							       : value_in(r, d, f, &item, plain + f->offset);
		if (rc)
			return -1;
		arrays += f->array > 0;
	}
	return arrays == t->arrays ? 0 : malformed(r);
}

int protobuf_read(const struct protobuf_table *t, const struct protobuf_guard *guard, struct arena *a,
		  struct span bytes, void *plain, struct err *err)
{
	struct reading r = {a, guard, guard ? guard->memory : SIZE_MAX, err};
	if (bytes.len > r.memory)
		return malformed(&r);
	r.memory -= bytes.len;
	memset(plain, 0, t->size);
	return struct_in(&r, t, arena_dup(a, bytes), plain);
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
	size_t arrays = 0;
	for (size_t i = 0; agrees && i < t->count; i++) {
		const ProtobufCFieldDescriptor *d = &t->wire->fields[i];
		const struct protobuf_field *f = &t->fields[i];
		agrees = name_agrees(f->name, d->name) && (d->type == PROTOBUF_C_TYPE_MESSAGE) == (f->sub != NULL) &&
			 (!f->sub || (d->descriptor == (const void *)f->sub->wire && protobuf_agrees(f->sub)));
		arrays += f->array > 0;
	}
	return agrees && arrays == t->arrays;
}
