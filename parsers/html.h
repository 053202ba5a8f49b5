/* html: HTML to readable text (gumbo): paragraphs, lists, quotes as "> ", links as text <url>, tables by lines; hidden
 * elements, comments, style and script are left out. Bounded in depth and output. */
#ifndef CAREDESK_HTML_H
#define CAREDESK_HTML_H

#include "parsers/base/arena.h"

struct span html_text(struct arena *a, struct span html);

#endif
