#include "tests/unit/check.h"

#include "daemon/edge/wire.h"

#include "parsers/base/token.h"
#include "parsers/base/transfer.h"

#include "parsers/base/transfer.h"

static struct outmail sample(void)
{
	return (struct outmail){
		.id = 7,
		.ticket = 1042,
		.to = SPAN("jo@example.org"),
		.to_name = SPAN("Jo Doe"),
		.from = SPAN("support@acme.test"),
		.from_name = SPAN("ACME Support"),
		.reply_to = SPAN("support+token@acme.test"),
		.subject = SPAN("[ACME #1042] Printer"),
		.body = SPAN("Hello Jo,\n\nit works.\n"),
		.template = SPAN("acknowledge"),
		.language = SPAN("en"),
		.message_id = SPAN("cd.token.7@acme.test"),
		.in_reply_to = SPAN("1@example.org"),
		.auto_submitted = AUTO_REPLIED,
		.date = 1700000000,
	};
}

static void write_mail(const struct outmail *mail, const struct wire_part *parts, struct buf *out)
{
	struct err err = {0};
	buf_init(out, BUF_MAX);
	if (wire_mail(mail, parts, "1.2.3", out, &(size_t){0}, &err))
		fail_msg("%s", err.text);
}

static struct span head_of(const struct buf *out)
{
	ptrdiff_t end = span_find(buf_span(out), SPAN("\r\n\r\n"));
	assert_true(end > 0);
	return span_sub(buf_span(out), 0, (size_t)end + 2);
}

static struct span body_of(const struct buf *out)
{
	return span_from(buf_span(out), head_of(out).len + 2);
}

static void test_whole(void **state)
{
	(void)state;
	struct buf out;
	struct outmail mail = sample();
	struct arena a;
	arena_init(&a);
	span_list_add(&a, &mail.references, SPAN("0@example.org"));
	span_list_add(&a, &mail.references, SPAN("1@example.org"));
	span_list_add(&a, &mail.shown_cc, SPAN("eva@example.org"));
	write_mail(&mail, NULL, &out);
	CHECK_SPAN(buf_span(&out), SPAN("Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
					"From: ACME Support <support@acme.test>\r\n"
					"To: Jo Doe <jo@example.org>\r\n"
					"Cc: eva@example.org\r\n"
					"Reply-To: ACME Support <support+token@acme.test>\r\n"
					"Subject: [ACME #1042] Printer\r\n"
					"Message-ID: <cd.token.7@acme.test>\r\n"
					"In-Reply-To: <1@example.org>\r\n"
					"References: <0@example.org> <1@example.org>\r\n"
					"X-Caredesk-Ticket: 1042\r\n"
					"X-Caredesk-Template: acknowledge\r\n"
					"Auto-Submitted: auto-replied\r\n"
					"X-Auto-Response-Suppress: All\r\n"
					"Content-Language: en\r\n"
					"User-Agent: caredesk/1.2.3\r\n"
					"MIME-Version: 1.0\r\n"
					"Content-Type: text/plain; charset=utf-8\r\n"
					"Content-Transfer-Encoding: quoted-printable\r\n"
					"\r\n"
					"Hello Jo,\r\n\r\nit works.\r\n"));
	buf_clear(&out);
	arena_clear(&a);
}

/* What an agent wrote is not marked as automatic; empty fields are left out. */
static void test_by_a_person(void **state)
{
	(void)state;
	struct buf out;
	struct outmail mail = sample();
	mail.auto_submitted = AUTO_NO;
	mail.ticket = 0;
	mail.in_reply_to = mail.reply_to = mail.language = SPAN_NONE;
	write_mail(&mail, NULL, &out);
	static const char *const absent[] = {"Auto-Submitted", "X-Auto-Response", "X-Caredesk-Ticket", "In-Reply-To",
					     "References",     "Reply-To",        "Content-Language",  "Cc:"};
	for (size_t i = 0; i < sizeof(absent) / sizeof(*absent); i++)
		assert_null(strstr(out.ptr, absent[i]));
	buf_clear(&out);
}

