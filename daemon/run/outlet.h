/* outlet: sends mails as the configuration says: over an SMTP connection that is kept, by a program, or to a
 * Maildir. */
#ifndef CAREDESK_OUTLET_H
#define CAREDESK_OUTLET_H

#include "daemon/edge/smtp.h"
#include "store/records.h"

struct outlet { /* zeroed, then conf is set */
	const struct smtp_conf *conf;
	struct smtp *smtp;
};

/* 0 with the server's answer in *out; -1 with *err: the server can't be reached. bytes: the whole mail. */
int outlet_send(struct outlet *o, const struct outmail *mail, struct span bytes, struct delivery_result *out,
		struct err *err);
/* Closes the connection until the next mail. */
void outlet_rest(struct outlet *o);

#endif
