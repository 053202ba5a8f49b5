#include "tests/unit/agents.h"

#include "daemon/core/base/commandtable.h"

#define SECRET "between-us-only"
#define HEAD "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nCc: jo@example.org, new@example.org\n"
#define SUBJECT "Subject: Re: [ACME #1] Printer\n"
#define FORWARDED                                                                                                      \
	"\n---------- Forwarded message ---------\nFrom: Lou <lou@example.org>\nSubject: Chair\n\nThe chair is "       \
	"broken.\n"

/* A form of each command that holds on this desk. */
static const char *form_of(enum command_id id)
{
	switch (id) {
	case COMMAND_MERGE:
		return "#merge 2";
	case COMMAND_LINK:
		return "#link 2";
	case COMMAND_UNWATCH:
		return "#unwatch lee@example.org";
	default:
		return command_table[id].form;
	}
}

static void prepare(struct agents *g, const char *before)
{
	agents_open(g);
	agents_customer(g, "Printer", "It does not print.");
	agents_customer(g, "Screen", "It is dark.");
	agents_take(g, "From: Jo Doe <jo@example.org>\nTo: {{address customer 1 jo@example.org}}\n"
		       "Subject: Re: [ACME #1] Printer\n\nStill not.\n");
	if (!*before)
		return;
	agents_take(g, arena_str(&g->a, arena_printf(&g->a, HEAD SUBJECT "\n%s\n", before)));
}

/* Every part that goes outside must be of a message that the customers may see. */
static void check_parts(struct agents *g, const struct outmail *m, const char *what)
{
	for (size_t i = 0; i < m->parts.count; i++)
		for (size_t k = 0; k < g->plan.messages.count; k++) {
			const struct message *of = &g->plan.messages.items[k].message;
			if (of->ticket == m->parts.items[i].ticket && of->seq == m->parts.items[i].seq &&
			    of->kind == MESSAGE_NOTE)
				fail_msg("%s: a note's attachment goes to %.*s", what, SPAN_ARG(m->to));
		}
}

static void check_kept(struct agents *g, const char *what)
{
	for (size_t i = 0; i < g->plan.mails.count; i++) {
		const struct outmail *m = &g->plan.mails.items[i];
		if (conf_agent_address(g->conf, m->to) || span_ieq(m->to, g->conf->manager))
			continue;
		if (span_find(m->body, SPAN(SECRET)) >= 0 || span_find(m->subject, SPAN(SECRET)) >= 0)
			fail_msg("%s: the note goes to %.*s as %.*s", what, SPAN_ARG(m->to), SPAN_ARG(m->template));
		check_parts(g, m, what);
	}
}

static void take_note(struct agents *g, const char *one, const char *two)
{
	const char *what = arena_str(&g->a, arena_printf(&g->a, "#note %s %s", one, two));
	char *mail =
		arena_str(&g->a, arena_printf(&g->a,
					      HEAD SUBJECT
					      "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
					      "--b\nContent-Type: text/plain\n\n#note\n%s\n%s\n\n" SECRET "\n" FORWARDED
					      "--b\nContent-Type: text/plain\n"
					      "Content-Disposition: attachment; filename=" SECRET ".txt\n\nx\n--b--\n",
					      one, two));
	agents_take(g, mail);
	check_kept(g, what);
	/* alone it is one: the table does not pass for want of notes */
	if (strcmp(one, "#note") == 0 && strcmp(two, "#note") == 0)
		assert_int_equal(g->plan.verdict, VERDICT_NOTE);
}

/* Over all commands, alone and in pairs, in several states of the ticket, to all recipients. */
static void test_note_reaches_no_customer(void **state)
{
	static const char *const before[] = {
		"", "#close", "#snooze 3d", "#watch bob@acme.test", "#merge 2", "#customer lou@example.org"};
	(void)state;
	for (size_t b = 0; b < sizeof(before) / sizeof(*before); b++) {
		struct agents g;
		prepare(&g, before[b]);
		g.applies = false;
		for (int i = 0; i < COMMAND_COUNT; i++)
			for (int k = b ? i : 0; k < (b ? i + 1 : COMMAND_COUNT); k++)
				take_note(&g, form_of((enum command_id)i), form_of((enum command_id)k));
		agents_close(&g);
	}
}

