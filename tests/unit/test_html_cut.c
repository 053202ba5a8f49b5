#include "tests/unit/check.h"

#include "parsers/base/buf.h"
#include "parsers/html_cut.h"

#include <time.h>

static const struct {
	const char *name, *html, *text, *want;
} rows[] = {
	{"all of it", "<p>a <b>b</b></p>", "a b", "<p>a <b>b</b></p>"},
	{"a command above", "<div>#close</div><div>Done, <b>Jo</b>.</div>", "Done, Jo.", "<div>Done, <b>Jo</b>.</div>"},
	{"a command below", "<div>Done, <b>Jo</b>.<br>#close</div>", "Done, Jo.", "<div>Done, <b>Jo</b>.<br></div>"},
	{"a picture between text and command",
	 "<p>See <b>this</b>:</p><p><img src=\"cid:a@b\" alt=\"\" "
	 "style=\"max-width:100%;height:auto\"></p><p>#close</p>",
	 "See this:",
	 "<p>See <b>this</b>:</p><p><img src=\"cid:a@b\" alt=\"\" style=\"max-width:100%;height:auto\"></p>"},
	{"a picture above what is cut",
	 "<p>See <b>this</b>.</p><p><img src=\"cid:a@b\" alt=\"\" "
	 "style=\"max-width:100%;height:auto\"></p><p>Customer: Jo</p>",
	 "See this.", "<p>See <b>this</b>.</p>"},
	{"a picture in a line that is cut",
	 "<p>See <b>this</b>.</p><p>Customer: <img src=\"cid:a@b\" alt=\"\" "
	 "style=\"max-width:100%;height:auto\">Jo</p>",
	 "See this.", "<p>See <b>this</b>.</p>"},
	{"head and foot", "<p>Customer: Jo</p><p><b>Hello</b></p><p>Commands: #close</p>", "Hello",
	 "<p><b>Hello</b></p>"},
	{"the same line twice", "<p><b>Thanks</b></p><p>Note: secret</p><p><i>Thanks</i></p>", "Thanks",
	 "<p><b>Thanks</b></p>"},
	{"a line that is only begun", "<p><b>Hello Jo, the boss says no</b></p>", "Hello Jo", ""},
	{"more than the HTML says", "<p><b>Hello</b></p>", "Hello Jo", ""},
	{"other words", "<p><b>Hello</b></p>", "Good-bye", ""},
	{"nothing", "<p><b>Hello</b></p>", "", ""},
	{"a number of the text's", "<ol><li>one</li><li>two</li></ol>", "1. one\n2. two",
	 "<ol><li>one</li><li>two</li></ol>"},
	{"numbers of neither", "<ol><li>one</li><li>two</li></ol>", "* one\n* two",
	 "<ol><li>one</li><li>two</li></ol>"},
	{"lines that a client has wrapped", "<p><b>one</b> two three four</p>", "one two\nthree four",
	 "<p><b>one</b> two three four</p>"},
	{"quotes that the answer keeps", "<p><b>Yes</b></p><blockquote><p>Can I?</p></blockquote><p>You can.</p>",
	 "Yes\n\n> Can I?\n\nYou can.", "<p><b>Yes</b></p><blockquote><p>Can I?</p></blockquote><p>You can.</p>"},
	{"a picture that the text names",
	 "<p><b>a</b><img src=\"cid:x1@b\" alt=\"x.png\" style=\"max-width:100%;height:auto\"></p>", "a[cid:x1@b]",
	 "<p><b>a</b><img src=\"cid:x1@b\" alt=\"x.png\" style=\"max-width:100%;height:auto\"></p>"},
	{"a picture that the text names as a file",
	 "<p><b>a</b> <img src=\"cid:x1@b\" alt=\"\" style=\"max-width:100%;height:auto\"> b</p>", "a <image0.jpeg> b",
	 "<p><b>a</b> <img src=\"cid:x1@b\" alt=\"\" style=\"max-width:100%;height:auto\"> b</p>"},
	{"a picture that the text has a mark for",
	 "<p><b>a</b> <img src=\"cid:x1@b\" alt=\"\" style=\"max-width:100%;height:auto\"> b</p>", "a \xEF\xBF\xBC b",
	 "<p><b>a</b> <img src=\"cid:x1@b\" alt=\"\" style=\"max-width:100%;height:auto\"> b</p>"},
	{"a file that the writer names", "<p><b>a</b> &lt;x.png&gt; [y.png]</p>", "a <x.png> [y.png]",
	 "<p><b>a</b> &lt;x.png&gt; [y.png]</p>"},
	{"a link to a picture", "<p><b>a</b></p>", "a <https://a.test/x.png>", "<p><b>a</b></p>"},
	{"brackets of the writer's", "<p><b>a</b> [b]</p>", "a [b]", "<p><b>a</b> [b]</p>"},
	{"brackets that only the text has", "<p><b>a</b></p>", "a [b]", ""},
	{"a link alone that the text has", "<p><b>See</b></p><p><a href=\"https://a.test/\">https://a.test/</a></p>",
	 "See\nhttps://a.test/", "<p><b>See</b></p><p><a href=\"https://a.test/\">https://a.test/</a></p>"},
	{"a link alone that it has not", "<p><b>See</b></p><p><a href=\"https://a.test/\">https://a.test/</a></p>",
	 "See", "<p><b>See</b></p>"},
	{"a row of which one cell is cut", "<table><tbody><tr><td>a</td><td><b>b</b></td></tr></tbody></table>", "b",
	 "<table><tbody><tr><td></td><td><b>b</b></td></tr></tbody></table>"},
	{"nothing more than the text", "<p>a</p><p><b>b</b></p>", "a", "<p>a</p>"},
	{"a number that nobody wrote", "<p>12</p><p>a <b>b</b></p>", "a b", "<p>a <b>b</b></p>"},
	{"no fragment", "<p><b>a</b>", "a", ""},
	{"script", "<script>a</script><b>a</b>", "a", ""},
	{"other scripts", "<p>你好 <b>世界</b></p><p>秘密</p>", "你好世界", "<p>你好 <b>世界</b></p>"},
};

