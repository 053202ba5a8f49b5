#include "tests/unit/desk.h"

#include "daemon/core/ticket/thread.h"
#include "parsers/authresults.h"
#include "parsers/subject.h"

enum presents { NOTHING, ADDRESS, FORGED, EXPIRED, AGENT_TOKEN, OWN_ID, RECEIVED, RECEIVED_UNPROVEN };

static const struct {
	const char *name, *sender;
	enum presents presents;
	const char *made_for, *subject;
	enum status status;
	int closed_days;
	uint64_t want, link;
	bool newcomer, follows;
} rows[] = {
	{"nothing", "jo@example.org", NOTHING, "", "Hello", STATUS_OPEN, 0, 0, 0, false, false},
	{"own address", "jo@example.org", ADDRESS, "jo@example.org", "Hello", STATUS_OPEN, 0, 1, 0, false, false},
	{"case does not matter", "JO@example.org", ADDRESS, "jo@example.org", "Hello", STATUS_OPEN, 0, 1, 0, false,
	 false},
	{"watcher's address", "pat@example.org", ADDRESS, "pat@example.org", "Hi", STATUS_OPEN, 0, 1, 0, false, false},
	{"a colleague with it", "new@example.net", ADDRESS, "jo@example.org", "Hi", STATUS_OPEN, 0, 1, 0, true, false},
	{"unwatched, but it was made for him", "old@example.org", ADDRESS, "old@example.org", "Hi", STATUS_OPEN, 0, 1,
	 0, true, false},
	{"made for nobody on it", "new@example.net", ADDRESS, "eve@example.net", "Hi", STATUS_OPEN, 0, 0, 0, false,
	 false},
	{"own Message-ID", "jo@example.org", OWN_ID, "jo@example.org", "Hi", STATUS_OPEN, 0, 1, 0, false, false},
	{"forged", "jo@example.org", FORGED, "jo@example.org", "Hi", STATUS_OPEN, 0, 0, 0, false, false},
	{"forged, with the tag", "jo@example.org", FORGED, "jo@example.org", "Re: [ACME #1] x", STATUS_OPEN, 0, 1, 0,
	 false, false},
	{"expired", "jo@example.org", EXPIRED, "jo@example.org", "Hi", STATUS_OPEN, 0, 0, 0, false, false},
	{"an agent's, from a customer", "jo@example.org", AGENT_TOKEN, "ann@acme.test", "Hi", STATUS_OPEN, 0, 0, 0,
	 false, false},
	{"received, on it", "jo@example.org", RECEIVED, "", "Hi", STATUS_OPEN, 0, 1, 0, false, false},
	{"received, was a recipient", "cc@example.org", RECEIVED, "", "Hi", STATUS_OPEN, 0, 1, 0, true, false},
	{"received, stranger", "eve@example.net", RECEIVED, "", "Hi", STATUS_OPEN, 0, 0, 1, false, false},
	{"received without proof, on it", "jo@example.org", RECEIVED_UNPROVEN, "", "Hi", STATUS_OPEN, 0, 0, 1, false,
	 false},
	{"received without proof, was a recipient", "cc@example.org", RECEIVED_UNPROVEN, "", "Hi", STATUS_OPEN, 0, 0, 1,
	 false, false},
	{"received without proof, with the tag", "jo@example.org", RECEIVED_UNPROVEN, "", "[ACME #1]", STATUS_OPEN, 0,
	 1, 1, false, false},
	{"tag", "jo@example.org", NOTHING, "", "AW: Re[2]: [acme #1] Hi", STATUS_OPEN, 0, 1, 0, false, false},
	{"tag, watcher", "pat@example.org", NOTHING, "", "[ACME #1]", STATUS_OPEN, 0, 1, 0, false, false},
	{"tag, stranger", "eve@example.net", NOTHING, "", "[ACME #1]", STATUS_OPEN, 0, 0, 1, false, false},
	{"tag, newcomer is a stranger", "seen@example.org", NOTHING, "", "[ACME #1]", STATUS_OPEN, 0, 0, 1, false,
	 false},
	{"tag of no ticket", "jo@example.org", NOTHING, "", "[ACME #77]", STATUS_OPEN, 0, 0, 0, false, false},
	{"another desk's tag", "jo@example.org", NOTHING, "", "[OTHER #1]", STATUS_OPEN, 0, 0, 0, false, false},
	{"bare number", "jo@example.org", NOTHING, "", "Re: #1", STATUS_OPEN, 0, 0, 0, false, false},
	{"merged: handed on", "jo@example.org", NOTHING, "", "[ACME #3]", STATUS_OPEN, 0, 1, 0, false, false},
	{"pending", "jo@example.org", NOTHING, "", "[ACME #1]", STATUS_PENDING, 0, 1, 0, false, false},
	{"closed lately", "jo@example.org", NOTHING, "", "[ACME #1]", STATUS_CLOSED, 14, 1, 0, false, false},
	{"closed long ago", "jo@example.org", NOTHING, "", "[ACME #1]", STATUS_CLOSED, 15, 0, 1, false, false},
	{"closed long ago, own address", "jo@example.org", ADDRESS, "jo@example.org", "Hi", STATUS_CLOSED, 15, 0, 1,
	 false, true},
	{"resolved long ago", "jo@example.org", NOTHING, "", "[ACME #1]", STATUS_RESOLVED, 99, 1, 0, false, false},
	{"no sender", "", NOTHING, "", "[ACME #1]", STATUS_OPEN, 0, 0, 1, false, false},
};

