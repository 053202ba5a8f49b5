#include "tests/unit/check.h"

#include "parsers/consent.h"

static const char *const yes[] = {
	"yes",   "Yes.", "YES!", "#yes", "\n yes\n\n", "\"Yes\"", "*Yes*", "Ja",   "ja!",   "#ja", "Oui.",
	"OUI !", "Sí",   "SÌ",   "Да",   "да.",        "はい。",  "是",    "Tak.", "Evet!", "Ano",
};

static const char *const no[] = {
	"",
	"no",
	"No!",
	"nein",
	"#no",
	"Yes, but not me",
	"This was not me!",
	"Ich habe das nicht geschrieben!",
	"Yes I did not write this",
	"Oh yes?",
	"yes?",
	"yesterday",
	"jain",
	"I am out of the office until Monday.",
	"?",
	"> yes",
	"...",
	"!",
	"yes\nno",
	"ja, nein",
};

static void test_plain_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(yes) / sizeof(yes[0]); i++)
		if (!consent_yes(span_of(yes[i])))
			fail_msg("no yes: %s", yes[i]);
	for (size_t i = 0; i < sizeof(no) / sizeof(no[0]); i++)
		if (consent_yes(span_of(no[i])))
			fail_msg("a yes: %s", no[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_plain_words)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
