#include "tests/unit/check.h"

#include "parsers/subject.h"
#include "parsers/vacation.h"
#include "parsers/vacation_words.h"
#include "parsers/words.h"
#include "tests/unit/exact.h"

static void initials_check(const char *words, const char *initials)
{
	struct span rest = span_of(words), word;

	while (span_cut(&rest, '|', &word))
		if (!word.len || !strchr(initials, word.ptr[0]))
			fail_msg("%.*s does not begin with one of %s", SPAN_ARG(word), initials);
}

static void test_initials(void **state)
{
	(void)state;
	for (size_t i = 0; i < vacation_words_count; i++) {
		initials_check(vacation_words[i].reply, vacation_words[i].initials);
		initials_check(vacation_words[i].office, vacation_words[i].initials);
		initials_check(vacation_words[i].loose, vacation_words[i].initials);
	}
}

static void test_stems(void **state)
{
	(void)state;
	for (size_t i = 0; i < vacation_words_count; i++) {
		struct span rest = span_of(vacation_words[i].declared), word;

		while (span_cut(&rest, '|', &word))
			if (!words_among(vacation_stems, word))
				fail_msg("none of the stems is in %.*s", SPAN_ARG(word));
	}
}

/* want: the kind, '-' none, 'l' loose, 'o' office, 'r' reply; then 'a' if another mail's subject follows, 'd' if an
 * absence. */
static void test_subject(void **state)
{
	static const struct {
		const char *subject, *want;
	} rows[] = {
		{"Automatic reply: Your invoice", "r"},
		{"Automatic reply: Re: [ACME #7] Your invoice", "ra"},
		{"Automatic reply: [ACME #7] Your invoice", "ra"},
		{"Automatic reply", "r"},
		{"[Auto-Reply] Re: printer", "ra"},
		{"*** Automatic reply *** printer", "r"},
		{"Automatic reply: out of office", "rd"},
		{"Out of Office AutoReply: AW: printer", "ra"},
		{"Out of Office: printer", "o"},
		{"OUT OF OFFICE", "o"},
		{"Out of office until 12/05", "od"},
		{"Out of office (5 - 12 May 2027)", "od"},
		{"Re: printer [Out of office]", "oa"},
		{"AUTO: Jo Miller is out of the office (returning 05.12.2026)", "o"},
		{"AUTO: Jo Miller ist außer Haus (Rückkehr am 05.12.2026)", "o"},
		{"Auto: Re: printer", "la"},
		{"Auto: Inspektion und Termin", "l"},
		{"Abwesenheitsnotiz: Drucker", "r"},
		{"Automatische Abwesenheitsnotiz", "r"},
		{"Automatische Antwort: Drucker", "r"},
		{"Abwesend vom 1.12. bis 5.12.", "ld"},
		{"Réponse automatique : facture", "r"},
		{"RÉPONSE AUTOMATIQUE", "r"},
		{"Message d’absence : facture", "r"},
		{"Respuesta automática: factura", "r"},
		{"Risposta automatica: fattura", "r"},
		{"Automatisch antwoord: factuur", "r"},
		{"Autosvar: faktura", "r"},
		{"Automatyczna odpowiedź: faktura", "r"},
		{"Автоматический ответ: счёт", "r"},
		{"Automatinis atsakymas: atostogos", "rd"},
		{"自动回复: 发票", "r"},
		{"自動返信：請求書", "r"},
		{"자동 회신: 송장", "r"},
		{"מענה אוטומטי: חשבונית", "r"},
		{"Re: Out of office", "-"},
		{"My vacation booking", "-"},
		{"The automatic reply is broken", "-"},
		{"Automatic reply does not work", "-"},
		{"Out of office message for a colleague", "-"},
		{"Abwesenheitsnotiz einrichten", "-"},
		{"Abwesenheitsnotizen: wie?", "-"},
		{"自动回复功能坏了", "-"},
		{"外出先からログインできません", "-"},
		{"Autosvaret virker ikke", "-"},
		{"Vacation: booking 4711 must be changed", "l"},
		{"Printer", "-"},
		{"", "-"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].subject);
		struct vacation_subject got;
		struct subject subject;
		struct arena a;

		arena_init(&a);
		subject_parse(&a, text, &subject);
		vacation_subject(&a, &subject, &got);
		struct span shown =
			arena_printf(&a, "%c%s%s", "-lor"[got.kind], got.answers ? "a" : "", got.absent ? "d" : "");
		if (!span_eq(shown, span_of(rows[i].want)))
			fail_msg("%s: %.*s", rows[i].subject, SPAN_ARG(shown));
		arena_clear(&a);
		exact_free(text);
	}
}

static void test_text(void **state)
{
	static const struct {
		const char *text;
		bool want, first; /* first: if these are the text's first words */
	} rows[] = {
		{"Hello, I am OUT OF THE OFFICE today", true, true},
		{"Ich bin zur Zeit im Urlaub", true, true},
		{"Guten Tag,\n\nvom 1.12. bis 5.12. bin ich nicht im Büro.", true, true},
		{"Estimado cliente:\n\nEstaré fuera de la oficina hasta el lunes.", true, true},
		{"Soc de vacances.", true, true},
		{"Olen puhkusel.", true, true},
		{"На одмору сам.", true, true},
		{"Szabadságon vagyok.", true, true},
		{"Yıllık izindeyim.", true, true},
		{"現在、休暇中です。", true, true},
		{"אני בחופשה עד יום ראשון", true, true},
		{"Bitte schreiben Sie hinein: Ich bin im Urlaub", true, false},
		{"The text says \"I am on vacation\", and that is wrong", true, false},
		{"We got your message and will answer soon", false, false},
		{"die Kamera ging im Urlaub kaputt. Garantie?", false, false},
		{"We will respond right away", false, false},
		{"", false, false},
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if (vacation_text(&a, text, false) != rows[i].want || vacation_text(&a, text, true) != rows[i].first)
			fail_msg("%s", rows[i].text);
		exact_free(text);
	}
	arena_clear(&a);
}

static void test_declared(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{"This is an automated response. We will answer within two days.", true},
		{"Hello,\n\nthis is an automatic reply.", true},
		{"*** This is an automated message ***", true},
		{"Thank you for your e-mail.\n\nThis is an automated reply.", true},
		{"Dies ist eine automatische Antwort.", true},
		{"Vielen Dank für Ihre Nachricht. Dies ist eine automatisch erzeugte Antwort.", true},
		{"Ceci est une réponse automatique.", true},
		{"这是一封自动回复邮件。", true},
		{"I always get this answer: This is an automated response.", false},
		{"Since Monday your system answers: \"This is an automated response\".", false},
		{"Thank you for your help. Now I get this mail: \"This is an automated reply\".", false},
		{"Please switch the automatic reply on.", false},
		{"", false},
	};
	struct arena a;

	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);

		if (vacation_declared(&a, text) != rows[i].want)
			fail_msg("%s", rows[i].text);
		exact_free(text);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_initials), cmocka_unit_test(test_stems),    cmocka_unit_test(test_subject),
		cmocka_unit_test(test_text),     cmocka_unit_test(test_declared),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
