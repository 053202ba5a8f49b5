#include "tests/unit/check.h"

#include "parsers/base/transfer.h"

/* An exact-size copy, so that sanitizers see reads past its end. */
static struct span copy(struct span s)
{
	char *ptr = malloc(s.len ? s.len : 1);
	assert_non_null(ptr);
	if (s.len)
		memcpy(ptr, s.ptr, s.len);
	return (struct span){ptr, s.len};
}

static void assert_span(const char *name, struct span got, struct span want)
{
	if (!span_eq(got, want))
		fail_msg("%s: got \"%.*s\", want \"%.*s\"", name, SPAN_ARG(got), SPAN_ARG(want));
}

struct row {
	const char *name;
	enum transfer transfer;
	struct span input, want;
};

static const struct row rows[] = {
	{"identity", TRANSFER_IDENTITY, SPAN("a=41\r\n"), SPAN("a=41\r\n")},
	{"qp", TRANSFER_QP, SPAN("caf=C3=a9"), SPAN("caf\xc3\xa9")},
	{"qp soft break", TRANSFER_QP, SPAN("one=\r\ntwo\r\nthree=\nfour"), SPAN("onetwo\r\nthreefour")},
	{"qp soft break with blanks", TRANSFER_QP, SPAN("one= \t\r\ntwo"), SPAN("onetwo")},
	{"qp trailing blanks go", TRANSFER_QP, SPAN("one  \r\n=20\r\n"), SPAN("one\r\n \r\n")},
	{"qp bad escapes stay", TRANSFER_QP, SPAN("a=zz=4"), SPAN("a=zz=4")},
	{"qp lone equals at the end", TRANSFER_QP, SPAN("a="), SPAN("a")},
	{"qp nothing", TRANSFER_QP, SPAN(""), SPAN("")},
	{"base64", TRANSFER_BASE64, SPAN("Zm9v\r\nYmFy"), SPAN("foobar")},
	{"base64 padded", TRANSFER_BASE64, SPAN("Zm8="), SPAN("fo")},
	{"base64 without padding", TRANSFER_BASE64, SPAN("Zg"), SPAN("f")},
	{"base64 joined", TRANSFER_BASE64, SPAN("Zg==Zm8=Zm9v"), SPAN("ffofoo")},
	{"base64 with dirt", TRANSFER_BASE64, SPAN("Z m\x80 9!v\n"), SPAN("foo")},
	{"uuencode", TRANSFER_UUENCODE, SPAN("text\nbegin 644 f\n#0V%T\n`\nend\nmore"), SPAN("Cat")},
	{"uuencode cut short", TRANSFER_UUENCODE, SPAN("begin 644 f\r\n#0V"), SPAN("C`\0")},
	{"uuencode without begin", TRANSFER_UUENCODE, SPAN("#0V%T\n"), SPAN("")},
	{"unknown value is identity", (enum transfer)9, SPAN("x"), SPAN("x")},
};

static void test_decode(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out;
		buf_init(&out, BUF_MAX);
		struct span input = copy(rows[i].input);
		transfer_decode(rows[i].transfer, input, &out);
		assert_span(rows[i].name, buf_span(&out), rows[i].want);
		free((void *)(uintptr_t)input.ptr);
		buf_clear(&out);
	}
}

static void assert_lines(struct span text, size_t max)
{
	struct span line;
	while (span_line(&text, &line))
		assert_true(line.len <= max);
}

/* Every length around a line's end, all byte values. */
static void test_round_trip(void **state)
{
	(void)state;
	unsigned char bytes[300];
	for (size_t len = 0; len < sizeof(bytes); len++) {
		bytes[len] = (unsigned char)(len * 7 + (len == 0 ? 0 : bytes[len - 1]) + 13);
		if (bytes[len] == '\n' || bytes[len] == '\r')
			bytes[len] = ' ';
		struct span input = copy((struct span){(const char *)bytes, len});
		for (int qp = 0; qp < 2; qp++) {
			struct buf encoded, decoded;
			buf_init(&encoded, BUF_MAX);
			buf_init(&decoded, BUF_MAX);
			if (qp)
				transfer_qp_line(input, &encoded);
			else
				transfer_base64(input, &encoded);
			assert_lines(buf_span(&encoded), 76);
			transfer_decode(qp ? TRANSFER_QP : TRANSFER_BASE64, buf_span(&encoded), &decoded);
			assert_span("round trip", buf_span(&decoded), input);
			buf_clear(&encoded);
			buf_clear(&decoded);
		}
		free((void *)(uintptr_t)input.ptr);
	}
}

static void test_encode(void **state)
{
	(void)state;
	struct buf out;
	buf_init(&out, BUF_MAX);
	transfer_base64(SPAN("foobar"), &out);
	assert_string_equal(out.ptr, "Zm9vYmFy\r\n");
	buf_reset(&out);
	transfer_qp_line(SPAN("a=b \xc3\xbc "), &out);
	assert_string_equal(out.ptr, "a=3Db =C3=BC=20");
	buf_clear(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_decode),
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_encode),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
