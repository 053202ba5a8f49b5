#include "tests/unit/check.h"

#include "parsers/pattern.h"

#include <time.h>

struct row {
	const char *regex, *text;
	enum pattern_result want;
};

static const struct row rows[] = {
	{"refund|chargeback", "A REFUND please", PATTERN_YES},
	{"refund|chargeback", "an invoice", PATTERN_NO},
	{"^$", "", PATTERN_YES},
	{"straße", "STRAßE 5", PATTERN_YES},
	{"ärger", "ÄRGER mit der Rechnung", PATTERN_YES},
	{"^\\w+$", "Größe", PATTERN_YES},
	{"заказ", "ЗАКАЗ 17", PATTERN_YES},
	{"b", "a\xff\xfe b", PATTERN_YES},
	{"c", "a\xff\xfe b", PATTERN_NO},
	{"^(\\w+\\s?)*$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", PATTERN_LIMIT},
	{"(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", PATTERN_LIMIT},
};

static char *heap_copy(const char *text)
{
	char *copy = malloc(strlen(text) + 1);

	memcpy(copy, text, strlen(text) + 1);
	return realloc(copy, strlen(text) ? strlen(text) : 1);
}

static void test_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct pattern *p;
		struct err err;
		char *text = heap_copy(rows[i].text);

		assert_int_equal(pattern_new(span_of(rows[i].regex), &p, &err), 0);
		if (pattern_match(p, span_make(text, strlen(rows[i].text))) != rows[i].want)
			fail_msg("%s on %s", rows[i].regex, rows[i].text);
		pattern_free(p);
		free(text);
	}
}

static void test_bad_regex(void **state)
{
	static const char *const bad[] = {"(", "[a", "*x", "a\\C", "(?<n>a"};
	struct pattern *p = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct err err = {0};

		assert_int_equal(pattern_new(span_of(bad[i]), &p, &err), -1);
		assert_int_equal(err.kind, ERR_CONFIG);
		assert_non_null(strstr(err.text, "offset"));
		assert_null(p);
	}
	pattern_free(NULL);
}

static double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Regexes that take exponential, or only quadratic, time in the length of the text. */
static void test_bounded_work(void **state)
{
	static const char *const regexes[] = {"^(\\w+\\s?)*$", "[a-y]+[z!]", "\\w+\\d", "(a|aa)+[!?]",
					      "(.*)(.*)(.*)[!?]"};
	static const size_t sizes[] = {31, 1000, 30000, 90000, 400000};
	char *text = malloc(400000);

	(void)state;
	memset(text, 'a', 400000);
	for (size_t i = 0; i < sizeof(regexes) / sizeof(*regexes); i++) {
		struct pattern *p;
		struct err err;
		double before;

		assert_int_equal(pattern_new(span_of(regexes[i]), &p, &err), 0);
		before = cpu_seconds();
		for (size_t j = 0; j < sizeof(sizes) / sizeof(*sizes); j++)
			(void)pattern_match(p, span_make(text, sizes[j]));
		if (cpu_seconds() - before > 2.0)
			fail_msg("%s took %.2f s", regexes[i], cpu_seconds() - before);
		pattern_free(p);
	}
	free(text);
}

static void test_beyond_is_not_seen(void **state)
{
	size_t len = PATTERN_MAX_SUBJECT + 10;
	char *text = malloc(len);
	struct pattern *p;
	struct err err;

	(void)state;
	memset(text, 'a', len);
	text[len - 1] = 'z';
	assert_int_equal(pattern_new(SPAN("z"), &p, &err), 0);
	assert_int_equal(pattern_match(p, span_make(text, len)), PATTERN_NO);
	text[10] = 'z';
	assert_int_equal(pattern_match(p, span_make(text, len)), PATTERN_YES);
	pattern_free(p);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_bad_regex),
		cmocka_unit_test(test_bounded_work),
		cmocka_unit_test(test_beyond_is_not_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
