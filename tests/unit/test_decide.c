/* What must hold for every mail: all combinations of sign, sender, ticket status and way of naming the ticket. */
#include "tests/unit/desk.h"

#include "daemon/core/decide.h"
#include "parsers/subject.h"

enum sign {
	SIGN_NONE,
	SIGN_LIST,
	SIGN_AUTO,
	SIGN_VACATION,
	SIGN_SPAM,
	SIGN_OWN,
	SIGN_BOUNCE,
	SIGN_DUPLICATE,
	SIGN_BIG,
	SIGNS
};
enum naming { NAMES_NOTHING, NAMES_TOKEN, NAMES_OTHERS_TOKEN, NAMES_AGENT_TOKEN, NAMES_TAG, NAMES_QUERY, NAMINGS };

static const char *const senders[] = {
	"jo@example.org", "pat@example.org",   "eve@example.net", "seen@example.org",   "ann@acme.test",
	"bob@acme.test",  "support@acme.test", "boss@acme.test",  "no-reply@x.example", ""};
#define SENDERS (sizeof(senders) / sizeof(senders[0]))

struct row {
	enum sign sign;
	enum naming naming;
	enum status status;
	const char *sender;
};

static void sign_put(struct desk *d, enum sign sign)
{
	struct mail *m = &d->mail;
	m->signs.list = sign == SIGN_LIST ? SPAN("List-Id: x") : SPAN_NONE;
	m->signs.automatic =
		sign == SIGN_AUTO || sign == SIGN_VACATION ? SPAN("Auto-Submitted: auto-replied") : SPAN_NONE;
	m->signs.vacation = sign == SIGN_VACATION ? SPAN("Subject: out of office") : SPAN_NONE;
	m->signs.spam = sign == SIGN_SPAM ? SPAN("X-Spam-Flag: YES") : SPAN_NONE;
	m->signs.own = sign == SIGN_OWN ? SPAN("X-Caredesk-Ticket: 1") : SPAN_NONE;
	m->bounce.is_bounce = m->bounce.permanent = sign == SIGN_BOUNCE;
	m->size = sign == SIGN_BIG ? 1 << 20 : 500;
	d->facts.duplicate = sign == SIGN_DUPLICATE;
	if (sign == SIGN_BOUNCE)
		LIST_ADD(&d->a, &m->bounce.recipients)->addr = SPAN("jo@example.org");
}

static void naming_put(struct desk *d, enum naming naming, const char *sender)
{
	static const char *const subjects[NAMINGS] = {[NAMES_TAG] = "Re: [ACME #1] x", [NAMES_QUERY] = "[close #1]"};
	struct address *to = LIST_ADD(&d->a, &d->mail.to);
	subject_parse(&d->a, span_of(subjects[naming] ? subjects[naming] : "Hello"), &d->mail.subject);
	to->addr = SPAN("support@acme.test");
	if (naming == NAMES_TOKEN)
		to->addr = desk_address(d, TOKEN_CUSTOMER, 1, sender);
	if (naming == NAMES_OTHERS_TOKEN)
		to->addr = desk_address(d, TOKEN_CUSTOMER, 1, "jo@example.org");
	if (naming == NAMES_AGENT_TOKEN)
		to->addr = desk_address(d, TOKEN_AGENT, 1, "ann@acme.test");
}

static void set_up(struct desk *d, const struct row *row)
{
	desk_init(d);
	struct ticket *t = desk_ticket(d, 1);
	t->status = row->status;
	t->finished = DESK_NOW - 100;
	t->messages = 3;
	t->events = 7;
	span_list_add(&d->a, &t->watchers, SPAN("pat@example.org"));
	span_list_add(&d->a, &t->newcomers, SPAN("seen@example.org"));
	span_list_add(&d->a, &t->agent_watchers, SPAN("bob"));
	if (row->status == STATUS_MERGED) {
		t->merged_into = 2;
		desk_ticket(d, 2);
	}
	d->mail.sender.addr = span_of(row->sender);
	d->mail.from.items[0] = d->mail.sender;
	d->mail.text = SPAN("#close\nA text that nobody shall read twice.\n");
	LIST_ADD(&d->a, &d->mail.cc)->addr = SPAN("copied@example.org");
	sign_put(d, row->sign);
	naming_put(d, row->naming, row->sender);
}

static void complain(const struct row *row, const char *what)
{
	fail_msg("sign %d, naming %d, %s, from \"%s\": %s", row->sign, row->naming, status_name(row->status),
		 row->sender, what);
}

static bool is_robot(const struct row *row, const struct plan *p)
{
	static const bool silent[VERDICT_COUNT] = {
		[VERDICT_LOOP] = true, [VERDICT_DUPLICATE] = true, [VERDICT_BOUNCE] = true,
		[VERDICT_LIST] = true, [VERDICT_AUTO] = true,      [VERDICT_SPAM] = true};
	return silent[p->verdict] ||
	       (row->sign != SIGN_NONE && row->sign != SIGN_BIG && row->sign != SIGN_SPAM && row->sign != SIGN_OWN);
}

