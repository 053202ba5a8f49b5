/* markdown: CommonMark as text that reads well by itself, and as HTML that is safe in a mail: no raw HTML, no link but
 * to the web or to an address, no picture (its description stands for it). */
#ifndef CAREDESK_CONF_MARKDOWN_H
#define CAREDESK_CONF_MARKDOWN_H

#include "parsers/base/arena.h"

void markdown_read(struct arena *a, struct span source, struct span *text, struct span *html);

#endif
