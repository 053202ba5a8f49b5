/* Every kind of record survives writing and reading, and every flipped bit is detected. */
#include "tests/unit/check.h"

#include "store/code.h"
#include "store/frame.h"
#include "store/keys.h"
#include "store/ticketfields.h"

static const struct span key = {"T-the-key", 9};

struct fixture {
	struct arena a;
	struct buf value;
	struct err err;
};

static void fixture_init(struct fixture *f)
{
	arena_init(&f->a);
	buf_init(&f->value, BUF_MAX);
}

static void fixture_clear(struct fixture *f)
{
	buf_clear(&f->value);
	arena_clear(&f->a);
}

/* Reads the written record from a block of its exact size, then frees that: the record's texts must be copies. */
static void there_and_back(struct fixture *f, const struct protobuf_table *c, const void *record, void *out)
{
	code_write(c, record, key, &f->a, &f->value);
	struct span exact = check_exact(buf_span(&f->value));
	int rc = code_read(c, &f->a, key, exact, out, &f->err);
	memset((void *)(uintptr_t)exact.ptr, 'X', exact.len);
	free((void *)(uintptr_t)exact.ptr);
	if (rc)
		fail_msg("%s", f->err.text);
}

static struct span_list spans(struct arena *a, const char *one, const char *two)
{
	struct span_list list = {0};
	span_list_add(a, &list, span_of(one));
	span_list_add(a, &list, span_of(two));
	return list;
}

static struct ticket a_ticket(struct arena *a)
{
	struct ticket t = {
		.id = UINT64_MAX,
		.subject = SPAN("Gr\303\274\303\237e \000 und mehr"),
		.status = STATUS_MERGED,
		.priority = PRIORITY_URGENT,
		.category = SPAN("billing"),
		.agent = SPAN("carol"),
		.customer = SPAN("jo@example.org"),
		.customer_name = SPAN("Jo"),
		.language = SPAN("de"),
		.mailbox = SPAN("support"),
		.watchers = spans(a, "a@example.org", "b@example.org"),
		.agent_watchers = spans(a, "bob", "dave"),
		.newcomers = spans(a, "n@example.org", ""),
		.tags = spans(a, "x", "y"),
		.merged_into = 7,
		.created = 1700000000,
		.updated = INT64_MAX,
		.answered = -1,
		.finished = INT64_MIN,
		.due = 5,
		.wake = 6,
		.snoozed = true,
		.waiting = true,
		.messages = UINT32_MAX,
		.events = 3,
		.due_set = 11,
		.started = 12,
		.first_due = 13,
		.resolve_due = 14,
		.told = 15,
		.pending_since = 16,
		.satisfaction = 5,
		.feedback_asked = 18,
		.thread = spans(a, "1@example.org", "2@example.org"),
	};
	*LIST_ADD(a, &t.links) = 3;
	*LIST_ADD(a, &t.links) = UINT64_MAX;
	*LIST_ADD(a, &t.timers) = (struct timer){TIMER_NUDGE, 77};
	*LIST_ADD(a, &t.timers) = (struct timer){TIMER_WAKE, INT64_MAX};
	*LIST_ADD(a, &t.stops) = (struct stop){10, 0};
	return t;
}

static void check_spans(const struct span_list *got, const struct span_list *want)
{
	assert_int_equal(got->count, want->count);
	for (size_t i = 0; i < want->count; i++)
		CHECK_SPAN(got->items[i], want->items[i]);
}

