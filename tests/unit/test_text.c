#include "tests/unit/check.h"

#include "parsers/text.h"
#include "tests/unit/exact.h"

struct row {
	const char *name, *text, *fresh;
};

static const struct row rows[] = {
	{"plain", "Hello,\n\nit is broken.\n", "Hello,\n\nit is broken."},
	{"top posted", "Thanks!\n\nOn Apr 3, 2012, at 4:19 PM, Jo wrote:\n\n> Hi\n> there\n", "Thanks!"},
	{"unquoted history", "Thanks!\n\nAm 3.4.2012 um 16:19 schrieb Jo <jo@example.org>:\nHi\nthere\n", "Thanks!"},
	{"bottom posted", "On Apr 3, 2012, Jo wrote:\n> Hi\n> there\n\nThanks!\n", "Thanks!"},
	{"bare quote below", "Thanks!\n\n> Hi\n", "Thanks!"},
	{"interleaved", "On Apr 3, 2012, Jo wrote:\n> one?\n\nYes.\n\n> two?\n\nNo.\n\n> bye\n",
	 "> one?\n\nYes.\n\n> two?\n\nNo."},
	{"greeting, then interleaved", "Hi,\n\nOn Apr 3, 2012, Jo wrote:\n> one?\n\nYes.\n", "Hi,\n\n> one?\n\nYes."},
	{"wrapped quote",
	 "Thanks!\n\nOn Apr 3, 2012, Jo wrote:\n> a line that was so long that the client of the sender wrapped it "
	 "he\nre and "
	 "went on\n> bye\n",
	 "Thanks!"},
	{"header block",
	 "Thanks!\n\n________________________________\nFrom: Jo <jo@example.org>\nSent: Monday\nTo: "
	 "a@acme.test\nSubject: x\n\nHi\n",
	 "Thanks!"},
	{"original", "Danke!\n\n-----Ursprüngliche Nachricht-----\nVon: Jo\nHallo\n", "Danke!"},
	{"signature", "Thanks!\n\n-- \nBob\nACME\n", "Thanks!"},
	{"signature, then quote", "Thanks!\n-- \nBob\n\nOn Apr 3, 2012, Jo wrote:\n> Hi\n", "Thanks!"},
	{"footer", "Thanks!\n\nSent from my iPhone\n\nOn Apr 3, 2012, Jo wrote:\n> Hi\n", "Thanks!"},
	{"closing words stay", "It works.\n\nThanks,\nJo\n", "It works.\n\nThanks,\nJo"},
	{"business card", "It works.\n\nJo Doe\njo@example.org\n+49 30 1234567\nwww.example.org\n", "It works."},
	{"numbers are no card", "My invoices:\n\n20210034\n20210035\n20210036\n",
	 "My invoices:\n\n20210034\n20210035\n20210036"},
	{"card behind a rule", "It works.\n\n------------\n\nJo Doe\n\nt. 555-931-0702\n\nhttp://example.org/\n",
	 "It works."},
	{"an address that was asked for", "My address is:\n\nJo Doe\njo@example.org\n+49 30 1234567\nwww.example.org\n",
	 "My address is:\n\nJo Doe\njo@example.org\n+49 30 1234567\nwww.example.org"},
	{"an address below the closing",
	 "Send it soon.\n\nRegards\nJo\n\nmy address: Main Street 1\njo@example.org\n"
	 "+49 30 1234567\nwww.example.org",
	 "Send it soon.\n\nRegards\nJo\n\nmy address: Main Street 1\n"
	 "jo@example.org\n+49 30 1234567\nwww.example.org"},
	{"things behind a rule",
	 "Please register these:\n\n-----\nSN 1234567 www.acme.test/a\nSN 7654321 jo@example.org\n",
	 "Please register these:\n\n-----\nSN 1234567 www.acme.test/a\nSN 7654321 jo@example.org"},
	{"dashes above questions", "Hello,\n\n-- \nWhen does it come?\nJo\n", "Hello,\n\n-- \nWhen does it come?\nJo"},
	{"dashes above a list", "Hello,\n\n--\n1. one\n2. two\n", "Hello,\n\n--\n1. one\n2. two"},
	{"dashes above the closing", "First.\n--\nSecond thing.\n\nBest regards\nJo\n",
	 "First.\n--\nSecond thing.\n\nBest regards\nJo"},
	{"a footer with words below it", "Sent from my iPhone\n\nIt works.\n", "It works."},
	{"only a quote", "> Hi\n> there", "> Hi\n> there"},
	{"only a signature", "-- \nBob", "-- \nBob"},
	{"only history", "On Apr 3, 2012, Jo wrote:\n\n> Hi", "On Apr 3, 2012, Jo wrote:\n\n> Hi"},
	{"forward marker", "See below.\n\n-- \nBob\n\n---------- Forwarded message ---------\nFrom: Jo\n\nHi\n",
	 "See below.\n\n-- \nBob\n\n---------- Forwarded message ---------\nFrom: Jo\n\nHi\n"},
	{"empty", "", ""},
	{"blank", "\n\n", "\n\n"},
};

