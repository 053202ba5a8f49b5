/* html: HTML to readable text (gumbo): paragraphs, lists, quotes as "> ", links as text <url>, tables as lines; hidden
 * elements, comments, style and script are left out. The same walk also produces cleaned HTML. Bounded in depth and
 * output. */
#ifndef CAREDESK_HTML_H
#define CAREDESK_HTML_H

#include "parsers/html_clean.h"

struct html_page {
	struct span text;
	struct span marked;       /* the same, with U+FFFC in place of each of the mail's own pictures */
	struct fragment fragment; /* its line numbers are those of `marked`; empty if there is no cleaned HTML */
};

struct span html_text(struct arena *a, struct span html);
/* A quick scan of the tags: is there more than paragraphs and line ends? */
bool html_is_rich(struct arena *a, struct span html);
/* Text and fragment at once; text alone if the HTML is too large or too hard to parse. */
void html_read(struct arena *a, struct span html, struct html_page *out);

#endif
