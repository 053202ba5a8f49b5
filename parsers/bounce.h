/* bounce: recognizes delivery reports, those of RFC 3464 and what mail servers send instead. */
#ifndef CAREDESK_BOUNCE_H
#define CAREDESK_BOUNCE_H

#include "parsers/report_parts.h"

/* Fills mail->bounce from mail->headers, sender, subject and the parts. Reports of display (RFC 8098), of abuse (RFC
 * 5965) and of success are not bounces. */
void bounce_read(struct arena *a, const struct report_parts *parts, struct mail *mail);

#endif
