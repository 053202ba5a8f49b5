#include "tests/unit/desk.h"

#include "daemon/core/ticket/bounced.h"

static const struct {
	const char *name;
	const char *failed;      /* the address that the report names */
	const char *made_for;    /* recipient of our Message-ID in it; "": none */
	const char *address_for; /* recipient of the signed address that it came to; "": none */
	const char *row_to;      /* recipient in the outbox's row; "": no row */
	enum token_role role;
	bool permanent;
	bool noted;              /* on ticket 1 */
	const char *unreachable; /* "": none */
	const char *told;        /* "": no one */
} rows[] = {
	{"by Message-ID", "jo@example.org", "jo@example.org", "", "", TOKEN_CUSTOMER, true, true, "jo@example.org",
	 "ann@acme.test"},
	{"by address", "jo@example.org", "", "jo@example.org", "", TOKEN_CUSTOMER, true, true, "jo@example.org",
	 "ann@acme.test"},
	{"delayed", "jo@example.org", "jo@example.org", "", "", TOKEN_CUSTOMER, false, true, "", ""},
	{"forwarded: another address fails", "inner@host.example", "jo@example.org", "", "jo@example.org",
	 TOKEN_CUSTOMER, true, true, "jo@example.org", "ann@acme.test"},
	{"no recipient named", "", "jo@example.org", "", "jo@example.org", TOKEN_CUSTOMER, true, true, "jo@example.org",
	 "ann@acme.test"},
	{"forged: made for another", "jo@example.org", "eve@example.net", "", "", TOKEN_CUSTOMER, true, true, "",
	 "ann@acme.test"},
	{"no token: the last ticket", "jo@example.org", "", "", "", TOKEN_CUSTOMER, true, true, "", "ann@acme.test"},
	{"somebody else's mail", "who@example.net", "", "", "", TOKEN_CUSTOMER, true, false, "", ""},
	{"an agent's address", "ann@acme.test", "ann@acme.test", "", "", TOKEN_AGENT, true, true, "", "boss@acme.test"},
	{"the manager's", "boss@acme.test", "boss@acme.test", "", "", TOKEN_CUSTOMER, true, true, "boss@acme.test", ""},
};

static void set_up(struct desk *d, size_t i)
{
	desk_init(d);
	desk_ticket(d, 1);
	d->mail.bounce.is_bounce = true;
	d->mail.bounce.permanent = rows[i].permanent;
	d->mail.bounce.status = SPAN("5.1.1");
	if (rows[i].failed[0])
		LIST_ADD(&d->a, &d->mail.bounce.recipients)->addr = span_of(rows[i].failed);
	if (rows[i].made_for[0]) {
		struct span token =
			token_make(&d->a, &d->facts.keys, rows[i].role, 1, span_of(rows[i].made_for), DESK_NOW + 86400);
		span_list_add(&d->a, &d->mail.bounce.original_ids, token_msgid(&d->a, token, 5, SPAN("acme.test")));
	}
	if (rows[i].address_for[0])
		LIST_ADD(&d->a, &d->mail.to)->addr = desk_address(d, rows[i].role, 1, rows[i].address_for);
	if (rows[i].row_to[0])
		LIST_ADD(&d->a, &d->facts.bounced)->to = span_of(rows[i].row_to);
}

static void reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct desk d;
		set_up(&d, i);
		bool found = bounced_decide(&d.w);
		const struct plan *p = &d.plan;
		struct span gone = p->unreachable.count ? p->unreachable.items[0] : SPAN_NONE;
		struct span told = p->mails.count ? p->mails.items[0].to : SPAN_NONE;
		if ((p->messages.count == 1) != rows[i].noted || found != rows[i].noted)
			fail_msg("%s: %zu notes", rows[i].name, p->messages.count);
		if (!span_eq(gone, span_of(rows[i].unreachable)) || !span_eq(told, span_of(rows[i].told)))
			fail_msg("%s: unreachable \"%.*s\", told \"%.*s\"", rows[i].name, SPAN_ARG(gone),
				 SPAN_ARG(told));
		assert_true(p->mails.count <= 1);
		desk_clear(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reports)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