static void check_ticket(const struct ticket *got, const struct ticket *want)
{
	const struct span g[] = {got->subject,       got->category, got->agent,  got->customer,
				 got->customer_name, got->language, got->mailbox};
	const struct span w[] = {want->subject,       want->category, want->agent,  want->customer,
				 want->customer_name, want->language, want->mailbox};
	for (size_t i = 0; i < sizeof(g) / sizeof(g[0]); i++)
		CHECK_SPAN(g[i], w[i]);
	check_spans(&got->watchers, &want->watchers);
	check_spans(&got->agent_watchers, &want->agent_watchers);
	check_spans(&got->newcomers, &want->newcomers);
	check_spans(&got->tags, &want->tags);
	check_spans(&got->thread, &want->thread);
	assert_int_equal(got->links.count, want->links.count);
	for (size_t i = 0; i < want->links.count; i++)
		assert_true(got->links.items[i] == want->links.items[i]);
	assert_true(got->id == want->id && got->merged_into == want->merged_into && got->status == want->status &&
		    got->priority == want->priority && got->messages == want->messages && got->events == want->events);
	assert_true(got->created == want->created && got->updated == want->updated && got->answered == want->answered &&
		    got->finished == want->finished && got->due == want->due && got->wake == want->wake);
	assert_true(got->snoozed == want->snoozed && got->waiting == want->waiting);
	assert_int_equal(got->timers.count, want->timers.count);
	for (size_t i = 0; i < want->timers.count; i++)
		assert_true(got->timers.items[i].kind == want->timers.items[i].kind &&
			    got->timers.items[i].at == want->timers.items[i].at);
	assert_int_equal(got->stops.count, want->stops.count);
	for (size_t i = 0; i < want->stops.count; i++)
		assert_true(got->stops.items[i].from == want->stops.items[i].from &&
			    got->stops.items[i].to == want->stops.items[i].to);
	assert_true(got->due_set == want->due_set && got->started == want->started && got->told == want->told &&
		    got->first_due == want->first_due && got->resolve_due == want->resolve_due &&
		    got->pending_since == want->pending_since && got->satisfaction == want->satisfaction &&
		    got->feedback_asked == want->feedback_asked);
}

static void test_ticket(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct ticket got, want = a_ticket(&f.a);
	there_and_back(&f, &code_ticket, &want, &got);
	check_ticket(&got, &want);
	fixture_clear(&f);
}

/* A difference in one field is reported for that field alone, and copying the field removes it. */
static void test_ticket_fields(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	const struct ticket full = a_ticket(&a), empty = {0};
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++) {
		struct ticket t = empty;
		ticket_field_copy(&ticket_fields[i], &t, &full);
		for (size_t k = 0; k < TICKET_FIELD_COUNT; k++) {
			bool left = ticket_field_same(&ticket_fields[k], &t, &empty);
			bool taken = ticket_field_same(&ticket_fields[k], &t, &full);
			if (ticket_field_same(&ticket_fields[k], &full, &empty) ? !left
										: left == taken || taken != (i == k))
				fail_msg("%s, with %s copied", ticket_fields[k].member, ticket_fields[i].member);
		}
		ticket_field_copy(&ticket_fields[i], &t, &empty);
		check_ticket(&t, &empty);
	}
	arena_clear(&a);
}

static void test_ticket_own_lists(void **state)
{
	(void)state;
	struct arena a;
	arena_init(&a);
	struct ticket full = a_ticket(&a), copy;
	full.tags.cap = 8; /* a capacity larger than the count */
	full.tags.items = memcpy(ARENA_ARRAY(&a, struct span, 8), full.tags.items, 2 * sizeof(struct span));
	const struct ticket before = full;
	copy = full;
	ticket_own_lists(&a, &copy);
	check_ticket(&copy, &full);
	span_list_add(&a, &copy.tags, SPAN("z"));
	copy.links.items[0] = 99;
	span_list_add(&a, &copy.watchers, SPAN("z@example.org"));
	check_ticket(&full, &before);
	CHECK_SPAN(full.tags.items[2], SPAN_NONE);
	assert_true(full.links.items[0] == 3);
	arena_clear(&a);
}

/* Reading an empty record clears everything the struct had before. */
static void test_empty_ticket(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct ticket got = a_ticket(&f.a), want = {0};
	there_and_back(&f, &code_ticket, &want, &got);
	check_ticket(&got, &want);
	fixture_clear(&f);
}

static struct attachment an_attachment(void)
{
	return (struct attachment){.name = SPAN("invoice.pdf"),
				   .type = SPAN("application/pdf"),
				   .size = 5,
				   .offset = 6,
				   .length = 7,
				   .transfer = 2,
				   .content_id = SPAN("cid@example.org"),
				   .is_inline = true};
}

