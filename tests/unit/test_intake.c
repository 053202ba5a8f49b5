#include "tests/unit/room.h"

#include "daemon/desk/intake.h"
#include "daemon/desk/tick.h"

#define DAY ((int64_t)86400)

/* Commits or aborts the work so far and begins a new transaction. */
static void next_txn(struct room *r, bool commit)
{
	struct err err;
	if (commit)
		assert_int_equal(store_commit(r->t, &err), 0);
	else
		store_abort(r->t);
	assert_int_equal(store_begin(r->store, TXN_WRITE, &r->t, &err), 0);
}

static enum verdict take(struct room *r, const char *headers, const char *text, uint64_t uid, int64_t now)
{
	struct intake_source source = {.mailbox = conf_mailbox(r->conf, SPAN("support")),
				       .uidvalidity = uid ? 5 : 0,
				       .uid = uid,
				       .name = SPAN("test")};
	struct span raw = arena_printf(&r->a, "%s\n%s", headers, text);
	struct mail mail;
	struct err err;
	bool big = raw.len > r->conf->limits.max_size;
	assert_int_equal(big ? reader_headers(r->reader, &r->a, raw, raw.len, &mail, &err)
			     : reader_read(r->reader, &r->a, raw, &mail, &err),
			 0);
	if (intake_mail(r->conf, r->t, r->reader, &source, &mail, raw, now, &r->a, &r->plan, &err))
		fail_msg("%s", err.text);
	return r->plan.verdict;
}

#define JO                                                                                                             \
	"Authentication-Results: mx.acme.test; dmarc=pass header.from=example.org\nFrom: jo@example.org\nTo: "         \
	"support@acme.test\nSubject: Printer\n"

static bool is_done(struct room *r, uint64_t uid)
{
	struct err err;
	bool done;
	assert_int_equal(store_done(r->t, SPAN("support"), 5, uid, &done, &err), 0);
	return done;
}

static void one_mail_one_ticket(void **state)
{
	struct room r;
	struct ticket t;
	struct message m;
	struct span raw;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	assert_int_equal(take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 11, ROOM_NOW), VERDICT_NEW);
	assert_int_equal(store_ticket(r.t, &r.a, 1, &t, &err), 0);
	CHECK_SPAN(t.agent, SPAN("ann"));
	assert_int_equal(t.roots.count, 2);
	assert_int_equal(store_message(r.t, &r.a, 1, 1, &m, &err), 0);
	assert_int_equal(store_raw(r.t, &r.a, 1, 1, &raw, &err), 0);
	assert_true(span_ends(raw, SPAN("\n\nHello.\n")));
	assert_true(is_done(&r, 11));
	/* the same mail again, with another UID and with none */
	assert_int_equal(take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 12, ROOM_NOW), VERDICT_DUPLICATE);
	assert_true(is_done(&r, 12));
	assert_int_equal(take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 0, ROOM_NOW), VERDICT_DUPLICATE);
	assert_int_equal(r.plan.mails.count, 0);
	room_close(&r);
}

#define SCAN "From: scan@example.org\nTo: support@acme.test\nMessage-ID: <scan@mfp.example.org>\n"

/* Three different mails with one Message-ID are all kept, and each is recognised when it comes again. */
static void an_id_that_is_used_again(void **state)
{
	static const char *const texts[] = {"First.\n", "Second.\n", "Third.\n"};
	struct room r;
	(void)state;
	room_open_to_mail(&r);
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(take(&r, SCAN, texts[i], i + 1, ROOM_NOW), VERDICT_NEW);
		assert_int_equal(r.plan.ticket, i + 1);
	}
	for (uint64_t i = 0; i < 3; i++) {
		assert_int_equal(take(&r, SCAN "Received: elsewhere\n", texts[i], i + 10, ROOM_NOW), VERDICT_DUPLICATE);
		assert_int_equal(r.plan.ticket, i + 1);
		assert_int_equal(r.plan.events.count, 1);
	}
	room_close(&r);
}

