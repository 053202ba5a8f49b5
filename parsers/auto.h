/* auto: is it automatic, a bounce, a list's, spam? From headers, and from the parts of a delivery report (RFC 3464, RFC
 * 3834, RFC 2369, RFC 2919, RFC 8098, and what common servers send instead). */
#ifndef CAREDESK_AUTO_H
#define CAREDESK_AUTO_H

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

/* What the first attached mail would be read from, were it a report: gateways wrap them once more. */
struct enclosed_report {
	struct header_list headers; /* decoded */
	struct report_parts parts;
};

/* Fills mail->signs and mail->bounce from mail->headers, sender, subject and the parts. */
void auto_read(struct arena *a, const struct report_parts *parts, struct mail *mail);

/* Does nobody read what is sent there (noreply@…, mailer-daemon@…)? */
bool auto_robot(struct span addr);

#endif
