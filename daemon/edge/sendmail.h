/* sendmail: hands a mail to a program: PROGRAM -i -f SENDER -- RECIPIENT, the mail on standard input (LF lines). Exit
 * code 75 (EX_TEMPFAIL) and signals: RETRY; 0: SENT; others: REFUSED. Past 60 s the program is killed: RETRY. */
#ifndef CAREDESK_SENDMAIL_H
#define CAREDESK_SENDMAIL_H

#include "daemon/edge/smtp.h"

void sendmail_send(const char *program, struct span from, struct span to, struct span bytes,
		   struct delivery_result *out);

#endif
