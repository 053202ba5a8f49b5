/* protobuf: converts plain structs to protobuf's bytes and back, with a table for each struct.
 *
 * protobuf-c's descriptors know the type of each field of a schema and its place in the generated struct; a table has
 * its place in our struct, row by row in the order of the field numbers. So one walk over both does every conversion.
 *
 * The schema's types correspond to: bool, a bool; uint32, a uint32_t or an enum; uint64, int64 and sint64, a uint64_t,
 * int64_t or size_t; bytes, a struct span; a message, the struct; repeated, a list {items, count, cap} of these. */
#ifndef CAREDESK_PROTOBUF_H
#define CAREDESK_PROTOBUF_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/base/err.h"

/* What a text may contain; checked only if there is a guard (below). */
enum protobuf_rule { PROTOBUF_LINE, PROTOBUF_TEXT, PROTOBUF_BYTES, PROTOBUF_RULE_COUNT };

struct protobuf_table;
struct ProtobufCMessageDescriptor;

struct protobuf_field {
	const char *name; /* as in the schema, with '.' instead of '_' for a member of a member */
	size_t offset;
	uint32_t limit; /* of an enum: the first invalid number; of a list: the maximum number of items; 0: any */
	bool (*is_one)(uint32_t n);       /* for an enum with gaps, in addition to limit; otherwise NULL */
	enum protobuf_rule rule;          /* of bytes */
	size_t array;                     /* of bytes: the size, if they are an array instead of a span; otherwise 0 */
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

/* Protects against data that a stranger may have made: texts are checked against their rule, and lists against their
 * limit. Without a guard texts are not checked. */
struct protobuf_guard {
	bool (*fits)(enum protobuf_rule rule, struct span text);
	struct span (*mend)(struct arena *a, enum protobuf_rule rule, struct span text); /* makes it fit */
	size_t memory; /* bytes that reading may use */
};

/* Appends the encoded struct. The guard (or NULL) repairs texts and cuts lists. The arena is scratch space. */
void protobuf_write(const struct protobuf_table *t, const void *plain, const struct protobuf_guard *guard,
		    struct arena *scratch, struct buf *out);
/* Fills the whole struct; its contents live in `a`. ERR_CORRUPT: malformed bytes, an unknown field, a number that is
 * not a member of its enum, or anything that the guard (or NULL) rejects. */
int protobuf_read(const struct protobuf_table *t, const struct protobuf_guard *guard, struct arena *a,
		  struct span bytes, void *plain, struct err *err);
/* Calls `look` with every text in the struct, in nested structs and in lists, and the name of its field. A text of a
 * list that `look` empties is removed from the list. Arrays are not texts. */
typedef void protobuf_look(void *ctx, const char *name, struct span *text);
void protobuf_texts(const struct protobuf_table *t, void *plain, protobuf_look *look, void *ctx);
/* The kind of a row's field; *list: is it a list of these? */
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
/* Does the table agree with the schema, name by name? For tests. */
bool protobuf_agrees(const struct protobuf_table *t);

#endif
