#include "tests/unit/desk.h"

#include "daemon/core/agent/own_part.h"
#include "daemon/core/outgoing/frame.h"
#include "parsers/charset.h"

#define HEAD                                                                                                           \
	"Customer: Jo Miller <jo@example.org>\nStatus: open | Priority: normal | Category: general\n"                  \
	"Assigned to: ann\n"
#define RULE "------------------------------------------------------------\n"
#define BODY "Hello,\n\nit prints blank pages since this morning.\n\nShould I switch it off?\nOr wait for you?\n\nJo\n"
#define FOOT RULE "A plain reply goes to the customer.\nnote: <mailto:support+x@acme.test?subject=%5Bnote%5D>\n"
#define MAIL HEAD RULE BODY FOOT
#define NOTE                                                                                                           \
	"The customer has not paid his last three bills.\nBe polite all the same, please.\n\nBest regards,\n"          \
	"Your friends of the printers' desk\n"
#define CLOSING "With kind regards from the whole team"

/* `commands`: their names, a blank after each. `known`: whether the answered mail is known. */
static const struct {
	const char *name;
	bool known;
	const char *text, *want, *commands, *mixed;
} rows[] = {
	{"above", true, "Wait, please.\n\n" MAIL, "Wait, please.", "", ""},
	{"below", true, MAIL "\nWait, please.\n", "Wait, please.", "", ""},
	{"above and below", true, "Wait.\n\n" MAIL "\nPlease.\n", "Wait.\n\nPlease.", "", ""},
	{"nothing", true, MAIL, "", "", ""},
	{"between", true,
	 HEAD RULE "Hello,\n\nit prints blank pages since this morning.\n\nWe know.\n\nShould I switch it off?\n"
		   "Yes.\nOr wait for you?\nNo.\n\nJo\n" FOOT,
	 "> it prints blank pages since this morning.\n\nWe know.\n\n> Should I switch it off?\nYes.\n\n> Or wait for "
	 "you?\nNo.",
	 "", ""},
	{"below some lines alone", true, "> Should I switch it off?\n> Or wait for you?\n\nWait.\n",
	 "> Should I switch it off?\n> Or wait for you?\n\nWait.", "", ""},
	{"below all of the message", true,
	 "> Hello,\n>\n> it prints blank pages since this morning.\n>\n> Should I switch it off?\n> Or wait for "
	 "you?\n>\n"
	 "> Jo\n\nWait.\n",
	 "Wait.", "", ""},
	{"an attribution of no known language", true,
	 "Wait.\n\nKvar 23.11.2026 09:00 ACME Support <support@acme.test> qel:\n" MAIL, "Wait.", "", ""},
	{"the same, wrapped, right below", true,
	 "Wait.\nKvar 23.11.2026 09:00 ACME Support\n<support@acme.test> qel:\n" MAIL, "Wait.", "", ""},
	{"a header block of no known language", true,
	 "Wait.\n\n________\nQa: ACME Support <support@acme.test>\nQe: 23.11.2026 09:00\nQi: Ann\nQo: [ACME #1] "
	 "Printer\n\n" MAIL,
	 "Wait.", "", ""},
	{"a sentence with the desk's address stays", true, "Write to support@acme.test from now on.\n\n" MAIL,
	 "Write to support@acme.test from now on.", "", ""},
	{"commands above", true, "#close\n\nWait.\n\n" MAIL, "Wait.", "close ", ""},
	{"commands below", true, MAIL "\nWait.\n\n#take #close\n", "Wait.", "take close ", ""},
	{"commands alone below", true, MAIL "\n#take\n", "", "take ", ""},
	{"commands between", true,
	 "#take\n" HEAD RULE "Hello,\n\nit prints blank pages since this morning.\n#tag a\nWe know.\n",
	 "> it prints blank pages since this morning.\nWe know.", "take tag ", ""},
	{"no commands in what is cut", true, "Wait.\n\n> #close\n\n" MAIL, "Wait.", "", ""},
	{"a signature above", true, "Wait.\n-- \nAnn\n\n" MAIL, "Wait.", "", ""},
	{"a signature below", true, MAIL "\nWait.\n\n-- \nAnn\n", "Wait.", "", ""},
	{"a closing that is in an earlier answer", true, "Wait.\n\n" CLOSING "\n\n" MAIL, "Wait.\n\n" CLOSING, "", ""},
	{"a closing that is in a note", true, "Wait.\n\nBest regards,\nYour friends of the printers' desk\n\n" MAIL,
	 "Wait.\n\nBest regards,\nYour friends of the printers' desk", "", ""},
	{"own and a note in one line", true, "So: The customer has not paid his last three bills.\n\n" MAIL,
	 "So: The customer has not paid his last three bills.", "",
	 "So: The customer has not paid his last three bills."},
	{"a note copied", true, "Wait.\nBe polite all the same, please.\n\n" MAIL, "Wait.", "", ""},
	{"not known: by the marks", false, "Wait.\n\n> it prints\n", "Wait.", "", ""},
	{"not known: by the line", false, "Wait.\n\n## Write your answer above this line ##\n\n" MAIL, "Wait.", "", ""},
	{"not known: the line in German", false,
	 "Wait.\n\n## Schreiben Sie Ihre Antwort oberhalb dieser Linie ##\n\n" MAIL, "Wait.", "", ""},
	{"not known: the line in French", false,
	 "Wait.\n\n## \xC3\x89"
	 "crivez votre r\xC3\xA9ponse au-dessus de cette ligne ##\n\n" MAIL,
	 "Wait.", "", ""},
	{"not known: a note", false, "Be polite all the same, please.\n", "Be polite all the same, please.", "",
	 "Be polite all the same, please."},
};

