#include "templates/markup.h"

#include "parsers/base/utf8.h"

#include <string.h>

#define QUOTES_MAX 8 /* nested quotations */
#define LINK_MAX 2000

/* Colours have a contrast of at least 4.5:1 on white; for dark mode, the layout's classes replace them. */
#define PARAGRAPH "<p style=\"margin:0 0 14px\">"
#define LIST "<ul style=\"margin:0 0 14px;padding:0 0 0 24px\">"
#define ITEM "<li style=\"margin:0 0 4px\">"
#define WARNING                                                                                                        \
	"<table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" "                \
	"style=\"margin:0 0 12px\"><tr><td class=\"caredesk-warning\" bgcolor=\"#fff4d6\" style=\"padding:8px "        \
	"12px;border-left:4px solid #b45309;background:#fff4d6;color:#3b2a06\">"
#define WARNING_END "</td></tr></table>"
#define HEADING                                                                                                        \
	"<p role=\"heading\" aria-level=\"2\" style=\"margin:22px "                                                    \
	"0 8px;font-size:18px;line-height:24px;font-weight:bold\">"
#define SMALL "<p class=\"caredesk-quiet\" style=\"margin:0 0 14px;font-size:13px;line-height:18px;color:#5b6470\">"
#define INDENTED "<p style=\"margin:-10px 0 14px 24px\">"
#define RULE                                                                                                           \
	"<hr class=\"caredesk-rule\" style=\"margin:18px 0;border:0;border-top:1px solid "                             \
	"#d5d9e0;height:1px;color:#d5d9e0\">"

/* --- characters --- */

static const char *const entities[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
	/* controls except for white space are not characters of HTML */
	[0 ... '\t' - 1] = "",
	['\n' + 1 ... ' ' - 1] = "",
};

static void markup_escape(struct buf *out, struct span s)
{
	size_t from = 0;
	for (size_t i = 0; i < s.len; i++) {
		const char *entity = entities[(unsigned char)s.ptr[i]];
		if (!entity)
			continue;
		buf_add(out, span_sub(s, from, i - from));
		buf_str(out, entity);
		from = i + 1;
	}
	buf_add(out, span_from(s, from));
}

void markup_value(struct buf *out, struct span value)
{
	struct span line;
	bool first = true;
	while (span_line(&value, &line)) {
		buf_str(out, first ? "" : "<br>\n");
		markup_escape(out, line);
		first = false;
	}
}

struct span markup_unmarked(struct span value)
{
	for (int mark = MARKUP_VALUE; mark <= MARKUP_END; mark++) {
		ptrdiff_t at = span_chr(value, (char)mark);
		value = at < 0 ? value : span_sub(value, 0, (size_t)at);
	}
	return value;
}

void markup_html(struct buf *out, struct span html)
{
	struct span clean = markup_unmarked(html);
	buf_add(out, clean);
	for (size_t i = clean.len; i < html.len; i++)
		if (html.ptr[i] < MARKUP_VALUE || html.ptr[i] > MARKUP_END)
			buf_chr(out, html.ptr[i]);
}

/* --- links --- */

/* The length of an http(s) URL at the front, without the punctuation of the sentence around it; 0: none. */
static size_t link_length(struct span s)
{
	size_t head = span_istarts(s, SPAN("https://")) ? 8 : span_istarts(s, SPAN("http://")) ? 7 : 0, len = head;
	size_t open = 0;
	while (head && len < s.len && (unsigned char)s.ptr[len] > ' ' && !strchr("<>\"\\^`{|}", s.ptr[len]) &&
	       !(s.ptr[len] == ')' && !open)) {
		open += s.ptr[len] == '(';
		open -= s.ptr[len] == ')' && open;
		len++;
	}
	while (len > head && strchr(".,;:!?'*_]", s.ptr[len - 1]))
		len--;
	return len > head && len < LINK_MAX ? len : 0;
}

static void markup_write_link(struct buf *out, struct span address)
{
	buf_str(out, "<a href=\"");
	markup_escape(out, address);
	buf_str(out, "\" style=\"color:#0b57d0\" class=\"caredesk-link\">");
	markup_escape(out, address);
	buf_str(out, "</a>");
}

