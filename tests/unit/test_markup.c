#include "tests/unit/check.h"

#include "templates/markup.h"

/* HTML without line ends and without attributes except href. */
static struct span plain(struct arena *a, struct span html)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (html.len) {
		ptrdiff_t at = span_chr(html, '<');
		buf_add(&out, span_sub(html, 0, at < 0 ? html.len : (size_t)at));
		html = span_from(html, at < 0 ? html.len : (size_t)at);
		struct span tag = span_sub(html, 0, (size_t)(span_chr(html, '>') + 1));
		bool link = span_starts(tag, SPAN("<a "));
		ptrdiff_t end = span_chr(tag, ' ');
		buf_add(&out, link      ? span_sub(tag, 0, (size_t)(span_find(tag, SPAN("style=")) - 1))
			      : end > 0 ? span_sub(tag, 0, (size_t)end)
					: span_sub(tag, 0, tag.len ? tag.len - 1 : 0));
		buf_str(&out, tag.len ? ">" : "");
		html = span_from(html, tag.len);
	}
	struct span text = arena_without(a, arena_dup(a, buf_span(&out)), '\n');
	buf_clear(&out);
	return text;
}

struct row {
	const char *text, *html;
};

static void check_rows(const struct row *rows, size_t count, void (*make)(struct buf *out, struct span text))
{
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < count; i++) {
		struct buf out;
		struct span text = check_exact(span_of(rows[i].text));
		buf_init(&out, BUF_MAX);
		make(&out, text);
		CHECK_SPAN(plain(&a, buf_span(&out)), span_of(rows[i].html));
		buf_clear(&out);
		free((void *)(uintptr_t)text.ptr);
	}
	arena_clear(&a);
}

static void test_text(void **state)
{
	static const struct row rows[] = {
		{"", ""},
		{"\n\n", ""},
		{"a", "<p>a</p>"},
		{"a\nb\n\n\nc\n", "<p>a<br>b</p><p>c</p>"},
		{"a\r\nb", "<p>a<br>b</p>"},
		{"<script>\"&'", "<p>&lt;script&gt;&quot;&amp;&#39;</p>"},
		{"a\x01\x1f z", "<p>a z</p>"},
		{"  in\n\tin", "<p>&nbsp;&nbsp;in<br>&nbsp;&nbsp;&nbsp;&nbsp;in</p>"},
		{"a  b   c", "<p>a&nbsp; b&nbsp;&nbsp; c</p>"},
		{"> q\n> r\nown\n>> deep", "<blockquote><p>q<br>r</p></blockquote><p>own</p><blockquote><blockquote>"
					   "<p>deep</p></blockquote></blockquote>"},
		{">\n> q", "<blockquote><p>q</p></blockquote>"},
		{">>>>>>>>>>>> q",
		 "<blockquote><blockquote><blockquote><blockquote><blockquote><blockquote><blockquote>"
		 "<blockquote><p>q</p></blockquote></blockquote></blockquote></blockquote></blockquote>"
		 "</blockquote></blockquote></blockquote>"},
		{"see https://acme.test/a?b=1&c=2.", "<p>see <a href=\"https://acme.test/a?b=1&amp;c=2\">"
						     "https://acme.test/a?b=1&amp;c=2</a>.</p>"},
		{"(http://a.b/c_(d))", "<p>(<a href=\"http://a.b/c_(d)\">http://a.b/c_(d)</a>)</p>"},
		{"<HTTPS://a.b>", "<p>&lt;<a href=\"HTTPS://a.b\">HTTPS://a.b</a>&gt;</p>"},
		{"http:// xhttp://a.b javascript:alert(1)", "<p>http:// xhttp://a.b javascript:alert(1)</p>"},
		{"http://a.b/\"onclick=x", "<p><a href=\"http://a.b/\">http://a.b/</a>&quot;onclick=x</p>"},
		{"- a\n- b", "<p>- a<br>- b</p>"},
	};
	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(*rows), markup_text);
}

#define V "\001"
#define H "\002"
#define E "\003"
static void test_marked(void **state)
{
	static const struct row rows[] = {
		{"a\nb\n\nc", "<p>a<br>b</p><p>c</p>"},
		{"- a\n- b\nc", "<ul><li>a</li><li>b</li></ul><p>c</p>"},
		{"! w\n! v\n", "<table><tr><td>w</td></tr></table><table><tr><td>v</td></tr></table>"},
		{"== a " V "==" E " ==\nb\n== c", "<p>a ==</p><p>b</p><p>c</p>"},
		{"## above ##", "<p>above ##</p>"},
		{"usage\n    help\n", "<p><b>usage</b></p><p>help</p>"},
		{"a\nb " V "c" E "\n  d\n  e\nf", "<p>a<br><b>b c</b></p><p>d<br>e</p><p>f</p>"},
		{"a\n   \nb\n", "<p>a</p>   <p>b</p>"},
		{"a\n* * *\nb", "<p>a</p><hr><p>b</p>"},
		{"x " V "- <b>\n! y" E " z", "<p>x - &lt;b&gt;<br>! y z</p>"},
		{V "- no list" E, "<p>- no list</p>"},
		{V "\n" E "\nb", "<p><br>b</p>"},
		{"a\n" H "<i>x\n\n</i>" E "\nb", "<p>a</p><i>x</i><p>b</p>"},
		{"a " H "<i>x</i>" E " b", "<p>a <i>x</i> b</p>"},
		{V "http://a.b" E, "<p>http://a.b</p>"},
		{V "open", "<p>open</p>"},
		{H, "<p></p>"},
	};
	(void)state;
	check_rows(rows, sizeof(rows) / sizeof(*rows), markup_marked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_text), cmocka_unit_test(test_marked)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
