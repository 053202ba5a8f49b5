#include "tests/unit/check.h"

#include "parsers/command.h"
#include "parsers/subject.h"
#include "tests/unit/exact.h"

/* want: "name(args)" joined by ' ', with a '[' in front if from the subject. */
struct row {
	const char *subject, *text, *want, *left;
};

static const struct row rows[] = {
	{"Re: [ACME #7] x", "Dear Jo,\ndone.\n\n#close\n", "[acme(#7) close()", "Dear Jo,\ndone."},
	{"x", "#close", "close()", ""},
	{"x", "#CLOSE", "close()", ""},
	{"x", "\n\n  #assign   bob  \n#tag a b\n\nHello\n", "assign(bob) tag(a b)", "Hello"},
	{"x", "#note\nHello\n#priority high\n\n#pending 3d\n\n", "note() priority(high) pending(3d)", "Hello"},
	{"x", "#take #pending 3d", "take() pending(3d)", ""},
	{"x", "#link 1043 see #5", "link(1043 see #5)", ""},
	{"x",
	 "#assign\xC2\xA0"
	 "bob\xC2\xA0",
	 "assign(bob)", ""},
	{"x", "\xC2\xA0#close", "close()", ""},
	{"x", "#1 is broken\n#2 too", "", "#1 is broken\n#2 too"},
	{"x", "# heading\ntext", "", "# heading\ntext"},
	{"x", "#close.\ntext", "", "#close.\ntext"},
	{"x", "#c-3 text", "", "#c-3 text"},
	{"x", "one\n#close\ntwo", "", "one\n#close\ntwo"},
	{"x", "one\n-- \nBob\n#close", "", "one"},
	{"x", "one\n--\n#close", "", "one"},
	{"x", "one\n#close\n-- \nBob", "close()", "one"},
	{"x", "one\n\n#close\n\nBest regards,\nBob\nACME", "close()", "one"},
	{"x", "#close\n\nMit freundlichen Grüßen\nBob", "close()", ""},
	{"x", "one\n\nBest regards\nBob\n\n#close", "close()", "one\n\nBest regards\nBob"},
	{"x", "one\n#close\n> #spam\n> two", "close()", "one\n\n> #spam\n> two"},
	{"x", "> #spam\n#close", "", "> #spam\n#close"},
	{"x", "#fwd\n\n---------- Forwarded message ---------\nFrom: Jo <jo@example.org>\n\nhi\n#close\n", "fwd()",
	 "---------- Forwarded message ---------\nFrom: Jo <jo@example.org>\n\nhi\n#close\n"},
	{"x", "#fwd\n\nFrom: Jo <jo@example.org>\nSent: Monday\nSubject: x\n\nhi\n#close\n", "fwd()",
	 "From: Jo <jo@example.org>\nSent: Monday\nSubject: x\n\nhi\n#close\n"},
	{"x", "On 3 May 2021 Jo <jo@example.org> wrote:\nhi\n#close\n", "",
	 "On 3 May 2021 Jo <jo@example.org> wrote:\nhi\n#close\n"},
	{"[close] [Assign  bob] x", "hi", "[close() [assign(bob)", "hi"},
	{"[#close] x [ ]", "", "[close()", ""},
	{"x", "", "", ""},
};

static struct span show(struct arena *a, const struct command_list *list)
{
	struct span out = SPAN("");

	for (size_t i = 0; i < list->count; i++)
		out = arena_printf(a, "%.*s%s%s%.*s(%.*s)", SPAN_ARG(out), i ? " " : "",
				   list->items[i].in_subject ? "[" : "", SPAN_ARG(list->items[i].name),
				   SPAN_ARG(list->items[i].args));
	return out;
}

static void test_scan(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct mail mail = {.text = exact_new(rows[i].text)};
		struct arena a;

		arena_init(&a);
		subject_parse(&a, span_of(rows[i].subject), &mail.subject);
		command_scan(&a, &mail);
		struct span got = show(&a, &mail.commands);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].text, SPAN_ARG(got));
		if (!span_eq(mail.command_text, span_of(rows[i].left)))
			fail_msg("%s: left \"%.*s\"", rows[i].text, SPAN_ARG(mail.command_text));
		arena_clear(&a);
		exact_free(mail.text);
	}
}

static void test_many(void **state)
{
	size_t len = 300000;
	char *text = calloc(1, len);
	struct mail mail = {.text = span_make(text, len)};
	struct arena a;

	(void)state;
	for (size_t i = 0; i < len; i++)
		text[i] = "#a "[i % 3];
	arena_init(&a);
	command_scan(&a, &mail);
	assert_int_equal(mail.commands.count, MAIL_MAX_COMMANDS);
	for (size_t i = 0; i < len; i++)
		text[i] = "#a\n"[i % 3];
	command_scan(&a, &mail);
	assert_int_equal(mail.commands.count, MAIL_MAX_COMMANDS);
	arena_clear(&a);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scan),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
