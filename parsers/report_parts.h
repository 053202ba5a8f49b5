/* report_parts: the parts of a mail from which a delivery report is read. */
#ifndef CAREDESK_REPORT_PARTS_H
#define CAREDESK_REPORT_PARTS_H

#include "parsers/mail.h"

/* Any may be empty. Decoded to UTF-8, LF line ends. */
struct report_parts {
	struct span content_type;    /* of the whole mail, raw: "multipart/report; report-type=…" */
	struct span text;            /* all text parts for people, joined */
	struct span delivery_status; /* bodies of message/delivery-status and similar parts */
	struct span original;        /* bodies of message/rfc822, text/rfc822-headers …: the mail that came back */
	struct span calendar;        /* bodies of text/calendar */
	const struct enclosed_report *enclosed; /* NULL if no mail is attached */
};

/* The same for the first attached mail, which may be a report itself: some gateways wrap reports in another mail. */
struct enclosed_report {
	struct header_list headers; /* decoded */
	struct report_parts parts;
};

#endif
