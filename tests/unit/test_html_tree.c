#include "tests/unit/check.h"

#include "parsers/base/buf.h"
#include "tests/same_tree.h"

static const struct {
	const char *name, *html;
	bool plain;
} rows[] = {
	{"nothing", "", true},
	{"words", "one < two &amp; three", true},
	{"a page",
	 "<!DOCTYPE html>\n<html lang=en> <head> <meta charset=utf-8> <title>a &amp; b</title> </head>\n"
	 "<body class=x>\n<p>x</p>\n</body>\n</html>\n",
	 true},
	{"a page without its frame", "<title>t</title><p>x", true},
	{"a head without an end", "<html><head><meta a=b><p>x</p>", true},
	{"a body without a head", "<html><body bgcolor=white>x", true},
	{"text in the head", "<html><head> x <b>y</b>", true},
	{"paragraphs without ends", "<div><p>one<p>two<div>three</div><h1>four</h1></div>", true},
	{"items without ends", "<ul><li>one<li><p>two<ul><li>a</ul><li>three</ul>", true},
	{"terms", "<dl><dt>a<dd>b<dt>c<dd><p>d</dl>", true},
	{"a table without ends", "<table><tr><td>a<td>b<tr><th>c<tbody><tr><td><p>d</table>x", true},
	{"columns", "<table> <colgroup><col width=1> <col></colgroup> <tr> <td>a</td> </tr> </table>", true},
	{"columns alone", "<table><col><tr><td>a</table>", true},
	{"a table in a cell", "<table><tr><td><table><tr><td>a</table><p>b</table>", true},
	{"a table in a link", "<a href=x><table><tr><td><a href=y>z</a></table></a>", true},
	{"spans", "<span style='a:b'><b><i>x</i></b><o:p>&nbsp;</o:p></span><br><br/><img src=x alt=\"a&quot;b\">",
	 true},
	{"the same four times", "<b><b><b><b>x</b></b></b></b>", true},
	{"attributes", "<p A=1 a=2 b c = d e='f\"g' h=i/j k=\"&lt;&uuml;&#252;&#xFC;\">x</p>", true},
	{"a link's address", "<a href=\"https://a.test/?a=1&copy=2&b=3&amp;c=4&x\">y</a>", true},
	{"no value", "<p a= >x</p>", true},
	{"comments", "a<!-- b -->c<!--[if mso]><p><![endif]--><![if !mso]>d<![endif]><?xml x?>e", true},
	{"a style", "<style>p > a { b: \"</p>\" }</style><p>x", true},
	{"lines kept", "<pre>\n\n a\n b</pre><pre>c</pre>", true},
	{"after the end", "<html><body><p>x</p></body></html> y <b>z</b>", true},
	{"letters of all kinds", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x98\x80 \xC2\xA0x", true},
	{"a script", "<script>if (a < b) x('</p>')</script><p>y", true},
	{"a table in a paragraph", "<p>a<table><tr><td><p>b</table>c</p>d", true},
	{"a table after a paragraph", "<!doctype HTML ><p>a<table><tr><td>b</table>c", true},
	{"a page in a page", "<html a=1><meta><head> <html a=2 b=3><body c=4> x<html d=5> <body c=6 e=7> <head> y",
	 true},
	{"a doctype in the middle", "<p>a <!doctype x> b", true},
	{"stray end tags", "<p>a</b> b</div></font></span></h2></li></head></p><table><tr><td>c</b>d</div></table>",
	 true},
	{"end tags out of the cell", "<div><b><table><tr><td>a</div>b</table></b></div>", true},
	{"a map", "<map name=a><area href=b></map><noscript><p>x</p></noscript>", true},
	{"crossed", "<b>a<i>b</b>c</i>", false},
	{"bold over paragraphs", "<p><b>a<p>b", false},
	{"a link in a link", "<a href=x>a<a href=y>b</a></a>", false},
	{"text in a table", "<table>x<tr><td>a</table>", false},
	{"a table in a paragraph, of an old doctype",
	 "<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 3.2//EN\"><p>a<table><tr><td>b</table>", false},
	{"an end alone", "a</p>b", false},
	{"a script that hides its end", "<script><!--<script></script>--></script>", false},
	{"a form", "<form><input></form>", false},
	{"a drawing", "<svg><p>x</p></svg>", false},
	{"an entity that is not known here", "a&lang;b", false},
	{"an entity without its end", "a&ampb", false},
	{"a number that stands for another", "&#150;", false},
	{"a comment that ends early", "<!-->x-->", false},
	{"a comment that ends oddly", "<!-- a --!> b -->", false},
	{"a tag without its end", "a<b", false},
	{"a quote in a name", "<p a\"b=c>x</p>", false},
	{"bytes of nothing", "a\x80z", false},
	{"a control", "a\x01z", false},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		bool plain;
		struct span html = check_exact(span_of(rows[i].html));
		arena_init(&a);
		if (!same_tree(&a, html, &plain))
			fail_msg("%s: another tree than gumbo's", rows[i].name);
		if (plain != rows[i].plain)
			fail_msg("%s: %s", rows[i].name, plain ? "plain" : "left to gumbo");
		arena_clear(&a);
		free((void *)html.ptr);
	}
}

