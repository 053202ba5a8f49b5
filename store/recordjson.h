/* recordjson: a record as a JSON object, and back: a member for each field of its schema (records.proto) that is not
 * empty, by its name. Numbers that stand for words are words; a text that is not UTF-8 is {"hex": "…"}.
 *
 * Inside store/ only; docs/export.md is its contract. */
#ifndef CAREDESK_RECORDJSON_H
#define CAREDESK_RECORDJSON_H

#include "store/code.h"

struct recordjson; /* an object that is being made or read */

struct recordjson *recordjson_new(const char *record); /* {"record": "ticket"} */
void recordjson_free(struct recordjson *j);            /* NULL is fine */
void recordjson_put(struct recordjson *j, const struct protobuf_table *t, const void *plain);
void recordjson_put_hex(struct recordjson *j, const char *name, struct span bytes);
void recordjson_put_number(struct recordjson *j, const char *name, uint64_t number);
/* One line, with its end. */
void recordjson_write(const struct recordjson *j, struct buf *out);

/* ERR_CORRUPT: no such object. */
int recordjson_parse(struct span line, struct recordjson **out, struct err *err);
struct span recordjson_kind(const struct recordjson *j); /* empty: it has none */
bool recordjson_get_number(const struct recordjson *j, const char *name, uint64_t *out);
/* In the arena; empty: there is none, or it is not hex. */
struct span recordjson_get_hex(const struct recordjson *j, const char *name, struct arena *a);
/* Fills the whole struct; it lives in `a`. ERR_CORRUPT: a member is of another kind than its field. Members that are no
 * fields are passed over. */
int recordjson_get(const struct recordjson *j, const struct protobuf_table *t, struct arena *a, void *plain,
		   struct err *err);

#endif