#define PASS "Authentication-Results: mx.acme.test; dmarc=pass header.from=example.org\n"

/* A Message-ID that an attacker used first leads to the proven mail, not to theirs. */
static void an_id_that_was_planted(void **state)
{
	struct seen_at at;
	struct room r;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	take(&r, "From: eve@evil.test\nMessage-ID: <a@example.org>\n", "Mine.\n", 1, ROOM_NOW);
	assert_int_equal(take(&r, PASS JO "Message-ID: <a@example.org>\n", "Hello.\n", 2, ROOM_NOW), VERDICT_NEW);
	assert_int_equal(store_msgid(r.t, SPAN("a@example.org"), &at, &err), 0);
	assert_int_equal(at.ticket, 2);
	assert_int_equal(take(&r, "From: eve@evil.test\nMessage-ID: <a@example.org>\n", "Again.\n", 3, ROOM_NOW),
			 VERDICT_NEW);
	assert_int_equal(take(&r, "From: eve@evil.test\nMessage-ID: <a@example.org>\n", "Mine.\n", 4, ROOM_NOW),
			 VERDICT_DUPLICATE);
	assert_int_equal(r.plan.ticket, 1);
	assert_int_equal(
		take(&r, PASS JO "In-Reply-To: <a@example.org>\nMessage-ID: <b@example.org>\n", "More.\n", 5, ROOM_NOW),
		VERDICT_MESSAGE);
	assert_int_equal(r.plan.ticket, 2);
	room_close(&r);
}

/* A store from before digests of contents were kept: the stored message is compared or, without one, the Message-ID
 * alone. */
static void an_id_of_an_older_store(void **state)
{
	struct seen_at old = {.ticket = 1, .seq = 1};
	struct room r;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	take(&r, SCAN "Subject: One\nDate: Mon, 02 Nov 2026 09:00:00 +0000\n", "1\n", 1, ROOM_NOW);
	assert_int_equal(store_msgid_put(r.t, SPAN("scan@mfp.example.org"), &old, &err), 0);
	assert_int_equal(take(&r, SCAN "Subject: One\nDate: Mon, 02 Nov 2026 09:00:00 +0000\n", "1\n", 2, ROOM_NOW),
			 VERDICT_DUPLICATE);
	assert_int_equal(take(&r, SCAN "Subject: One\nDate: Mon, 02 Nov 2026 09:01:00 +0000\n", "2\n", 3, ROOM_NOW),
			 VERDICT_NEW);
	assert_int_equal(take(&r, SCAN "Subject: Two\nDate: Mon, 02 Nov 2026 09:00:00 +0000\n", "2\n", 4, ROOM_NOW),
			 VERDICT_NEW);
	assert_int_equal(store_ticket_delete(r.t, 1, NULL, &err), 0);
	assert_int_equal(take(&r, SCAN "Subject: Four\n", "4\n", 5, ROOM_NOW), VERDICT_DUPLICATE);
	assert_int_equal(r.plan.ticket, 0);
	room_close(&r);
}

/* A deleted ticket's mail is still a duplicate; a different mail with its Message-ID still isn't. */
static void an_id_of_a_deleted_ticket(void **state)
{
	struct room r;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	take(&r, SCAN, "First.\n", 1, ROOM_NOW);
	assert_int_equal(store_ticket_delete(r.t, 1, NULL, &err), 0);
	assert_int_equal(take(&r, SCAN, "First.\n", 2, ROOM_NOW), VERDICT_DUPLICATE);
	assert_int_equal(take(&r, SCAN, "Second.\n", 3, ROOM_NOW), VERDICT_NEW);
	room_close(&r);
}