static void check_mails(const struct row *row, const struct desk *d)
{
	const struct plan *p = &d->plan;
	for (size_t i = 0; i < p->mails.count; i++) {
		const struct outmail *m = &p->mails.items[i];
		if (conf_own_address(d->conf, m->to))
			complain(row, "a mail to the desk itself");
		/* a warning goes to the team, whatever sender a forged report claims */
		if (is_robot(row, p) && span_ieq(m->to, span_of(row->sender)) && !span_eq(m->template, SPAN("warning")))
			complain(row, "a robot is answered");
		if (m->auto_submitted != AUTO_NO && span_ieq(m->to, span_of(row->sender)) &&
		    span_find(m->body, SPAN("nobody shall read")) >= 0)
			complain(row, "an automatic mail repeats the text");
		if (span_ieq(m->to, SPAN("seen@example.org")) && !span_ieq(span_of(row->sender), m->to))
			complain(row, "a newcomer gets mail");
		if (m->id != 500 + i || !m->message_id.len || !m->subject.len)
			complain(row, "an incomplete mail");
		for (size_t k = 0; k < i; k++)
			if (span_ieq(p->mails.items[k].to, m->to) && span_eq(p->mails.items[k].template, m->template))
				complain(row, "somebody gets it twice");
	}
}

static void check_history(const struct row *row, const struct desk *d)
{
	const struct plan *p = &d->plan;
	for (size_t i = 0; i < p->tickets.count; i++) {
		const struct ticket *t = p->tickets.items[i];
		uint32_t events = t->id == 1 ? 7 : 0, messages = t->id == 1 ? 3 : 0;
		for (size_t k = 0; k < p->events.count; k++)
			if (p->events.items[k].ticket == t->id && p->events.items[k].seq != ++events)
				complain(row, "events with a gap");
		for (size_t k = 0; k < p->messages.count; k++)
			if (p->messages.items[k].message.ticket == t->id &&
			    p->messages.items[k].message.seq != ++messages)
				complain(row, "messages with a gap");
		if (t->events != events || t->messages != messages)
			complain(row, "counts that do not agree");
	}
	for (size_t k = 0; k < p->events.count; k++)
		if (!p->events.items[k].actor.len && row->sender[0])
			complain(row, "an event of nobody");
}

static bool is_on_it(const struct row *row)
{
	return row->naming != NAMES_NOTHING && row->sender[0] && row->naming != NAMES_QUERY &&
	       (span_ieq(span_of(row->sender), SPAN("jo@example.org")) ||
		span_ieq(span_of(row->sender), SPAN("pat@example.org")));
}

static void check_ticket(const struct row *row, const struct desk *d)
{
	const struct ticket *t = plan_peek(&d->w, 1);
	bool may = is_on_it(row) || row->naming == NAMES_TOKEN || row->naming == NAMES_OTHERS_TOKEN ||
		   row->naming == NAMES_QUERY;
	/* people write through lists, too */
	if (row->sign != SIGN_LIST && is_robot(row, &d->plan) && t->status != row->status)
		complain(row, "a robot changes the status");
	if (!may && t->status != row->status)
		complain(row, "somebody who is not on it changes the status");
	if (row->status == STATUS_SPAM && t->status != STATUS_SPAM)
		complain(row, "it came out of spam by itself");
	if (!span_eq(t->agent, SPAN("ann")))
		complain(row, "the agent changed");
}

static void check(const struct row *row)
{
	struct desk d;
	set_up(&d, row);
	decide(d.conf, &d.mail, &d.facts, DESK_NOW, &d.a, &d.plan);
	check_mails(row, &d);
	check_history(row, &d);
	check_ticket(row, &d);
	if (!d.plan.why.count)
		complain(row, "no why");
	desk_clear(&d);
}

static void whatever_comes(void **state)
{
	size_t step = check_step(), n = 0;
	(void)state;
	for (unsigned sign = 0; sign < SIGNS; sign++)
		for (unsigned naming = 0; naming < NAMINGS; naming++)
			for (unsigned status = 0; status < STATUS_COUNT; status += naming == NAMES_NOTHING ? 99 : 1)
				for (size_t s = 0; s < SENDERS; s++)
					if (n++ % step == 0)
						check(&(struct row){(enum sign)sign, (enum naming)naming,
								    (enum status)status, senders[s]});
}

/* The same arguments give the same plan, and the facts are not changed. */
static void pure(void **state)
{
	struct row row = {SIGN_NONE, NAMES_TOKEN, STATUS_PENDING, "jo@example.org"};
	struct plan again;
	struct desk d;
	(void)state;
	set_up(&d, &row);
	decide(d.conf, &d.mail, &d.facts, DESK_NOW, &d.a, &d.plan);
	decide(d.conf, &d.mail, &d.facts, DESK_NOW, &d.a, &again);
	assert_int_equal(again.verdict, VERDICT_MESSAGE);
	assert_int_equal(again.mails.count, d.plan.mails.count);
	assert_int_equal(again.events.count, d.plan.events.count);
	for (size_t i = 0; i < again.mails.count; i++) {
		CHECK_SPAN(again.mails.items[i].message_id, d.plan.mails.items[i].message_id);
		CHECK_SPAN(again.mails.items[i].body, d.plan.mails.items[i].body);
	}
	const struct ticket *t = &facts_ticket(&d.facts, 1)->ticket;
	assert_int_equal(t->status, STATUS_PENDING);
	assert_int_equal(t->events, 7);
	assert_int_equal(t->watchers.count, 1);
	assert_int_equal(t->thread.count, 0);
	desk_clear(&d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_comes),
		cmocka_unit_test(pure),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
