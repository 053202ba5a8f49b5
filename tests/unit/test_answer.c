#include "tests/unit/check.h"

#include "daemon/edge/answer.h"

static const struct {
	const char *name;
	struct span input;
	bool good, exists;
} rows[] = {
	{"plain lines", SPAN("* OK hello\r\n1 OK done\r\n"), true, false},
	{"exists", SPAN("* 3 EXISTS\r\n"), true, true},
	{"exists in lower case", SPAN("* 3 exists\r\n"), true, true},
	{"exists in a text", SPAN("* OK 3 EXISTS\r\n"), true, false},
	{"exists in a literal", SPAN("* 1 FETCH (BODY[] {13}\r\n\n* 3 EXISTS\r\n)\r\n"), true, false},
	{"exists behind a literal", SPAN("* 1 FETCH (BODY[] {3}\r\nabc)\r\n* 3 EXISTS\r\n"), true, true},
	{"a literal of the cap", SPAN("* 1 FETCH (BODY[] {100}\r\n"), true, false},
	{"a literal over the cap", SPAN("* 1 FETCH (BODY[] {101}\r\n"), false, false},
	{"four gigabytes", SPAN("* 1 FETCH (BODY[] {4294967295}\r\n"), false, false},
	{"more than there are numbers", SPAN("* 1 FETCH (BODY[] {99999999999999999999999999}\r\n"), false, false},
	{"no wait for an answer", SPAN("* 1 FETCH (BODY[] {101+}\r\n"), false, false},
	{"LF alone ends it too", SPAN("* 1 FETCH (BODY[] {101}\n"), false, false},
	{"in a list", SPAN("* LIST () \"/\" {101}\r\n"), false, false},
	{"the second literal of a line", SPAN("* 1 FETCH (BODY[1] {3}\r\nabc BODY[2] {101}\r\n"), false, false},
	{"in free text", SPAN("* OK {101}\r\n* NO x {101}\r\n7 BAD {101}\r\n* bye {101}\r\n+ go {101}\r\n"), true,
	 false},
	{"free text hides nothing", SPAN("* OK {50}\r\n* 1 FETCH (BODY[] {101}\r\n"), false, false},
	{"in a body", SPAN("* 1 FETCH (BODY[] {9}\r\na {101}\r\n)\r\n"), true, false},
	{"not at the end", SPAN("* 1 FETCH ({101} )\r\n"), true, false},
	{"no number", SPAN("* 1 FETCH ({}\r\n* 1 FETCH ({a}\r\n* 1 FETCH (101}\r\n"), true, false},
	{"empty literal", SPAN("* 1 FETCH (BODY[] {0}\r\n {101}\r\n"), false, false},
	{"nothing", SPAN(""), true, false},
};

static bool feed(struct answer *a, struct span input, size_t piece)
{
	for (; input.len; input = span_from(input, piece)) {
		struct span part = check_exact(span_sub(input, 0, piece));
		bool good = answer_feed(a, part);
		free((void *)(uintptr_t)part.ptr);
		if (!good)
			return false;
	}
	return true;
}

/* The same in pieces of every size. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t piece = 1; piece <= rows[i].input.len + 1; piece++) {
			struct answer a = {.max = 100};
			bool good = feed(&a, rows[i].input, piece);
			if (good != rows[i].good || a.exists != rows[i].exists)
				fail_msg("%s, in pieces of %zu", rows[i].name, piece);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
