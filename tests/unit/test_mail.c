#include "tests/unit/check.h"

#include "parsers/base/transfer.h"
#include "parsers/base/utf8.h"
#include "parsers/header.h"
#include "parsers/mail.h"

#define HEAD "From: Jo Example <jo@example.org>\nTo: support@acme.test\nSubject: Hello\nMessage-ID: <1@example.org>\n"

/* Text and attachments ("name type size; "). */
static const struct {
	const char *name;
	struct span raw;
	const char *text, *attachments;
} rows[] = {
	{"plain", SPAN(HEAD "\nHello there.\n"), "Hello there.", ""},
	{"crlf", SPAN("From: jo@example.org\r\nSubject: x\r\n\r\none\r\ntwo\r\n"), "one\ntwo", ""},
	{"quoted-printable",
	 SPAN(HEAD "Content-Type: text/plain; charset=iso-8859-1\n"
		   "Content-Transfer-Encoding: quoted-printable\n\ncaf=E9 =\nnoir=20\n"),
	 "café noir", ""},
	{"base64",
	 SPAN(HEAD "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: BASE64\n\nZ3LDvMOf\n"), "grüß",
	 ""},
	{"alternative: plain",
	 SPAN(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\nContent-Type: text/html\n\n"
		   "<p>html\n--b--\n"),
	 "plain", ""},
	{"alternative: the plain one is empty",
	 SPAN(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\n "
		   "\n--b\nContent-Type: text/html\n\n"
		   "<p>html\n--b--\n"),
	 "html", ""},
	{"alternative: an attachment in the other one is kept",
	 SPAN(HEAD "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nplain\n--b\n"
		   "Content-Type: multipart/mixed; boundary=c\n\n--c\nContent-Type: text/html\n\nx\n--c\n"
		   "Content-Type: application/pdf; name=a.pdf\n\nPDF\n--c--\n--b--\n"),
	 "plain", "a.pdf application/pdf 3; "},
	{"html alone", SPAN(HEAD "Content-Type: text/html\n\n<p>one<p>two\n"), "one\n\ntwo", ""},
	{"attachment",
	 SPAN(HEAD
	      "Content-Type: multipart/mixed; boundary=\"b\"\n\npreamble\n--b\n\ntext\n--b\n"
	      "Content-Type: text/plain; charset=utf-8\nContent-Disposition: attachment; filename*=utf-8''%C3%A4.txt\n"
	      "Content-Transfer-Encoding: base64\n\naGVsbG8=\n--b--\nepilogue\n"),
	 "text", "ä.txt text/plain 5; "},
	{"two texts", SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n"),
	 "one\n\ntwo", ""},
	{"inline image",
	 SPAN(HEAD "Content-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\nhi\n--b\n"
		   "Content-Type: image/png\nContent-ID: <x@y>\nContent-Transfer-Encoding: base64\n\nAAAA\n--b--\n"),
	 "hi", "image.png image/png 3; "},
	{"a forwarded mail is an attachment",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsee\n--b\nContent-Type: message/rfc822\n\n"
		   "Subject: =?utf-8?q?=C3=A4?= a/b\n\n#close\n--b--\n"),
	 "see", "ä a_b.eml message/rfc822 39; "},
	{"path in a name", SPAN(HEAD "Content-Type: application/x; name=\"../../etc/passwd\"\n\nx\n"), "",
	 "passwd application/x 2; "},
	{"flowed", SPAN(HEAD "Content-Type: text/plain; format=flowed\n\none \ntwo\n"), "one two", ""},
	{"uuencoded", SPAN(HEAD "\nhi\nbegin 644 cat.txt\n#0V%T\n`\nend\nbye\n"), "hi\nbye",
	 "cat.txt application/octet-stream 3; "},
	{"boundary never seen", SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\nall of it\n"), "all of it", ""},
	{"boundary without its end", SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--b\n\ntext\n"), "text",
	 ""},
	{"cut off in a part's part",
	 SPAN(HEAD
	      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
	      "\ntext\n"),
	 "text", ""},
	{"delimiters in other case", SPAN(HEAD "Content-Type: multipart/mixed; boundary=AB\n\n--ab\n\ntext\n--ab--\n"),
	 "text", ""},
	{"delimiters with quotes",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=\"b\"\n\n--\"b\"\n\ntext\n--\"b\"--\n"), "text", ""},
	{"another boundary",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\n--c\nContent-Type: text/plain\n\ntext\n--c--\n"),
	 "text", ""},
	{"another boundary in a part",
	 SPAN(HEAD
	      "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--cc\n"
	      "Content-Type: text/plain\n\ntext\n--cc--\n--a--\n"),
	 "text", ""},
	{"a line of blanks ends the header",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n \n--b\nContent-Type: text/plain\n \ntext\n--b--\n"),
	 "text", ""},
	{"text in front of the first part",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=b\n\ntext\n--b\nContent-Type: image/png\n\nPNG\n--b--\n"),
	 "text", "image.png image/png 3; "},
	{"text that is attached without a name",
	 SPAN(HEAD
	      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Disposition: attachment\n\ntext\n--b--\n"),
	 "text", ""},
	{"base64 that is none", SPAN(HEAD "Content-Transfer-Encoding: base64\n\nThis is no such thing.\n"),
	 "This is no such thing.", ""},
	{"base64 with a footer below",
	 SPAN(HEAD "Content-Transfer-Encoding: base64\n\nVGhlIHRleHQgb2YgdGhlIG1haWwu\nThis is a footer.\n"),
	 "VGhlIHRleHQgb2YgdGhlIG1haWwu\nThis is a footer.", ""},
	{"base64 with padding and a footer below",
	 SPAN(HEAD "Content-Transfer-Encoding: base64\n\nVGhlIHRleHQgb2YgdGhlIG1haWwhCg==\nThis is a footer.\n"),
	 "The text of the mail!\n\nThis is a footer.", ""},
	{"an encoding in quotes", SPAN(HEAD "Content-Transfer-Encoding: \"base64\"\n\ndGV4dA==\n"), "text", ""},
	{"an encoding with a slip", SPAN(HEAD "Content-Transfer-Encoding: quoted-printible\n\nte=78t\n"), "text", ""},
	{"a plain text that only says that there is html",
	 SPAN(HEAD
	      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\nYour program cannot show this mail.\n--b\n"
	      "Content-Type: text/html\n\n<p>The printer is broken again</p>\n--b--\n"),
	 "The printer is broken again", ""},
	{"no boundary", SPAN(HEAD "Content-Type: multipart/mixed\n\ntext\n"), "text", ""},
	{"unusable boundary", SPAN(HEAD "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\ntext\n"), "text", ""},
	{"unusable boundary, mended",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=\"\\\"\"\n\n--\"\n\ntext\n--\"\nContent-Type: "
		   "image/png\n\nPNG\n--\"--\n"),
	 "text", "image.png image/png 3; "},
	{"tnef", SPAN(HEAD "Content-Type: application/ms-tnef\n\nx\n"), "", "winmail.dat application/ms-tnef 2; "},
	{"control characters", SPAN("From: jo@example.org\n\na\0b\x1B[31mc\n"), "ab[31mc", ""},
	{"no body", SPAN("From: jo@example.org\nSubject: x\n"), "", ""},
};

