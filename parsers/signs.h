/* signs: is it the desk's own, a list's, automatic, spam? What header fields and addresses say (RFC 3834, RFC 2369, RFC
 * 2919, and what common servers write instead). */
#ifndef CAREDESK_SIGNS_H
#define CAREDESK_SIGNS_H

#include "parsers/mail.h"

/* Fills mail->signs, except for what its text and its parts say (auto.h). */
void signs_read(struct arena *a, struct mail *mail);

/* Does nobody read what is sent there (noreply@…, mailer-daemon@…)? */
bool signs_robot(struct span addr);

/* "Header: value", as a sign is told. */
struct span signs_show(struct arena *a, struct span name, struct span value);

#endif
