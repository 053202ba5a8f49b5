#include "tests/unit/check.h"

#include "conf/syntax.h"

/* The text, the line of the error (0: none), and how its message begins. */
static const struct row {
	const char *text;
	unsigned line;
	const char *want;
} rows[] = {
	{"", 0, ""},
	{"a = 1; b = \"x\" \"y\"; c = ( ); d = { e = [ 1, 2 ]; }, f : true", 0, ""},
	{"# a = ;\n// b = \n/* c = \n */ a = 0x1F; b = -1.5e3; c = 10L; d = TRUE;", 0, ""},
	{"@include \"more.conf\"\na = ( { b = \"; } ) \"; }, { } );", 0, ""},
	{"a = \"over\nlines\";\nb = \"\\\"\";", 0, ""},
	/* brackets */
	{"a = {\n b = 1;\n", 1, "the { of this line is not closed: } is missing"},
	{"a = {\n b = {\n c = 1; };\nd = 2;", 1, "the { of this line is not closed"},
	{"a = (\n { b = 1; }\n", 1, "the ( of this line is not closed: ) is missing"},
	{"a = (\n { b = 1; );\n", 2, "} is missing before `)`: the { of line 2 is still open"},
	{"a = ( { b = 1; ,\n { b = 2; } );", 1, "} is missing before `,`: the { of line 1 is still open"},
	{"a = [ \"x\";\nb = 1;", 1, "items in [ are separated by commas, not by ;, or its ] is missing"},
	{"a = ( { b = 1; } ;\nb = 1;", 1, "items in ( are separated by commas"},
	{"a = ( { b = 1; }\nb = 1; );", 2, "a comma is missing between this and what comes before it in line 1"},
	{"a = 1;\n};\n", 2, "`}` closes nothing"},
	{"a = [ { b = 1; } ];", 1, "groups and lists are written in ( ), not in [ ]"},
	/* commas and semicolons */
	{"a = ( { b = 1; }\n { b = 2; } );", 2, "a comma is missing between this"},
	{"a = [ \"x\", y ];", 1, "`y` needs quotes: \"y\""},
	{"a = [ 1 2 ];", 1, "a comma is missing"},
	{"a = [ 1,\n2, ];", 2, "there is nothing after the last comma"},
	{"a = 1;;", 1, "there is one `;` too many"},
	/* quotes */
	{"a = {\n name = ACME;\n};", 2, "`ACME` needs quotes: \"ACME\""},
	{"a = {\n name = \"ACME;\n tag = \"ACME\";\n};", 2,
	 "the text that begins here continues past the end of the line"},
	{"a = \"x\";\nb = \"y;", 2, "the text that begins here is not closed"},
	{"a = 'x';", 1, "a text is written in straight double quotes: \"…\"; not 'x'"},
	{"a = “x”;", 1, "a text is written in straight double quotes: \"…\"; not “x”"},
	{"a = yes;", 1, "`yes`: true and false are written without quotes"},
	{"a = support@acme.test;", 1, "`support` needs quotes"},
	/* names */
	{"a = 1;\nb \"x\";", 2, "`=` is missing after `b`"},
	{"a {\n b = 1; };", 1, "`=` is missing after `a`"},
	{"a = ;\nb = 1;", 1, "`a` has no value"},
	{"a = {\nb = 1;\nc = 2;\nb = 3;\n};", 4, "`b` is set twice: first in line 2"},
	{"a = 1;\n\na = 2;", 3, "`a` is set twice: first in line 1"},
	{"1a = 2;", 1, "`1a` is not the name of a setting"},
	{"\"a\" = 2;", 1, "a setting is written NAME = VALUE; not \"a\""},
};

static void test_explain(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct arena a;
		unsigned line = 0;
		const char *text = "";
		arena_init(&a);
		struct span copy = check_exact(span_of(rows[i].text));
		bool found = syntax_explain(&a, copy, &line, &text);
		if (found != (rows[i].line != 0) || line != rows[i].line ||
		    strncmp(text, rows[i].want, strlen(rows[i].want)) != 0)
			fail_msg("%s\n  want %u: %s\n  got  %u: %s", rows[i].text, rows[i].line, rows[i].want, line,
				 text);
		free((void *)(uintptr_t)copy.ptr);
		arena_clear(&a);
	}
}

/* Absurdly deep nesting: the check ends, without an error. */
static void test_deep(void **state)
{
	struct arena a;
	unsigned line = 7;
	const char *text = NULL;
	(void)state;
	arena_init(&a);
	for (const char *open = "({["; *open; open++) {
		char many[2000];
		memset(many, *open, sizeof(many));
		memcpy(many, "a=", 2);
		syntax_explain(&a, span_make(many, sizeof(many)), &line, &text);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_explain), cmocka_unit_test(test_deep)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
