/* markup: HTML for mails made from plain text, with inline styles, as mail programs need it. Everything that is text is
 * escaped, so none of it is a tag or leaves an attribute. What comes out is well-formed whatever goes in. */
#ifndef CAREDESK_MARKUP_H
#define CAREDESK_MARKUP_H

#include "parsers/base/buf.h"

/* A quotation begins so; </blockquote> ends it. */
#define MARKUP_QUOTE                                                                                                   \
	"<blockquote class=\"caredesk-quote\" type=\"cite\" style=\"margin:0 0 14px;padding:0 0 0 "                    \
	"12px;border-left:3px "                                                                                        \
	"solid #c4c9d1;color:#4b5563\">"

/* A value in the middle of HTML, text or attribute in quotes: line ends become <br>. */
void markup_value(struct buf *out, struct span value);
/* What somebody wrote: paragraphs, quotations in <blockquote>, http(s) addresses as links, blanks that align kept. */
void markup_text(struct buf *out, struct span text);

/* A rendered template, in which values are marked. What it says itself has structure by its lines: an empty one ends a
 * paragraph, "- " begins a list's item, "! " a warning, "## " small print, two blanks or more an indented line, "* * *"
 * is a rule across. Marked HTML stays as it is. */
#define MARKUP_VALUE '\001' /* … up to MARKUP_END: a value */
#define MARKUP_HTML '\002'  /* … up to MARKUP_END: HTML */
#define MARKUP_END '\003'
void markup_marked(struct buf *out, struct span text);
/* Clean HTML as it is, except for marks. */
void markup_html(struct buf *out, struct span html);
/* The value up to the first byte of it that would be a mark: kept texts have none. */
struct span markup_unmarked(struct span value);

#endif
