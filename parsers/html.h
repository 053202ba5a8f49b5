/* html: HTML to readable text (gumbo): paragraphs, lists, quotes as "> ", links as text <url>, tables by lines; hidden
 * elements, comments, style and script are left out. Bounded in depth and output. And to cleaned HTML, by the same
 * walk. */
#ifndef CAREDESK_HTML_H
#define CAREDESK_HTML_H

#include "parsers/html_clean.h"

struct html_page {
	struct span text;
	struct span marked;       /* the same, with a U+FFFC where a picture of the mail's own stands */
	struct fragment fragment; /* its lines are those of `marked`; none where there is no cleaned HTML */
};

struct span html_text(struct arena *a, struct span html);
/* At a glance: may it say more than paragraphs and line ends? */
bool html_is_rich(struct span html);
void html_read(struct arena *a, struct span html, struct html_page *out);

#endif