#define TEN "123456789 "
#define SIXTY TEN TEN TEN TEN TEN TEN
static const struct {
	const char *name;
	struct span body, want;
} bodies[] = {
	{"empty", SPAN(""), SPAN("")},
	{"no end", SPAN("a"), SPAN("a\r\n")},
	{"line ends", SPAN("a\r\nb\nc\rd"), SPAN("a\r\nb\r\nc\r\nd\r\n")},
	{"encoded", SPAN("\xc3\xbc=1"), SPAN("=C3=BC=3D1\r\n")},
	{"trailing space", SPAN("a \nb\t\n"), SPAN("a\r\nb\r\n")},
	{"signature", SPAN("-- \nACME"), SPAN("--=20\r\nACME\r\n")},
	{"as it is", SPAN(" a\n>c\nFromage"), SPAN(" a\r\n>c\r\nFromage\r\n")},
	{"begins no other mail", SPAN("From b\na From b"), SPAN("=46rom b\r\na From b\r\n")},
	{"nor where it is broken", SPAN(SIXTY TEN "12345From now"), SPAN(SIXTY TEN "12345=\r\n=46rom now\r\n")},
	{"a paragraph is one line", SPAN(SIXTY SIXTY "end"),
	 SPAN(SIXTY "123456789 12345=\r\n6789 " TEN TEN TEN TEN "end\r\n")},
};

static void test_bodies(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct buf out;
		struct outmail mail = sample();
		mail.body = check_exact(bodies[i].body);
		write_mail(&mail, NULL, &out);
		struct span want = bodies[i].want;
		if (!span_eq(body_of(&out), want))
			fail_msg("%s: got \"%.*s\"", bodies[i].name, SPAN_ARG(body_of(&out)));
		free((void *)(uintptr_t)mail.body.ptr);
		buf_clear(&out);
	}
}

static void test_parts(void **state)
{
	(void)state;
	struct buf out;
	struct outmail mail = sample();
	static struct outmail_part items[] = {
		{.attachment = {.name = SPAN("a.txt"),
				.type = SPAN("text/plain"),
				.size = 6,
				.offset = 2,
				.length = 8,
				.transfer = TRANSFER_BASE64}},
		{.attachment = {.name = SPAN("mail.eml"),
				.type = SPAN("message/rfc822"),
				.params = SPAN("charset=x"),
				.size = 7,
				.offset = 0,
				.length = 7}},
		{.attachment =
			 {.name = SPAN("lost.bin"), .type = SPAN("image/png"), .size = 3, .offset = 0, .length = 3}},
		{.attachment = {.name = SPAN("b.x"), .type = SPAN("a/b\r\nX: y"), .size = 3, .offset = 9, .length = 9}},
	};
	mail.parts.items = items;
	mail.parts.count = 4;
	const struct wire_part parts[] = {
		{SPAN("xxZm9vYmFyyy")}, {SPAN("A: b\n\nc")}, {SPAN_NONE}, {SPAN("too short")}};
	write_mail(&mail, parts, &out);
	ptrdiff_t at = span_find(buf_span(&out), SPAN("Content-Type: multipart/mixed;"));
	assert_true(at > 0);
	CHECK_SPAN(span_from(buf_span(&out), (size_t)at),
		   SPAN("Content-Type: multipart/mixed;\r\n boundary=\"=_caredesk_m7\"\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
			"Hello Jo,\r\n\r\nit works.\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: text/plain;\r\n name=\"a.txt\"\r\n"
			"Content-Disposition: attachment;\r\n filename=\"a.txt\"\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n"
			"Zm9vYmFy\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: message/rfc822;\r\n name=\"mail.eml\"\r\n"
			"Content-Disposition: attachment;\r\n filename=\"mail.eml\"\r\n"
			"Content-Transfer-Encoding: 7bit\r\n\r\n"
			"A: b\r\n\r\nc\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
			"[lost.bin: this attachment could not be read]\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
			"[b.x: this attachment could not be read]\r\n"
			"\r\n--=_caredesk_m7--\r\n"));
	buf_clear(&out);
}