/* Work lost in a crash is simply done again, with the same result. */
static void an_abort_leaves_nothing(void **state)
{
	struct room r;
	uint64_t ticket, outmail;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 1, ROOM_NOW);
	next_txn(&r, true);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(take(&r, JO "Message-ID: <b@example.org>\n", "Hello.\n", 2, ROOM_NOW), VERDICT_NEW);
		assert_int_equal(r.plan.ticket, 2);
		next_txn(&r, i == 2);
		assert_int_equal(is_done(&r, 2), i == 2);
	}
	assert_int_equal(store_next_ticket(r.t, &ticket, &err), 0);
	assert_int_equal(store_next_outmail(r.t, &outmail, &err), 0);
	assert_int_equal(ticket, 3);
	assert_int_equal(outmail, 5);
	room_close(&r);
}

static void too_big_stays_and_is_told_once(void **state)
{
	struct room r;
	char *text;
	(void)state;
	room_open_to_mail(&r);
	text = arena_alloc(&r.a, 10001);
	memset(text, 'x', 10000);
	assert_int_equal(take(&r, JO "Message-ID: <big@example.org>\n", text, 1, ROOM_NOW), VERDICT_OVERSIZE);
	assert_int_equal(r.plan.mails.count, 1);
	assert_false(is_done(&r, 1));
	assert_int_equal(take(&r, JO "Message-ID: <big@example.org>\n", text, 1, ROOM_NOW + 40 * DAY),
			 VERDICT_OVERSIZE);
	assert_int_equal(r.plan.mails.count, 0);
	assert_true(r.plan.leave);
	room_close(&r);
}

static void quarantine_may_come_again(void **state)
{
	static const char report[] = "From: MAILER-DAEMON@x.example\nTo: support@acme.test\nSubject: Undelivered mail\n"
				     "Message-ID: <q@x.example>\nContent-Type: multipart/report; "
				     "report-type=delivery-status; boundary=r\nMIME-Version: 1.0\n";
	static const char parts[] = "--r\n\nIt failed.\n--r\nContent-Type: message/delivery-status\n\nReporting-MTA: "
				    "dns; x.example\n\nFinal-Recipient: rfc822; who@x.example\nAction: failed\nStatus: "
				    "5.1.1\n\n--r--\n";
	struct room r;
	struct quarantined_list list;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	for (size_t i = 1; i <= 2; i++) {
		assert_int_equal(take(&r, report, parts, i, ROOM_NOW), VERDICT_BOUNCE);
		assert_int_equal(store_quarantines(r.t, &r.a, &list, &err), 0);
		assert_int_equal(list.count, i);
		assert_true(is_done(&r, i));
	}
	CHECK_SPAN(list.items[0].message_id, SPAN("q@x.example"));
	room_close(&r);
}

static void a_bounce_drops_what_is_queued(void **state)
{
	struct room r;
	struct outmail mail, before;
	struct customer c;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 1, ROOM_NOW);
	assert_int_equal(store_outmail(r.t, &r.a, 2, &before, &err), 0);
	CHECK_SPAN(before.to, SPAN("jo@example.org"));
	struct span report = arena_printf(&r.a,
					  "--r\n\nIt failed.\n--r\nContent-Type: message/delivery-status\n\n"
					  "Reporting-MTA: dns; x.example\n\nFinal-Recipient: rfc822; jo@example.org\n"
					  "Action: failed\nStatus: 5.1.1\n\n--r\nContent-Type: text/rfc822-headers\n\n"
					  "Message-ID: <%.*s>\n\n--r--\n",
					  SPAN_ARG(before.message_id));
	take(&r,
	     "From: MAILER-DAEMON@x.example\nTo: support@acme.test\nSubject: Undelivered\nMIME-Version: 1.0\n"
	     "Content-Type: multipart/report; report-type=delivery-status; boundary=r\nMessage-ID: <d@x.example>\n",
	     report.ptr, 2, ROOM_NOW + 60);
	assert_int_equal(r.plan.verdict, VERDICT_BOUNCE);
	assert_int_equal(r.plan.ticket, 1);
	assert_int_equal(store_outmail(r.t, &r.a, 2, &mail, &err), 0);
	assert_int_equal(mail.state, OUTMAIL_DROPPED);
	assert_int_equal(store_customer(r.t, &r.a, SPAN("jo@example.org"), &c, &err), 0);
	assert_true(c.unreachable);
	/* a customer who writes is reachable again */
	take(&r, JO "Message-ID: <b@example.org>\n", "I am back.\n", 3, ROOM_NOW + 120);
	assert_int_equal(store_customer(r.t, &r.a, SPAN("jo@example.org"), &c, &err), 0);
	assert_false(c.unreachable);
	room_close(&r);
}