static void check_attachment(const struct attachment *got)
{
	struct attachment want = an_attachment();
	CHECK_SPAN(got->name, want.name);
	CHECK_SPAN(got->type, want.type);
	CHECK_SPAN(got->content_id, want.content_id);
	assert_true(got->size == 5 && got->offset == 6 && got->length == 7 && got->transfer == 2 && got->is_inline);
}

static void test_message(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct message got, want = {.ticket = 1,
				    .seq = 2,
				    .kind = MESSAGE_BOUNCE,
				    .from = SPAN("jo@example.org"),
				    .to = spans(&f.a, "support@acme.test", "x@example.org"),
				    .text = SPAN("text\r\n"),
				    .raw_size = (uint64_t)1 << 40,
				    .held = true,
				    .held_for = SPAN("carol")};
	*LIST_ADD(&f.a, &want.attachments) = an_attachment();
	*LIST_ADD(&f.a, &want.attachments) = an_attachment();
	there_and_back(&f, &code_message, &want, &got);
	CHECK_SPAN(got.from, want.from);
	CHECK_SPAN(got.text, want.text);
	CHECK_SPAN(got.held_for, want.held_for);
	check_spans(&got.to, &want.to);
	assert_int_equal(got.attachments.count, 2);
	check_attachment(&got.attachments.items[0]);
	check_attachment(&got.attachments.items[1]);
	assert_true(got.ticket == 1 && got.seq == 2 && got.kind == MESSAGE_BOUNCE && got.held &&
		    got.raw_size == want.raw_size);
	fixture_clear(&f);
}

static void test_outmail(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct outmail got, want = {.id = 9,
				    .to = SPAN("jo@example.org"),
				    .references = spans(&f.a, "1@x", "2@x"),
				    .auto_submitted = AUTO_GENERATED,
				    .state = OUTMAIL_DROPPED,
				    .next = 77,
				    .error = SPAN("550 no")};
	*LIST_ADD(&f.a, &want.parts) = (struct outmail_part){.ticket = 3, .seq = 4, .attachment = an_attachment()};
	there_and_back(&f, &code_outmail, &want, &got);
	CHECK_SPAN(got.to, want.to);
	CHECK_SPAN(got.error, want.error);
	check_spans(&got.references, &want.references);
	assert_true(got.id == 9 && got.auto_submitted == AUTO_GENERATED && got.state == OUTMAIL_DROPPED &&
		    got.next == 77);
	assert_int_equal(got.parts.count, 1);
	assert_true(got.parts.items[0].ticket == 3 && got.parts.items[0].seq == 4);
	check_attachment(&got.parts.items[0].attachment);
	fixture_clear(&f);
}

static void test_undo(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct undo got, want = {.ticket = 5, .agent = SPAN("carol"), .time = 8, .done = SPAN("closed")};
	*LIST_ADD(&f.a, &want.before) = a_ticket(&f.a);
	*LIST_ADD(&f.a, &want.before) = (struct ticket){.id = 2};
	there_and_back(&f, &code_undo, &want, &got);
	CHECK_SPAN(got.agent, want.agent);
	CHECK_SPAN(got.done, want.done);
	assert_int_equal(got.before.count, 2);
	check_ticket(&got.before.items[0], &want.before.items[0]);
	check_ticket(&got.before.items[1], &want.before.items[1]);
	fixture_clear(&f);
}

static void test_tables_agree_with_the_schema(void **state)
{
	static const struct protobuf_table *const all[] = {
		&code_ticket, &code_message, &code_event, &code_customer, &code_agent, &code_outmail, &code_quarantined,
		&code_undo,   &code_seen,    &code_load,  &code_window,   &code_note,  &code_number,  &code_keys};
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (!protobuf_agrees(all[i]))
			fail_msg("table %zu", i);
}

/* --- damage --- */