/* Text and HTML as alternatives, the HTML's picture related to it, attachments around both. */
static void test_html(void **state)
{
	static struct outmail_part items[] = {
		{.attachment = {.name = SPAN("p.png"),
				.type = SPAN("image/png"),
				.content_id = SPAN("p1@acme.test"),
				.is_inline = true,
				.size = 3,
				.length = 3}},
		{.attachment = {.name = SPAN("a.bin"), .type = SPAN("a/b"), .size = 3, .length = 3}},
	};
	const struct wire_part parts[] = {{SPAN("foo")}, {SPAN("bar")}};
	struct buf out;
	struct outmail mail = sample();
	(void)state;
	mail.html = SPAN("<p>Hello <img src=\"cid:p1@acme.test\"></p>\n");
	mail.parts = (struct outmail_part_list){items, 2, 2};
	write_mail(&mail, parts, &out);
	ptrdiff_t at = span_find(buf_span(&out), SPAN("Content-Type: multipart/mixed;"));
	assert_true(at > 0);
	CHECK_SPAN(span_from(buf_span(&out), (size_t)at),
		   SPAN("Content-Type: multipart/mixed;\r\n boundary=\"=_caredesk_m7\"\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: multipart/alternative;\r\n boundary=\"=_caredesk_a7\"\r\n"
			"\r\n--=_caredesk_a7\r\n"
			"Content-Type: text/plain; charset=utf-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
			"Hello Jo,\r\n\r\nit works.\r\n"
			"\r\n--=_caredesk_a7\r\n"
			"Content-Type: multipart/related; type=\"text/html\";\r\n boundary=\"=_caredesk_r7\"\r\n"
			"\r\n--=_caredesk_r7\r\n"
			"Content-Type: text/html; charset=utf-8\r\n"
			"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
			"<p>Hello <img src=3D\"cid:p1@acme.test\"></p>\r\n"
			"\r\n--=_caredesk_r7\r\n"
			"Content-Type: image/png;\r\n name=\"p.png\"\r\n"
			"Content-ID: <p1@acme.test>\r\n"
			"Content-Disposition: inline;\r\n filename=\"p.png\"\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n"
			"Zm9v\r\n"
			"\r\n--=_caredesk_r7--\r\n"
			"\r\n--=_caredesk_a7--\r\n"
			"\r\n--=_caredesk_m7\r\n"
			"Content-Type: a/b;\r\n name=\"a.bin\"\r\n"
			"Content-Disposition: attachment;\r\n filename=\"a.bin\"\r\n"
			"Content-Transfer-Encoding: base64\r\n\r\n"
			"YmFy\r\n"
			"\r\n--=_caredesk_m7--\r\n"));
	buf_clear(&out);

	/* without HTML the picture is attached */
	mail.html = SPAN_NONE;
	write_mail(&mail, parts, &out);
	assert_null(strstr(out.ptr, "related"));
	assert_null(strstr(out.ptr, "Content-ID"));
	assert_non_null(strstr(out.ptr, "attachment;\r\n filename=\"p.png\""));
	buf_clear(&out);
}

