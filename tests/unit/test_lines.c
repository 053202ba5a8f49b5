#include "tests/unit/check.h"

#include "parsers/lines.h"
#include "tests/unit/exact.h"

/* One letter per line: t text, b blank, q quote, a attribution, h headers, o original, f forwarded, s signature,
 * p footer, r rule. */
static const char letters[] = "tbqahofspr";

struct row {
	const char *text, *want;
};

static const struct row rows[] = {
	{"Hello\n\n> hi\n  > hi\n", "tbqq"},
	{"On Apr 3, 2012, at 4:19 PM, Jo wrote:\n\n> x", "abq"},
	{"On Tue, Sep 25, 2012 at 8:59 AM, Jo Doe\n<jo@example.org> wrote:\n> x", "aaq"},
	{"On Wed, Dec 9, Jo\n<jo@example.org>\nwrote:\n> x", "aaaq"},
	{"Le lun. 15 nov. 2021 à 19:42, Jo <jo@example.org>\na écrit :\n\nbonjour", "aabt"},
	{"Am 13.12.2017 21:11 schrieb \"Jo Doe <jo@example.org>:\n\nHallo", "abt"},
	{"Am 25. November 2025 um 15:00 schrieb Jo Doe:\nHallo", "at"},
	{"El mié, 3 mar 2021 a las 10:11, Jo (<jo@example.org>) escribió:\n> x", "aq"},
	{"Il giovedì 8 dicembre 2016, Jo <jo@example.org>\nha scritto:\n> Ciao", "aaq"},
	{"Op 12 december 2016 19:05 schreef Jo <\njo@example.org>:\n\n> Beste", "aabq"},
	{"Den tors 5 mars 2020 kl 09:10 skrev Jo <jo@example.org>:\n> x", "aq"},
	{"tir. 18. apr. 2017 kl. 13:09 skrev Jo <jo@example.org\n>:\n\n> Ok", "aabq"},
	{"W dniu 2017-01-09 11:59:39 użytkownik Jo <jo@example.org> napisał:\nx", "at"},
	{"ср, 30 апр. 2025 г. в 15:19, Jo <jo@example.org>:\n\nx", "abt"},
	{"29 грудня 2017 р. о 19:09 <jo@example.org> написав:\nx", "at"},
	{"Jo <jo@example.org>, 3 Nis 2012 Sal, 16:19 tarihinde şunu yazdı:\nx", "at"},
	{"Jo <jo@example.org> 于2019年5月6日周一 下午3:11写道：\nx", "at"},
	{"2019年5月6日(月) 15:11 Jo <jo@example.org>:\nx", "at"},
	{"2017-11-24 16:32 GMT+01:00 Jo - Acme <jo@example.org>:\nx", "at"},
	{"ke 3. huhtik. 2019 klo 15.11 Jo (jo@example.org) kirjoitti:\nx", "at"},
	{"Jo wrote:\n> x", "aq"},
	{"Quoting Jo <jo@example.org>:\n\n> x", "abq"},
	{"Something wrote:\nx", "tt"},
	{"On the other hand:\nx", "tt"},
	{"On Thursday:\n\nx", "tbt"},
	{"My numbers of 2021:\n1\n2", "ttt"},
	{"Here is what I wrote in March:\nx", "tt"},
	{"Text that ends on 2021-02-03\nand goes on\nJo <jo@example.org> wrote:\n> x", "ttaq"},
	{"From: Jo <jo@example.org>\nSent: Monday\nTo: Support\nSubject: x\n\nhi", "htttbt"},
	{"*From:* Jo [mailto:jo@example.org]\n*Sent:* Monday\n*To:* a@acme.test\n*Subject:* x\n\nhi", "h"},
	{"Von: Doe, Jo\nGesendet: Montag\nAn: Support\nBetreff: x", "h"},
	{"   De : Jo<mailto:jo@example.org>\n   Envoyé le :jeudi\n   À : a@acme.test\n   Objet :x", "h"},
	{"发件人: Jo <jo@example.org>\n发送时间: 2017年8月2日\n收件人: Acme\n主题: x", "h"},
	{"差出人：Jo <jo@example.org>\n送信日時：2017年8月2日\n件名：x", "h"},
	{"Message du : 12/12/2016 13:20\nDe : Jo <jo@example.org>\nA : a@acme.test\nSujet : x", "h"},
	{"From: Berlin\nTo: Paris\nDate: Monday", "ttt"},
	{"To: do\nDate: today", "tt"},
	{"From: jo@example.org\nno more", "tt"},
	{"-----Original Message-----\nx", "ot"},
	{"----- original message -----", "o"},
	{"-----Ursprüngliche Nachricht-----", "o"},
	{"-------- Oprindelig besked --------", "o"},
	{"------------------ 原始邮件 ------------------", "o"},
	{"## Please type your reply above this line ##", "o"},
	{"The original message was lost", "t"},
	{"---------- Forwarded message ---------", "f"},
	{"Begin forwarded message:", "f"},
	{"-------- Weitergeleitete Nachricht --------", "f"},
	{"one\n-- \ntwo", "tst"},
	{"one\n--\xC2\xA0\ntwo", "tst"},
	{"🎉\n\n—\nJo", "tbst"},
	{"one -- two", "t"},
	{"--two", "t"},
	{"hi\n\nSent from my iPhone\n", "tbp"},
	{"hi\n\nVon meinem iPhone gesendet", "tbp"},
	{"hi\n\nEnvoyé de mon iPad", "tbp"},
	{"hi\n\nEnviado desde mi teléfono", "tbp"},
	{"hi\n\niPhoneから送信", "tbp"},
	{"hi\n\nОтправлено с iPhone", "tbp"},
	{"hi\n\nGet Outlook for iOS<https://example.org/x>\n", "tbp"},
	{"hi\nSent from my old house last week.", "tt"},
	{"Sent from my old house, and it never came.", "t"},
	{"Sent from my phone\nit was late", "tt"},
	{"________________\n====\n***", "rrr"},
	{"- one\n- two", "tt"},
	{"a\rb\r\nc", "ttt"},
};

static void test_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text);
		struct line_list lines;
		struct arena a;

		arena_init(&a);
		lines_read(&a, text, &lines);
		for (size_t k = 0; k < lines.count && rows[i].want[k]; k++)
			if (letters[lines.items[k].kind] != rows[i].want[k])
				fail_msg("%s: line %zu is %c", rows[i].text, k, letters[lines.items[k].kind]);
		arena_clear(&a);
		exact_free(text);
	}
}

/* The cost stays about linear in the size of the text, whatever it consists of. */
static void test_large(void **state)
{
	static const char *const pieces[] = {"a:\n", "On 2012 x\n", "\n", "From: a@b\n", "> \n", "12:34 <a@b>:\n", "-"};
	size_t len = (size_t)1 << 20;
	char *text = malloc(len);

	(void)state;
	for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
		struct line_list lines;
		struct arena a;

		for (size_t i = 0; i < len; i++)
			text[i] = pieces[p][i % strlen(pieces[p])];
		arena_init(&a);
		lines_read(&a, span_make(text, len), &lines);
		assert_true(lines.count <= LINES_MAX);
		assert_true(a.used < (size_t)64 << 20);
		arena_clear(&a);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_large),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
