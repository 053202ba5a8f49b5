#include "tests/unit/check.h"

#include "store/recordjson.h"

/* Writes a record as one line of JSON and reads it back. */
static void round_trip(const struct protobuf_table *t, const void *record, void *back, struct arena *a,
		       struct buf *line)
{
	struct recordjson *j = recordjson_new("x"), *in = NULL;
	struct err err;
	recordjson_put(j, t, record);
	buf_reset(line);
	recordjson_write(j, line);
	recordjson_free(j);
	assert_int_equal(recordjson_parse(span_sub(buf_span(line), 0, line->len - 1), &in, &err), 0);
	assert_int_equal(recordjson_get(in, t, a, back, &err), 0);
	recordjson_free(in);
}

static void test_round_trip(void **state)
{
	struct arena a;
	struct buf line;
	(void)state;
	arena_init(&a);
	buf_init(&line, BUF_MAX);
	struct ticket back, t = {.id = 7,
				 .subject = SPAN("a\"b\nc \xc3\xa9 \0 x"),
				 .status = STATUS_CLOSED,
				 .priority = PRIORITY_LOW,
				 .customer_name = SPAN("\xff\xfe"),
				 .created = 1796135400,
				 .snoozed = true};
	span_list_add(&a, &t.tags, SPAN("a"));
	span_list_add(&a, &t.tags, SPAN("\x80"));
	*LIST_ADD(&a, &t.links) = UINT64_C(1) << 60;
	*LIST_ADD(&a, &t.roots) = (struct thread_root){SPAN("jo@example.org"), SPAN("x@y")};
	round_trip(&code_ticket, &t, &back, &a, &line);
	assert_true(span_find(buf_span(&line), SPAN("\"status\":\"closed\"")) > 0);
	assert_true(span_find(buf_span(&line), SPAN("{\"hex\":\"fffe\"}")) > 0);
	assert_true(span_find(buf_span(&line), SPAN("answered")) < 0);
	CHECK_SPAN(back.subject, t.subject);
	CHECK_SPAN(back.customer_name, t.customer_name);
	CHECK_SPAN(back.tags.items[1], t.tags.items[1]);
	CHECK_SPAN(back.roots.items[0].msgid, t.roots.items[0].msgid);
	assert_true(back.status == t.status && back.priority == t.priority && back.created == t.created);
	assert_true(back.links.items[0] == t.links.items[0] && back.snoozed && back.id == 7);
	buf_clear(&line);
	arena_clear(&a);
}

static void test_what_is_none(void **state)
{
	static const char *const bad[] = {
		"{\"id\":\"one\"}",
		"{\"status\":\"shut\"}",
		"{\"status\":3}",
		"{\"status\":\"\"}",
		"{\"subject\":7}",
		"{\"tags\":\"a\"}",
		"{\"tags\":[1]}",
		"{\"snoozed\":1}",
		"{\"subject\":{\"hex\":1}}",
		"{\"subject\":{\"hex\":\"f\"}}",
		"{\"roots\":[\"x\"]}",
		"{\"subject\":{\"hex\":\"zz\"}}",
	};
	struct arena a;
	struct err err;
	struct recordjson *j;
	struct ticket t;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		assert_int_equal(recordjson_parse(span_of(bad[i]), &j, &err), 0);
		if (recordjson_get(j, &code_ticket, &a, &t, &err) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_int_equal(err.kind, ERR_CORRUPT);
		recordjson_free(j);
	}
	assert_int_equal(recordjson_parse(SPAN("[1]"), &j, &err), -1);
	assert_int_equal(recordjson_parse(SPAN("{\"a\":1,\"a\":2}"), &j, &err), -1);
	assert_int_equal(recordjson_parse(SPAN(""), &j, &err), -1);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_round_trip), cmocka_unit_test(test_what_is_none)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
