#include "tests/unit/check.h"

#include "parsers/html.h"
#include "parsers/html_cut.h"

static const struct {
	const char *name, *html, *want;
} rows[] = {
	{"paragraphs", "<p>one</p><p>two</p>", "<p>one</p><p>two</p>"},
	{"bold", "a <b>bold</b> <i>i</i> <u>u</u>", "a <b>bold</b> <i>i</i> <u>u</u>"},
	{"escapes", "1 &lt; 2 &amp; \"q\"", "1 &lt; 2 &amp; &quot;q&quot;"},
	{"link", "<a href=\" https://a.test/x?a=1&amp;b=2 \" onclick=\"x()\" target=_blank>x</a>",
	 "<a href=\"https://a.test/x?a=1&amp;b=2\">x</a>"},
	{"link with a quote", "<a href='https://a.test/\"onclick=x'>x</a>",
	 "<a href=\"https://a.test/%22onclick=x\">x</a>"},
	{"mailto and tel", "<a href=MAILTO:jo@a.test>m</a><a href=tel:+49123>t</a>",
	 "<a href=\"mailto:jo@a.test\">m</a><a href=\"tel:+49123\">t</a>"},
	{"other links", "<a href=javascript:x>a</a><a href=data:text/html,x>b</a><a href=/x>c</a><a name=x>d</a>",
	 "abcd"},
	{"lists", "<ul><li>a<li>b<ol start=3><li>c</ol></ul>",
	 "<ul><li>a</li><li>b<ol start=\"3\"><li>c</li></ol></li></ul>"},
	{"item without a list", "<li>a", "<div>a</div>"},
	{"table", "<table border=1 onload=x><tr><td colspan=2 align=right>a<td bgcolor=#eeeeee>b</table>",
	 "<table border=\"1\"><tbody><tr><td colspan=\"2\" style=\"text-align:right\">a</td>"
	 "<td style=\"background-color:#eeeeee\">b</td></tr></tbody></table>"},
	{"colours", "<font color=red face=Arial>a</font><span style='color:rgb(0, 128, 0); position:fixed'>b</span>",
	 "<span style=\"color:#ff0000\">a</span><span style=\"color:#008000\">b</span>"},
	{"usual sizes and black", "<span style='font-size:11.0pt;color:black;font-family:Calibri'>a</span>", "a"},
	{"code", "<span style='font-family:Consolas,\"Courier New\"'>x</span><pre>a\n  b</pre>",
	 "<span style=\"font-family:monospace\">x</span><pre style=\"white-space:pre-wrap\">a\n  b</pre>"},
	{"headings", "<h1>a</h1><h2 style='text-align:center'>b</h2>",
	 "<h1>a</h1><h2 style=\"text-align:center\">b</h2>"},
	{"outlook's paragraphs", "<p class=MsoNormal style='margin-left:36.0pt'>a</p>",
	 "<p style=\"margin:0;margin-left:36.0pt\">a</p>"},
	{"picture of the mail's own",
	 "<img src=\"CID:a%40b\" alt=\"a\nb\" width=10px height=99999 style='position:fixed'>",
	 "<img src=\"cid:a@b\" alt=\"a b\" width=\"10\" style=\"max-width:100%;height:auto\">"},
	{"remote picture", "<img src=https://t.test/p.png><img src=http://t.test/q alt=Logo>",
	 "<a href=\"https://t.test/p.png\">https://t.test/p.png</a><a href=\"http://t.test/q\">[Logo]</a>"},
	{"remote picture in a link", "<a href=https://a.test/><img src=https://t.test/p.png alt=Buy></a>",
	 "<a href=\"https://a.test/\">[Buy]</a>"},
	{"pixel", "a<img src=https://t.test/p.gif width=1 height=1>", "a"},
	{"script and style", "a<script>x()</script><style>p{}</style><title>t</title>b", "ab"},
	{"hidden", "a<span style='display:none'>b</span><span style='color:#fff'>c</span><b style='font-size:0'>d</b>",
	 "a"},
	{"white on dark", "<div style='background:#222'><span style='color:#fff'>c</span></div>",
	 "<div style=\"background-color:#222222\"><span style=\"color:#ffffff\">c</span></div>"},
	{"white on a picture", "<div style='background:url(x)'><span style='color:#fff'>c</span></div>",
	 "<div>c</div>"},
	{"form", "<form action=x><input value=a>b<button>c</button></form>", "<div>bc</div>"},
	{"svg and math", "a<svg><a xlink:href=javascript:x>b</a></svg><math><mtext>c</mtext></math>d", "ad"},
	{"paragraph around a block", "<p><object><div>a</div></object></p>", ""},
	{"link in a link",
	 "<a href=https://a.test/>a<table><tr><td><a href=https://b.test/>b</a></td></tr></table></a>",
	 "<a href=\"https://a.test/\">a<table><tbody><tr><td>b</td></tr></tbody></table></a>"},
	{"right to left", "<p dir=RTL onclick=x>a</p>", "<p dir=\"rtl\">a</p>"},
	{"font in a word", "H<span>el</span>lo", "Hello"},
};

static struct span cleaned(struct arena *a, struct span html)
{
	struct html_page page;
	html_read(a, html, &page);
	return fragment_write(a, &page.fragment, NULL);
}

static void test_clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct fragment f;
		arena_init(&a);
		struct span html = check_exact(span_of(rows[i].html)), got = cleaned(&a, html);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].name, SPAN_ARG(got), rows[i].want);
		if (!fragment_read(&a, got, &f))
			fail_msg("%s: \"%.*s\" is not read again", rows[i].name, SPAN_ARG(got));
		struct span again = cleaned(&a, got);
		if (!span_eq(got, again))
			fail_msg("%s: cleaned again it is \"%.*s\"", rows[i].name, SPAN_ARG(again));
		free((void *)(uintptr_t)html.ptr);
		arena_clear(&a);
	}
}

/* fragment_read refuses everything that is not exactly as fragment_write writes it. */
static void test_read_refuses(void **state)
{
	static const char *const wrong[] = {"<script>x</script>",
					    "<p>a",
					    "a</p>",
					    "<p onclick=\"x\">a</p>",
					    "<a href=\"javascript:x\">a</a>",
					    "a > b",
					    "<P>a</P>",
					    "<p>a</div>",
					    "<p><div>a</div></p>",
					    "a & b",
					    "<a href='https://a.test/'>a</a>",
					    "<p >a</p>",
					    "<!-- x -->a",
					    "<img src=\"https://a.test/\">",
					    "<li>a</li>",
					    "<a href=\"https://a.test/\"",
					    "<",
					    "<p style=\"position:fixed\">a</p>",
					    "<table><tr><td>a</td></tr></table>x<",
					    "\xff"};
	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		struct arena a;
		struct fragment f;
		arena_init(&a);
		struct span html = check_exact(span_of(wrong[i]));
		if (fragment_read(&a, html, &f))
			fail_msg("\"%s\" is taken", wrong[i]);
		free((void *)(uintptr_t)html.ptr);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_clean), cmocka_unit_test(test_read_refuses)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
