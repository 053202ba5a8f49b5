#include "tests/unit/check.h"

#include "parsers/echo.h"
#include "tests/unit/exact.h"

/* A mail from the desk: its head, the customer's words, its foot, a colleague's note. */
#define HEAD                                                                                                           \
	"Customer: Jo Miller <jo@example.org>\nStatus: open | Priority: normal | Category: network\nAssigned to: "     \
	"ann\n"
#define RULE "------------------------------------------------------------\n"
#define BODY                                                                                                           \
	"Hello,\n\nsince this morning the printer in the hall prints blank pages only, whatever I send to it.\n"       \
	"Should I switch it off?\n\nGr\xC3\xBC\xC3\x9F"                                                                \
	"e aus K\xC3\xB6ln\nJo\nhttps://example.org/manual\n"
#define FOOT                                                                                                           \
	RULE "A plain reply goes to the customer.\nnote: <mailto:support@acme.test?subject=%5BACME%20%231%5D>\n"       \
	     "close: <mailto:support@acme.test?subject=%5BACME%20%232%5D>\n"
#define NOTE "He has not paid since March.\nBe nice to him anyway, he knows the boss.\n"
#define EARLIER "Please take the paper out and put it in again.\n"

static struct echo_source_list sources(struct arena *a)
{
	struct echo_source_list list = {0};
	*LIST_ADD(a, &list) = (struct echo_source){SPAN(HEAD RULE), SOURCE_HIDDEN, false};
	*LIST_ADD(a, &list) = (struct echo_source){SPAN(BODY), SOURCE_SHOWN, true};
	*LIST_ADD(a, &list) = (struct echo_source){SPAN(FOOT), SOURCE_HIDDEN, true};
	*LIST_ADD(a, &list) = (struct echo_source){SPAN(NOTE), SOURCE_HIDDEN, false};
	*LIST_ADD(a, &list) = (struct echo_source){SPAN(EARLIER), SOURCE_KNOWN, false};
	return list;
}

/* One letter per line: . the writer's own, _ blank, x mixed, h hidden, s shown, k known */
static const struct {
	const char *name, *text, *want;
} rows[] = {
	{"nothing of ours", "Please use water.\n\nAnn\n", "._."},
	{"empty", "", ""},
	{"all, unmarked, below", "Use water.\n\n" HEAD RULE BODY FOOT, "._hhhhs_ss_ssshhhh"},
	{"all, unmarked, above", HEAD RULE BODY FOOT "\nUse water.\n", "hhhhs_ss_ssshhhh_."},
	{"marked", "Use water.\n> Status: open | Priority: normal | Category: network\n> Should I switch it off?\n",
	 ".hs"},
	{"initials as marks", "Jo> Should I switch it off?\nNo.\n", "s."},
	{"a short marked line", "> Jo\nAh.\n>\n>> > Hello,\n", "s._s"},
	{"wrapped at 30",
	 "> since this morning the printer\n> in the hall prints blank pages\n> only, whatever I send to it.\n> Should "
	 "I\n"
	 "> switch it off?\n\nNo.\n",
	 "sssss_."},
	{"wrapped at 20, unmarked", "He has not paid\nsince March. Be nice\nto him anyway, he\nknows the boss.\nOK.\n",
	 "hhhh."},
	{"one line for two", "He has not paid since March. Be nice to him anyway, he knows the boss.\nOK.\n", "h."},
	{"other blanks, quotation marks and case",
	 "since\xC2\xA0this  morning the PRINTER in the hall prints \xE2\x80\x9C"
	 "blank\xE2\x80\x9D pages only,\twhatever I send "
	 "to it\xE2\x80\xA6\n\xE2\x80\xA2 Should I switch it off?\nNo.\n",
	 "ss."},
	{"links written out",
	 "A plain reply goes to the customer.\nnote: mailto:support@acme.test?subject=%5BACME%20%231%5D"
	 "<mailto:support@acme.test?subject=%5BACME%20%231%5D>\nclose: "
	 "<mailto:support@acme.test?subject=%5BACME%20%232%5D>\n\nok\n",
	 "hhh_."},
	{"links left out", "A plain reply goes to the customer.\nnote close\nok\n", "hh."},
	{"a broken link between",
	 "A plain reply goes to the customer.\nnote: <mailto:support@acme.test?subject=%5BAC\nME%20%231%5D>\nclose: "
	 "<mailto:support@acme.test?subject=%5BACME%20%232%5D>\n",
	 "hhhh"},
	{"numbers before items", "1. He has not paid since March.\n2. Be nice to him anyway, he knows the boss.\nok\n",
	 "hh."},
	{"answers between, unmarked",
	 HEAD RULE
	 "Hello,\n\nsince this morning the printer in the hall prints blank pages only, whatever I send to it.\n"
	 "Since when?\nShould I switch it off?\nYes, please.\n\nGr\xC3\xBC\xC3\x9F"
	 "e aus K\xC3\xB6ln\nJo\n" FOOT,
	 "hhhhs_s.s._sshhhh"},
	{"answers between short lines",
	 "Assigned to: ann\n" RULE "Hello,\nHi Jo,\nsince this morning the printer in the hall prints "
	 "blank pages only, whatever I send to it.\n",
	 "hhs.s"},
	{"garbled",
	 HEAD RULE
	 "Hello,\n\nsince this morning the printer in the hall prints blank pages only, whatever I send to it.\n"
	 "Should I switch it off?\n\nGr??e aus K?ln\nJo\n" FOOT,
	 "hhhhs_ss_sshhhh"},
	{"not one letter left of it",
	 HEAD RULE "Hello,\n????, ???\nsince this morning the printer in the hall prints blank "
		   "pages only, whatever I send to it.\n",
	 "hhhhsss"},
	{"own words behind", "He has not paid since March. Is that so?\n", "x"},
	{"own words behind a wrapped line", "Be nice to him\nanyway, he knows the boss. I will be.\n", "hx"},
	{"own words before", "I read: He has not paid since March.\n", "x"},
	{"own words behind a marked line", "> Should I switch it off? No.\n", "x"},
	{"own line that begins as the next one does",
	 "Be nice to him anyway, he knows the boss.\nA new one comes.\n" FOOT, "h.hhhh"},
	{"words of a note in another sentence", "We see that you have not paid since March.\n", "."},
	{"a part of a note's line", "knows the boss\n", "."},
	{"said before in public", "Please take the paper out and put it in again.\n", "."},
	{"said before, quoted", "> Please take the paper out and put it in again.\nDid that help?\n", "k."},
	{"the customer's words in a sentence",
	 "You wrote \"since this morning the printer in the hall prints blank pages\", so wait.\n", "."},
	{"the customer's words in a mail that quotes nothing", "Should I switch it off?\n", "."},
	{"a phrase in common", "Switch it off, please.\n\n> Should I switch it off?\n", "._s"},
	{"own link", "https://acme.test/manual\n\n> Should I switch it off?\n", "._s"},
	{"an address in answer", "> Should I switch it off?\nbilling@acme.test\n", "s."},
	{"a link of the customer's written anew",
	 "See there:\nhttps://example.org/manual\n\n> Should I switch it off?\n", ".._s"},
	{"a link of the customer's quoted", "> Should I switch it off?\n> https://example.org/manual\n", "ss"},
	{"own rule", "One\n---\nTwo\n", "..."},
	{"the desk's rule", "ok\n" HEAD RULE "Hello,\n", ".hhhhs"},
};