static struct span attachments_text(struct arena *a, const struct mail *m)
{
	struct span text = SPAN("");
	for (size_t i = 0; i < m->attachments.count; i++) {
		const struct attachment *att = &m->attachments.items[i];
		text = arena_printf(a, "%.*s%.*s %.*s %llu; ", SPAN_ARG(text), SPAN_ARG(att->name), SPAN_ARG(att->type),
				    (unsigned long long)att->size);
	}
	return text;
}

/* Each attachment's range in the raw mail decodes to as many bytes as the attachment has. */
static void check_ranges(const struct mail *m, struct span raw)
{
	for (size_t i = 0; i < m->attachments.count; i++) {
		const struct attachment *att = &m->attachments.items[i];
		struct buf out;
		buf_init(&out, BUF_MAX);
		assert_true(att->offset + att->length <= raw.len);
		transfer_decode(att->transfer, span_sub(raw, att->offset, att->length), &out);
		assert_int_equal(out.len, att->size);
		buf_clear(&out);
	}
}

static void test_bodies(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		struct span raw = check_exact(rows[i].raw);
		if (mail_parse(*state, &a, raw, &m, &err) < 0)
			fail_msg("%s: %s", rows[i].name, err.text);
		if (!span_eq(span_trim(m.text), span_of(rows[i].text)) ||
		    !span_eq(attachments_text(&a, &m), span_of(rows[i].attachments)))
			fail_msg("%s: got \"%.*s\" and \"%.*s\"", rows[i].name, SPAN_ARG(m.text),
				 SPAN_ARG(attachments_text(&a, &m)));
		check_ranges(&m, raw);
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

/* The kept HTML, the HTML with its history, and the attachments, with a star if the HTML shows them. */
#define PNG(id) "--r\nContent-Type: image/png; name=" id ".png\nContent-ID: <" id "@x>\n\nPNG\n"
#define RELATED HEAD "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n"
#define PICTURE(id) "<img src=\"cid:" id "@x\" alt=\"\" style=\"max-width:100%;height:auto\">"
static const struct {
	const char *name;
	struct span raw;
	const char *text, *html, *whole, *attachments;
} pages[] = {
	{"nothing that a text does not say", SPAN(HEAD "Content-Type: text/html\n\n<div>one</div><p>two</p>\n"),
	 "one\n\ntwo", "", "", ""},
	{"bold", SPAN(HEAD "Content-Type: text/html\n\n<p>a <b>b</b></p>\n"), "a b", "<p>a <b>b</b></p>", "", ""},
	{"beside a text",
	 SPAN(HEAD
	      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\na *b*\n--b\nContent-Type: text/html\n\n<p>a "
	      "<b>b</b></p>\n--b--\n"),
	 "a *b*", "<p>a <b>b</b></p>", "", ""},
	{"beside a text that says something else",
	 SPAN(HEAD
	      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\na c\n--b\nContent-Type: text/html\n\n<p>a "
	      "<b>b</b></p>\n--b--\n"),
	 "a c", "", "", ""},
	{"beside a text that has a part of it",
	 SPAN(HEAD
	      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\na b\n--b\nContent-Type: text/html\n\n<p>Seen "
	      "in a browser</p><p>a <b>b</b></p>\n--b--\n"),
	 "a b", "<p>a <b>b</b></p>", "", ""},
	{"a picture, and one that nothing shows", SPAN(RELATED "a" PICTURE("one") "\n" PNG("one") PNG("two") "--r--\n"),
	 "a", "a" PICTURE("one") " ", "", "one.png* two.png "},
	{"a picture that is not there", SPAN(RELATED "<b>a</b>" PICTURE("one") "\n--r--\n"), "a", "<b>a</b> ", "", ""},
	{"a picture of the signature",
	 SPAN(RELATED "<b>a</b>" PICTURE("one") "<br>-- <br>Jo" PICTURE("two") "\n" PNG("one") PNG("two") "--r--\n"),
	 "a", "<b>a</b>" PICTURE("one") "<br>", "", "one.png* "},
	{"a picture that Outlook names",
	 SPAN(HEAD "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: multipart/alternative; "
		   "boundary=b\n\n--b\n\n"
		   "a [cid:one@x]\n--b\nContent-Type: text/html\n\na " PICTURE("one") "\n--b--\n" PNG("one") "--r--\n"),
	 "a [one.png]", "a " PICTURE("one") " ", "", "one.png* "},
	{"history",
	 SPAN(RELATED "<b>a</b><br>" PICTURE("one") "<div>On Mon, 23 Nov 2026, Bo &lt;bo@x.test&gt; "
						    "wrote:</div><blockquote>b" PICTURE("two") "</blockquote>\n" PNG(
							    "one") PNG("two") "--r--\n"),
	 "a", "<b>a</b><br>" PICTURE("one"),
	 "<b>a</b><br>" PICTURE("one") "<div>On Mon, 23 Nov 2026, Bo &lt;bo@x.test&gt; "
				       "wrote:</div><blockquote>b" PICTURE("two") "</blockquote>",
	 "one.png* two.png* "},
	{"Apple's parts around a file",
	 SPAN(HEAD
	      "Content-Type: multipart/alternative; boundary=b\n\n--b\n\na b\n\nc\n--b\nContent-Type: multipart/mixed; "
	      "boundary=r\n\n--r\nContent-Type: text/html\n\n<p>a <b>b</b></p>\n--r\nContent-Type: application/pdf; "
	      "name=a.pdf\n\nPDF\n--r\nContent-Type: text/html\n\n<i>c</i>\n--r--\n--b--\n"),
	 "a b\n\nc", "<p>a <b>b</b></p><i>c</i>", "", "a.pdf "},
	{"a list's footer in text",
	 SPAN(HEAD "Content-Type: multipart/mixed; boundary=r\n\n--r\nContent-Type: text/html\n\n<p>a "
		   "<b>b</b></p>\n--r\n\nfoot "
		   "of the list\n--r--\n"),
	 "a b\n\nfoot of the list", "<p>a <b>b</b></p><div>foot of the list</div>", "", ""},
	{"another charset",
	 SPAN(HEAD "Content-Type: text/html; charset=iso-8859-1\nContent-Transfer-Encoding: "
		   "quoted-printable\n\n<b>gr=FC=DF</b>\n"),
	 "grüß", "<b>grüß</b> ", "", ""},
};

static struct span starred(struct arena *a, const struct attachment_list *list)
{
	struct span out = SPAN_NONE;
	for (size_t i = 0; i < list->count; i++)
		out = arena_printf(a, "%.*s%.*s%s ", SPAN_ARG(out), SPAN_ARG(list->items[i].name),
				   list->items[i].in_html ? "*" : "");
	return out;
}

static void test_pages(void **state)
{
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		struct span raw = check_exact(pages[i].raw);
		assert_int_equal(mail_parse(*state, &a, raw, &m, &err), 0);
		struct span got[] = {m.text, m.html, m.html_whole, starred(&a, &m.attachments)};
		const char *const want[] = {pages[i].text, pages[i].html, pages[i].whole, pages[i].attachments};
		for (size_t k = 0; k < sizeof(want) / sizeof(*want); k++)
			if (!span_eq(span_trim(got[k]), span_trim(span_of(want[k]))))
				fail_msg("%s: got \"%.*s\", want \"%s\"", pages[i].name, SPAN_ARG(got[k]), want[k]);
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void test_headers(void **state)
{
	struct arena a;
	struct mail m;
	struct err err;
	arena_init(&a);
	struct span raw = check_exact(
		SPAN("Return-Path: <>\nDelivered-To: support@acme.test\nFrom: =?utf-8?q?J=C3=B6?= <Jo@EXAMPLE.org>\n"
		     "To: support@acme.test, B <b@example.org>\nCc: c@example.org\nReply-To: r@example.org\n"
		     "Subject: Re: =?utf-8?q?gr=C3=BC=C3=9F?= [ACME #7]\nDate: Mon, 1 Jan 2024 10:00:00 +0100\n"
		     "Message-ID: <m@example.org>\nIn-Reply-To: <p@acme.test>\nReferences: <o@acme.test> <p@acme.test> "
		     "<q@x>\n"
		     "Content-Language: de-DE, en\nAuthentication-Results: mx.acme.test; spf=pass\n\nhi\n"));
	assert_int_equal(mail_parse(*state, &a, raw, &m, &err), 0);
	CHECK_SPAN(m.sender.addr, SPAN("Jo@example.org"));
	CHECK_SPAN(m.sender.name, SPAN("Jö"));
	assert_int_equal(m.from_fields, 1);
	assert_int_equal(m.to.count, 2);
	assert_int_equal(m.cc.count, 1);
	CHECK_SPAN(m.reply_to.items[0].addr, SPAN("r@example.org"));
	CHECK_SPAN(m.delivered.items[0].addr, SPAN("support@acme.test"));
	assert_true(m.null_return_path);
	CHECK_SPAN(m.subject.text, SPAN("Re: grüß [ACME #7]"));
	assert_true(m.subject.is_reply);
	assert_int_equal(m.date, 1704099600);
	CHECK_SPAN(m.message_id, SPAN("m@example.org"));
	assert_int_equal(m.refs.count, 3);
	CHECK_SPAN(m.refs.items[0], SPAN("p@acme.test"));
	CHECK_SPAN(m.refs.items[1], SPAN("q@x"));
	CHECK_SPAN(m.refs.items[2], SPAN("o@acme.test"));
	CHECK_SPAN(m.language, SPAN("de-de"));
	assert_int_equal(m.authres.count, 1);
	CHECK_SPAN(header_find(&m.headers, SPAN("SUBJECT"))->value, SPAN("Re: grüß [ACME #7]"));
	free((void *)(uintptr_t)raw.ptr);
	arena_clear(&a);
}

/* Of a very long thread, the first mails and the newest are kept. */
static void test_many_references(void **state)
{
	for (int count = 90; count <= 8000; count += 7910) {
		struct arena a;
		struct mail m;
		struct err err;
		struct buf b;
		arena_init(&a);
		buf_init(&b, 1 << 20);
		buf_str(&b, "From: jo@example.org\nReferences:");
		for (int i = 1; i <= count; i++)
			buf_printf(&b, "\n <%d@x>", i);
		buf_str(&b, "\n\nhi\n");
		assert_int_equal(mail_parse(*state, &a, buf_span(&b), &m, &err), 0);
		assert_int_equal(m.refs.count, count < MAIL_MAX_REFS ? count : MAIL_MAX_REFS);
		CHECK_SPAN(m.refs.items[0], arena_printf(&a, "%d@x", count));
		CHECK_SPAN(m.refs.items[m.refs.count - 1], SPAN("1@x"));
		CHECK_SPAN(m.refs.items[m.refs.count - 10], SPAN("10@x"));
		buf_clear(&b);
		arena_clear(&a);
	}
}

static void test_senders(void **state)
{
	static const struct {
		struct span raw, want;
		size_t fields;
		bool group;
	} cases[] = {
		{SPAN("From: a@x.test\nFrom: b@x.test\n\n"), SPAN("a@x.test"), 2, false},
		{SPAN("From: g: a@x.test;\n\n"), SPAN("a@x.test"), 1, true},
		{SPAN("From: nobody\nSender: s@x.test\n\n"), SPAN("s@x.test"), 1, false},
		{SPAN("Return-Path: <r@x.test>\nSubject: x\n\n"), SPAN("r@x.test"), 0, false},
		{SPAN("Subject: x\n\n"), SPAN(""), 0, false},
	};
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		assert_int_equal(mail_parse(*state, &a, cases[i].raw, &m, &err), 0);
		CHECK_SPAN(m.sender.addr, cases[i].want);
		assert_int_equal(m.from_fields, cases[i].fields);
		assert_int_equal(m.from_group, cases[i].group);
		arena_clear(&a);
	}
}

static void test_no_mail(void **state)
{
	static const struct span raws[] = {SPAN(""), SPAN("\0\0\0\0"), SPAN("\n\n\n"),
					   SPAN("just a text\nof two lines\n"), SPAN("\x89PNG\r\n\x1A\n")};
	for (size_t i = 0; i < sizeof(raws) / sizeof(*raws); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		struct span raw = check_exact(raws[i]);
		assert_int_equal(mail_parse(*state, &a, raw, &m, &err), -1);
		assert_int_equal(err.kind, ERR_CORRUPT);
		assert_int_equal(mail_parse_headers(*state, &a, raw, SPAN("x"), &m, &err), -1);
		free((void *)(uintptr_t)raw.ptr);
		arena_clear(&a);
	}
}

static void content_of(void *charsets, struct span raw, unsigned char out[DIGEST_SIZE])
{
	struct arena a;
	struct mail m;
	struct err err;
	arena_init(&a);
	assert_int_equal(mail_parse(charsets, &a, raw, &m, &err), 0);
	memcpy(out, m.content, DIGEST_SIZE);
	arena_clear(&a);
}

#define SCAN_TO "From: Scanner <scan@x.test>\nTo: a@x.test, B <b@x.test>\n"
#define SCAN_SUBJECT "Subject: One fine =?utf-8?Q?d=C3=A4y?=\n"
#define SCAN_DATE "Date: Mon, 23 Nov 2026 10:00:00 +0100\n"

/* The same mail via another server has other line ends, folding, encoding and trace headers; and mails that differ. */
static void test_content(void **state)
{
	static const struct {
		struct span raw;
		bool same;
	} cases[] = {
		{SPAN("Received: from x by y\r\n\tid 1\r\nDelivered-To: a@x.test\r\nReturn-Path: "
		      "<scan@x.test>\r\nX-Spam: no\r\n"
		      "From: scan@x.test\r\nTo: A <a@x.test>,\r\n b@X.TEST\r\nSubject: One fine "
		      "=?iso-8859-1?Q?d=E4y?=\r\n"
		      "Date: Mon, 23 Nov 2026 09:00:00 +0000\r\n\r\none\r\ntwo"),
		 true},
		{SPAN(SCAN_TO SCAN_SUBJECT SCAN_DATE "\none\ntwo!\n"), false},
		{SPAN(SCAN_TO SCAN_SUBJECT "Date: Mon, 23 Nov 2026 10:00:01 +0100\n\none\ntwo\n"), false},
		{SPAN(SCAN_TO SCAN_SUBJECT "\none\ntwo\n"), false},
		{SPAN(SCAN_TO "Subject: Two\n" SCAN_DATE "\none\ntwo\n"), false},
		{SPAN(SCAN_TO "Cc: c@x.test\n" SCAN_SUBJECT SCAN_DATE "\none\ntwo\n"), false},
		{SPAN("From: scan@x.test\nTo: a@x.test\nCc: b@x.test\n" SCAN_SUBJECT SCAN_DATE "\none\ntwo\n"), false},
	};
	unsigned char want[DIGEST_SIZE], got[DIGEST_SIZE];
	content_of(*state, SPAN(SCAN_TO SCAN_SUBJECT SCAN_DATE "\none\ntwo\n"), want);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		content_of(*state, cases[i].raw, got);
		if (digest_equal(want, got, DIGEST_SIZE) != cases[i].same)
			fail_msg("row %zu", i);
	}
}