static void message_add(struct desk *d, struct ticket_facts *t, enum message_kind kind, const char *from,
			const char *text)
{
	*LIST_ADD(&d->a, &t->messages) = (struct message){.ticket = 1,
							  .seq = (uint32_t)t->messages.count,
							  .kind = kind,
							  .from = span_of(from),
							  .text = span_trim(span_of(text))};
}

static void set_up(struct desk *d, bool known)
{
	desk_init(d);
	desk_ticket(d, 1);
	struct ticket_facts *t = &d->facts.tickets.items[0];
	message_add(d, t, MESSAGE_CUSTOMER, "jo@example.org", BODY);
	message_add(d, t, MESSAGE_NOTE, "bob@acme.test", NOTE);
	message_add(d, t, MESSAGE_AGENT, "ann@acme.test", "We look into it.\n\n" CLOSING "\n");
	if (!known)
		return;
	struct outmail mail = {.ticket = 1, .to = SPAN("ann@acme.test"), .body = SPAN(MAIL)};
	frame_keep(&d->a, &mail, &t->messages.items[0], &(struct message_list){0}, SPAN_NONE);
	assert_int_equal(mail.carries, t->messages.items[0].seq);
	mail.body = SPAN_NONE;
	*LIST_ADD(&d->a, &d->facts.answered) = mail;
}

static struct span names_of(struct desk *d, const struct own_part *own)
{
	struct span names = SPAN("");
	for (size_t i = 0; i < own->commands.count; i++)
		names = arena_printf(&d->a, "%.*s%.*s ", SPAN_ARG(names), SPAN_ARG(own->commands.items[i].name));
	return names;
}

static void test_rows(void **state)
{
	int bad = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct desk d;
		struct mail mail;
		struct own_part own;
		struct err err;
		set_up(&d, rows[i].known);
		struct span raw = arena_printf(
			&d.a, "From: ann@acme.test\nContent-Type: text/plain; charset=utf-8\n\n%s", rows[i].text);
		assert_int_equal(mail_parse(*state, &d.a, raw, &mail, &err), 0);
		own_part_read(d.conf, &mail, &d.facts, &d.a, &own);
		if (!span_eq(own.text, span_of(rows[i].want)) ||
		    !span_eq(names_of(&d, &own), span_of(rows[i].commands)) ||
		    !span_eq(own.mixed, span_of(rows[i].mixed))) {
			print_error("%s: \"%.*s\", commands \"%.*s\", mixed \"%.*s\"\n", rows[i].name,
				    SPAN_ARG(own.text), SPAN_ARG(names_of(&d, &own)), SPAN_ARG(own.mixed));
			bad++;
		}
		desk_clear(&d);
	}
	assert_int_equal(bad, 0);
}

/* frame_parts returns what frame_keep was given, up to the limit if that is long. */
static void test_frames(void **state)
{
	(void)state;
	struct arena a;
	struct span before, behind;
	const struct message_list none = {0};
	arena_init(&a);
	struct message m = {.ticket = 1, .seq = 4, .text = SPAN("It is broken.\n")};
	struct outmail mail = {.ticket = 1,
			       .body = SPAN("Head\n\nIt is broken.\n\nFoot <mailto:x@acme.test?subject=y>\n")};
	frame_keep(&a, &mail, &m, &none, SPAN_NONE);
	frame_parts(&mail, &before, &behind);
	CHECK_SPAN(before, SPAN("Head\n\n"));
	CHECK_SPAN(behind, SPAN("\n\nFoot \n"));
	assert_int_equal(mail.carries, 4);
	mail.body = SPAN("Head\nIt is broken. Really.\n");
	frame_keep(&a, &mail, &m, &none, SPAN_NONE);
	assert_int_equal(mail.carries, 0);
	frame_keep(&a, &mail, NULL, &none, SPAN_NONE);
	CHECK_SPAN(mail.frame, mail.body);
	char *longer = arena_alloc(&a, 100000);
	memset(longer, 'x', 100000);
	mail.body = span_make(longer, 100000);
	frame_keep(&a, &mail, NULL, &none, SPAN_NONE);
	assert_true(mail.frame.len <= OUTMAIL_FRAME_MAX);
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_rows, check_charsets, check_charsets_free),
		cmocka_unit_test(test_frames)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
