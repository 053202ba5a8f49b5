/* auto: is the mail automatic, a bounce, from a list, spam? Judged by headers, text, and the parts of a delivery report
 * (RFC 3464, RFC 3834, RFC 2369, RFC 2919, RFC 8098, and what common servers send instead). */
#ifndef CAREDESK_AUTO_H
#define CAREDESK_AUTO_H

#include "parsers/report_parts.h"

/* Fills mail->signs and mail->bounce from mail->headers, sender, subject, text and the parts. */
void auto_read(struct arena *a, const struct report_parts *parts, struct mail *mail);

#endif
