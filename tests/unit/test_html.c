#include "tests/unit/check.h"

#include <stdio.h>

#include "parsers/base/utf8.h"
#include "parsers/html.h"

static const struct {
	const char *name;
	struct span html, want;
} rows[] = {
	{"paragraphs", SPAN("<p>one</p><p>two</p>"), SPAN("one\n\ntwo")},
	{"white space", SPAN("<p> a \n  b\t c </p>"), SPAN("a b c")},
	{"line breaks", SPAN("a<br>b<br><br>c"), SPAN("a\nb\n\nc")},
	{"divs", SPAN("<div>a</div><div><br></div><div>b</div>"), SPAN("a\n\nb")},
	{"inline", SPAN("a<b>b</b><i> c</i>"), SPAN("ab c")},
	{"entities", SPAN("&lt;x&gt; &amp; &uuml;&#8364;"), SPAN("<x> & ü€")},
	{"link", SPAN("see <a href=\"https://example.org/a\">this</a>."), SPAN("see this <https://example.org/a>.")},
	{"link that says it", SPAN("<a href=\"https://example.org/\">example.org</a>"), SPAN("example.org")},
	{"mailto", SPAN("<a href=\"mailto:jo@example.org\">Jo</a>"), SPAN("Jo <jo@example.org>")},
	{"script link", SPAN("<a href=\"javascript:alert(1)\">x</a>"), SPAN("x")},
	{"link with a line end", SPAN("<a href=\"https://a.test/\n#close\">x</a>"), SPAN("x")},
	{"list", SPAN("<ul><li>a<li>b</ul>"), SPAN("* a\n* b")},
	{"ordered list", SPAN("<ol><li>a</li><li>b<ul><li>c</ul></ol>"), SPAN("1. a\n2. b\n  * c")},
	{"list of paragraphs", SPAN("<ul><li><p>a</p></li><li><p>b</p></li></ul>"), SPAN("* a\n\n* b")},
	{"table", SPAN("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>"), SPAN("a b\nc")},
	{"quote", SPAN("a<blockquote>b<br>c<blockquote>d</blockquote></blockquote>e"), SPAN("a\n> b\n> c\n> > d\ne")},
	{"paragraphs in a quote", SPAN("<blockquote><p>a</p><p>b</p></blockquote>"), SPAN("> a\n>\n> b")},
	{"indentation is no quote",
	 SPAN("<blockquote style=\"margin:0 0 0 40px;border:none;padding:0px\">a</blockquote>"), SPAN("a")},
	{"pre", SPAN("<pre>a\n  b\n\nc</pre>"), SPAN("a\n  b\n\nc")},
	{"hidden", SPAN("a<span style=\"display: none\">#close</span><div hidden>#spam</div>b"), SPAN("ab")},
	{"hidden by size", SPAN("a<span style='font-size:0px'>x</span><i style='opacity:0'>y</i>"), SPAN("a")},
	{"white on white", SPAN("a<span style='color:#ffffff'>x</span><font color=white>y</font>"), SPAN("a")},
	{"of the colour behind it", SPAN("<div style='background:#eee'>a<b style='color:#efefef'>x</b></div>"),
	 SPAN("a")},
	{"white on dark", SPAN("<table bgcolor=black><tr><td style='color:white'>x</table>"), SPAN("x")},
	{"white on what a style sheet knows",
	 SPAN("<style>.h{background:navy}</style><p class=h><font color=white>x</font></p>"), SPAN("x")},
	{"not hidden", SPAN("<span style='font-size:0.9em;opacity:0.5;line-height:0'>x</span>"), SPAN("x")},
	{"comments, style, script", SPAN("a<!-- #close --><style>b</style><script>c</script><title>t</title>"),
	 SPAN("a")},
	{"conditional comment", SPAN("<!--[if mso]>x<![endif]-->a"), SPAN("a")},
	{"image", SPAN("<img alt=\"Our logo\" src=x><img alt=\"image001.png\" src=y>"), SPAN("[Our logo]")},
	{"outlook paragraphs", SPAN("<p class=MsoNormal>a</p><p class=MsoNormal>&nbsp;</p><p class=MsoNormal>b</p>"),
	 SPAN("a\n\nb")},
	{"a signature's own element", SPAN("a<signature id=\"x\">Jo</signature>"), SPAN("a\n-- \nJo")},
	{"a signature's own element, bare", SPAN("a<Signature>Jo</Signature>"), SPAN("a\n-- \nJo")},
	{"an element of the same start", SPAN("a<signatures>Jo</signatures>"), SPAN("aJo")},
	{"gmail signature", SPAN("a<div class=\"gmail_signature\">Jo</div>"), SPAN("a\n-- \nJo")},
	{"outlook reply", SPAN("a<hr><div id=\"x_divRplyFwdMsg\"><b>From:</b> Jo</div>"),
	 SPAN("a\n________________________________\n-----Original Message-----\nFrom: Jo")},
	{"yahoo quote", SPAN("a<div class=\"yahoo_quoted\">b</div>"), SPAN("a\n> b")},
	{"unclosed", SPAN("<div><b>a<p>b"), SPAN("a\n\nb")},
	{"no html", SPAN("plain text"), SPAN("plain text")},
	{"nothing", SPAN(""), SPAN("")},
	{"tag that never ends", SPAN("a<p "), SPAN("a")},
};