static void test_every_flipped_bit(void **state)
{
	(void)state;
	struct fixture f;
	fixture_init(&f);
	struct ticket got, want = a_ticket(&f.a);
	code_write(&code_ticket, &want, key, &f.a, &f.value);
	struct span bytes = check_exact(buf_span(&f.value));
	unsigned char *p = (unsigned char *)(uintptr_t)bytes.ptr;
	for (size_t bit = 0; bit < bytes.len * 8; bit++) {
		p[bit / 8] ^= (unsigned char)(1u << bit % 8);
		assert_int_equal(code_read(&code_ticket, &f.a, key, bytes, &got, &f.err), -1);
		assert_int_equal(f.err.kind, ERR_CORRUPT);
		p[bit / 8] ^= (unsigned char)(1u << bit % 8);
	}
	assert_int_equal(code_read(&code_ticket, &f.a, key, bytes, &got, &f.err), 0);
	for (size_t len = 0; len < bytes.len; len++)
		assert_int_equal(code_read(&code_ticket, &f.a, key, span_sub(bytes, 0, len), &got, &f.err), -1);
	assert_int_equal(code_read(&code_ticket, &f.a, SPAN("T-the-kez"), bytes, &got, &f.err), -1);
	free(p);
	fixture_clear(&f);
}

/* Reads a ticket of these bytes, which are gone when it returns. */
static int read_payload(struct fixture *f, struct span payload, struct ticket *out)
{
	frame_start(&f->value);
	buf_add(&f->value, payload);
	frame_seal(&f->value, key);
	struct span exact = check_exact(buf_span(&f->value));
	int rc = code_read(&code_ticket, &f->a, key, exact, out, &f->err);
	free((void *)(uintptr_t)exact.ptr);
	return rc;
}