static void test_headers_only(void **state)
{
	struct arena a;
	struct mail m;
	struct err err;
	arena_init(&a);
	assert_int_equal(mail_parse_headers(*state, &a, SPAN(HEAD "\nbody\n"), SPAN("it crashed"), &m, &err), 0);
	assert_true(m.headers_only);
	CHECK_SPAN(m.damage, SPAN("it crashed"));
	CHECK_SPAN(m.subject.text, SPAN("Hello"));
	CHECK_SPAN(m.text, SPAN(""));
	arena_clear(&a);
}

/* A body from which nothing can be read counts as unread, unless it is empty. */
static void test_unread(void **state)
{
	static const struct {
		struct span raw;
		bool unread;
	} bodies[] = {
		{SPAN(HEAD "Content-Type: text/html\n\n<img src=\"https://example.org/a.png\">\n"), true},
		{SPAN(HEAD "Content-Type: text/html\n\n<div><br></div>\n"), false},
		{SPAN(HEAD "Content-Type: text/html\n\n<img src=\"https://example.org/a.png\"> see\n"), false},
		{SPAN(HEAD "\n\n"), false},
	};
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		struct arena a;
		struct mail m;
		struct err err;
		arena_init(&a);
		assert_int_equal(mail_parse(*state, &a, bodies[i].raw, &m, &err), 0);
		if (m.headers_only != bodies[i].unread)
			fail_msg("body %zu: %.*s", i, SPAN_ARG(m.damage));
		arena_clear(&a);
	}
}

