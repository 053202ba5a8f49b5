/* body: decides which of a mail's parts are its text, which are attachments, and which report on a delivery. */
#ifndef CAREDESK_BODY_H
#define CAREDESK_BODY_H

#include "parsers/html.h"
#include "parsers/mime.h"
#include "parsers/report_parts.h"

struct body {
	struct span text; /* UTF-8, LF line ends, at most MAIL_MAX_TEXT bytes; quotes not folded yet */
	struct html_page
		page;   /* the same as HTML; `text` stays empty, and the fragment too if there is no HTML to keep */
	bool from_html; /* some of the text was HTML */
	bool cut;       /* the text was truncated */
	bool encrypted; /* some of the mail is encrypted and can't be read */
	bool unread;    /* there is content, but none of it could be read */
	struct attachment_list attachments;
	struct span enclosed;       /* as in struct mail */
	struct report_parts report; /* content_type stays empty */
};

/* Fills *out, which lives in `a`. `raw` is the mail that the parts' bodies point into: offsets of attachments count
 * from its start. Of alternatives, the plain text is used if it says anything; attachments inside the others are kept.
 * Attached messages are attachments: nothing in them becomes text. */
void body_read(struct charsets *c, struct arena *a, struct span raw, const struct mime_part *root, struct body *out);

#endif
