/* report_parts: what of a mail a delivery report is read from. */
#ifndef CAREDESK_REPORT_PARTS_H
#define CAREDESK_REPORT_PARTS_H

#include "parsers/mail.h"

/* The parts of a mail that bounces are read from; any may be empty. Decoded to UTF-8, LF lines. */
struct report_parts {
	struct span content_type;    /* of the mail, raw: "multipart/report; report-type=…" */
	struct span text;            /* all text parts for people, one after the other */
	struct span delivery_status; /* message/delivery-status (or the like) bodies */
	struct span original;        /* message/rfc822, text/rfc822-headers: headers of the mail that came back */
	struct span calendar;        /* text/calendar bodies */
	const struct enclosed_report *enclosed; /* NULL: no mail is attached */
};

/* What the first attached mail would be read from, were it a report: gateways wrap them again. */
struct enclosed_report {
	struct header_list headers; /* decoded */
	struct report_parts parts;
};

#endif