static struct span line_of(struct arena *a, const char *result, const char *from, const char *mailfrom)
{
	return arena_printf(a, "mx.acme.test; %s%s%s%s%s", result, *from ? " header.from=" : "", from,
			    *mailfrom ? " smtp.mailfrom=" : "", mailfrom);
}

static void present_as(struct desk *d, enum presents what, struct span who)
{
	struct ref_facts *r;
	struct token_keys keys = d->facts.keys;
	if (what == NOTHING)
		return;
	if (what == RECEIVED || what == RECEIVED_UNPROVEN) {
		r = LIST_ADD(&d->a, &d->facts.refs);
		*r = (struct ref_facts){.msgid = SPAN("first@example.org"), .ticket = 1, .seq = 1};
		r->proven = what == RECEIVED;
		span_list_add(&d->a, &r->to, SPAN("cc@example.org"));
		return;
	}
	keys.items[0].bytes[0] ^= what == FORGED;
	enum token_role role = what == AGENT_TOKEN ? TOKEN_AGENT : TOKEN_CUSTOMER;
	struct span token =
		token_make(&d->a, &keys, role, 1, who, what == EXPIRED ? DESK_NOW - 86400 : DESK_NOW + 86400);
	if (what == OWN_ID)
		span_list_add(&d->a, &d->mail.refs, token_msgid(&d->a, token, 9, SPAN("acme.test")));
	else
		LIST_ADD(&d->a, &d->mail.to)->addr = token_address(&d->a, token, SPAN("support@acme.test"));
}

static void set_up(struct desk *d, size_t row)
{
	desk_init(d);
	struct ticket *merged = desk_ticket(d, 3);
	merged->status = STATUS_MERGED;
	merged->merged_into = 1;
	struct ticket *t = desk_ticket(d, 1);
	span_list_add(&d->a, &t->watchers, SPAN("pat@example.org"));
	span_list_add(&d->a, &t->newcomers, SPAN("seen@example.org"));
	t->status = rows[row].status;
	t->finished = DESK_NOW - rows[row].closed_days * (int64_t)86400;
	d->mail.sender.addr = span_of(rows[row].sender);
	subject_parse(&d->a, span_of(rows[row].subject), &d->mail.subject);
	present_as(d, rows[row].presents, span_of(rows[row].made_for));
}

static void rules_in_order(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		struct thread t;
		set_up(&d, i);
		thread_find(&d.w, &t);
		if (t.ticket != rows[i].want || t.link != rows[i].link)
			fail_msg("%s: got ticket %d link %d, want %d and %d", rows[i].name, (int)t.ticket, (int)t.link,
				 (int)rows[i].want, (int)rows[i].link);
		if (t.follows != rows[i].follows || (t.ticket && t.newcomer != rows[i].newcomer))
			fail_msg("%s: newcomer %d, follows %d", rows[i].name, t.newcomer, t.follows);
		assert_int_equal(t.forged.count, rows[i].presents == FORGED ||
							 (rows[i].presents == ADDRESS && !t.ticket && !t.follows));
		assert_true(t.why.len > 0);
		desk_clear(&d);
	}
}

