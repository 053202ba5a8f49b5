#include "tests/unit/check.h"

#include "parsers/base/utf8.h"
#include "parsers/charset.h"
#include "parsers/mailcode.h"

static const char sample[] =
	"From: =?utf-8?q?J=C3=B6?= <jo@example.org>\nTo: support@acme.test, b@example.org\nSubject: Re: [ACME #7] "
	"[urgent] x\n"
	"Date: Mon, 1 Jan 2024 10:00:00 +0100\nMessage-ID: <m@example.org>\nReferences: <p@acme.test> <q@acme.test>\n"
	"Authentication-Results: mx.acme.test; dkim=pass header.d=example.org; spf=pass smtp.mailfrom=jo@example.org\n"
	"X-Raw: \xFF\xFE\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\n#note\nhello\n-- \nJo\n--b\n"
	"Content-Type: image/png; name=\"a.png\"\nContent-ID: <c@x>\nContent-Transfer-Encoding: "
	"base64\n\nAAAA\n--b--\n";

static void check_lists(const struct mail *a, const struct mail *b)
{
	assert_int_equal(a->headers.count, b->headers.count);
	for (size_t i = 0; i < a->headers.count; i++) {
		CHECK_SPAN(b->headers.items[i].name, a->headers.items[i].name);
		CHECK_SPAN(b->headers.items[i].value, a->headers.items[i].value);
		CHECK_SPAN(b->headers.items[i].raw, a->headers.items[i].raw);
	}
	assert_int_equal(a->to.count, b->to.count);
	for (size_t i = 0; i < a->to.count; i++)
		CHECK_SPAN(b->to.items[i].addr, a->to.items[i].addr);
	assert_int_equal(a->refs.count, b->refs.count);
	for (size_t i = 0; i < a->refs.count; i++)
		CHECK_SPAN(b->refs.items[i], a->refs.items[i]);
	assert_int_equal(a->subject.brackets.count, b->subject.brackets.count);
	for (size_t i = 0; i < a->subject.brackets.count; i++)
		assert_int_equal(a->subject.brackets.items[i].end, b->subject.brackets.items[i].end);
	assert_int_equal(a->commands.count, b->commands.count);
	assert_int_equal(a->authres.count, b->authres.count);
	assert_int_equal(a->authres.items[0].results.count, b->authres.items[0].results.count);
	CHECK_SPAN(b->authres.items[0].results.items[0].header_d, a->authres.items[0].results.items[0].header_d);
}

static void check_same(const struct mail *a, const struct mail *b)
{
	assert_int_equal(a->size, b->size);
	assert_int_equal(a->headers_only, b->headers_only);
	assert_int_equal(a->from_fields, b->from_fields);
	assert_int_equal(a->date, b->date);
	CHECK_SPAN(b->sender.name, a->sender.name);
	CHECK_SPAN(b->sender.addr, a->sender.addr);
	CHECK_SPAN(b->message_id, a->message_id);
	CHECK_SPAN(b->subject.text, a->subject.text);
	CHECK_SPAN(b->subject.bare, a->subject.bare);
	assert_int_equal(a->subject.is_reply, b->subject.is_reply);
	CHECK_SPAN(b->text, a->text);
	CHECK_SPAN(b->folded, a->folded);
	CHECK_SPAN(b->whole, a->whole);
	CHECK_SPAN(b->unfolded, a->unfolded);
	CHECK_SPAN(b->command_text, a->command_text);
	assert_int_equal(a->attachments.count, b->attachments.count);
	assert_int_equal(a->attachments.items[0].offset, b->attachments.items[0].offset);
	assert_int_equal(a->attachments.items[0].length, b->attachments.items[0].length);
	assert_int_equal(a->attachments.items[0].transfer, b->attachments.items[0].transfer);
	CHECK_SPAN(b->attachments.items[0].content_id, a->attachments.items[0].content_id);
	assert_memory_equal(a->content, b->content, DIGEST_SIZE);
	check_lists(a, b);
}

static void sample_pack(struct charsets *c, struct arena *a, struct mail *m, struct buf *out)
{
	struct err err;
	buf_init(out, MAILCODE_MAX);
	assert_int_equal(mail_parse(c, a, SPAN(sample), m, &err), 0);
	mailcode_pack(a, m, out);
	assert_false(out->over);
}