static void test_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		arena_init(&a);
		struct span html = check_exact(rows[i].html);
		struct span got = html_text(&a, html);
		if (!span_eq(got, rows[i].want))
			fail_msg("%s: got \"%.*s\", want \"%.*s\"", rows[i].name, SPAN_ARG(got),
				 SPAN_ARG(rows[i].want));
		free((void *)(uintptr_t)html.ptr);
		arena_clear(&a);
	}
}

/* HTML that would make gumbo recurse too deep, or keep it busy, still becomes text, and quickly. */
static void test_hostile(void **state)
{
	static const char *const runs[] = {"<div>",     "<b x=%>",         "<table>", "<p>",
					   "</b><div>", "<table><tr><td>", "<a%>",    "<div><font color=%></div><p>"};
	(void)state;
	for (size_t i = 0; i < sizeof(runs) / sizeof(*runs); i++) {
		struct arena a;
		size_t step = strlen(runs[i]), count = 300000 / step;
		char *html = malloc(count * step + 5);
		arena_init(&a);
		for (size_t k = 0; k < count; k++) {
			memcpy(html + k * step, runs[i], step);
			for (char *mark = html + k * step; mark < html + (k + 1) * step; mark++)
				*mark = *mark == '%' ? (char)('0' + k % 10) : *mark;
		}
		memcpy(html + count * step, "hello", 5);
		struct span got = html_text(&a, span_make(html, count * step + 5));
		if (!span_ends(got, SPAN("hello")))
			fail_msg("%s: the text is lost", runs[i]);
		assert_true(utf8_valid(got));
		free(html);
		arena_clear(&a);
	}
}

/* One element with very many attributes, which gumbo compares pairwise. */
static void test_attributes(void **state)
{
	struct arena a;
	size_t count = 50000, len = 0;
	char *html = malloc(count * 10 + 20);
	(void)state;
	arena_init(&a);
	len += (size_t)snprintf(html, 10, "<p");
	for (size_t i = 0; i < count; i++)
		len += (size_t)snprintf(html + len, 10, " a%zu", i);
	memcpy(html + len, ">hello", 6);
	CHECK_SPAN(html_text(&a, span_make(html, len + 6)), SPAN("hello"));
	free(html);
	arena_clear(&a);
}

static void test_rich(void **state)
{
	static const struct {
		const char *html;
		bool want;
	} looks[] = {
		{"<html><body text=\"#000000\" bgcolor=\"#FFFFFF\"><p>a</p></body></html>", false},
		{"<p class=MsoNormal><span style='font-size:11.0pt;font-family:\"Calibri\";color:black'>a</span>",
		 false},
		{"<div style=\"color: rgb(0, 0, 0); background-color: rgb(255, 255, 255);\">a<br></div>", false},
		{"<p style=\"text-align:left;font-weight:normal;border:none\">a</p>", false},
		{"<P STYLE='color:RED'>a</P>", true},
		{"<span style='color:#1F497D'>a</span>", true},
		{"<span style=color:red>a</span>", true},
		{"<span style='color:black' bgcolor=red>a</span>", true},
		{"<p style='color:black;text-align:center'>a</p>", true},
		{"<p dir=rtl>a</p>", true},
		{"<p>a <B>b</B></p>", true},
		{"<blockquote style='margin:0 0 0 40px;border:none'>a</blockquote>", true},
		{"a < b", false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++) {
		struct arena a;
		struct span html = check_exact(span_of(looks[i].html));
		arena_init(&a);
		if (html_is_rich(&a, html) != looks[i].want)
			fail_msg("%s", looks[i].html);
		arena_clear(&a);
		free((void *)html.ptr);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rich),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_attributes),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
