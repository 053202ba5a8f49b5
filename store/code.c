/* protobuf-c's descriptors know where each field is in its generated struct and of which type it is; the tables here
 * say where it is in ours, in the order of the fields' numbers. So one walk over both does every conversion. */
#include "store/code.h"

#include "store/frame.h"
#include "store/records.pb-c.h"

#include <string.h>

struct field {
	const char *name; /* as in the schema */
	size_t offset;
	uint32_t limit;         /* of an enum: the first number that is none of it; 0: any */
	const struct code *sub; /* of a message */
};

struct code {
	const ProtobufCMessageDescriptor *wire;
	const struct field *fields;
	size_t field_count, size;
};

#define FIELD(type, member)                                                                                            \
	{                                                                                                              \
#member, offsetof(struct type, member), 0, NULL                                                        \
	}
#define ENUM_FIELD(type, member, count)                                                                                \
	{                                                                                                              \
#member, offsetof(struct type, member), (count), NULL                                                  \
	}
#define SUB_FIELD(type, member, code)                                                                                  \
	{                                                                                                              \
#member, offsetof(struct type, member), 0, &(code)                                                     \
	}
#define CODE(type, fields, descriptor)                                                                                 \
	{                                                                                                              \
		&descriptor##__descriptor, (fields), sizeof(fields) / sizeof((fields)[0]), sizeof(struct type)         \
	}

static const struct field root_fields[] = {FIELD(thread_root, addr), FIELD(thread_root, msgid)};
static const struct code code_root = CODE(thread_root, root_fields, records__thread_root);

static const struct field ticket_fields[] = {
	FIELD(ticket, id),
	FIELD(ticket, subject),
	ENUM_FIELD(ticket, status, STATUS_COUNT),
	ENUM_FIELD(ticket, priority, PRIORITY_COUNT),
	FIELD(ticket, category),
	FIELD(ticket, agent),
	FIELD(ticket, customer),
	FIELD(ticket, customer_name),
	FIELD(ticket, language),
	FIELD(ticket, mailbox),
	FIELD(ticket, watchers),
	FIELD(ticket, agent_watchers),
	FIELD(ticket, newcomers),
	FIELD(ticket, tags),
	FIELD(ticket, links),
	FIELD(ticket, merged_into),
	FIELD(ticket, created),
	FIELD(ticket, updated),
	FIELD(ticket, answered),
	FIELD(ticket, finished),
	FIELD(ticket, due),
	FIELD(ticket, wake),
	FIELD(ticket, snoozed),
	FIELD(ticket, waiting),
	FIELD(ticket, messages),
	FIELD(ticket, events),
	FIELD(ticket, thread),
	SUB_FIELD(ticket, roots, code_root),
	FIELD(ticket, unproven),
	FIELD(ticket, asked),
};
const struct code code_ticket = CODE(ticket, ticket_fields, records__ticket);

static const struct field attachment_fields[] = {
	FIELD(attachment, name),         FIELD(attachment, type),
	FIELD(attachment, size),         FIELD(attachment, offset),
	FIELD(attachment, length),       ENUM_FIELD(attachment, transfer, TRANSFER_COUNT),
	FIELD(attachment, content_id),   FIELD(attachment, is_inline),
	FIELD(attachment, params),       FIELD(attachment, inner_offset),
	FIELD(attachment, inner_length), ENUM_FIELD(attachment, inner_transfer, TRANSFER_COUNT),
};
static const struct code code_attachment = CODE(attachment, attachment_fields, base__attachment);

static const struct field message_fields[] = {
	FIELD(message, ticket),
	FIELD(message, seq),
	ENUM_FIELD(message, kind, MESSAGE_KIND_COUNT),
	FIELD(message, from),
	FIELD(message, from_name),
	FIELD(message, to),
	FIELD(message, subject),
	FIELD(message, text),
	FIELD(message, folded),
	FIELD(message, language),
	FIELD(message, date),
	FIELD(message, received),
	FIELD(message, message_id),
	SUB_FIELD(message, attachments, code_attachment),
	FIELD(message, raw_size),
	FIELD(message, held),
	FIELD(message, held_for),
	FIELD(message, proven),
	FIELD(message, reply_to),
	FIELD(message, sent_by),
	FIELD(message, crossed),
};
const struct code code_message = CODE(message, message_fields, records__message);

