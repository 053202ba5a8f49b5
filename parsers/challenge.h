/* challenge: mails in which a filter asks the sender to show that they are a person, before it delivers what they
 * wrote. */
#ifndef CAREDESK_CHALLENGE_H
#define CAREDESK_CHALLENGE_H

#include "parsers/mail.h"

/* Of mail->subject, refs and text. */
bool challenge_is(struct arena *a, const struct mail *mail);
/* The same of a folded text that has the form of a delivery report. */
bool challenge_report(struct span folded);

#endif
