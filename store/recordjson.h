/* recordjson: a record as a JSON object, and back: one member for each non-empty field of its schema (records.proto),
 * with the field's name. Enum values are written as words; a text that is not UTF-8 is {"hex": "…"}.
 *
 * Inside store/ only; docs/export.md specifies the format. */
#ifndef CAREDESK_RECORDJSON_H
#define CAREDESK_RECORDJSON_H

#include "store/code.h"

struct recordjson; /* an object being built or read */

struct recordjson *recordjson_new(const char *record); /* {"record": "ticket"} */
void recordjson_free(struct recordjson *j);            /* NULL is fine */
void recordjson_put(struct recordjson *j, const struct protobuf_table *t, const void *plain);
void recordjson_put_hex(struct recordjson *j, const char *name, struct span bytes);
void recordjson_put_number(struct recordjson *j, const char *name, uint64_t number);
/* Appends one line, with its line end. */
void recordjson_write(const struct recordjson *j, struct buf *out);

/* ERR_CORRUPT: the line is not a JSON object. */
int recordjson_parse(struct span line, struct recordjson **out, struct err *err);
struct span recordjson_kind(const struct recordjson *j); /* empty: it has none */
bool recordjson_get_number(const struct recordjson *j, const char *name, uint64_t *out);
/* In the arena; empty: no such member, or it is not hex. */
struct span recordjson_get_hex(const struct recordjson *j, const char *name, struct arena *a);
/* Fills the whole struct; what it points to is in `a`. ERR_CORRUPT: a member has another type than its field. Members
 * that are not in the schema are ignored. */
int recordjson_get(const struct recordjson *j, const struct protobuf_table *t, struct arena *a, void *plain,
		   struct err *err);

#endif