static void counters_hold_for_their_window(void **state)
{
	struct room r;
	(void)state;
	room_open_to_mail(&r);
	for (int i = 0; i < 5; i++) {
		struct span id = arena_printf(&r.a, "%sMessage-ID: <%d@example.org>\n", JO, i);
		take(&r, id.ptr, "Hello.\n", (uint64_t)i + 1, ROOM_NOW + i);
		bool answered = false, told = false;
		for (size_t k = 0; k < r.plan.mails.count; k++) {
			answered |= span_eq(r.plan.mails.items[k].template, SPAN("acknowledge"));
			told |= span_eq(r.plan.mails.items[k].template, SPAN("warning"));
		}
		assert_int_equal(answered, i < 3);
		assert_int_equal(told, i == 3);
	}
	room_close(&r);
}

static void who_waits_is_assigned_when_somebody_is_free(void **state)
{
	struct room r;
	struct agent_state dave;
	struct ticket t;
	struct outmail mail;
	struct tick tk;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	assert_int_equal(store_agent(r.t, &r.a, SPAN("dave"), &dave, &err), 0);
	dave.away_until = ROOM_NOW + DAY;
	assert_int_equal(store_agent_put(r.t, &dave, &err), 0);
	take(&r, "From: jo@example.org\nTo: support@acme.test\nSubject: [night] Alarm\nMessage-ID: <n@example.org>\n",
	     "It rings.\n", 1, ROOM_NOW);
	assert_int_equal(tick(r.conf, r.t, ROOM_NOW + 1, &r.a, &tk, &err), 0);
	assert_false(tk.more);
	assert_in_range(tk.next, ROOM_NOW + 2, ROOM_NOW + DAY);
	assert_int_equal(store_ticket(r.t, &r.a, 1, &t, &err), 0);
	assert_true(t.waiting && !t.agent.len);
	assert_int_equal(tick(r.conf, r.t, ROOM_NOW + DAY, &r.a, &tk, &err), 0);
	assert_int_equal(store_ticket(r.t, &r.a, 1, &t, &err), 0);
	CHECK_SPAN(t.agent, SPAN("dave"));
	assert_false(t.waiting);
	assert_int_equal(store_outmail(r.t, &r.a, 3, &mail, &err), 0);
	CHECK_SPAN(mail.template, SPAN("assigned"));
	assert_true(span_find(mail.body, SPAN("It rings.")) >= 0);
	/* nothing is left to do or done twice */
	assert_int_equal(tick(r.conf, r.t, ROOM_NOW + DAY + 1, &r.a, &tk, &err), 0);
	assert_int_equal(store_outmail(r.t, &r.a, 4, &mail, &err), -1);
	assert_int_equal(tk.next, 0);
	room_close(&r);
}

static void a_long_conversation_keeps_its_first_id(void **state)
{
	struct room r;
	struct ticket t;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	for (int i = 0; i < 30; i++) {
		struct span head = arena_printf(&r.a,
						"From: jo@example.org\nTo: support@acme.test\nSubject: Re: "
						"%sPrinter\nMessage-ID: <m%d@example.org>\n",
						i ? "[ACME #1] " : "", i);
		take(&r, head.ptr, "More.\n", (uint64_t)i + 1, ROOM_NOW + i);
		assert_int_equal(r.plan.ticket, 1);
	}
	assert_int_equal(store_ticket(r.t, &r.a, 1, &t, &err), 0);
	assert_int_equal(t.messages, 30);
	assert_int_equal(t.thread.count, 20);
	CHECK_SPAN(t.thread.items[0], SPAN("m29@example.org"));
	CHECK_SPAN(t.thread.items[19], SPAN("m0@example.org"));
	room_close(&r);
}

