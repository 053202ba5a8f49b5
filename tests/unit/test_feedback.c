/* The rating in a customer's answer to the feedback question, and the words with it. */
#include "tests/unit/check.h"

#include "daemon/core/ticket/feedback.h"

#include "tests/unit/exact.h"

static const struct {
	const char *text;
	unsigned score; /* 0: none */
	const char *words;
} rows[] = {
	{"4", 4, ""},
	{" 5 \n", 5, ""},
	{"4/5", 4, ""},
	{"4 / 5", 4, ""},
	{"4/5 great", 4, "great"},
	{"3 von 5, danke", 3, "danke"},
	{"2 out of 5", 2, ""},
	{"5 sur 5", 5, ""},
	{"4 stars", 4, ""},
	{"5 Sterne!", 5, ""},
	{"\u2605\u2605\u2605\u2605", 4, ""},
	{"\u2605\u2605\u2605\u2606\u2606 fine", 3, "fine"},
	{"\u2b50\u2b50\u2b50\u2b50\u2b50", 5, ""},
	{"****", 4, ""},
	{"4 - thanks", 4, "thanks"},
	{"5 \u2013 merci", 5, "merci"},
	{"5! Super", 5, "Super"},
	{"5, you are great", 5, "you are great"},
	{"5 thank you", 5, "thank you"},
	{"Rating: 4", 4, ""},
	{"Meine Note: 2", 2, ""},
	{"1\n\nNobody called back.\nNever again.", 1, "Nobody called back.\nNever again."},
	{"4\xef\xb8\x8f\xe2\x83\xa3", 4, ""},
	{"0", 0, NULL},
	{"6", 0, NULL},
	{"10", 0, NULL},
	{"8/10", 0, NULL},
	{"4/10", 0, NULL},
	{"4.5", 0, NULL},
	{"3:30 is fine", 0, NULL},
	{"5th floor", 0, NULL},
	{"50%", 0, NULL},
	{"2 more questions", 0, NULL},
	{"3 Tage warte ich", 0, NULL},
	{"4/50", 0, NULL},
	{"******", 0, NULL},
	{"", 0, NULL},
	{"Thanks!", 0, NULL},
	{"I give you 5", 0, NULL},
	{"It is broken: 4 lamps", 0, NULL},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = exact_new(rows[i].text), words = SPAN_NONE;
		unsigned score = 0;
		bool any = feedback_read(text, &score, &words);
		if (any != (rows[i].score > 0) || (any && score != rows[i].score))
			fail_msg("\"%s\": %d, %u", rows[i].text, any, score);
		if (any && !span_eq(words, span_of(rows[i].words)))
			fail_msg("\"%s\": words \"%.*s\"", rows[i].text, SPAN_ARG(words));
		exact_free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