/* The sender's own token takes precedence over someone else's, wherever it occurs. */
static void own_token_goes_first(void **state)
{
	struct desk d;
	struct thread t;
	(void)state;
	set_up(&d, 0);
	desk_ticket(&d, 2)->customer = SPAN("kim@example.org");
	LIST_ADD(&d.a, &d.mail.to)->addr = desk_address(&d, TOKEN_CUSTOMER, 2, "kim@example.org");
	LIST_ADD(&d.a, &d.mail.to)->addr = desk_address(&d, TOKEN_CUSTOMER, 1, "jo@example.org");
	thread_find(&d.w, &t);
	assert_int_equal(t.ticket, 1);
	assert_true(t.own_token);
	desk_clear(&d);
}

static void rings_of_merges_end(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	for (uint64_t id = 1; id <= 2; id++) {
		struct ticket *t = desk_ticket(&d, id);
		t->status = STATUS_MERGED;
		t->merged_into = 3 - id;
	}
	assert_non_null(thread_target(&d.w, 1));
	assert_null(thread_target(&d.w, 9));
	desk_clear(&d);
}

/* What proves a mail, for which ticket, and when our host says that the proof failed. */
static void who_is_proven(void **state)
{
	static const struct {
		const char *name, *result, *from, *mailfrom;
		enum presents presents;
		const char *subject;
		uint64_t want;
		bool proven, failed, proves_own, proves_other;
	} cases[] = {
		{"nothing says so", "", "", "", NOTHING, "[ACME #1]", 1, false, false, false, false},
		{"its token", "", "", "", ADDRESS, "Hi", 1, true, false, true, false},
		{"DMARC", "dmarc=pass", "example.org", "", NOTHING, "[ACME #1]", 1, true, false, true, true},
		{"DMARC of another domain", "dmarc=pass", "example.net", "", NOTHING, "[ACME #1]", 1, false, false,
		 false, false},
		{"SPF", "spf=pass", "", "example.org", NOTHING, "[ACME #1]", 1, true, false, true, true},
		{"SPF of another domain", "spf=pass", "", "evil.example", NOTHING, "[ACME #1]", 1, false, false, false,
		 false},
		{"none", "dmarc=none", "example.org", "", NOTHING, "[ACME #1]", 1, false, false, false, false},
		{"temperror", "dmarc=temperror", "example.org", "", NOTHING, "[ACME #1]", 1, false, false, false,
		 false},
		{"softfail", "spf=softfail", "", "example.org", NOTHING, "[ACME #1]", 1, false, false, false, false},
		{"DMARC failed", "dmarc=fail", "example.org", "", NOTHING, "[ACME #1]", 0, false, true, false, false},
		{"DMARC failed, received id", "dmarc=fail", "example.org", "", RECEIVED, "Hi", 0, false, true, false,
		 false},
		{"DMARC failed, own token", "dmarc=fail", "example.org", "", ADDRESS, "Hi", 1, false, true, false,
		 false},
		{"SPF failed", "spf=fail", "", "example.org", NOTHING, "[ACME #1]", 0, false, true, false, false},
		{"SPF of another domain failed", "spf=fail", "", "list.example", NOTHING, "[ACME #1]", 1, false, false,
		 false, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct desk d;
		struct thread t;
		set_up(&d, 0);
		subject_parse(&d.a, span_of(cases[i].subject), &d.mail.subject);
		d.mail.from.items[0] = d.mail.sender;
		present_as(&d, cases[i].presents, SPAN("jo@example.org"));
		if (*cases[i].result)
			authres_parse(&d.a, line_of(&d.a, cases[i].result, cases[i].from, cases[i].mailfrom),
				      LIST_ADD(&d.a, &d.mail.authres));
		thread_find(&d.w, &t);
		if (t.ticket != cases[i].want || t.proven != cases[i].proven || t.failed != cases[i].failed ||
		    thread_proves(&t, 1) != cases[i].proves_own || thread_proves(&t, 2) != cases[i].proves_other)
			fail_msg("%s: ticket %d, proven %d, failed %d, for 1 %d, for 2 %d", cases[i].name,
				 (int)t.ticket, t.proven, t.failed, thread_proves(&t, 1), thread_proves(&t, 2));
		desk_clear(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_in_order),
		cmocka_unit_test(who_is_proven),
		cmocka_unit_test(own_token_goes_first),
		cmocka_unit_test(rings_of_merges_end),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
