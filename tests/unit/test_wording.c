#include "tests/unit/check.h"

#include "daemon/core/outgoing/wording.h"

#include <glob.h>
#include <stdio.h>
#include <string.h>

static const struct span de = {"de-AT", 5}, fr = {"fr", 2}, en = {"en", 2};

static void test_reasons(void **state)
{
	static const struct {
		const char *why, *de;
	} rows[] = {
		{"the customer wrote", "der Kunde hat geschrieben"},
		{"passes on what jo@example.org wrote", "mit dem Text von jo@example.org"},
		{"passes on what a wrote b wrote", "passes on what a wrote b wrote"},
		{"#close; proven by its token and Authentication-Results",
		 "#close; nachgewiesen durch Token und Authentication-Results"},
		{"category general from mailbox in, priority urgent from subject tag [urgent], language de from the "
		 "mail's text",
		 "Kategorie laut Postfach in, Priorität laut Betreff [urgent], Sprache de laut Text der E-Mail"},
		{"the least loaded in category network, 3 open", "die wenigsten offenen Tickets in network: 3"},
		{"it has no token, and no authserv_id is configured", "kein Token, und keine authserv_id eingestellt"},
		{"pending since 2026-11-02 09:00, and nothing has been heard",
		 "wartet seit 2026-11-02 09:00, keine Antwort"},
		{"a mail with the same Message-ID and content came earlier, to ticket 7",
		 "schon einmal eingegangen (dieselbe Message-ID und derselbe Inhalt), zu Ticket 7"},
		{"proven by ", "proven by "},
		{"what nobody has written down", "what nobody has written down"},
		{"", ""},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		CHECK_SPAN(wording_reason(&a, de, span_of(rows[i].why)), span_of(rows[i].de));
		CHECK_SPAN(wording_reason(&a, en, span_of(rows[i].why)), span_of(rows[i].why));
	}
	CHECK_SPAN(wording_reason(&a, fr, SPAN("#close; the customer wrote")), SPAN("#close\u00a0; le client a écrit"));
	arena_clear(&a);
}

/* The reason at the end of "event 1/2: ann refused: … (no command; proven by its token)". Empty: none. */
static struct span reason_in(struct span line)
{
	ptrdiff_t at, from = -1;
	if (!span_starts(line, SPAN("event ")) || !span_ends(line, SPAN(")")) || span_find(line, SPAN("proposed")) >= 0)
		return SPAN_NONE;
	line.len--;
	while ((at = span_find(span_from(line, (size_t)(from + 1)), SPAN(" ("))) >= 0)
		from += at + 1;
	return from < 0 ? SPAN_NONE : span_from(line, (size_t)from + 2);
}

static size_t plan_check(struct arena *a, const char *path)
{
	char line[4096];
	size_t seen = 0;
	FILE *f = fopen(path, "r");
	assert_non_null(f);
	while (fgets(line, sizeof line, f)) {
		line[strcspn(line, "\n")] = '\0';
		struct span why = reason_in(span_of(line));
		if (!why.len)
			continue;
		seen++;
		if (span_eq(wording_reason(a, de, why), why) || span_eq(wording_reason(a, fr, why), why))
			fail_msg("%s: no other language has \"%.*s\"", path, SPAN_ARG(why));
	}
	fclose(f);
	return seen;
}

/* Every reason that a golden mail's event has is in the table: a new one needs its words. */
static void test_every_reason_has_words(void **state)
{
	struct arena a;
	glob_t plans;
	size_t seen = 0;
	(void)state;
	arena_init(&a);
	assert_int_equal(glob("tests/golden/*/*.plan", 0, NULL, &plans), 0);
	for (size_t i = 0; i < plans.gl_pathc; i++)
		seen += plan_check(&a, plans.gl_pathv[i]);
	assert_true(seen > 500);
	globfree(&plans);
	arena_clear(&a);
}

static void test_names(void **state)
{
	static const struct {
		const char *language, *name, *want;
	} rows[] = {
		{"de", "customer_message", "Nachricht des Kunden"},
		{"fr", "receipt", "compte rendu"},
		{"en", "assigned", "new ticket"},
		{"xx", "assigned", "new ticket"},
		{"de", "status, finished", "Status, Ende"},
		{"de", "own template", "own template"},
		{"de", "", ""},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_SPAN(wording_names(&a, span_of(rows[i].language), span_of(rows[i].name)), span_of(rows[i].want));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_every_reason_has_words),
		cmocka_unit_test(test_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