/* A text over the limit is cut between characters, and the mail says so. */
static void test_long_text(void **state)
{
	struct arena a;
	struct mail m;
	struct err err;
	size_t len = MAIL_MAX_TEXT + 1000;
	char *raw = malloc(len + 20);
	arena_init(&a);
	memcpy(raw, "From: a@x.test\n\n", 16);
	for (size_t i = 0; i + 3 <= len; i += 3)
		memcpy(raw + 16 + i, i % 90 == 87 ? "ab\n" : "\xE2\x82\xAC", 3);
	assert_int_equal(mail_parse(*state, &a, span_make(raw, 16 + len / 3 * 3), &m, &err), 0);
	assert_true(m.text.len <= MAIL_MAX_TEXT && m.text.len > MAIL_MAX_TEXT - 100);
	assert_true(utf8_valid(m.text));
	assert_true(m.damage.len > 0);
	free(raw);
	arena_clear(&a);
}

/* Every prefix of every mail, and every mail with one byte changed, is parsed or refused, without overrunning it. */
static void test_damaged(void **state)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (size_t at = 0; at < rows[i].raw.len * 2; at++) {
			struct arena a;
			struct mail m;
			struct err err;
			bool cut = at < rows[i].raw.len;
			size_t place = at % rows[i].raw.len;
			arena_init(&a);
			struct span raw = check_exact(cut ? span_sub(rows[i].raw, 0, place) : rows[i].raw);
			if (!cut)
				((char *)(uintptr_t)raw.ptr)[place] ^= (char)(1 << (place % 8));
			if (mail_parse(*state, &a, raw, &m, &err) == 0)
				assert_true(utf8_valid(m.text) && utf8_valid(m.subject.text) &&
					    utf8_valid(m.sender.addr));
			free((void *)(uintptr_t)raw.ptr);
			arena_clear(&a);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bodies),  cmocka_unit_test(test_pages),
		cmocka_unit_test(test_headers), cmocka_unit_test(test_many_references),
		cmocka_unit_test(test_senders), cmocka_unit_test(test_no_mail),
		cmocka_unit_test(test_content), cmocka_unit_test(test_headers_only),
		cmocka_unit_test(test_unread),  cmocka_unit_test(test_long_text),
		cmocka_unit_test(test_damaged),
	};
	return cmocka_run_group_tests(tests, check_charsets, check_charsets_free);
}