static char letter(enum echo e)
{
	static const char letters[] = {[ECHO_NONE] = '.',   [ECHO_BLANK] = '_', [ECHO_MIXED] = 'x',
				       [ECHO_HIDDEN] = 'h', [ECHO_SHOWN] = 's', [ECHO_KNOWN] = 'k'};
	return letters[e];
}

static void test_rows(void **state)
{
	(void)state;
	int bad = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct echo_lines lines;
		char got[64] = "";
		arena_init(&a);
		struct echo_source_list list = sources(&a);
		struct span text = exact_new(rows[i].text);
		echo_find(&a, text, &list, &lines);
		for (size_t k = 0; k < lines.count && k < sizeof(got) - 1; k++)
			got[k] = letter(lines.items[k].echo);
		if (strcmp(got, rows[i].want) != 0) {
			print_error("%s: got \"%s\", want \"%s\"\n", rows[i].name, got, rows[i].want);
			bad++;
		}
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
	assert_int_equal(bad, 0);
}

/* No text is slow: one word repeated, a thousand copies of one line, a long run in many short lines. With
 * STEP they are shorter: the sanitizers look at what is done, not at how long it takes. */
static void test_long_texts(void **state)
{
	static const char *const pieces[] = {"a ",   "a\n",           "one two three four\n",
					     "> \n", "x@y.example\n", "\xE4\xB8\xAD"};
	size_t size = ((size_t)1 << 20) / check_step();
	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena a;
		arena_init(&a);
		size_t len = strlen(pieces[i]), count = size / len;
		char *text = arena_alloc(&a, len * count);
		for (size_t k = 0; k < count; k++)
			memcpy(text + k * len, pieces[i], len);
		struct echo_source_list list = {0};
		*LIST_ADD(&a, &list) = (struct echo_source){.text = span_make(text, len * count)};
		struct echo_lines lines;
		echo_find(&a, span_make(text, len * count), &list, &lines);
		assert_true(lines.count > 0);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_long_texts)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