static void test_round_trip(void **state)
{
	struct arena a;
	struct buf out;
	struct mail m, back;
	struct err err;
	arena_init(&a);
	sample_pack(*state, &a, &m, &out);
	assert_int_equal(mailcode_unpack(&a, buf_span(&out), sizeof(sample) - 1, &back, &err), 0);
	check_same(&m, &back);
	buf_clear(&out);
	arena_clear(&a);
}

static int unpack_changed(struct arena *a, const struct mail *m, uint64_t size, struct mail *back)
{
	struct buf out;
	struct err err;
	buf_init(&out, MAILCODE_MAX);
	mailcode_pack(a, m, &out);
	int rc = mailcode_unpack(a, buf_span(&out), size, back, &err);
	buf_clear(&out);
	return rc;
}

static void test_tables(void **state)
{
	(void)state;
	assert_true(mailcode_agrees());
}

/* Lies that a compromised child could tell. */
static void test_lies(void **state)
{
	struct arena a;
	struct buf out;
	struct mail m, back;
	arena_init(&a);
	sample_pack(*state, &a, &m, &out);
	buf_clear(&out);
	m.to.items[0].addr = SPAN("no address");
	m.sender.addr = SPAN("x@y\r\nBcc: z@y");
	m.refs.items[0] = SPAN("a> <b");
	m.message_id = SPAN("a b");
	m.attachments.items[0].name = SPAN("../x");
	m.attachments.items[0].offset = sizeof(sample);
	m.attachments.items[0].length = UINT64_MAX - 10;
	m.subject.brackets.items[0].end = 100000;
	m.text = SPAN("a\0b\r\x1B\xFF");
	assert_int_equal(unpack_changed(&a, &m, sizeof(sample) - 1, &back), 0);
	assert_int_equal(back.to.count, 1);
	CHECK_SPAN(back.to.items[0].addr, SPAN("b@example.org"));
	CHECK_SPAN(back.sender.addr, SPAN(""));
	assert_int_equal(back.refs.count, 1);
	CHECK_SPAN(back.message_id, SPAN(""));
	CHECK_SPAN(back.attachments.items[0].name, SPAN("x"));
	assert_int_equal(back.attachments.items[0].length, 0);
	assert_int_equal(back.subject.brackets.count, 0);
	assert_true(utf8_valid(back.text) && span_chr(back.text, '\0') < 0 && span_chr(back.text, '\x1B') < 0);
	arena_clear(&a);
}

/* Bytes that were not packed by us: with a byte changed or missing they are refused, or give a mail as mail.h
 * promises. */
static void test_damaged(void **state)
{
	struct arena a;
	struct buf out;
	struct mail m;
	arena_init(&a);
	sample_pack(*state, &a, &m, &out);
	for (size_t at = 0; at < out.len * 3; at++) {
		struct arena own;
		struct mail back;
		struct err err;
		bool cut = at < out.len;
		arena_init(&own);
		struct span bytes = check_exact(cut ? span_sub(buf_span(&out), 0, at) : buf_span(&out));
		if (!cut)
			((char *)(uintptr_t)bytes.ptr)[at % out.len] ^= (char)(at < out.len * 2 ? 0x80 : 1 << (at % 7));
		if (mailcode_unpack(&own, bytes, sizeof(sample) - 1, &back, &err) == 0) {
			assert_true(utf8_valid(back.subject.text) && span_chr(back.subject.text, '\n') < 0);
			assert_true(back.headers.count <= MAIL_MAX_HEADERS && back.text.len <= MAIL_MAX_TEXT + 4096);
		} else {
			assert_int_equal(err.kind, ERR_CORRUPT);
		}
		free((void *)(uintptr_t)bytes.ptr);
		arena_clear(&own);
	}
	buf_clear(&out);
	arena_clear(&a);
}

/* Empty headers take two bytes each: more of them than a mail may have are refused, and memory stays bounded. */
static void test_many(void **state)
{
	struct arena a;
	struct mail back;
	struct err err;
	size_t len = (size_t)8 << 20;
	char *bytes = malloc(len);
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < len; i += 2)
		memcpy(bytes + i, "\x22\0", 2);
	assert_int_equal(mailcode_unpack(&a, span_make(bytes, len), 0, &back, &err), -1);
	assert_true(a.used < (size_t)300 << 20);
	free(bytes);
	/* Nor are none at all a mail: the digest is missing. */
	assert_int_equal(mailcode_unpack(&a, SPAN_NONE, 0, &back, &err), -1);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tables),  cmocka_unit_test(test_round_trip), cmocka_unit_test(test_lies),
		cmocka_unit_test(test_damaged), cmocka_unit_test(test_many),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