/* An attached message that is not valid as a part, or would end its own part, is sent as a file. */
static void test_parts_as_they_are(void **state)
{
	static char wide[1200];
	const struct {
		struct span type, params, raw;
		const char *want;
	} rows[] = {
		{SPAN("text/calendar"), SPAN("charset=utf-8; method=REPLY"), SPAN("x"),
		 "text/calendar;\r\n charset=\"utf-8\";\r\n method=\"REPLY\";\r\n name=\"a\"\r\n"},
		{SPAN("text/plain"), SPAN("charset=iso-8859-1"), SPAN("\xE4"),
		 "text/plain;\r\n charset=\"iso-8859-1\";\r\n name=\"a\"\r\n"},
		{SPAN("text/plain"), SPAN("a b=c; =d; x\r\nBcc:eve=e; y"), SPAN("x"), "text/plain;\r\n name=\"a\"\r\n"},
		{SPAN("message/external-body"), SPAN("access-type=URL"), SPAN("x"), "application/octet-stream;"},
		{SPAN("message/rfc822"), SPAN_NONE, SPAN("A: \xC3\xA4\r\n\r\n"),
		 "message/rfc822;\r\n name=\"a\"\r\nContent-Disposition: attachment;\r\n filename=\"a\"\r\n"
		 "Content-Transfer-Encoding: 8bit\r\n\r\nA: \xC3\xA4\r\n\r\n\r\n--=_caredesk_m7--"},
		{SPAN("message/rfc822"), SPAN_NONE, SPAN("A: b\n\n--=_caredesk_m7\n"), "application/octet-stream;"},
		{SPAN("message/rfc822"), SPAN_NONE, SPAN("A: b\n\n--=_caredesk_m7--\n"), "application/octet-stream;"},
		{SPAN("message/rfc822"), SPAN_NONE, SPAN("A: b\n\n\0"), "application/octet-stream;"},
		{SPAN("message/rfc822"), SPAN_NONE, span_make(wide, sizeof(wide)), "application/octet-stream;"},
		{SPAN("message/rfc822"), SPAN_NONE, SPAN("A: b\n\n--=_caredesk_3\n"), "application/octet-stream;"},
	};
	(void)state;
	memset(wide, 'x', sizeof(wide));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct outmail mail = sample();
		struct outmail_part part = {.attachment = {.name = SPAN("a"),
							   .type = rows[i].type,
							   .params = rows[i].params,
							   .size = rows[i].raw.len,
							   .length = rows[i].raw.len}};
		const struct wire_part raw = {rows[i].raw};
		struct buf out;
		mail.parts.items = &part;
		mail.parts.count = 1;
		write_mail(&mail, &raw, &out);
		if (span_find(buf_span(&out), span_of(rows[i].want)) < 0)
			fail_msg("row %zu: %.*s", i, SPAN_ARG(buf_span(&out)));
		assert_true(span_find(buf_span(&out), SPAN("\r\nBcc:")) < 0);
		buf_clear(&out);
	}
}

static void test_errors(void **state)
{
	(void)state;
	static const struct {
		size_t field;
		enum err_kind kind;
	} rows[] = {{offsetof(struct outmail, from), ERR_CORRUPT},
		    {offsetof(struct outmail, to), ERR_CORRUPT},
		    {offsetof(struct outmail, message_id), ERR_CORRUPT}};
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct outmail mail = sample();
		struct buf out;
		struct err err = {0};
		buf_init(&out, BUF_MAX);
		*(struct span *)((char *)&mail + rows[i].field) = SPAN("a b@c.test>");
		assert_int_equal(wire_mail(&mail, NULL, "1", &out, &(size_t){0}, &err), -1);
		assert_int_equal(err.kind, rows[i].kind);
		buf_clear(&out);
	}
	struct outmail mail = sample();
	struct buf out;
	struct err err = {0};
	buf_init(&out, 100);
	assert_int_equal(wire_mail(&mail, NULL, "1", &out, &(size_t){0}, &err), -1);
	assert_int_equal(err.kind, ERR_REFUSED);
	buf_clear(&out);
}

