#include "daemon/core/agent/answer_page.h"

#include "parsers/base/buf.h"
#include "templates/markup.h"

static void value_add(struct buf *out, struct span value)
{
	buf_chr(out, MARKUP_VALUE);
	buf_add(out, markup_unmarked(value));
	buf_chr(out, MARKUP_END);
}

static void bold_add(struct buf *out, struct span value)
{
	buf_printf(out, "%c<b>%c", MARKUP_HTML, MARKUP_END);
	value_add(out, value);
	buf_printf(out, "%c</b>%c", MARKUP_HTML, MARKUP_END);
}

/* "the *printer* prints", with the place in bold. */
static void places_add(struct buf *out, struct span line)
{
	ptrdiff_t at, end;
	while ((at = span_chr(line, '*')) >= 0 && (end = span_chr(span_from(line, (size_t)at + 1), '*')) > 0) {
		value_add(out, span_sub(line, 0, (size_t)at));
		bold_add(out, span_sub(line, (size_t)at + 1, (size_t)end));
		line = span_from(line, (size_t)(at + end) + 2);
	}
	value_add(out, line);
}

static void page_line_add(struct buf *out, struct span line)
{
	static const struct {
		const char *front, *kept;
		void (*add)(struct buf *out, struct span rest);
	} kinds[] = {
		{"    ", "    ", places_add}, {"- ", "- ", value_add}, {"--- ", "", bold_add}, {"", "", value_add}};
	size_t i = 0;
	while (!span_starts(line, span_of(kinds[i].front)))
		i++;
	buf_str(out, kinds[i].kept);
	if (line.len)
		kinds[i].add(out, span_from(line, span_of(kinds[i].front).len));
	buf_chr(out, '\n');
}

struct span answer_page(struct arena *a, struct span text)
{
	struct buf marked, html;
	struct span line;
	buf_init(&marked, BUF_MAX);
	buf_init(&html, BUF_MAX);
	while (span_line(&text, &line))
		page_line_add(&marked, line);
	markup_marked(&html, buf_span(&marked));
	struct span page = marked.over || html.over ? SPAN_NONE : arena_dup(a, buf_span(&html));
	buf_clear(&marked);
	buf_clear(&html);
	return page;
}
