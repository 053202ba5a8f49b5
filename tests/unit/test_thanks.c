#include "tests/unit/check.h"

#include "parsers/thanks.h"

static const char *const alone[] = {
	"Thanks!",
	"thx",
	"Thank you very much!",
	"Thanks a lot for your quick help!",
	"Thank you so much for getting back to me.",
	"Great, thanks!",
	"Perfect. Thank you all!",
	"Ok thanks",
	"Many thanks again :)",
	"Thanks!!! \xF0\x9F\x91\x8D",
	"Hi Carol,\n\nthanks!\n\nBest regards\nJo Miller",
	"Hello ACME Support team,\n\nThank you for the fast reply.\n\nJo",
	"Thanks Carol",
	"Thanks, Carol!",
	"Thank you.\nKind regards,\nJo",
	"Dear Mr Clark,\nmany thanks for your support and patience.\nSincerely\nJo Miller",
	"Danke",
	"Danke sch\xC3\xB6n!",
	"Vielen Dank f\xC3\xBCr die schnelle Hilfe!",
	"Super, herzlichen Dank!",
	"Hallo Frau M\xC3\xBCller-L\xC3\xBC"
	"denscheidt,\n\nvielen Dank f\xC3\xBCr Ihre R\xC3\xBC"
	"ckmeldung.\n\nMit freundlichen "
	"Gr\xC3\xBC\xC3\x9F"
	"en\nJo Miller",
	"Sehr geehrte Damen und Herren,\nbesten Dank f\xC3\xBCr Ihre Bem\xC3\xBChungen.\nMfG\nMiller",
	"Alles klar, danke dir! LG Jo",
	"Merci beaucoup",
	"Bonjour,\n\nMerci pour votre r\xC3\xA9ponse rapide.\n\nCordialement,\nJo",
	"Merci de votre aide !",
	"Parfait, merci bien. Bonne journ\xC3\xA9"
	"e",
	"Muchas gracias por su ayuda. Un saludo",
	"Grazie mille!",
	"Muito obrigado!",
	"Hartelijk dank voor de snelle reactie. Groetjes, Jo",
	"Bardzo dzi\xC4\x99kuj\xC4\x99 za pomoc",
	"D\xC4\x9Bkuji",
	"K\xC3\xB6sz\xC3\xB6n\xC3\xB6m sz\xC3\xA9pen!",
	"Mul\xC8\x9Bumesc pentru ajutor",
	"Tack s\xC3\xA5 mycket f\xC3\xB6r hj\xC3\xA4lpen! Mvh Jo",
	"Mange tak for hj\xC3\xA6lpen",
	"Tusen takk",
	"Kiitos paljon",
	"\xC3\x87ok te\xC5\x9F"
	"ekk\xC3\xBCrler",
	"\xD0\xA1\xD0\xBF\xD0\xB0\xD1\x81\xD0\xB8\xD0\xB1\xD0\xBE "
	"\xD0\xB1\xD0\xBE\xD0\xBB\xD1\x8C\xD1\x88\xD0\xBE\xD0\xB5!",
	"\xE3\x81\x82\xE3\x82\x8A\xE3\x81\x8C\xE3\x81\xA8\xE3\x81\x86\xE3\x81\x94\xE3\x81\x96\xE3\x81\x84\xE3\x81\xBE"
	"\xE3\x81\x99\xE3\x80\x82",
	"\xE9\x9D\x9E\xE5\xB8\xB8\xE6\x84\x9F\xE8\xB0\xA2\xEF\xBC\x81",
	"\xEA\xB0\x90\xEC\x82\xAC\xED\x95\xA9\xEB\x8B\x88\xEB\x8B\xA4.",
};

static const char *const more[] = {
	"",
	"Hello",
	"Ok",
	"Best regards\nJo",
	"No, thank you",
	"No thanks",
	"Thanks, but it still does not work.",
	"Thank you, it is broken again",
	"Thanks. When will it arrive?",
	"Thanks?",
	"Thanks for nothing",
	"Please help, thank you",
	"Help! Thank you",
	"Thank you in advance",
	"Thanks, order 4711",
	"Thanks Zaphod",
	"Thanks\n\nPS: still broken",
	"Thanks. Regards\nJo\nstill broken",
	"Hi printer broken thanks",
	"Hi\nPrinter Still Broken\nthanks",
	"I thanked him already",
	"Danke, aber es geht nicht.",
	"Danke im Voraus",
	"Danke, ist noch kaputt",
	"Merci de me rappeler",
	"Merci d'avance",
	"Gracias, pero no funciona",
	"\xE8\xB0\xA2\xE8\xB0\xA2\xEF\xBC\x8C\xE8\xBF\x98\xE6\x98\xAF\xE4\xB8\x8D\xE8\xA1\x8C",
	"\xE3\x81\x82\xE3\x82\x8A\xE3\x81\x8C\xE3\x81\xA8\xE3\x81\x86\xEF\xBC\x9F",
	"Thanks \xFF",
};

static bool judged(const char *text)
{
	struct span people[] = {SPAN("Jo Miller"), SPAN("carol"), SPAN("Carol Clark"), SPAN("ACME Support")};
	const struct span_list names = {people, sizeof(people) / sizeof(*people), 0};
	struct arena a;
	arena_init(&a);
	struct span exact = check_exact(span_of(text));
	bool is = thanks_alone(&a, exact, &names);
	free((void *)(uintptr_t)exact.ptr);
	arena_clear(&a);
	return is;
}

static void test_thanks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		if (!judged(alone[i]))
			fail_msg("not taken for thanks alone: %s", alone[i]);
	for (size_t i = 0; i < sizeof(more) / sizeof(*more); i++)
		if (judged(more[i]))
			fail_msg("taken for thanks alone: %s", more[i]);
}

/* Texts that are truncated anywhere, or long, neither crash nor take long. */
static void test_bounds(void **state)
{
	char text[THANKS_MAX_TEXT + 50];
	(void)state;
	for (size_t i = 0; i < sizeof(alone) / sizeof(*alone); i++)
		for (size_t len = 0; len < strlen(alone[i]); len++) {
			memcpy(text, alone[i], len);
			text[len] = '\0';
			judged(text);
		}
	memset(text, ' ', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i + 7 < THANKS_MAX_TEXT; i += 7)
		memcpy(text + i, "thanks ", 7);
	assert_true(judged(text));
	memset(text, 'x', sizeof(text) - 1);
	assert_false(judged(text));
	for (size_t i = 0; i + 2 < sizeof(text); i += 2)
		memcpy(text + i, "a ", 2);
	assert_false(judged(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_thanks), cmocka_unit_test(test_bounds)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