static const struct field event_fields[] = {
	FIELD(event, ticket),
	FIELD(event, seq),
	FIELD(event, time),
	FIELD(event, actor),
	FIELD(event, why),
	FIELD(event, via),
	ENUM_FIELD(event, kind, EVENT_COUNT),
	FIELD(event, what),
	FIELD(event, from),
	FIELD(event, to),
	FIELD(event, number),
};
const struct code code_event = CODE(event, event_fields, records__event);

static const struct field event_one_fields[] = {
	FIELD(event_one, ticket), FIELD(event_one, seq),    FIELD(event_one, time), FIELD(event_one, actor),
	FIELD(event_one, event),  FIELD(event_one, detail), FIELD(event_one, why),  FIELD(event_one, via),
};
const struct code code_event_one = CODE(event_one, event_one_fields, records__event_one);

static const struct field customer_fields[] = {
	FIELD(customer, addr),        FIELD(customer, name),          FIELD(customer, language),
	FIELD(customer, since),       FIELD(customer, last),          FIELD(customer, last_agent),
	FIELD(customer, unreachable), FIELD(customer, bounce_reason), ENUM_FIELD(customer, standing, STANDING_COUNT),
};
const struct code code_customer = CODE(customer, customer_fields, records__customer);

static const struct field agent_fields[] = {
	FIELD(agent_state, name),      FIELD(agent_state, last_assigned), FIELD(agent_state, away_until),
	FIELD(agent_state, away_auto), FIELD(agent_state, tail),          FIELD(agent_state, tail_mails),
};
const struct code code_agent = CODE(agent_state, agent_fields, records__agent);

static const struct field part_fields[] = {
	FIELD(outmail_part, ticket),
	FIELD(outmail_part, seq),
	SUB_FIELD(outmail_part, attachment, code_attachment),
};
static const struct code code_part = CODE(outmail_part, part_fields, records__outmail_part);

static const struct field outmail_fields[] = {
	FIELD(outmail, id),
	FIELD(outmail, ticket),
	FIELD(outmail, to),
	FIELD(outmail, to_name),
	FIELD(outmail, shown_cc),
	FIELD(outmail, from),
	FIELD(outmail, from_name),
	FIELD(outmail, reply_to),
	FIELD(outmail, envelope_from),
	FIELD(outmail, subject),
	FIELD(outmail, body),
	FIELD(outmail, template),
	FIELD(outmail, language),
	FIELD(outmail, message_id),
	FIELD(outmail, in_reply_to),
	FIELD(outmail, references),
	ENUM_FIELD(outmail, auto_submitted, AUTO_GENERATED + 1),
	SUB_FIELD(outmail, parts, code_part),
	FIELD(outmail, created),
	FIELD(outmail, next),
	FIELD(outmail, date),
	FIELD(outmail, attempts),
	ENUM_FIELD(outmail, state, OUTMAIL_STATE_COUNT),
	FIELD(outmail, error),
	FIELD(outmail, frame),
	FIELD(outmail, text_at),
	FIELD(outmail, carries),
	FIELD(outmail, messages),
	FIELD(outmail, tokens),
};
const struct code code_outmail = CODE(outmail, outmail_fields, records__outmail);

static const struct field quarantined_fields[] = {
	FIELD(quarantined, id),         FIELD(quarantined, mailbox), FIELD(quarantined, reason),
	FIELD(quarantined, message_id), FIELD(quarantined, uid),     FIELD(quarantined, uidvalidity),
	FIELD(quarantined, received),   FIELD(quarantined, size),    FIELD(quarantined, untrusted),
};
const struct code code_quarantined = CODE(quarantined, quarantined_fields, records__quarantined);

static const struct field undo_fields[] = {
	FIELD(undo, ticket),
	FIELD(undo, agent),
	FIELD(undo, via),
	FIELD(undo, time),
	SUB_FIELD(undo, before, code_ticket),
	FIELD(undo, done),
	SUB_FIELD(undo, after, code_ticket),
	FIELD(undo, sent),
};
const struct code code_undo = CODE(undo, undo_fields, records__undo);

static const struct field seen_fields[] = {FIELD(seen, name), FIELD(seen, ticket), FIELD(seen, seq),
					   FIELD(seen, content)};
