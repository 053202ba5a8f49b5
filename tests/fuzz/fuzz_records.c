/* fuzz_records: a stored record; the first byte gives its kind. What can be read can be written and read again. The
 * bytes are framed here, because the checksum would otherwise reject nearly all inputs. */
#include "store/code.h"
#include "store/frame.h"
#include "tests/fuzz/fuzz.h"

#define KEY SPAN("key")

union record {
	struct ticket ticket;
	struct message message;
	struct event event;
	struct customer customer;
	struct agent_state agent;
	struct outmail outmail;
	struct quarantined quarantined;
	struct undo undo;
	struct seen seen;
	struct load load;
	struct window window;
	struct note note;
	struct counted number;
	struct kept_keys_record keys;
	struct event_one event_one;
};

static const struct protobuf_table *const codes[] = {&code_ticket, &code_message, &code_event,       &code_customer,
						     &code_agent,  &code_outmail, &code_quarantined, &code_undo,
						     &code_seen,   &code_load,    &code_window,      &code_note,
						     &code_number, &code_keys,    &code_event_one};

static void try_record(const struct protobuf_table *code, struct span payload)
{
	union record record, again;
	struct arena a;
	struct buf value, once, twice;
	struct err err;
	arena_init(&a);
	buf_init(&value, BUF_MAX), buf_init(&once, BUF_MAX), buf_init(&twice, BUF_MAX);
	frame_start(&value);
	buf_add(&value, payload);
	frame_seal(&value, KEY);
	if (code_read(code, &a, KEY, buf_span(&value), &record, &err) == 0) {
		code_write(code, &record, KEY, &a, &once);
		must(code_read(code, &a, KEY, buf_span(&once), &again, &err) == 0);
		code_write(code, &again, KEY, &a, &twice);
		must(span_eq(buf_span(&once), buf_span(&twice)));
	}
	buf_clear(&value), buf_clear(&once), buf_clear(&twice);
	arena_clear(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_make(data, size), payload;
	struct err err;
	if (!size)
		return 0;
	(void)frame_open(KEY, span_from(in, 1), &payload, &err);
	try_record(codes[data[0] % COUNT(codes)], span_from(in, 1));
	return 0;
}