static void test_keep(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena a;
		struct fragment f;
		arena_init(&a);
		struct span html = check_exact(span_of(rows[i].html)), text = check_exact(span_of(rows[i].text));
		struct span got = html_keep(&a, html, text);
		if (!span_eq(got, span_of(rows[i].want)))
			fail_msg("%s: got \"%.*s\", want \"%s\"", rows[i].name, SPAN_ARG(got), rows[i].want);
		assert_true(fragment_read(&a, got, &f));
		free((void *)(uintptr_t)html.ptr);
		free((void *)(uintptr_t)text.ptr);
		arena_clear(&a);
	}
}

static void test_of_text(void **state)
{
	static const char *const texts[][2] = {{"", ""},
					       {"a", "<p>a</p>"},
					       {"a\nb\n\n\nc\n", "<p>a<br>b</p><p>c</p>"},
					       {"\n<b>&\"", "<p>&lt;b&gt;&amp;&quot;</p>"}};
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena a;
		struct fragment f;
		arena_init(&a);
		struct span got = html_of_text(&a, span_of(texts[i][0]));
		CHECK_SPAN(got, span_of(texts[i][1]));
		assert_true(fragment_read(&a, got, &f));
		arena_clear(&a);
	}
}

static void test_pictures(void **state)
{
	struct arena a;
	struct span_list ids = {0};
	(void)state;
	arena_init(&a);
	html_pictures(&a,
		      SPAN("<p>&lt;img src=\"cid:no\"</p><img src=\"cid:a@b\" alt=\"\"><img src=\"cid:c\" "
			   "alt=\"\"><img src=\"cid:a@b\" "
			   "alt=\"\">"),
		      &ids);
	assert_int_equal(ids.count, 2);
	CHECK_SPAN(ids.items[0], SPAN("a@b"));
	CHECK_SPAN(ids.items[1], SPAN("c"));
	arena_clear(&a);
}

/* Many of everything takes bounded time, because nothing interrupts html_keep after a time limit. */
static void test_much(void **state)
{
	static const char *const pieces[][2] = {
		{"<div>.</div>", ""},  {"<p><a href=\"https://a.test/\">https://a.test/</a></p>", "https://b.test/\n"},
		{"<p>a</p>", "[b"},    {"<p>a</p>", "<b"},
		{"<p>12</p>", "12\n"}, {"<img src=\"cid:x\" alt=\"\" style=\"max-width:100%;height:auto\">", "[x]"}};
	(void)state;
	for (size_t i = 0; i < sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena a;
		struct buf html, text;
		struct timespec start, end;
		arena_init(&a);
		buf_init(&html, BUF_MAX);
		buf_init(&text, BUF_MAX);
		buf_str(&html, "<p>begin</p>");
		buf_str(&text, "begin\n");
		for (size_t k = 0; html.len + strlen(pieces[i][0]) < 800000; k++) {
			buf_str(&html, pieces[i][0]);
			buf_str(&text, pieces[i][1]);
		}
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &start);
		html_keep(&a, buf_span(&html), buf_span(&text));
		html_keep(&a, buf_span(&html), SPAN("begin"));
		clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
		if ((double)(end.tv_sec - start.tv_sec) > check_allowed(5))
			fail_msg("%s takes %ld s", pieces[i][0], (long)(end.tv_sec - start.tv_sec));
		buf_clear(&html);
		buf_clear(&text);
		arena_clear(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_keep), cmocka_unit_test(test_of_text),
					   cmocka_unit_test(test_pictures), cmocka_unit_test(test_much)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
