/* challenge: recognizes mails in which a filter asks the sender to prove that they are a person before it delivers
 * their mail. */
#ifndef CAREDESK_CHALLENGE_H
#define CAREDESK_CHALLENGE_H

#include "parsers/mail.h"

/* Judges mail->subject, refs and text. */
bool challenge_is(struct arena *a, const struct mail *mail);
/* The same for the folded text of a mail that looks like a delivery report. */
bool challenge_report(struct span folded);

#endif