static const char *const pieces[] = {
	"<p>",
	"</p>",
	"<div>",
	"</div>",
	"<span a=b>",
	"</span>",
	"<b>",
	"</b>",
	"<i>",
	"</i>",
	"<a href=x>",
	"</a>",
	"<br>",
	"<hr>",
	"<img>",
	"<ul>",
	"</ul>",
	"<ol>",
	"<li>",
	"</li>",
	"<dl>",
	"</dl>",
	"<dt>",
	"<dd>",
	"</dd>",
	"<table>",
	"</table>",
	"<tbody>",
	"</tbody>",
	"<tr>",
	"</tr>",
	"<td>",
	"</td>",
	"<th>",
	"</th>",
	"<colgroup>",
	"<col>",
	"</colgroup>",
	"<h1>",
	"</h1>",
	"<h2>",
	"</h2>",
	"<pre>",
	"</pre>",
	"<blockquote>",
	"</blockquote>",
	"<html>",
	"<head>",
	"</head>",
	"<body>",
	"</body>",
	"</html>",
	"<meta>",
	"<style>a</style>",
	"<title> t</title>",
	"<!--x-->",
	"<!doctype html>",
	"<noscript>",
	"</noscript>",
	"<input>",
	"</head>",
	"</font>",
	"</div>",
	"<o:p>",
	"<noscript>",
	"</noscript>",
	"<input>",
	"<script>a</script>",
	"<main>",
	"</o:p>",
	"<font>",
	"</font>",
	"x",
	" ",
	"\n",
	"&nbsp;",
	"&amp;",
	"&#32;",
	"<",
	"x y",
	"&",
	"<u>",
	"</u>",
};
static const char *const leaves[] = {"x", " ", "\n", "&nbsp;", "&amp;", "<br>", "<img>", "<!--x-->", "x y", "<hr>"};
#define LEAVES (sizeof(leaves) / sizeof(*leaves))
#define PIECES (sizeof(pieces) / sizeof(*pieces))

/* Random HTML, mostly well nested: otherwise nearly all of it would be left to gumbo. */
static void page_write(struct buf *out, uint32_t *seed, unsigned depth)
{
	static const char *const nests[][2] = {{"<p>", "</p>"},
					       {"<div>", "</div>"},
					       {"<span>", "</span>"},
					       {"<b>", "</b>"},
					       {"<ul><li>", "</ul>"},
					       {"<li>", "</li>"},
					       {"<td>", "</td>"},
					       {"<tr>", "</tr>"},
					       {"<tr><td>", "</td></tr>"},
					       {"<table>", "</table>"},
					       {"<dl><dt>", "</dl>"},
					       {"<h1>", "</h1>"},
					       {"<a>", "</a>"},
					       {"<pre>", "</pre>"},
					       {"<dd>", ""},
					       {"<table><tr><td>", "</table>"}};
	for (unsigned n = *seed >> 28 & 3; n < 4; n++) { /* at least one */
		*seed = *seed * 1664525u + 1013904223u;
		unsigned which = *seed >> 16;
		if (depth < 5 && *seed >> 30) {
			const char *const *nest = nests[which % (sizeof(nests) / sizeof(*nests))];
			buf_str(out, nest[0]);
			page_write(out, seed, depth + 1);
			buf_str(out, nest[1]);
		} else {
			buf_str(out, *seed >> 27 & 7 ? leaves[which % LEAVES] : pieces[which % PIECES]);
		}
	}
}

static void test_made_up(void **state)
{
	uint32_t seed = 1;
	size_t step = check_step(), plain_ones = 0;
	(void)state;
	for (size_t i = 0; i < 20000; i += step) {
		struct arena a;
		struct buf html;
		bool plain;
		arena_init(&a);
		buf_init(&html, BUF_MAX);
		page_write(&html, &seed, 0);
		if (!same_tree(&a, buf_span(&html), &plain))
			fail_msg("another tree than gumbo's: %.*s", SPAN_ARG(buf_span(&html)));
		plain_ones += plain;
		buf_clear(&html);
		arena_clear(&a);
	}
	assert_true(plain_ones > 20000 / step / 10);
}

/* Truncated, or with one byte replaced, at every position. */
static void test_damaged(void **state)
{
	static const char puts[] = "<>/\"'=& -!x;";
	size_t step = check_step();
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i += step)
		for (size_t at = 0; at < strlen(rows[i].html); at++)
			for (size_t k = 0; k < sizeof(puts); k++) {
				struct arena a;
				bool plain;
				arena_init(&a);
				char *html = arena_str(&a, span_of(rows[i].html));
				html[at] = puts[k]; /* the last one is NUL, which truncates it */
				if (!same_tree(&a, span_of(html), &plain))
					fail_msg("another tree than gumbo's: %s", html);
				arena_clear(&a);
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows), cmocka_unit_test(test_made_up),
					   cmocka_unit_test(test_damaged)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
