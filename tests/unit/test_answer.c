#include "tests/unit/check.h"

#include "daemon/edge/answer.h"

#define ALL (ANSWER_SEARCH | ANSWER_LIST | ANSWER_BODIES)

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
	{"a mail", SPAN("* 1 FETCH (FLAGS (\\Seen) UID 7 BODY[] {5}\r\nhello)\r\n"), true, false},
	{"headers", SPAN("* 1 FETCH (UID 7 BODY[HEADER]<0> {5}\r\nhello MODSEQ (7))\r\n"), true, false},
	{"sizes", SPAN("* 1 FETCH (UID 7 RFC822.SIZE 5)\r\n* 2 fetch (uid 8 rfc822.size 6)\r\n"), true, false},
	{"a body in quotes", SPAN("* 1 FETCH (UID 7 BODY[] \"a \\\" {101} \\\\\")\r\n"), true, false},
	{"no body", SPAN("* 1 FETCH (UID 7 BODY[] NIL)\r\n"), true, false},
	{"a folder",
	 SPAN("* FLAGS (\\Seen $Junk)\r\n* 3 RECENT\r\n* OK [UIDNEXT 4] x\r\n2 OK [READ-WRITE] done {5}\r\n"), true,
	 false},
	{"lists",
	 SPAN("* LIST (\\HasNoChildren) \".\" \"a b\"\r\n* LIST () NIL {3}\r\na\r\n\r\n* SEARCH 1 2\r\n* SEARCH\r\n"),
	 true, false},
	{"capabilities", SPAN("* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n* 1 EXPUNGE\r\n* BYE x\r\n\r\n+ idling\r\n+\r\n"),
	 true, false},

	/* literals */
	{"a literal of the cap", SPAN("* 1 FETCH (BODY[] {100}\r\n"), true, false},
	{"a literal over the cap", SPAN("* 1 FETCH (BODY[] {101}\r\n"), false, false},
	{"four gigabytes", SPAN("* 1 FETCH (BODY[] {4294967295}\r\n"), false, false},
	{"over 32 bits", SPAN("* 1 FETCH (BODY[] {4294967301}\r\n"), false, false},
	{"more than there are numbers", SPAN("* 1 FETCH (BODY[] {99999999999999999999999999}\r\n"), false, false},
	{"no wait for an answer", SPAN("* 1 FETCH (BODY[] {11+}\r\n"), false, false},
	{"LF alone ends it too", SPAN("* 1 FETCH (BODY[] {101}\n"), false, false},
	{"in a list", SPAN("* LIST () \"/\" {101}\r\n"), false, false},
	{"the second literal of a line", SPAN("* 1 FETCH (BODY[1] {3}\r\nabc BODY[2] {101}\r\n"), false, false},
	{"in free text", SPAN("* OK {101}\r\n* NO x {101}\r\n7 BAD {101}\r\n* bye {101}\r\n+ go {101}\r\n+{101}\r\n"),
	 true, false},
	{"free text hides nothing", SPAN("* OK {50}\r\n* 1 FETCH (BODY[] {101}\r\n"), false, false},
	{"in a body", SPAN("* 1 FETCH (BODY[] {9}\r\na {101}\r\n)\r\n"), true, false},
	{"empty literal", SPAN("* 1 FETCH (BODY[] {0}\r\n UID {101}\r\n"), false, false},
	{"nothing", SPAN(""), true, false},
	/* what libetpan would take for a literal */
	{"not at the end", SPAN("* 1 FETCH (BODY[] {11} )\r\n"), false, false},
	{"no end of the line", SPAN("* 1 FETCH (BODY[] {5}hello)\r\n"), false, false},
	{"a CR alone behind it", SPAN("* 1 FETCH (BODY[] {5}\rhello)\r\n"), false, false},
	{"blanks", SPAN("* 1 FETCH (BODY[] { 5 } \r\nhello)\r\n"), false, false},
	{"below nothing", SPAN("* 1 FETCH (BODY[] {-5}\r\nhello)\r\n"), false, false},
	{"no number", SPAN("* 1 FETCH (BODY[] {}\r\n"), false, false},
	{"a letter", SPAN("* 1 FETCH (BODY[] {a}\r\n"), false, false},
	{"cut off", SPAN("* 1 FETCH (BODY[] {5\r\n"), false, false},
	{"without a blank", SPAN("* 1 FETCH (BODY[]{5}\r\nhello)\r\n"), false, false},
	{"where a count stands", SPAN("* 1 EXISTS {5}\r\nhello\r\n"), false, false},
	{"among flags of the folder", SPAN("* FLAGS ({5}\r\nhello)\r\n"), false, false},
	{"among capabilities", SPAN("* CAPABILITY {5}\r\nhello\r\n"), false, false},
	{"among numbers", SPAN("* SEARCH {5}\r\nhello\r\n"), false, false},
	{"as a kind", SPAN("* {5}\r\nhello\r\n"), false, false},
	{"in a code", SPAN("* OK [BADCHARSET ({5}\r\nhello)] x\r\n"), false, false},
	{"in a tagged code", SPAN("1 NO [BADCHARSET ({5}\r\nhello)] x\r\n"), false, false},
	{"in the code of a continuation", SPAN("+ [BADCHARSET ({5}\r\nhello)] x\r\n"), false, false},
	{"behind a bracket in quotes", SPAN("* OK [BADCHARSET (\"]\" {5}\r\nhello)] x\r\n"), false, false},
	{"behind a bracket in quotes, and what could be a line", SPAN("* OK [BADCHARSET (\"]\" {12}\r\n* 1 EXISTS\r\n"),
	 false, false},
	{"behind the code", SPAN("* OK [BADCHARSET (\"a\")] x\r\n* NO [ALERT] {101}\r\n"), true, false},

	/* strings */
	{"over the end of the line", SPAN("* LIST () \"a\r\n* 1 EXISTS\r\n\" x\r\n"), false, false},
	{"over a LF", SPAN("* LIST () \"a\n\" x\r\n"), false, false},
	{"over an escaped end", SPAN("* LIST () \"a\\\r\n\" x\r\n"), false, false},
	{"an announcement in it", SPAN("* LIST () \"a{5}\" x\r\n"), true, false},
	{"an announcement in it, and the end", SPAN("* LIST () \"a{5}\r\n* 1 FETCH (BODY[] {101}\r\n\" x\r\n"), false,
	 false},
	{"within a word", SPAN("* LIST (\\a\"b\") \"/\" x\r\n"), false, false},
	{"a NUL", SPAN("* LIST () \"a\0\" x\r\n"), false, false},
	{"a CR in a line", SPAN("* 1 \rEXISTS\r\n"), false, false},

	/* unrequested data */
	{"a structure", SPAN("* 1 FETCH (BODYSTRUCTURE (\"text\" \"plain\"))\r\n"), false, false},
	{"the same by its short name", SPAN("* 1 FETCH (UID 1 BODY (\"text\"))\r\n"), false, false},
	{"an envelope", SPAN("* 1 FETCH (ENVELOPE (NIL))\r\n"), false, false},
	{"a whole mail by its old name", SPAN("* 1 FETCH (RFC822 {5}\r\nhello)\r\n"), false, false},
	{"a status", SPAN("* STATUS x (MESSAGES 5)\r\n"), false, false},
	{"an id", SPAN("* ID NIL\r\n"), false, false},
	{"rights", SPAN("* ACL x y z\r\n"), false, false},
	{"a thread", SPAN("* THREAD (1 2)\r\n"), false, false},
	{"a store", SPAN("* 1 STORE x\r\n"), false, false},
	{"no kind", SPAN("*\r\n"), false, false},
	{"a number alone", SPAN("* 1\r\n"), false, false},
	{"a tag alone", SPAN("1\r\n"), false, false},
	{"no tag", SPAN("hello OK\r\n"), false, false},
	{"a tag that says goodbye", SPAN("1 BYE x\r\n"), false, false},

	/* depth */
	{"eight deep", SPAN("* 1 FETCH (((((((("), true, false},
	{"nine deep", SPAN("* 1 FETCH ((((((((("), false, false},
	{"eight deep in each line", SPAN("* 1 FETCH ((((((((\r\n* 2 FETCH ((((((((\r\n"), true, false},
	{"nine in a row", SPAN("* 1 FETCH ((a) (a) (a) (a) (a) (a) (a) (a) (a))\r\n"), true, false},
	{"closed too often", SPAN("* 1 FETCH ())))(((((((((((\r\n"), false, false},
	{"in a code", SPAN("* OK [PERMANENTFLAGS ((((((((((\r\n"), false, false},
	{"in a text", SPAN("* OK ((((((((((\r\n"), true, false},
	{"in quotes", SPAN("* LIST () \"((((((((((\" x\r\n"), true, false},
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