/* A mail to an ASCII address stays one that every server accepts. */
static void test_international(void **state)
{
	static const struct {
		struct span to, cc;
		const char *want_to, *want_cc;
	} rows[] = {
		{SPAN("jo@ex\xc3\xa4mple.de"), SPAN("p\xc3\xa4t@b.test"), "<jo@xn--exmple-cua.de>\r\n", "Subject:"},
		{SPAN("jo@b.test"), SPAN("pat@ex\xc3\xa4mple.de"), "<jo@b.test>\r\n", "Cc: pat@xn--exmple-cua.de\r\n"},
		{SPAN("j\xc3\xb6@b.test"), SPAN("p\xc3\xa4t@b.test"), "<j\xc3\xb6@b.test>\r\n",
		 "Cc: p\xc3\xa4t@b.test\r\n"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct outmail mail = sample();
		struct arena a;
		struct buf out;
		struct err err;
		arena_init(&a);
		buf_init(&out, BUF_MAX);
		mail.to = rows[i].to;
		mail.shown_cc = (struct span_list){0};
		span_list_add(&a, &mail.shown_cc, rows[i].cc);
		assert_int_equal(wire_mail(&mail, NULL, "1", &out, &(size_t){0}, &err), 0);
		char *to = strstr(out.ptr, "To: ");
		assert_non_null(to);
		to = strstr(to, rows[i].want_to);
		assert_non_null(to);
		assert_int_equal(strncmp(to + strlen(rows[i].want_to), rows[i].want_cc, strlen(rows[i].want_cc)) == 0 ||
					 strstr(to, rows[i].want_cc) != NULL,
				 1);
		assert_int_equal(strstr(out.ptr, "Cc:") != NULL, rows[i].want_cc[0] == 'C');
		buf_clear(&out);
		arena_clear(&a);
	}
}

/* --- injection --- */

static const size_t fields[] = {
	offsetof(struct outmail, to),          offsetof(struct outmail, to_name),  offsetof(struct outmail, from),
	offsetof(struct outmail, from_name),   offsetof(struct outmail, reply_to), offsetof(struct outmail, subject),
	offsetof(struct outmail, template),    offsetof(struct outmail, language), offsetof(struct outmail, message_id),
	offsetof(struct outmail, in_reply_to),
};

static bool is_known_field(struct span line)
{
	static const char *const names[] = {"Date:",
					    "From:",
					    "To:",
					    "Reply-To:",
					    "Subject:",
					    "Message-ID:",
					    "In-Reply-To:",
					    "X-Caredesk-Ticket:",
					    "X-Caredesk-Template:",
					    "Auto-Submitted:",
					    "X-Auto-Response-Suppress:",
					    "Content-Language:",
					    "User-Agent:",
					    "MIME-Version:",
					    "Content-Type:",
					    "Content-Transfer-Encoding:",
					    "References:",
					    "Cc:"};
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_starts(line, span_of(names[i])))
			return true;
	return false;
}

/* Checks that there are only our fields, each at most once, only CRLF as line ends, and no other recipients. */
static void check_head(struct span head)
{
	struct span rest = head, line;
	size_t to = 0, subject = 0;
	for (size_t i = 0; i < head.len; i++)
		assert_true((head.ptr[i] >= ' ' && head.ptr[i] <= '~') ||
			    (head.ptr[i] == '\r' && head.ptr[i + 1] == '\n') ||
			    (head.ptr[i] == '\n' && head.ptr[i - 1] == '\r'));
	while (span_line(&rest, &line)) {
		assert_true(line.len && line.len <= 998);
		assert_true(line.ptr[0] == ' ' || is_known_field(line));
		to += span_starts(line, SPAN("To:"));
		subject += span_starts(line, SPAN("Subject:"));
		assert_false(span_starts(line, SPAN("Bcc:")));
	}
	assert_int_equal(to, 1);
	assert_int_equal(subject, 1);
	assert_true(span_find(head, SPAN("<jo@example.org>\r\n")) > 0 ||
		    span_find(head, SPAN("To: jo@example.org\r\n")) > 0);
}

static void try_value(size_t field, struct span value)
{
	struct outmail mail = sample();
	struct buf out;
	struct err err;
	buf_init(&out, BUF_MAX);
	*(struct span *)((char *)&mail + field) = value;
	if (wire_mail(&mail, NULL, "1", &out, &(size_t){0}, &err) == 0)
		check_head(head_of(&out));
	buf_clear(&out);
}

