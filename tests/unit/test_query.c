#include "tests/unit/desk.h"

#include "daemon/core/ticket/query.h"
#include "parsers/subject.h"

static const struct {
	const char *subject;
	bool is_answer;
	int id; /* a QUERY_…; -1: none */
	uint64_t ticket;
} rows[] = {
	{"[status]", false, QUERY_STATUS, 0},
	{"Re: [ STATUS ]", false, QUERY_STATUS, 0},
	{"[status #1042]", false, QUERY_STATUS, 1042},
	{"[status 1042]", false, QUERY_STATUS, 1042},
	{"[status#1042]", false, QUERY_STATUS, 1042},
	{"[status #1042] please", false, QUERY_STATUS, 1042},
	{"[status] of my order", false, -1, 0},
	{"[ACME #7] [status]", true, QUERY_STATUS, 0},
	{"[statuses]", false, -1, 0},
	{"[close #7]", false, QUERY_CLOSE, 7},
	{"[close]", false, QUERY_CLOSE, 0},
	{"[close] the window", false, -1, 0},
	{"Re: [ACME #7] Printer [close]", true, QUERY_CLOSE, 0},
	{"Re: Printer [close]", true, QUERY_CLOSE, 0},
	{"[help]", false, QUERY_HELP, 0},
	{"[help] my printer burns", false, -1, 0},
	{"[helpdesk]", false, -1, 0},
	{"[faq opening hours]", false, QUERY_FAQ, 0},
	{"[faq]", false, QUERY_FAQ, 0},
	{"[export]", false, QUERY_EXPORT, 0},
	{"[forget]", false, QUERY_FORGET, 0},
	{"[forget me]", false, -1, 0},
	{"status", false, -1, 0},
	{"", false, -1, 0},
};

static void subjects(void **state)
{
	struct desk d;
	(void)state;
	desk_init(&d);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct span exact = check_exact(span_of(rows[i].subject));
		struct query q = {0};
		d.mail.subject = (struct subject){0};
		subject_parse(&d.a, exact, &d.mail.subject);
		bool found = query_find(d.conf, &d.mail, rows[i].is_answer, &q);
		if (found != (rows[i].id >= 0) ||
		    (found && ((int)command_id(q.def) != rows[i].id || q.ticket != rows[i].ticket)))
			fail_msg("\"%s\": found %d, ticket %d", rows[i].subject, found, (int)q.ticket);
		free((char *)(uintptr_t)exact.ptr);
	}
	desk_clear(&d);
}

/* Whether the mail about a closed ticket says until when an answer reopens it. */
static void reopening(void **state)
{
	static const struct {
		int days;
		const char *said;
	} cases[] = {{14, "within 14 days"}, {1, "within a day"}, {0, NULL}};
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct desk d;
		struct thread thread = {.ticket = 7, .proven = true, .passed = true};
		struct query q = {.def = command_find(WHO_CUSTOMER, SPAN("close"))};
		desk_init(&d);
		desk_ticket(&d, 7);
		d.conf->limits.reopen_days = cases[i].days;
		query_answer(&d.w, &q, &thread);
		assert_int_equal(d.plan.tickets.items[0]->status, STATUS_CLOSED);
		struct span body = d.plan.mails.items[0].body;
		if (cases[i].said ? span_find(body, span_of(cases[i].said)) < 0 : span_find(body, SPAN("within")) >= 0)
			fail_msg("%d days: %.*s", cases[i].days, SPAN_ARG(body));
		desk_clear(&d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(subjects), cmocka_unit_test(reopening)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
