/* docs/commands.md is generated from the command table; this test compares them, and UPDATE=1 rewrites the file. */
#include "tests/unit/check.h"

#include <stdio.h>

#include "daemon/core/base/commandtable.h"
#include "parsers/base/buf.h"

#define FILE_NAME "docs/commands.md"
#define MAX_FILE ((size_t)1 << 20)

static const char *use_words(const struct command_def *d)
{
	static const char *const words[] = {
		[USE_TICKET] = "changes the ticket", [USE_TEXT] = "says what becomes of the mail's text",
		[USE_ASK] = "is answered",           [USE_SELF] = "is about the agent",
		[USE_LATER] = "not offered yet",
	};
	return words[d->use];
}

static void commands(struct buf *out)
{
	buf_str(out, "| command | does | kind | needs a ticket | `#undo` takes it back |\n|---|---|---|---|---|\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *d = &command_table[i];
		if (d->who == WHO_AGENT)
			buf_printf(out, "| `%s` | %s | %s | %s | %s |\n", d->form, d->help, use_words(d),
				   d->needs_ticket ? "yes" : "", d->undoable ? "yes" : "");
	}
}

static void queries(struct buf *out)
{
	buf_str(out, "| subject | does | kind |\n|---|---|---|\n");
	for (size_t i = 0; i < COMMAND_COUNT; i++) {
		const struct command_def *d = &command_table[i];
		if (d->who == WHO_CUSTOMER)
			buf_printf(out, "| `%s` | %s | %s |\n", d->form, d->help, use_words(d));
	}
}

static void document(struct buf *out)
{
	buf_str(out,
		"# The commands\n\nPrinted from the table in daemon/core/base/commandtable.c.\n\n## Of agents\n\n"
		"A command stands on a line of its own before or after the text (`#close`); in a fresh mail, which "
		"answers nothing,\nit may stand in brackets in the subject (`[close]`). Every agent may use each of "
		"them, in a mail that proves to be theirs.\n\n");
	commands(out);
	buf_str(out,
		"\n## Of customers\n\nA query is written in brackets in the subject and opens no ticket. Everybody "
		"may ask about their own tickets.\n\n");
	queries(out);
}

static bool file_is(struct span want)
{
	struct buf got;
	char piece[4096];
	size_t n;
	FILE *f = fopen(FILE_NAME, "rb");
	buf_init(&got, MAX_FILE);
	while (f && (n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(&got, span_make(piece, n));
	if (f)
		fclose(f);
	bool same = span_eq(buf_span(&got), want);
	buf_clear(&got);
	return same;
}

static void test_document(void **state)
{
	struct buf want;
	(void)state;
	buf_init(&want, MAX_FILE);
	document(&want);
	if (getenv("UPDATE")) {
		FILE *f = fopen(FILE_NAME, "wb");
		assert_non_null(f);
		assert_int_equal(fwrite(want.ptr, 1, want.len, f), want.len);
		fclose(f);
	}
	if (!file_is(buf_span(&want)))
		fail_msg(FILE_NAME " is not what the command table says: UPDATE=1 %s", "build/tests/test_commandtable");
	buf_clear(&want);
}

static void test_languages(void **state)
{
	(void)state;
	const struct command_def *close = command_find(WHO_AGENT, SPAN("CLOSE"));
	CHECK_SPAN(command_help(close, SPAN("de-CH")), span_of(close->help_de));
	CHECK_SPAN(command_help(close, SPAN("fr")), span_of(close->help_fr));
	CHECK_SPAN(command_help(close, SPAN("it")), span_of(close->help));
	CHECK_SPAN(command_help(close, SPAN("")), span_of(close->help));
}

static void test_forms(void **state)
{
	static const struct {
		enum command_id id;
		const char *language, *form;
	} rows[] = {
		{COMMAND_SEARCH, "de-CH", "#search Wörter"}, {COMMAND_SEARCH, "fr", "#search mots"},
		{COMMAND_SEARCH, "en", "#search words"},     {COMMAND_SEARCH, "", "#search words"},
		{COMMAND_DUE, "de", "#due 1.12.2026"},       {COMMAND_DUE, "en", "#due 2026-12-01"},
		{COMMAND_ASSIGN, "fr", "#assign bob"},       {QUERY_FAQ, "fr", "[faq horaires d'ouverture]"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		CHECK_SPAN(command_form(&command_table[rows[i].id], span_of(rows[i].language)), span_of(rows[i].form));
}

/* The same word may be an agent's command and a customer's query; neither finds the other's. */
static void test_who(void **state)
{
	(void)state;
	assert_int_equal(command_id(command_find(WHO_AGENT, SPAN("close"))), COMMAND_CLOSE);
	assert_int_equal(command_id(command_find(WHO_CUSTOMER, SPAN("close"))), QUERY_CLOSE);
	assert_null(command_find(WHO_CUSTOMER, SPAN("take")));
	assert_int_equal(command_id(command_called(SPAN("Customer"), SPAN_NONE)), COMMAND_RECORD);
	assert_int_equal(command_id(command_called(SPAN("customer"), SPAN("jo@example.org"))), COMMAND_CUSTOMER);
	assert_int_equal(command_id(command_called(SPAN("watch"), SPAN_NONE)), COMMAND_WATCH);
	assert_null(command_called(SPAN("status"), SPAN_NONE));
	assert_null(command_find(WHO_AGENT, SPAN("status")));
	assert_null(command_near(SPAN("statu")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_document), cmocka_unit_test(test_languages),
					   cmocka_unit_test(test_forms), cmocka_unit_test(test_who)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