const struct code code_seen = CODE(seen, seen_fields, records__seen);

static const struct field load_fields[] = {FIELD(load, name), FIELD(load, tickets), FIELD(load, open)};
const struct code code_load = CODE(load, load_fields, records__load);

static const struct field window_fields[] = {
	FIELD(window, name),
	FIELD(window, start),
	FIELD(window, length),
	FIELD(window, count),
};
const struct code code_window = CODE(window, window_fields, records__window);

static const struct field note_fields[] = {FIELD(note, name), FIELD(note, value)};
const struct code code_note = CODE(note, note_fields, records__note);

static const struct field number_fields[] = {FIELD(number, value)};
const struct code code_number = CODE(number, number_fields, records__number);

static const struct field key_fields[] = {FIELD(kept_key, id), FIELD(kept_key, bytes)};
static const struct code code_key = CODE(kept_key, key_fields, records__token_key);

static const struct field keys_fields[] = {SUB_FIELD(kept_keys_record, items, code_key)};
const struct code code_keys = CODE(kept_keys_record, keys_fields, records__token_keys);

/* --- one value of each type --- */

/* What span_list, id_list and the lists of records have in common; they are read through memcpy. */
struct list {
	void *items;
	size_t count, cap;
};

static void *wire_of(const struct code *c, const char *record, struct arena *a);
static int plain_of(const struct code *c, struct arena *a, const char *wire, char *record, struct err *err);

static void value_out(const ProtobufCFieldDescriptor *d, const struct field *f, const char *plain, char *wire,
		      struct arena *a)
{
	if (d->type == PROTOBUF_C_TYPE_BOOL) {
		*(protobuf_c_boolean *)wire = *(const bool *)plain;
	} else if (d->type == PROTOBUF_C_TYPE_BYTES) {
		const struct span *s = (const struct span *)plain;
		*(ProtobufCBinaryData *)wire = (ProtobufCBinaryData){s->len, (uint8_t *)(uintptr_t)s->ptr};
	} else if (d->type == PROTOBUF_C_TYPE_MESSAGE) {
		*(void **)wire = wire_of(f->sub, plain, a);
	} else {
		memcpy(wire, plain, d->type == PROTOBUF_C_TYPE_UINT32 ? sizeof(uint32_t) : sizeof(uint64_t));
	}
}

static int number_in(const struct field *f, const char *wire, char *plain, struct err *err)
{
	uint32_t n;
	memcpy(&n, wire, sizeof(n));
	memcpy(plain, wire, sizeof(n));
	return f->limit && n >= f->limit ? err_set(err, ERR_CORRUPT, "an unknown %s (%u)", f->name, n) : 0;
}

static int value_in(const ProtobufCFieldDescriptor *d, const struct field *f, struct arena *a, const char *wire,
		    char *plain, struct err *err)
{
	if (d->type == PROTOBUF_C_TYPE_BOOL) {
		*(bool *)plain = *(const protobuf_c_boolean *)wire;
	} else if (d->type == PROTOBUF_C_TYPE_BYTES) {
		const ProtobufCBinaryData *b = (const ProtobufCBinaryData *)wire;
		*(struct span *)plain = span_make(b->data, b->len);
	} else if (d->type == PROTOBUF_C_TYPE_MESSAGE) {
		const char *sub = *(const char *const *)wire;
		return sub ? plain_of(f->sub, a, sub, plain, err) : 0;
	} else if (d->type == PROTOBUF_C_TYPE_UINT32) {
		return number_in(f, wire, plain, err);
	} else {
		memcpy(plain, wire, sizeof(uint64_t));
	}
	return 0;
}

static size_t wire_size(const ProtobufCFieldDescriptor *d)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(ProtobufCBinaryData);
	return d->type == PROTOBUF_C_TYPE_MESSAGE ? sizeof(void *) : sizeof(uint64_t);
}

static size_t plain_size(const ProtobufCFieldDescriptor *d, const struct field *f)
{
	if (d->type == PROTOBUF_C_TYPE_BYTES)
		return sizeof(struct span);
	return d->type == PROTOBUF_C_TYPE_MESSAGE ? f->sub->size : sizeof(uint64_t);
}

/* --- whole records --- */

