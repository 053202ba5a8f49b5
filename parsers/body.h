/* body: what of a mail's parts is its text, what is attached, and what reports on a delivery. */
#ifndef CAREDESK_BODY_H
#define CAREDESK_BODY_H

#include "parsers/html.h"
#include "parsers/mime.h"
#include "parsers/report_parts.h"

struct body {
	struct span text; /* UTF-8, LF lines, at most MAIL_MAX_TEXT bytes; before folding */
	struct html_page
		page;   /* the same as HTML, before folding; its `text` stays empty. No fragment: there is none */
	bool from_html; /* some of it was HTML */
	bool cut;       /* there was more */
	bool encrypted; /* some of it is, and so can't be read */
	bool unread;    /* there is something in it, but nothing of it could be read */
	struct attachment_list attachments;
	struct span enclosed;       /* as in struct mail */
	struct report_parts report; /* content_type stays empty */
};

/* `raw` is the mail that the parts' bodies point into: offsets of attachments count from its start. Of alternatives the
 * plain text is taken, where it says anything; what is attached in the others is kept. Attached messages are
 * attachments: nothing of them becomes text. */
void body_read(struct charsets *c, struct arena *a, struct span raw, const struct mime_part *root, struct body *out);

#endif
