/* markdown: converts CommonMark to readable plain text, and to HTML that is safe in a mail: no raw HTML, links only to
 * the web or to mail addresses, no pictures (replaced by their descriptions). */
#ifndef CAREDESK_CONF_MARKDOWN_H
#define CAREDESK_CONF_MARKDOWN_H

#include "parsers/base/arena.h"

void markdown_read(struct arena *a, struct span source, struct span *text, struct span *html);

#endif