/* --- a released mail is read while no transaction is open --- */

#define PROOF "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\n"
#define FORGED "From: ann@acme.test\nTo: support@acme.test\nSubject: [ACME #1] Printer\n"

struct releasing {
	struct room *r;
	struct mail mail;
	struct span raw;
	struct intake_held_list held;
	unsigned times;
};

static int release_work(struct txn *t, void *ctx, struct err *err)
{
	struct releasing *k = ctx;
	struct room *r = k->r;
	const struct intake_source source = {
		.mailbox = conf_mailbox(r->conf, SPAN("support")), .name = SPAN("test"), .held = &k->held};
	k->times++;
	return intake_mail(r->conf, t, r->reader, &source, &k->mail, k->raw, ROOM_NOW, &r->a, &r->plan, err);
}

static struct span question_to_ann(struct room *r)
{
	struct outmail_list list;
	struct err err;
	assert_int_equal(store_outbox_to(r->t, &r->a, SPAN("ann@acme.test"), &list, &err), 0);
	assert_true(list.count > 0);
	return list.items[list.count - 1].reply_to;
}

static void a_held_mail_is_read_before(void **state)
{
	struct releasing k = {0};
	struct message m;
	struct room r;
	struct err err;
	(void)state;
	room_open_to_mail(&r);
	assert_int_equal(take(&r, JO "Message-ID: <a@example.org>\n", "Hello.\n", 11, ROOM_NOW), VERDICT_NEW);
	assert_int_equal(take(&r, FORGED "Message-ID: <b@acme.test>\n", "Your password?\n", 12, ROOM_NOW),
			 VERDICT_UNPROVEN);
	k.r = &r;
	k.raw = arena_printf(&r.a,
			     PROOF "From: ann@acme.test\nTo: %.*s\nSubject: Re: x\nMessage-ID: <c@acme.test>\n\nYes.\n",
			     SPAN_ARG(question_to_ann(&r)));
	assert_int_equal(reader_read(r.reader, &r.a, k.raw, &k.mail, &err), 0);
	assert_int_equal(store_commit(r.t, &err), 0);
	assert_int_equal(intake_transact(r.store, r.reader, &k.held, &r.a, release_work, &k, &err), 0);
	assert_true(r.plan.has_release);
	assert_int_equal(k.times, 2); /* interrupted for reading the mail, then completed */
	assert_int_equal(k.held.count, 1);
	assert_int_equal(store_begin(r.store, TXN_WRITE, &r.t, &err), 0);
	assert_int_equal(store_message(r.t, &r.a, 1, 2, &m, &err), 0);
	assert_false(m.held);
	assert_int_equal(m.kind, MESSAGE_AGENT);
	room_close(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_mail_one_ticket),
		cmocka_unit_test(an_id_that_is_used_again),
		cmocka_unit_test(an_id_that_was_planted),
		cmocka_unit_test(an_id_of_an_older_store),
		cmocka_unit_test(an_id_of_a_deleted_ticket),
		cmocka_unit_test(an_abort_leaves_nothing),
		cmocka_unit_test(too_big_stays_and_is_told_once),
		cmocka_unit_test(quarantine_may_come_again),
		cmocka_unit_test(a_held_mail_is_read_before),
		cmocka_unit_test(a_bounce_drops_what_is_queued),
		cmocka_unit_test(counters_hold_for_their_window),
		cmocka_unit_test(who_waits_is_assigned_when_somebody_is_free),
		cmocka_unit_test(a_long_conversation_keeps_its_first_id),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