static void list_out(const ProtobufCFieldDescriptor *d, const struct field *f, const char *plain, char *wire,
		     struct arena *a)
{
	struct list list;
	memcpy(&list, plain, sizeof(list));
	char *items = arena_alloc(a, list.count * wire_size(d) + 1);
	for (size_t i = 0; i < list.count; i++)
		value_out(d, f, (char *)list.items + i * plain_size(d, f), items + i * wire_size(d), a);
	*(size_t *)(wire + d->quantifier_offset) = list.count;
	*(char **)(wire + d->offset) = items;
}

static int list_in(const ProtobufCFieldDescriptor *d, const struct field *f, struct arena *a, const char *wire,
		   char *plain, struct err *err)
{
	size_t count = *(const size_t *)(wire + d->quantifier_offset);
	const char *items = *(const char *const *)(wire + d->offset);
	struct list list = {.count = count, .cap = count};
	list.items = count ? arena_alloc(a, count * plain_size(d, f)) : NULL;
	memcpy(plain, &list, sizeof(list));
	for (size_t i = 0; i < count; i++)
		if (value_in(d, f, a, items + i * wire_size(d), (char *)list.items + i * plain_size(d, f), err))
			return -1;
	return 0;
}

static void *wire_of(const struct code *c, const char *record, struct arena *a)
{
	char *wire = arena_alloc(a, c->wire->sizeof_message);
	c->wire->message_init((ProtobufCMessage *)(void *)wire);
	for (size_t i = 0; i < c->field_count; i++) {
		const ProtobufCFieldDescriptor *d = &c->wire->fields[i];
		const struct field *f = &c->fields[i];
		if (d->label == PROTOBUF_C_LABEL_REPEATED)
			list_out(d, f, record + f->offset, wire, a);
		else
			value_out(d, f, record + f->offset, wire + d->offset, a);
	}
	return wire;
}

static int plain_of(const struct code *c, struct arena *a, const char *wire, char *record, struct err *err)
{
	memset(record, 0, c->size);
	if (((const ProtobufCMessage *)(const void *)wire)->n_unknown_fields)
		return err_set(err, ERR_CORRUPT, "with an unknown field");
	for (size_t i = 0; i < c->field_count; i++) {
		const ProtobufCFieldDescriptor *d = &c->wire->fields[i];
		const struct field *f = &c->fields[i];
		int rc = d->label == PROTOBUF_C_LABEL_REPEATED
				 ? list_in(d, f, a, wire, record + f->offset, err)
				 : value_in(d, f, a, wire + d->offset, record + f->offset, err);
		if (rc)
			return -1;
	}
	return 0;
}

/* --- bytes --- */

static void *arena_of_protobuf(void *arena, size_t size)
{
	return arena_alloc(arena, size);
}

static void arena_keeps(void *arena, void *memory)
{
	(void)arena;
	(void)memory;
}

void code_write(const struct code *c, const void *record, struct span key, struct arena *scratch, struct buf *out)
{
	const ProtobufCMessage *wire = wire_of(c, record, scratch);
	frame_start(out);
	char *room = buf_room(out, protobuf_c_message_get_packed_size(wire));
	if (room)
		out->len += protobuf_c_message_pack(wire, (uint8_t *)room);
	frame_seal(out, key);
}

int code_read(const struct code *c, struct arena *a, struct span key, struct span value, void *record, struct err *err)
{
	struct span payload;
	if (frame_open(key, value, &payload, err))
		return -1;
	ProtobufCAllocator allocator = {arena_of_protobuf, arena_keeps, a};
	const ProtobufCMessage *wire =
		protobuf_c_message_unpack(c->wire, &allocator, payload.len, (const uint8_t *)payload.ptr);
	if (!wire)
		return err_set(err, ERR_CORRUPT, "it has not the form of a record");
	return plain_of(c, a, (const char *)wire, record, err);
}

bool code_agrees(const struct code *c)
{
	if (c->field_count != c->wire->n_fields)
		return false;
	for (size_t i = 0; i < c->field_count; i++) {
		const ProtobufCFieldDescriptor *d = &c->wire->fields[i];
		const struct field *f = &c->fields[i];
		if (strcmp(d->name, f->name) != 0 || (d->type == PROTOBUF_C_TYPE_MESSAGE) != (f->sub != NULL))
			return false;
		if (f->sub && !code_agrees(f->sub))
			return false;
	}
	return true;
}