/* The offset of the next URL; the text's length if there is none. */
static size_t link_find(struct span s)
{
	ptrdiff_t at;
	for (size_t from = 0; (at = span_find(span_from(s, from), SPAN("://"))) >= 0; from += (size_t)at + 3) {
		struct span before = span_sub(s, 0, from + (size_t)at);
		size_t name = span_iends(before, SPAN("https")) ? 5 : span_iends(before, SPAN("http")) ? 4 : 0;
		size_t here = before.len - name;
		bool inside = here && (s.ptr[here - 1] == '_' ||
				       ((s.ptr[here - 1] | 32) >= 'a' && (s.ptr[here - 1] | 32) <= 'z'));
		if (name && !inside && link_length(span_from(s, here)))
			return here;
	}
	return s.len;
}

static void write_words(struct buf *out, struct span s)
{
	while (s.len) {
		size_t at = link_find(s), len = link_length(span_from(s, at));
		markup_escape(out, span_sub(s, 0, at));
		if (len)
			markup_write_link(out, span_sub(s, at, len));
		s = span_from(s, at + len);
	}
}

/* --- a text --- */

/* HTML would drop blanks at the beginning of a line, and all but one of several. */
static void markup_write_line(struct buf *out, struct span line)
{
	size_t at = 0;
	while (at < line.len) {
		size_t end = at, blanks = 0;
		while (end < line.len && (line.ptr[end] == ' ' || line.ptr[end] == '\t'))
			blanks += line.ptr[end++] == '\t' ? 4 : 1;
		for (size_t i = 0; i + (at ? 1 : 0) < blanks; i++)
			buf_str(out, "&nbsp;");
		buf_str(out, at && blanks ? " " : "");
		at = end;
		while (end < line.len && line.ptr[end] != '\t' &&
		       !(line.ptr[end] == ' ' && end + 1 < line.len && line.ptr[end + 1] == ' '))
			end++;
		write_words(out, span_sub(line, at, end - at));
		at = end;
	}
}

/* Removes ">" marks from the front of a line; returns how many, at most QUOTES_MAX. */
static unsigned take_quotes(struct span *line)
{
	unsigned depth = 0;
	while (span_starts(*line, SPAN(">"))) {
		*line = span_from(*line, span_starts(*line, SPAN("> ")) ? 2 : 1);
		depth++;
	}
	return depth < QUOTES_MAX ? depth : QUOTES_MAX;
}

void markup_text(struct buf *out, struct span text)
{
	struct span line;
	unsigned depth = 0;
	bool open = false;
	while (span_line(&text, &line) && !out->over) {
		unsigned wanted = take_quotes(&line);
		bool blank = !span_trim(line).len;
		if (open && (blank || wanted != depth)) {
			buf_str(out, "</p>\n");
			open = false;
		}
		for (; depth > wanted; depth--)
			buf_str(out, "</blockquote>\n");
		for (; depth < wanted; depth++)
			buf_str(out, MARKUP_QUOTE);
		if (blank)
			continue;
		buf_str(out, open ? "<br>\n" : PARAGRAPH);
		markup_write_line(out, span_rtrim(line));
		open = true;
	}
	buf_str(out, open ? "</p>\n" : "");
	for (; depth; depth--)
		buf_str(out, "</blockquote>\n");
}

/* --- a rendered template --- */

enum shape {
	SHAPE_NONE,
	SHAPE_PARAGRAPH,
	SHAPE_INDENTED,
	SHAPE_LIST,
	SHAPE_WARNING,
	SHAPE_HEADING,
	SHAPE_SMALL,
	SHAPE_RULE,
	SHAPE_HTML
};

static const struct {
	const char *begin, *more, *end; /* more: between its lines */
} shapes[] = {
	[SHAPE_NONE] = {"", "", ""},
	[SHAPE_PARAGRAPH] = {PARAGRAPH, "<br>\n", "</p>\n"},
	[SHAPE_INDENTED] = {INDENTED, "<br>\n", "</p>\n"},
	[SHAPE_LIST] = {LIST ITEM, "</li>\n" ITEM, "</li></ul>\n"},
	[SHAPE_WARNING] = {WARNING, WARNING_END "\n" WARNING, WARNING_END "\n"},
	[SHAPE_HEADING] = {HEADING, "<br>\n", "</p>\n"},
	[SHAPE_SMALL] = {SMALL, "<br>\n", "</p>\n"},
	[SHAPE_RULE] = {RULE, "", "\n"},
	[SHAPE_HTML] = {"", "", "\n"},
};