/* Every one and every two of these bytes, at every place of every value. */
static void test_injection(void **state)
{
	(void)state;
	static const struct span bytes[] = {SPAN("\r"),
					    SPAN("\n"),
					    SPAN("\0"),
					    SPAN("\r\n"),
					    SPAN("=0D"),
					    SPAN("=0A"),
					    SPAN("=?UTF-8?Q?=0D=0A?="),
					    SPAN("\x85"),
					    SPAN("\xe2\x80\xa8")};
	size_t count = sizeof(bytes) / sizeof(*bytes);
	for (size_t f = 0; f < sizeof(fields) / sizeof(*fields); f++) {
		struct outmail mail = sample();
		struct span value = *(struct span *)((char *)&mail + fields[f]);
		for (size_t at = 0; at <= value.len; at++)
			for (size_t i = 0; i < count; i++)
				for (size_t j = 0; j <= count; j++) {
					struct buf changed;
					buf_init(&changed, BUF_MAX);
					buf_add(&changed, span_sub(value, 0, at));
					buf_add(&changed, bytes[i]);
					if (j < count)
						buf_add(&changed, bytes[j]);
					buf_str(&changed, "Bcc: eve@example.test");
					buf_add(&changed, span_from(value, at));
					try_value(fields[f], buf_span(&changed));
					buf_clear(&changed);
				}
	}
}

/* Another recipient's token is removed wherever it occurs; the recipient's own stays. */
static void test_tokens(void **state)
{
	struct token_keys keys = {0};
	struct arena a;
	struct buf out;
	struct err err;
	size_t found;
	(void)state;
	arena_init(&a);
	token_rotate(&keys);
	struct span own = token_make(&a, &keys, TOKEN_CUSTOMER, 1, SPAN("jo@example.org"), 1793610000);
	struct span other = token_make(&a, &keys, TOKEN_AGENT, 1, SPAN("ann@acme.test"), 1793610000);
	struct span address = arena_printf(&a, "support+%.*s@acme.test", SPAN_ARG(other));
	struct span id = arena_printf(&a, "cd.%.*s.7@acme.test", SPAN_ARG(other));
	struct outmail mail = {.id = 1,
			       .ticket = 1,
			       .to = SPAN("jo@example.org"),
			       .to_name = address,
			       .from = SPAN("support@acme.test"),
			       .from_name = address,
			       .reply_to = arena_printf(&a, "support+%.*s@acme.test", SPAN_ARG(own)),
			       .message_id = arena_printf(&a, "cd.%.*s.8@acme.test", SPAN_ARG(own)),
			       .subject = address,
			       .body = address,
			       .in_reply_to = id,
			       .created = 1793610000};
	span_list_add(&a, &mail.references, id);
	span_list_add(&a, &mail.references, SPAN("jo.1@example.org"));
	LIST_ADD(&a, &mail.parts)->attachment = (struct attachment){
		.name = address, .type = SPAN("text/html"), .size = address.len, .length = address.len};
	buf_init(&out, 1 << 20);
	assert_int_equal(wire_mail(&mail, &(struct wire_part){.raw = address}, "1", &out, &found, &err), 0);
	assert_int_equal(found, 8);
	struct buf all;
	buf_init(&all, 1 << 20);
	transfer_decode(TRANSFER_QP, buf_span(&out), &all);
	assert_true(span_ifind(buf_span(&all), other) < 0);
	assert_true(span_find(buf_span(&all), own) > 0);
	assert_true(span_find(buf_span(&all), SPAN("jo.1@example.org")) > 0);
	buf_clear(&all);
	buf_clear(&out);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_by_a_person),
		cmocka_unit_test(test_bodies),
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_html),
		cmocka_unit_test(test_errors),
		cmocka_unit_test(test_parts_as_they_are),
		cmocka_unit_test(test_international),
		cmocka_unit_test(test_injection),
		cmocka_unit_test(test_tokens),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
