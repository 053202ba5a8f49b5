#include "tests/unit/check.h"

#include "parsers/bounce.h"
#include "parsers/charset.h"
#include "tests/unit/exact.h"

#define DAEMON "From: Mail Delivery System <MAILER-DAEMON@mx.example.org>\nTo: support@acme.test\n"
#define REPORT                                                                                                         \
	"From: postmaster@mx.example.org\nTo: support@acme.test\nSubject: Undelivered Mail Returned to Sender\n"       \
	"MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; "                             \
	"boundary=b\n\n--b\n\nSorry.\n\n"                                                                              \
	"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\n"
#define RETURNED                                                                                                       \
	"\n--b\nContent-Type: message/rfc822\n\nFrom: support@acme.test\nTo: jo@example.org\n"                         \
	"Message-ID: <cd.1@acme.test>\nSubject: x\n\nhi\n--b--\n"

/* want: "kind recipients status id" where kind is p permanent, t temporary, d delayed, - no bounce. */
struct row {
	const char *name, *mail, *want;
};

static const struct row rows[] = {
	{"report", REPORT "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n" RETURNED,
	 "p jo@example.org 5.1.1 cd.1@acme.test"},
	{"report, temporary",
	 REPORT "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 4.2.2\n" RETURNED,
	 "t jo@example.org 4.2.2 cd.1@acme.test"},
	{"report, the answer says more",
	 REPORT "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 4.0.0\nDiagnostic-Code: smtp; 550 "
		"no\n" RETURNED,
	 "p jo@example.org 4.0.0 cd.1@acme.test"},
	{"report, delayed", REPORT "Final-Recipient: rfc822; jo@example.org\nAction: delayed\nStatus: 4.4.1\n" RETURNED,
	 "d jo@example.org 4.4.1 cd.1@acme.test"},
	{"report, one of two",
	 REPORT "Final-Recipient: rfc822; a@example.org\nAction: relayed\nStatus: 2.0.0\n\n"
		"Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n" RETURNED,
	 "p jo@example.org 5.1.1 cd.1@acme.test"},
	{"report, two",
	 REPORT "Final-Recipient: rfc822; a@example.org\nAction: failed\nStatus: 5.2.1\n\n"
		"Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 5.1.1\n" RETURNED,
	 "p a@example.org,jo@example.org 5.2.1 cd.1@acme.test"},
	{"report of success",
	 REPORT "Final-Recipient: rfc822; jo@example.org\nAction: delivered\nStatus: 2.0.0\n" RETURNED, "-"},
	{"report of display",
	 "From: jo@example.org\nSubject: Read: x\nContent-Type: multipart/report; "
	 "report-type=disposition-notification; "
	 "boundary=b\n\n--b\n\nIt was not delivered, it was displayed.\n--b--\n",
	 "-"},
	{"report of abuse",
	 "From: postmaster@example.org\nSubject: Delivery report\nContent-Type: multipart/report; "
	 "report-type=feedback-report; boundary=b\n\n--b\n\nAbuse. Mailbox is full of it.\n--b--\n",
	 "-"},
	{"qmail",
	 DAEMON
	 "Subject: failure notice\n\nHi. This is the qmail-send program at mx.example.org.\nI'm afraid I wasn't able "
	 "to deliver your message to the following addresses.\nThis is a permanent error; I've given up.\n\n"
	 "<jo@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the "
	 "message.\n\nReturn-Path: <support@acme.test>\nMessage-ID: <cd.1@acme.test>\nTo: other@example.org\n\nhi\n",
	 "p jo@example.org 5.1.1 cd.1@acme.test"},
	{"exim",
	 DAEMON "Subject: Mail delivery failed: returning message to sender\nX-Failed-Recipients: jo@example.org\n\n"
		"This message was created automatically by mail delivery software.\n\n  jo@example.org\n    550 no\n",
	 "p jo@example.org  "},
	{"exim, warning",
	 DAEMON
	 "Subject: Warning: message 1 delayed 24 hours\n\nA message that you sent has not yet been delivered to all "
	 "of its recipients.\n\n  jo@example.org\n\nNo action is required on your part.\n",
	 "d jo@example.org  "},
	{"postfix, text only",
	 DAEMON
	 "Subject: Undelivered Mail Returned to Sender\n\nI'm sorry to have to inform you that your message could "
	 "not\nbe delivered to one or more recipients. For help, send mail to\n<postmaster@mx.example.org>\n\n"
	 "<jo@example.org>: host mx[192.0.2.1] said: 550 5.1.1\n    <jo@example.org>: unknown\n",
	 "p jo@example.org 5.1.1 "},
	{"sendmail",
	 DAEMON
	 "Subject: Returned mail: see transcript for details\n\n   ----- The following addresses had permanent fatal "
	 "errors -----\n<jo@example.org>\n    (reason: 550 unknown)\n",
	 "p jo@example.org  "},
	{"exchange",
	 "From: System Administrator <postmaster@example.org>\nTo: support@acme.test\nSubject: Undeliverable: x\n\n"
	 "Your message\n\n  To:      list@example.org\n  Subject: x\n\ndid not reach the following recipient(s):\n\n"
	 "jo@example.org on Mon, 1 Nov 2026\n    The recipient name is not recognized\n",
	 "p jo@example.org  "},
	{"local name",
	 DAEMON "Subject: Mail Delivery Problem\n\nYour mail to the following recipients could not be "
		"delivered:\n\tjo\n",
	 "p jo@mx.example.org  "},
	{"only the returned mail names anybody",
	 DAEMON "Subject: Delivery failure\n\nYour message could not be delivered.\n\n--- Original message follows.\n\n"
		"From: support@acme.test\nTo: jo@example.org\n\nhi\n",
	 "p jo@example.org  "},
	{"null sender",
	 "Return-Path: <>\nFrom: robot@example.org\nSubject: x\n\nThe mail to jo@example.org could not be "
	 "delivered: 421 4.4.1 try later\n",
	 "p jo@example.org 4.4.1 "},
	{"a question to the sender",
	 REPORT
	 "Final-Recipient: rfc822; jo@example.org\nAction: failed\nStatus: 4.7.0\n\n--b\n\nYour message has been "
	 "waitlisted.\n--b--\n",
	 "-"},
	{"a person's words", "From: jo@example.org\nSubject: Undeliverable parcel\n\nHello,\nwhere is my parcel?\n",
	 "-"},
	{"a person's complaint",
	 "From: jo@example.org\nSubject: My mail\n\nMy mail to bob@acme.test could not be delivered, 550 5.1.1. Why?\n",
	 "-"},
	{"a person forwards one",
	 "From: jo@example.org\nSubject: Fwd: Undelivered Mail Returned to Sender\n\n<bob@acme.test>: could not be "
	 "delivered\n",
	 "-"},
	{"away, and the mailbox full",
	 "Return-Path: <>\nFrom: jo@example.org\nSubject: Automatic reply: x\n\nI am away and my mailbox is full.\n",
	 "-"},
};

static struct span show(struct arena *a, const struct bounce *b)
{
	struct span out = span_of(b->permanent ? "p " : b->delayed ? "d " : "t ");

	if (!b->is_bounce)
		return SPAN("-");
	for (size_t i = 0; i < b->recipients.count; i++)
		out = arena_printf(a, "%.*s%s%.*s", SPAN_ARG(out), i ? "," : "", SPAN_ARG(b->recipients.items[i].addr));
	return arena_printf(a, "%.*s %.*s %.*s", SPAN_ARG(out), SPAN_ARG(b->status),
			    SPAN_ARG(b->original_ids.count ? b->original_ids.items[0] : SPAN_NONE));
}

static void test_rows(void **state)
{
	struct charsets *c = charsets_new();

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span raw = exact_new(rows[i].mail);
		struct arena a;
		struct mail m;
		struct err err;

		arena_init(&a);
		assert_int_equal(mail_parse(c, &a, raw, &m, &err), 0);
		struct span got = show(&a, &m.bounce);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].name, SPAN_ARG(got));
		assert_true(!m.bounce.is_bounce || m.bounce.diagnostic.len > 0);
		arena_clear(&a);
		exact_free(raw);
	}
	charsets_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