/* Removes a marked piece from the front of *rest and returns it without its marks. */
static struct span take_piece(struct span *rest)
{
	ptrdiff_t end = span_chr(*rest, MARKUP_END);
	size_t len = end < 0 ? rest->len : (size_t)end;
	struct span piece = span_sub(*rest, 1, len - 1);
	*rest = span_from(*rest, len + (end >= 0));
	return piece;
}

/* A line ends where it does in the template: line ends inside a value do not count. */
static bool markup_take_line(struct span *rest, struct span *line)
{
	size_t at = 0;
	if (!rest->len)
		return false;
	while (at < rest->len && rest->ptr[at] != '\n') {
		struct span from = span_from(*rest, at);
		ptrdiff_t end =
			from.ptr[0] == MARKUP_VALUE || from.ptr[0] == MARKUP_HTML ? span_chr(from, MARKUP_END) : 0;
		at += end < 0 ? from.len : (size_t)end + 1;
	}
	*line = span_sub(*rest, 0, at);
	*rest = span_from(*rest, at + 1);
	return true;
}

static enum shape shape_take(struct span *line)
{
	static const struct {
		const char *mark;
		enum shape shape;
	} marks[] = {{"- ", SHAPE_LIST},
		     {"! ", SHAPE_WARNING},
		     {"== ", SHAPE_HEADING},
		     {"## ", SHAPE_SMALL},
		     {"  ", SHAPE_INDENTED}};
	struct span trimmed = span_trim(*line);
	if (!trimmed.len)
		return SHAPE_NONE;
	if (span_eq(trimmed, SPAN("* * *")))
		return SHAPE_RULE;
	if (trimmed.ptr[0] == MARKUP_HTML && span_chr(trimmed, MARKUP_END) == (ptrdiff_t)trimmed.len - 1)
		return SHAPE_HTML;
	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (span_starts(*line, span_of(marks[i].mark))) {
			*line = span_trim(span_from(*line, strlen(marks[i].mark)));
			if (marks[i].shape == SHAPE_HEADING && span_ends(*line, SPAN(" ==")))
				line->len -= 3;
			return marks[i].shape;
		}
	*line = span_rtrim(*line);
	return SHAPE_PARAGRAPH;
}

static void write_pieces(struct buf *out, struct span line)
{
	while (line.len) {
		size_t n = 0;
		while (n < line.len && line.ptr[n] != MARKUP_VALUE && line.ptr[n] != MARKUP_HTML)
			n++;
		write_words(out, span_sub(line, 0, n));
		line = span_from(line, n);
		if (!line.len)
			break;
		bool html = line.ptr[0] == MARKUP_HTML;
		struct span piece = take_piece(&line);
		if (html)
			buf_add(out, piece);
		else
			markup_value(out, piece);
	}
}

/* Does an indented line come first? It explains the line before it. */
static bool is_explained(struct span rest)
{
	struct span line;
	return span_starts(rest, SPAN("  ")) && markup_take_line(&rest, &line) && shape_take(&line) == SHAPE_INDENTED;
}

void markup_marked(struct buf *out, struct span text)
{
	struct span line;
	enum shape open = SHAPE_NONE;
	while (markup_take_line(&text, &line) && !out->over) {
		enum shape shape = shape_take(&line);
		bool goes_on = shape == open && shape != SHAPE_HTML && shape != SHAPE_RULE;
		buf_str(out, goes_on ? shapes[shape].more : shapes[open].end);
		buf_str(out, goes_on ? "" : shapes[shape].begin);
		bool term = shape == SHAPE_PARAGRAPH && is_explained(text);
		buf_str(out, term ? "<b>" : "");
		if (shape != SHAPE_RULE)
			write_pieces(out, line);
		buf_str(out, term ? "</b>" : "");
		open = shape;
	}
	buf_str(out, shapes[open].end);
}
