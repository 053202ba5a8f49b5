/* Articles: Markdown as text and as safe HTML, and errors in an article's head. */
#include "tests/unit/check.h"

#include "conf/conf.h"
#include "conf/markdown.h"

#include <sys/stat.h>

static void test_markdown(void **state)
{
	static const struct {
		const char *source, *text, *html;
	} rows[] = {
		{"", "", ""},
		{"One\ntwo.\n\nThree.", "One two.\n\nThree.", "<p>One\ntwo.</p>\n<p>Three.</p>"},
		{"# Title\n\n*a* **b** `c`", "Title\n\na b c",
		 "<h1>Title</h1>\n<p><em>a</em> <strong>b</strong> <code>c</code></p>"},
		{"- a\n- b\n\nEnd.", "- a\n- b\n\nEnd.", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<p>End.</p>"},
		{"3. a\n4. b", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>"},
		{"- a\n  - b", "- a\n  - b", "<ul>\n<li>a\n<ul>\n<li>b</li>\n</ul>\n</li>\n</ul>"},
		{"[here](https://example.org/x)", "here (https://example.org/x)",
		 "<p><a href=\"https://example.org/x\">here</a></p>"},
		{"<https://example.org>", "https://example.org",
		 "<p><a href=\"https://example.org\">https://example.org</a></p>"},
		{"<jo@example.org>", "jo@example.org", "<p><a href=\"mailto:jo@example.org\">jo@example.org</a></p>"},
		{"    code\n    more", "    code\n    more", "<pre><code>code\nmore\n</code></pre>"},
		{"![a cat](https://example.org/cat.png)", "a cat", "<p>a cat</p>"},
		{"[x](javascript:alert(1))", "x (javascript:alert(1))", "<p><a href=\"\">x</a></p>"},
		{"<script>x</script>\n\nText", "Text", "<!-- raw HTML omitted -->\n<p>Text</p>"},
		{"a <b onclick=x>c</b>", "a c", "<p>a <!-- raw HTML omitted -->c<!-- raw HTML omitted --></p>"},
		{"a & b < c", "a & b < c", "<p>a &amp; b &lt; c</p>"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct arena a;
		struct span text, html, source = check_exact(span_of(rows[i].source));
		arena_init(&a);
		markdown_read(&a, source, &text, &html);
		CHECK_SPAN(text, span_of(rows[i].text));
		CHECK_SPAN(html, span_of(rows[i].html));
		arena_clear(&a);
		free((char *)(uintptr_t)source.ptr);
	}
}

static void put_file(const char *folder, const char *name, const char *text)
{
	char path[600];
	snprintf(path, sizeof path, "%s/%s", folder, name);
	FILE *f = fopen(path, "we");
	assert_non_null(f);
	fputs(text, f);
	fclose(f);
}

/* The first error without the folder; empty if there is none. */
static struct span fault_of(struct arena *a, const char *article)
{
	static const char config[] =
		"desk = { name = \"A\"; tag = \"A\"; address = \"a@acme.test\"; manager = \"b@acme.test\"; };\n"
		"mailboxes = ( { name = \"s\"; address = \"a@acme.test\"; maildir = \"/nonexistent/s\"; } );\n"
		"outgoing = { maildir = \"/nonexistent/out\"; };\narticles = \".\";\n";
	char folder[] = "/tmp/caredesk-article-XXXXXX", path[600];
	struct conf_errors errors;
	struct conf *conf = NULL;
	bool missing = false;
	assert_non_null(mkdtemp(folder));
	put_file(folder, "caredesk.conf", config);
	put_file(folder, "one.md", article);
	conf_errors_init(&errors);
	snprintf(path, sizeof path, "%s/caredesk.conf", folder);
	struct span fault = SPAN_NONE;
	if (conf_load(path, &conf, &errors, &missing) != 0)
		for (size_t i = 0; i < errors.lines.count && !fault.len; i++)
			if (span_find(errors.lines.items[i], SPAN("one.md:")) >= 0)
				fault = arena_dup(
					a, span_from(errors.lines.items[i],
						     (size_t)span_find(errors.lines.items[i], SPAN("one.md:")) + 7));
	conf_errors_clear(&errors);
	conf_free(conf);
	unlink(path);
	snprintf(path, sizeof path, "%s/one.md", folder);
	unlink(path);
	rmdir(folder);
	return fault;
}

static void test_heads(void **state)
{
	static const struct {
		const char *article, *fault;
	} rows[] = {
		{"---\ntitle: A\n---\nText\n", ""},
		{"---\r\ntitle: \"A: b\"\r\ntags: [a, b]\r\n# c\r\n\r\nlanguage: de-AT\r\ncategory: general\r\npublic: "
		 "no\r\n---\r\nText\r\n",
		 ""},
		{"\xEF\xBB\xBF---\ntitle: A\n---\nText\n", ""},
		{"", "1: error: the head is missing: a line ---, `title: …` and a line ---"},
		{"Text", "1: error: the head is missing: a line ---, `title: …` and a line ---"},
		{"---\ntitle: A\n", "2: error: the head is not ended by a line ---"},
		{"---\ntags: a\n---\nText", "3: error: `title` is missing"},
		{"---\ntitle: A\ntitle: B\n---\nText", "3: error: `title` is set twice"},
		{"---\ntitle: A\ntag: b\n---\nText", "3: error: unknown key `tag`; did you mean `tags`?"},
		{"---\ntitle: A\nnonsense\n---\nText", "3: error: a line of the head must be `key: value`"},
		{"---\ntitle: A\ncategory: generl\n---\nText",
		 "3: error: there is no category `generl`; did you mean `general`?"},
		{"---\ntitle: A\nlanguage: german language\n---\nText",
		 "3: error: `german language` is not a language such as en or de-AT"},
		{"---\ntitle: A\npublic: maybe\n---\nText", "3: error: `public` must be true or false, not `maybe`"},
		{"---\ntitle: A\n---\n \n", "3: error: it has no text"},
		{"---\ntitle: \xFF\n---\nText", " error: it is not UTF-8"},
	};
	struct arena a;
	(void)state;
	arena_init(&a);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		CHECK_SPAN(fault_of(&a, rows[i].article), span_of(rows[i].fault));
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_markdown),
		cmocka_unit_test(test_heads),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
