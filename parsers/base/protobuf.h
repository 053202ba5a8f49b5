/* protobuf: plain structs as protobuf's bytes, and back, by a table for each struct.
 *
 * protobuf-c's descriptors know of which type each field of a schema is and where its generated struct has it; a table
 * says where ours has it, row by row in the order of the fields' numbers. So one walk over both does every conversion.
 *
 * Ours is, for the schema's: bool, a bool; uint32, a uint32_t or an enum; uint64, int64 and sint64, a uint64_t, int64_t
 * or size_t; bytes, a struct span; a message, the struct; repeated, a list {items, count, cap} of these. */
#ifndef CAREDESK_PROTOBUF_H
#define CAREDESK_PROTOBUF_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/base/err.h"

/* What a text may be. It is looked at where there is a guard (below). */
enum protobuf_rule { PROTOBUF_LINE, PROTOBUF_TEXT, PROTOBUF_BYTES, PROTOBUF_RULE_COUNT };

struct protobuf_table;
struct ProtobufCMessageDescriptor;

struct protobuf_field {
	const char *name; /* as in the schema, with '.' for its '_' where it is a member of a member */
	size_t offset;
	uint32_t limit; /* of an enum: the first number that is none of it; of a list: the most items; 0: any */
	bool (*is_one)(uint32_t n);       /* of an enum with gaps, besides limit; NULL: it has none */
	enum protobuf_rule rule;          /* of bytes */
	size_t array;                     /* of bytes: an array of this size, not a span; 0: a span */
	const struct protobuf_table *sub; /* of a message */
};

struct protobuf_table {
	const struct ProtobufCMessageDescriptor *wire;
	const struct protobuf_field *fields;
	size_t count, size;
};

/* A row: PROTOBUF_FIELD(ticket, links), PROTOBUF_FIELD(ticket, status, .limit = STATUS_COUNT). */
#define PROTOBUF_FIELD(type, member, ...)                                                                              \
	{                                                                                                              \
		.name = #member, .offset = offsetof(struct type, member), __VA_ARGS__                                  \
	}
/* PROTOBUF_TABLE(ticket, ticket_fields, records__ticket) */
#define PROTOBUF_TABLE(type, fields, descriptor)                                                                       \
	{                                                                                                              \
		&descriptor##__descriptor, (fields), sizeof(fields) / sizeof((fields)[0]), sizeof(struct type)         \
	}

/* Against what a stranger may have made: texts are held against their rule, lists against their limit. Without one,
 * texts are taken as they are. */
struct protobuf_guard {
	bool (*fits)(enum protobuf_rule rule, struct span text);
	struct span (*mend)(struct arena *a, enum protobuf_rule rule, struct span text); /* makes it fit */
	size_t memory; /* the most that reading may use */
};

/* Appends the struct's bytes. The guard (or NULL) mends texts and cuts lists. The arena is for scratch. */
void protobuf_write(const struct protobuf_table *t, const void *plain, const struct protobuf_guard *guard,
		    struct arena *scratch, struct buf *out);
/* Fills the whole struct; it lives in `a`. ERR_CORRUPT: no such bytes, an unknown field, a number that is not a member
 * of its enum, or what the guard (or NULL) does not let through. */
int protobuf_read(const struct protobuf_table *t, const struct protobuf_guard *guard, struct arena *a,
		  struct span bytes, void *plain, struct err *err);
/* Gives every text of the struct, of those in it and of their lists to `look`, with the name of its field. A text of a
 * list that it leaves empty goes from the list. Arrays are not texts. */
typedef void protobuf_look(void *ctx, const char *name, struct span *text);
void protobuf_texts(const struct protobuf_table *t, void *plain, protobuf_look *look, void *ctx);
/* What the field of a row is; *list: a list of them. */
enum protobuf_kind {
	PROTOBUF_BOOL,
	PROTOBUF_UINT32,
	PROTOBUF_UINT64,
	PROTOBUF_INT64,
	PROTOBUF_SPAN,
	PROTOBUF_ARRAY,
	PROTOBUF_STRUCT
};
enum protobuf_kind protobuf_kind(const struct protobuf_table *t, size_t row, bool *list);
/* Does the table agree with the schema, name by name? For the tests. */
bool protobuf_agrees(const struct protobuf_table *t);

#endif
