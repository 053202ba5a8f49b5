/* code: records as bytes: protobuf (store/records.proto) in a frame (store/frame.h).
 *
 * There is a table for each kind of record; code_write and code_read are driven by it. Members of a record that are not
 * in its table (loads, which are stored elsewhere) are neither written nor read. */
#ifndef CAREDESK_CODE_H
#define CAREDESK_CODE_H

#include "parsers/base/arena.h"
#include "parsers/base/buf.h"
#include "parsers/base/err.h"
#include "parsers/base/protobuf.h"
#include "store/records.h"

/* Records that only the store uses; see records.proto. */
struct seen {
	struct span name;
	uint64_t ticket;
	uint32_t seq;
	struct span content;
};
struct load {
	struct span name;
	uint32_t tickets, open;
};
struct window {
	struct span name;
	int64_t start, length;
	uint32_t count;
};
struct note {
	struct span name, value;
};
struct counted {
	uint64_t value;
};
struct kept_key {
	uint32_t id;
	struct span bytes;
};
struct kept_keys {
	struct kept_key *items;
	size_t count, cap;
};
struct kept_keys_record {
	struct kept_keys items;
};

struct event_one { /* an event as stored by version 1 */
	uint64_t ticket;
	uint32_t seq;
	int64_t time;
	struct span actor, event, detail, why, via;
};

extern const struct protobuf_table code_ticket, code_message, code_event, code_customer, code_agent, code_outmail,
	code_quarantined, code_pending, code_undo, code_seen, code_load, code_window, code_note, code_sum, code_number,
	code_keys, code_event_one, code_call;

/* Sets *out to the framed value for that key. `scratch` is used for temporary memory. */
void code_write(const struct protobuf_table *c, const void *record, struct span key, struct arena *scratch,
		struct buf *out);
/* Fills the whole struct; texts are copied into `a`. ERR_CORRUPT: bad frame, malformed payload, an unknown field, or a
 * number that is not a member of its enum; the text does not name the key, the caller adds it. */
int code_read(const struct protobuf_table *c, struct arena *a, struct span key, struct span value, void *record,
	      struct err *err);
#endif
