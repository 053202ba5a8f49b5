#include "tests/unit/check.h"

#include "daemon/edge/part.h"
#include "parsers/base/transfer.h"

/* "SGVsbG8gd29ybGQh" is "Hello world!", "Ym9keTogZDI5eWJHUT0=" is "body: d29ybGQ=", and that "body: world" in part. */
static const struct {
	const char *name, *raw;
	struct attachment attachment;
	const char *want; /* NULL: not there */
} rows[] = {
	{"plain", "xx hello yy", {.offset = 3, .length = 5, .size = 5}, "hello"},
	{"encoded",
	 "xxSGVsbG8gd29ybGQhyy",
	 {.offset = 2, .length = 16, .size = 12, .transfer = TRANSFER_BASE64},
	 "Hello world!"},
	{"in a container",
	 "xxSGVsbG8gd29ybGQhyy",
	 {.offset = 2, .length = 16, .size = 5, .transfer = TRANSFER_BASE64, .inner_offset = 6, .inner_length = 5},
	 "world"},
	{"in a container, encoded",
	 "Ym9keTogZDI5eWJHUT0=",
	 {.length = 20,
	  .size = 5,
	  .transfer = TRANSFER_BASE64,
	  .inner_offset = 6,
	  .inner_length = 8,
	  .inner_transfer = TRANSFER_BASE64},
	 "world"},
	{"beyond the raw mail", "short", {.offset = 2, .length = 16, .size = 16}, NULL},
	{"beyond the container",
	 "SGVsbG8gd29ybGQh",
	 {.length = 16, .size = 9, .transfer = TRANSFER_BASE64, .inner_offset = 6, .inner_length = 9},
	 NULL},
	{"nowhere", "text", {.size = 3}, NULL},
	{"without a raw mail", "", {.offset = 0, .length = 0}, NULL},
	{"empty", "text", {.offset = 1}, ""},
};

static void test_bytes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out;
		struct span raw = check_exact(span_of(rows[i].raw));
		buf_init(&out, BUF_MAX);
		bool got = part_bytes(&rows[i].attachment, raw, &out);
		if (got != (rows[i].want != NULL) || (got && !span_eq(buf_span(&out), span_of(rows[i].want))))
			fail_msg("%s: \"%.*s\"", rows[i].name, (int)out.len, out.ptr);
		buf_clear(&out);
		free((void *)(uintptr_t)raw.ptr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_bytes)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