/* Each row gives the same result in pieces of every size. */
static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		for (size_t piece = 1; piece <= rows[i].input.len + 1; piece++) {
			struct answer a = {0};
			answer_begin(&a, ALL, 100);
			bool good = feed(&a, rows[i].input, piece);
			if (good != rows[i].good || (good && a.exists != rows[i].exists) || good == (a.fault != NULL))
				fail_msg("%s, in pieces of %zu: %s", rows[i].name, piece, a.fault ? a.fault : "taken");
		}
	}
}

/* Each kind of answer is accepted only for a command that asked for it. */
static void test_wants(void **state)
{
	static const struct {
		struct span input;
		unsigned wants;
	} asked[] = {
		{SPAN("* SEARCH 1\r\n"), ANSWER_SEARCH},
		{SPAN("* LIST () \"/\" x\r\n"), ANSWER_LIST},
		{SPAN("* 1 FETCH (BODY[] {5}\r\nhello)\r\n"), ANSWER_BODIES},
		{SPAN("* 1 FETCH (BODY[] \"hello\")\r\n"), ANSWER_BODIES},
		{SPAN("* 1 FETCH (FLAGS (\\Seen))\r\n"), ANSWER_NOTHING},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		for (unsigned wants = 0; wants <= ALL; wants++) {
			struct answer a = {0};
			answer_begin(&a, wants, 100);
			assert_int_equal(answer_feed(&a, asked[i].input), (asked[i].wants & wants) == asked[i].wants);
		}
}

/* The number of words is limited over all lines of a command's answer, and counted again for the next command. */
static void test_words(void **state)
{
	static const struct span starts[] = {SPAN("* SEARCH"), SPAN("* FLAGS ("), SPAN("* CAPABILITY"),
					     SPAN("* 1 FETCH (FLAGS (")};
	(void)state;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++) {
		struct answer a = {0};
		uint32_t fed = 0;
		answer_begin(&a, ALL, 100);
		assert_true(answer_feed(&a, starts[i]));
		while (fed <= ANSWER_WORDS && answer_feed(&a, SPAN(" 1")))
			fed++;
		assert_in_range(fed, ANSWER_WORDS - 10, ANSWER_WORDS);
	}
	struct answer lines = {0};
	answer_begin(&lines, ALL, 100);
	for (int i = 0; i < ANSWER_WORDS / 4; i++)
		assert_true(answer_feed(&lines, SPAN("* 1 EXPUNGE\r\n")));
	answer_begin(&lines, ALL, 100);
	for (int i = 0; i < ANSWER_WORDS / 4; i++)
		assert_true(answer_feed(&lines, SPAN("* 1 EXPUNGE\r\n")));
	for (int i = 0; i < ANSWER_WORDS; i++)
		if (!answer_feed(&lines, SPAN("* 1 EXPUNGE\r\n")))
			return;
	fail_msg("lines without an end");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_wants),
					   cmocka_unit_test(test_words)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
