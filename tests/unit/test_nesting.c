#include "tests/unit/check.h"

#include "templates/template.h"

/* A template's HTML and the expected error; NULL: none. */
static const struct {
	const char *html, *error;
} rows[] = {
	{"<p>Hello {{name}}</p>\n", NULL},
	{"<div><p>one<p>two</div>", NULL},
	{"<ul><li>one<li>two</ul><table><tr><td>a<td>b<tr><td>c</table>", NULL},
	{"<img src=\"cid:logo\"><br><hr><a href=\"https://acme.test/\">more</a>", NULL},
	{"<a href='{{link}}'>{{name}}</a>", NULL},
	{"<a href=\"mailto:{{name}}?subject={{link}}\" title=x>a</a>", NULL},
	{"{{#name}}<b>{{name}}</b>{{/name}}{{^name}}<i>nobody</i>{{/name}}", NULL},
	{"<div{{#name}} class=\"a\"{{/name}}>x</div>", NULL},
	{"<!--[if mso]><table><tr><td><![endif]--><p>x</p><!--[if mso]></td></tr></table><![endif]-->", NULL},
	{"<!DOCTYPE html><html><head><style>a{color:red}</style></head><body>x</body></html>", NULL},
	{"1 < 2 and a <3\n", NULL},
	{"{{>part}}", NULL},
	{"<div>\n<p>x</p>\n", "t.html:1: error: an element is not closed: `div`"},
	{"<p>x</p>\n</div>\n", "t.html:2: error: an end tag without its element: `div`"},
	{"<div>\n<b>x</div>\n</b>", "t.html:2: error: another element is still open at the end of `div`"},
	{"{{#name}}\n<div>\n{{/name}}\nx</div>", "t.html:2: error: an element is not closed: `div`"},
	{"<div>\n{{#name}}\n</div>\n{{/name}}\n", "t.html:3: error: an end tag without its element: `div`"},
	{"<p>x</p>\n<div class=\"a", "t.html:2: error: a tag or comment is not closed, the last one being `div`"},
	{"<p {{name}}>x</p>", "t.html:1: error: within a tag a value must be in quotes; not `name`"},
	{"<p title={{name}}>x</p>", "t.html:1: error: within a tag a value must be in quotes; not `name`"},
	{"\n<script>x()</script>", "t.html:2: error: a mail can't have the element `script`"},
	{"<form action=\"/\"></form>", "t.html:1: error: a mail can't have the element `form`"},
	{"<IFRAME src=x></IFRAME>", "t.html:1: error: a mail can't have the element `IFRAME`"},
	{"<p onclick=\"x()\">y</p>", "t.html:1: error: a mail must not run anything, as here by `onclick`"},
	{"<img\n src=\"https://acme.test/a.png\">",
	 "t.html:2: error: a mail must not load anything from elsewhere, as here in `src`"},
	{"<img src='//acme.test/a.png'>",
	 "t.html:1: error: a mail must not load anything from elsewhere, as here in `src`"},
	{"<img src=http://acme.test/a.png>",
	 "t.html:1: error: a mail must not load anything from elsewhere, as here in `src`"},
	{"<img src=\"https://acme.test/{{name}}.png\">",
	 "t.html:1: error: a mail must not load anything from elsewhere, as here in `src`"},
	{"<p style=\"background:URL(a.png)\">x</p>",
	 "t.html:1: error: a mail must not load anything from elsewhere, as here in `style`"},
	{"<style>\n@import 'a.css';</style>",
	 "t.html:2: error: a mail must not load anything from elsewhere, as here in `style`"},
	{"<a href=\" JavaScript:x()\">y</a>", "t.html:1: error: an address must not run anything, as here in `href`"},
	{"<meta http-equiv=\"refresh\" content=\"0\">",
	 "t.html:1: error: a mail must not redirect to another page, as here by `http-equiv`"},
	{"<div>{{>broken}}</div>", "broken.html:2: error: an end tag without its element: `i`"},
};

static bool find(void *ctx, struct span name, bool html, struct template_part *out)
{
	(void)ctx;
	bool broken = span_eq(name, SPAN("broken"));
	*out = (struct template_part){broken ? SPAN("<b>x</b>\n</i>") : SPAN("<b>x</b>"),
				      broken ? "broken.html" : "part.html", html};
	return true;
}

static void test_html(void **state)
{
	struct span_list known = {0};
	struct template_parts parts = {find, NULL, &known};
	struct arena a;
	(void)state;
	arena_init(&a);
	span_list_add(&a, &known, SPAN("name"));
	span_list_add(&a, &known, SPAN("link"));
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span html = check_exact(span_of(rows[i].html));
		struct template *t = NULL;
		struct err err = {0};
		int rc = template_parse(html, "t.html", TEMPLATE_HTML, &known, &parts, &t, &err);
		if ((rc == 0) != !rows[i].error || (rc && strcmp(err.text, rows[i].error) != 0))
			fail_msg("`%s`: %s", rows[i].html, rc ? err.text : "nothing is wrong with it");
		template_free(t);
		free((void *)(uintptr_t)html.ptr);
	}
	arena_clear(&a);
}

/* An HTML partial in a text template becomes part of generated HTML, so it must be well-formed by itself. */
static void test_part_in_text(void **state)
{
	struct span_list known = {0};
	struct template_parts parts = {find, NULL, &known};
	struct template *t = NULL;
	struct err err;
	(void)state;
	assert_int_equal(template_parse(SPAN("Subject: x\n\na < b {{>part}}\n"), "t.txt", TEMPLATE_MADE, &known, &parts,
					&t, &err),
			 0);
	template_free(t);
	assert_int_equal(
		template_parse(SPAN("Subject: x\n\n{{>broken}}\n"), "t.txt", TEMPLATE_MADE, &known, &parts, &t, &err),
		-1);
	assert_string_equal(err.text, "broken.html:2: error: an end tag without its element: `i`");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_html), cmocka_unit_test(test_part_in_text)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