/* What is kept of a mail that answers none of ours: everything except the signature. */
static const struct {
	const char *text, *whole, *signature;
} wholes[] = {
	{"Thanks!\n\n> Hi\n", "Thanks!\n\n> Hi", ""},
	{"Thanks!\n-- \nBob\n\nOn Apr 3, 2012, Jo wrote:\n> Hi\n", "Thanks!\nOn Apr 3, 2012, Jo wrote:\n> Hi",
	 "-- \nBob\n"},
	{"FYI\n\nFrom: Jo <jo@example.org>\nTo: a@acme.test\nSubject: x\n\nHi\n",
	 "FYI\n\nFrom: Jo <jo@example.org>\nTo: a@acme.test\nSubject: x\n\nHi", ""},
	{"No history.\n\n-- \nBob", "", ""},
	{"No signature.", "", ""},
};

static void test_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(wholes) / sizeof(*wholes); i++) {
		struct span text = exact_new(wholes[i].text);
		struct text_parts parts;
		struct arena a;

		arena_init(&a);
		text_fold(&a, text, false, &parts);
		if (!span_eq(parts.whole, span_of(wholes[i].whole)) ||
		    !span_eq(span_trim(parts.signature), span_trim(span_of(wholes[i].signature))))
			fail_msg("%s: \"%.*s\"", wholes[i].text, SPAN_ARG(parts.whole));
		arena_clear(&a);
		exact_free(text);
	}
}

static void test_fold(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), fresh, folded;
		struct text_parts parts;
		struct arena a;

		arena_init(&a);
		text_fold(&a, text, false, &parts);
		fresh = parts.fresh;
		folded = parts.folded;
		if (!span_eq(fresh, span_of(rows[i].fresh)))
			fail_msg("%s: \"%.*s\"", rows[i].name, SPAN_ARG(fresh));
		if (span_words(fresh) + span_words(folded) != span_words(text))
			fail_msg("%s: something was lost", rows[i].name);
		text_fold(&a, text, true, &parts);
		assert_true(span_eq(parts.fresh, text) && parts.folded.len == 0);
		arena_clear(&a);
		exact_free(text);
	}
}

static void test_own(void **state)
{
	static const struct {
		const char *text, *own, *rest;
	} cases[] = {
		{"one\ntwo", "one\ntwo", ""},
		{"one\n-- \nBob", "one\n", ""},
		{"one\n-- \nBob\n> x\ny", "one\n", "> x\ny"},
		{"one\n> x\ny", "one\n", "> x\ny"},
		{"> x\ny", "", "> x\ny"},
		{"", "", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span own, rest;
		struct arena a;

		arena_init(&a);
		text_own(&a, span_of(cases[i].text), &own, &rest);
		assert_true(span_eq(own, span_of(cases[i].own)));
		assert_true(span_eq(rest, span_of(cases[i].rest)));
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
