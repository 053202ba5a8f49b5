#include "tests/unit/check.h"

#include "daemon/core/agent/answer_page.h"
#include "parsers/base/buf.h"

/* The text between the tags, and <b>, <p>, <li> and <br> without their attributes. */
static struct span tags(struct arena *a, struct span html)
{
	struct buf out;
	buf_init(&out, BUF_MAX);
	while (html.len) {
		ptrdiff_t at = span_chr(html, '<'), end = span_chr(html, '>');
		buf_add(&out, span_sub(html, 0, at < 0 ? html.len : (size_t)at));
		if (at < 0)
			break;
		struct span tag = span_sub(html, (size_t)at, (size_t)(end - at)), name;
		span_word(&tag, &name);
		buf_add(&out, name);
		buf_chr(&out, '>');
		html = span_from(html, (size_t)end + 1);
	}
	struct span text = arena_without(a, arena_dup(a, buf_span(&out)), '\n');
	buf_clear(&out);
	return text;
}

static void answers(void **state)
{
	static const struct {
		const char *text, *html;
	} rows[] = {
		{"", ""},
		{"No tickets match.\n", "<p>No tickets match.</p>"},
		{"#3  Toner\n    new, bob\n#1  Pages\n    open, bob\n",
		 "<p><b>#3  Toner</b></p><p>new, bob</p><p><b>#1  Pages</b></p><p>open, bob</p>"},
		{"#3  To*n*er\n    new\n    1 · The *printer* and *toner*.",
		 "<p><b>#3  To*n*er</b></p><p>new<br>1 · The <b>printer</b> and <b>toner</b>.</p>"},
		{"    ** 5 * 3\n", "<p>** 5 * 3</p>"},
		{"\n--- 1 · note\nText.\n\n- one\n- two",
		 "<p><b>1 · note</b><br>Text.</p><ul><li>one</li><li>two</li></ul>"},
		/* a stranger's words */
		{"! w\n== h ==\n* * *\n## s\n", "<p>! w<br>== h ==<br>* * *<br>## s</p>"},
		{"<b>&\n    *<i>*\n", "<p><b>&lt;b&gt;&amp;</b></p><p><b>&lt;i&gt;</b></p>"},
	};
	(void)state;
	struct arena a;
	arena_init(&a);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct span text = check_exact(span_of(rows[i].text));
		CHECK_SPAN(tags(&a, answer_page(&a, text)), span_of(rows[i].html));
		free((void *)(uintptr_t)text.ptr);
	}
	arena_clear(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(answers)};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