/* Payloads with a correct checksum, as a faulty or newer program might write them. */
static void test_wrong_payloads(void **state)
{
	static const struct {
		const char *name;
		struct span payload;
		int want;
	} rows[] = {
		{"none at all: all members have their defaults", {"", 0}, 0},
		{"status 6", {"\x18\x06", 2}, 0},
		{"status 7 is none", {"\x18\x07", 2}, -1},
		{"an unknown field 99", {"\x98\x06\x01", 3}, -1},
		{"a field cut short", {"\x12\x20jo", 4}, -1},
		{"a field of the wrong wire type", {"\x0a\x01x", 3}, -1},
		{"a text of the wrong wire type", {"\x10\x01", 2}, -1},
		{"a wire type that is not ours", {"\x09\x01\0\0\0\0\0\0\0", 9}, -1},
		{"a tag alone", {"\x08", 1}, -1},
		{"a number cut short", {"\x08\x80", 2}, -1},
		{"a number of ten bytes", {"\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11}, 0},
		{"a number of eleven", {"\x08\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", 12}, -1},
		{"a list of numbers cut short", {"\x7a\x02\x01\x80", 4}, -1},
		{"a length beyond any memory", {"\x12\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01jo", 13}, -1},
		{"an unknown field in a nested struct", {"\x92\x03\x02\x18\x01", 5}, -1},
		{"timer kind 99 is none", {"\x92\x03\x02\x08\x63", 5}, -1},
	};
	(void)state;
	struct fixture f;
	fixture_init(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ticket got;
		if (read_payload(&f, rows[i].payload, &got) != rows[i].want)
			fail_msg("%s", rows[i].name);
	}
	fixture_clear(&f);
}

/* Other encodings of a ticket that are just as valid, and how they are written again (before the figures, which are
 * always written). */
static void test_other_payloads(void **state)
{
	static const struct {
		const char *name;
		struct span payload, again;
	} rows[] = {
		{"in another order", {"\x18\x01\x08\x07", 4}, {"\x08\x07\x18\x01", 4}},
		{"a number and a text twice: the last one",
		 {"\x08\x07\x12\x01x\x08\x09\x12\x01y", 10},
		 {"\x08\x09\x12\x01y", 5}},
		{"a default", {"\x08\x00\x12\x00", 4}, {"", 0}},
		{"numbers with a tag each", {"\x78\x03\x78\x80\x01", 5}, {"\x7a\x03\x03\x80\x01", 5}},
		{"numbers in two packs", {"\x7a\x01\x03\x7a\x02\x80\x01", 7}, {"\x7a\x03\x03\x80\x01", 5}},
		{"an empty pack", {"\x7a\x00", 2}, {"", 0}},
		{"a list in three runs",
		 {"\x72\x01x\x72\x01y\x08\x07\x72\x00\x7a\x01\x05\x72\x01z", 16},
		 {"\x08\x07\x72\x01x\x72\x01y\x72\x00\x72\x01z\x7a\x01\x05", 16}},
		{"a list of structs", {"\x92\x03\x00\x92\x03\x02\x10\x05", 8}, {"\x92\x03\x00\x92\x03\x02\x10\x05", 8}},
	};
	(void)state;
	struct fixture f;
	fixture_init(&f);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct ticket got;
		if (read_payload(&f, rows[i].payload, &got))
			fail_msg("%s: %s", rows[i].name, f.err.text);
		code_write(&code_ticket, &got, key, &f.a, &f.value);
		struct span want = ARENA_CONCAT(&f.a, rows[i].again, SPAN("\xd2\x05\x00"));
		if (!span_eq(span_from(buf_span(&f.value), FRAME_SIZE), want))
			fail_msg("%s", rows[i].name);
	}
	fixture_clear(&f);
}

static void test_crc(void **state)
{
	static const struct {
		struct span bytes;
		uint32_t want;
	} rows[] = {
		{{"", 0}, 0},
		{{"123456789", 9}, 0xE3069283},
		{{"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32}, 0x8A9136AA},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(frame_crc(0, rows[i].bytes), rows[i].want);
	assert_int_equal(frame_crc(frame_crc(0, SPAN("1234")), SPAN("56789")), 0xE3069283);
	char bytes[100];
	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(i * 37);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		struct span part = span_from(span_make(bytes, sizeof(bytes)), i);
		assert_int_equal(frame_crc(7, part), frame_crc_plain(7, part));
	}
}

/* --- keys --- */

static void test_keys_sort_as_numbers(void **state)
{
	static const uint64_t numbers[] = {0, 1, 255, 256, 65535, 65536, (uint64_t)1 << 32, UINT64_MAX};
	(void)state;
	for (size_t i = 1; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct key a = key_number(TABLE_TICKET, numbers[i - 1]), b = key_number(TABLE_TICKET, numbers[i]);
		assert_true(span_cmp(key_span(&a), key_span(&b)) < 0);
		assert_true(key_owner(key_span(&b)) == numbers[i]);
	}
}

static void test_names_are_case_blind(void **state)
{
	(void)state;
	struct key a = key_named(TABLE_CUSTOMER, SPAN("Jo@example.org")),
		   b = key_named(TABLE_CUSTOMER, SPAN("jo@EXAMPLE.org"));
	assert_true(span_eq(key_span(&a), key_span(&b)));
	for (size_t len = 200; len < 400; len++) {
		char upper[400], lower[400];
		memset(upper, 'X', len), memset(lower, 'x', len);
		a = key_named(TABLE_CUSTOMER, span_make(upper, len));
		b = key_named(TABLE_CUSTOMER, span_make(lower, len));
		assert_true(span_eq(key_span(&a), key_span(&b)));
		b = key_named(TABLE_CUSTOMER, span_make(lower, len - 1));
		assert_false(span_eq(key_span(&a), key_span(&b)));
	}
	a = key_msgid(SPAN("A@x"));
	b = key_msgid(SPAN("a@x"));
	assert_false(span_eq(key_span(&a), key_span(&b)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ticket),
		cmocka_unit_test(test_ticket_fields),
		cmocka_unit_test(test_ticket_own_lists),
		cmocka_unit_test(test_empty_ticket),
		cmocka_unit_test(test_message),
		cmocka_unit_test(test_outmail),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_tables_agree_with_the_schema),
		cmocka_unit_test(test_every_flipped_bit),
		cmocka_unit_test(test_wrong_payloads),
		cmocka_unit_test(test_other_payloads),
		cmocka_unit_test(test_crc),
		cmocka_unit_test(test_keys_sort_as_numbers),
		cmocka_unit_test(test_names_are_case_blind),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
