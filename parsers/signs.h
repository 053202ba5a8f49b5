/* signs: is a mail the desk's own, from a list, automatic, spam? Judged by header fields and addresses (RFC 3834, RFC
 * 2369, RFC 2919, and what common servers write instead). */
#ifndef CAREDESK_SIGNS_H
#define CAREDESK_SIGNS_H

#include "parsers/mail.h"

/* Fills mail->signs, except for what is found in text and parts (auto.h). */
void signs_read(struct arena *a, struct mail *mail);

/* Is it an address at which nobody reads mail (noreply@…, mailer-daemon@…)? */
bool signs_robot(struct span addr);

/* "Header: value", the form in which a sign is reported. */
struct span signs_show(struct arena *a, struct span name, struct span value);

#endif
