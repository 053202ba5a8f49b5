/* markup: HTML for mails made from plain text, with inline styles, as mail programs require. All text is escaped, so it
 * can't add a tag or leave an attribute. The output is well-formed for any input. */
#ifndef CAREDESK_MARKUP_H
#define CAREDESK_MARKUP_H

#include "parsers/base/buf.h"

/* Begins a quotation; </blockquote> ends it. */
#define MARKUP_QUOTE                                                                                                   \
	"<blockquote class=\"caredesk-quote\" type=\"cite\" style=\"margin:0 0 14px;padding:0 0 0 "                    \
	"12px;border-left:3px "                                                                                        \
	"solid #c4c9d1;color:#4b5563\">"

/* Writes a value inside HTML, as text or in a quoted attribute; line ends become <br>. */
void markup_value(struct buf *out, struct span value);
/* Writes a text that a person wrote: paragraphs, quotations in <blockquote>, http(s) URLs as links, aligning blanks
 * kept. */
void markup_text(struct buf *out, struct span text);

/* Writes a rendered template in which values are marked. The template's own lines give it structure: an empty one ends
 * a paragraph, "- " begins a list item, "! " a warning, "== " a heading (up to " =="), "## " small print, two or more
 * blanks an indented line (the line above it is then bold), "* * *" is a horizontal rule. Marked HTML is copied
 * unchanged. */
#define MARKUP_VALUE '\001' /* begins a value, up to MARKUP_END */
#define MARKUP_HTML '\002'  /* begins HTML, up to MARKUP_END */
#define MARKUP_END '\003'
void markup_marked(struct buf *out, struct span text);
/* Copies clean HTML, without any marks in it. */
void markup_html(struct buf *out, struct span html);
/* The value up to its first byte that would be a mark; stored texts have none. */
struct span markup_unmarked(struct span value);

#endif
