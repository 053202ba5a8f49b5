/* auto: is it automatic, a bounce, a list's, spam? From headers, text, and the parts of a delivery report (RFC 3464,
 * RFC 3834, RFC 2369, RFC 2919, RFC 8098, and what common servers send instead). */
#ifndef CAREDESK_AUTO_H
#define CAREDESK_AUTO_H

#include "parsers/report_parts.h"

/* Fills mail->signs and mail->bounce from mail->headers, sender, subject and the parts. */
void auto_read(struct arena *a, const struct report_parts *parts, struct mail *mail);

#endif
