#include "tests/unit/agents.h"

#include "daemon/core/base/commandtable.h"
#include "store/ticketfields.h"

#define SECRET "between-us-only"
#define HEAD "From: ann@acme.test\nTo: {{address agent 1 ann@acme.test}}\nCc: jo@example.org, new@example.org\n"
#define AS_ANN "Authentication-Results: mx.acme.test; dmarc=pass header.from=acme.test\nFrom: ann@acme.test\n"
#define SUBJECT "Subject: Re: [ACME #1] Printer\n"
#define FORWARDED                                                                                                      \
	"\n---------- Forwarded message ---------\nFrom: Lou <lou@example.org>\nSubject: Chair\n\nThe chair is "       \
	"broken.\n"

/* The command with arguments that work on this desk. */
static const char *form_of(enum command_id id)
{
	switch (id) {
	case COMMAND_MERGE:
		return "#merge 2";
	case COMMAND_LINK:
		return "#link 2";
	case COMMAND_WATCH:
		return "#watch kim@example.org";
	case COMMAND_CUSTOMER:
		return "#customer kim@example.org";
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

/* Every part sent outside the team must come from a message that customers may see. */
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
	/* #note alone must make a note, or else this test would pass without any */
	if (strcmp(one, "#note") == 0 && strcmp(two, "#note") == 0)
		assert_int_equal(g->plan.verdict, VERDICT_NOTE);
}

/* Tries all commands, alone and in pairs, in several states of the ticket, and checks the mail to every recipient. With
 * STEP, each command is paired with one in so many others, and with itself. */
static void test_note_reaches_no_customer(void **state)
{
	static const char *const before[] = {
		"", "#close", "#snooze 3d", "#watch bob@acme.test", "#merge 2", "#customer lou@example.org"};
	int step = (int)check_step();
	(void)state;
	for (size_t b = 0; b < sizeof(before) / sizeof(*before); b++) {
		struct agents g;
		prepare(&g, before[b]);
		g.applies = false;
		for (int i = 0; i < COMMAND_COUNT; i++)
			for (int k = b ? i : i % step; k < (b ? i + 1 : COMMAND_COUNT); k += step)
				take_note(&g, form_of((enum command_id)i), form_of((enum command_id)k));
		agents_close(&g);
	}
}

/* Nor does the note reach a customer later, in answers, acknowledgements or what the customer asks for. */
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

/* One wrong command among many: none is carried out, nothing is sent, the text is kept. */
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

/* Every row of the command table is complete, and command_read accepts its form. */
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
		if (i == COMMAND_RECORD) /* shares its name */
			continue;
		assert_int_equal(command_id(command_find(d->who, span_of(d->name))), i);
		assert_true(d->who == WHO_CUSTOMER || command_near(span_of(d->name)) == d);
	}
	assert_null(command_find(WHO_AGENT, SPAN("frobnicate")));
	assert_null(command_near(SPAN("frobnicate")));
}

/* --- each command of the table: undone, and refused --- */

static bool is_as_it_was(const struct ticket *was, const struct ticket *is)
{
	bool same = true;
	for (size_t i = 0; i < TICKET_FIELD_COUNT; i++)
		same = same &&
		       (!(ticket_fields[i].uses & TICKET_UNDONE) || ticket_field_same(&ticket_fields[i], was, is));
	return same;
}

static void say(struct agents *g, const char *line)
{
	agents_take(g, arena_str(&g->a, arena_printf(&g->a, HEAD SUBJECT "\n%s\n", line)));
}

/* Runs the command on the ticket as it is after `before`: true if it changed the ticket; #undo must then undo that. */
static bool is_taken_back(enum command_id id, const char *before)
{
	struct agents g;
	prepare(&g, before);
	struct ticket was = agents_ticket(&g, 1), other = agents_ticket(&g, 2);
	say(&g, form_of(id));
	struct ticket is = agents_ticket(&g, 1), merged = agents_ticket(&g, 2);
	bool changed = !is_as_it_was(&was, &is) || !is_as_it_was(&other, &merged);
	say(&g, "#undo");
	is = agents_ticket(&g, 1);
	merged = agents_ticket(&g, 2);
	if (!is_as_it_was(&was, &is) || !is_as_it_was(&other, &merged))
		fail_msg("%s after \"%s\" is not taken back", form_of(id), before);
	agents_close(&g);
	return changed;
}

/* #undo restores every field, and each command changes the ticket in at least one case. */
static void test_each_is_taken_back(void **state)
{
	static const char *const before[] = {"", "#tag a\n#watch lee@example.org\n#assign bob",
					     "#resolve\n#priority low"};
	(void)state;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		bool changed = false;
		for (size_t b = 0; command_table[i].undoable && b < sizeof(before) / sizeof(*before); b++)
			changed = is_taken_back((enum command_id)i, before[b]) || changed;
		if (command_table[i].undoable && !changed)
			fail_msg("%s changes nothing that could be taken back", form_of((enum command_id)i));
	}
}

/* True if the command was refused: nothing is changed and nothing is sent outside the team. */
static bool is_refused(struct agents *g, const char *format, const char *line)
{
	bool refused = false;
	agents_take(g, arena_str(&g->a, arena_printf(&g->a, format, line)));
	for (size_t i = 0; i < g->plan.why.count; i++)
		refused = refused || span_starts(g->plan.why.items[i], SPAN("refused: "));
	for (size_t i = 0; refused && i < g->plan.mails.count; i++)
		if (!conf_agent_address(g->conf, g->plan.mails.items[i].to))
			fail_msg("%s is refused, but goes out", line);
	for (size_t i = 0; refused && i < g->plan.events.count; i++)
		if (span_starts(g->plan.events.items[i].why, SPAN("#")))
			fail_msg("%s is refused, but done", line);
	return refused;
}

static void test_each_is_refused(void **state)
{
	static const char *const wrong[] = {"", " ?!", " 99999", " older:never", " nobody@"};
	struct agents g;
	(void)state;
	prepare(&g, "");
	g.applies = false;
	for (int i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *def = &command_table[i];
		bool refused = def->who != WHO_AGENT || def->args == ARGS_WORDS;
		for (size_t k = 0; k < sizeof(wrong) / sizeof(*wrong); k++) {
			const char *line = arena_printf(&g.a, "#%s%s", def->name, wrong[k]).ptr;
			refused = is_refused(&g, HEAD SUBJECT "\n%s\n\nHave you tried water?\n", line) || refused;
			refused = is_refused(&g, AS_ANN "To: support@acme.test\nSubject: x\n\n%s\n", line) || refused;
		}
		if (!refused)
			fail_msg("#%s is never refused", def->name);
	}
	agents_close(&g);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_all_or_none),
		cmocka_unit_test(test_note_reaches_no_customer),
		cmocka_unit_test(test_note_reaches_no_customer_later),
		cmocka_unit_test(test_each_is_taken_back),
		cmocka_unit_test(test_each_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