/* Nor does it with what comes later: answers, acknowledgements, what the customer asks for. */
static void test_note_reaches_no_customer_later(void **state)
{
	static const char *const later[] = {
		HEAD SUBJECT "\nIt is the toner.\n",
		HEAD SUBJECT "\n#undo\n",
		HEAD SUBJECT "\n#show\n",
		HEAD SUBJECT "\n#split\n",
		HEAD SUBJECT "\n#close\n",
		HEAD SUBJECT "\n#frobnicate\n\n" SECRET "\n",
		"From: ann@acme.test\nTo: support@acme.test\n" SUBJECT "\n" SECRET "\n",
		"From: jo@example.org\nTo: {{address customer 1 jo@example.org}}\n" SUBJECT "\nAny news?\n",
		"From: jo@example.org\nTo: support@acme.test\nSubject: [status #1]\n\n",
		"From: jo@example.org\nTo: support@acme.test\nSubject: [status]\n\n",
		"From: jo@example.org\nTo: support@acme.test\nSubject: [close #1]\n\n",
	};
	(void)state;
	struct agents g;
	prepare(&g, "#note\n\n" SECRET);
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++) {
		agents_take(&g, later[i]);
		check_kept(&g, later[i]);
	}
	agents_close(&g);
}

/* One wrong command among many: none is done, nothing goes out, the text is kept. */
static void test_all_or_none(void **state)
{
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		if (command_table[i].who != WHO_AGENT)
			continue;
		struct agents g;
		prepare(&g, "");
		const struct ticket was = agents_ticket(&g, 1);
		agents_take(&g, arena_str(&g.a, arena_printf(&g.a, HEAD SUBJECT "\n%s\n#clsoe\n\nThe text.\n",
							     form_of((enum command_id)i))));
		const struct ticket is = agents_ticket(&g, 1);
		const struct outmail *receipt = agents_mail(&g, "ann@acme.test", "receipt");
		assert_int_equal(g.plan.verdict, VERDICT_COMMAND);
		assert_null(agents_outside(&g, &g.plan));
		assert_non_null(receipt);
		if (span_find(receipt->body, SPAN("#clsoe")) < 0 || span_find(receipt->body, SPAN("#close")) < 0)
			fail_msg("%s: %.*s", command_table[i].name, SPAN_ARG(receipt->body));
		assert_int_equal(is.status, was.status);
		assert_int_equal(is.priority, was.priority);
		assert_int_equal(is.wake, was.wake);
		assert_int_equal(is.tags.count, was.tags.count);
		assert_int_equal(is.watchers.count, was.watchers.count);
		assert_int_equal(is.messages, was.messages + 1);
		CHECK_SPAN(is.agent, was.agent);
		CHECK_SPAN(is.subject, was.subject);
		CHECK_SPAN(is.customer, was.customer);
		assert_false(g.plan.is_new);
		agents_close(&g);
	}
}

/* Each undoable command is taken back to the last field. */
static void test_undo_of_each(void **state)
{
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		if (!command_table[i].undoable)
			continue;
		struct agents g;
		prepare(&g, "#tag a\n#assign bob");
		const struct ticket was = agents_ticket(&g, 1), other = agents_ticket(&g, 2);
		agents_take(&g,
			    arena_str(&g.a, arena_printf(&g.a, HEAD SUBJECT "\n%s\n", form_of((enum command_id)i))));
		if (!g.plan.has_undo)
			fail_msg("#%s: no undo", command_table[i].name);
		agents_take(&g, HEAD SUBJECT "\n#undo\n");
		const struct ticket is = agents_ticket(&g, 1), other_is = agents_ticket(&g, 2);
		if (is.status != was.status || is.priority != was.priority || is.wake != was.wake ||
		    is.due != was.due || is.snoozed != was.snoozed || is.tags.count != was.tags.count ||
		    is.watchers.count != was.watchers.count || is.links.count != was.links.count ||
		    is.agent_watchers.count != was.agent_watchers.count || !span_eq(is.agent, was.agent) ||
		    !span_eq(is.category, was.category) || !span_eq(is.subject, was.subject) ||
		    !span_eq(is.customer, was.customer) || other_is.status != other.status ||
		    other_is.merged_into != other.merged_into || other_is.links.count != other.links.count)
			fail_msg("#%s is not taken back", command_table[i].name);
		agents_close(&g);
	}
}

/* The command table itself: every row is whole, and its form is one that the reader takes. */
static void test_table(void **state)
{
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *d = &command_table[i];
		struct span form = span_of(d->form), name;
		assert_non_null(d->name);
		assert_true(span_word(&form, &name));
		assert_true(span_starts(span_from(name, 1), span_of(d->name)));
		assert_int_equal(name.ptr[0], d->who == WHO_AGENT ? '#' : '[');
		assert_true(*d->help && *d->help_de && *d->help_fr);
		assert_int_equal(command_id(command_find(d->who, span_of(d->name))), i);
		assert_true(d->who == WHO_CUSTOMER || command_near(span_of(d->name)) == d);
	}
	assert_null(command_find(WHO_AGENT, SPAN("frobnicate")));
	assert_null(command_near(SPAN("frobnicate")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_all_or_none),
		cmocka_unit_test(test_undo_of_each),
		cmocka_unit_test(test_note_reaches_no_customer),
		cmocka_unit_test(test_note_reaches_no_customer_later),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
