/* outlet: where mails go out: an SMTP connection that is kept, a program, or a Maildir, as the config says. */
#ifndef CAREDESK_OUTLET_H
#define CAREDESK_OUTLET_H

#include "daemon/edge/smtp.h"
#include "store/records.h"

struct outlet { /* zeroed, then conf is set */
	const struct smtp_conf *conf;
	struct smtp *smtp;
};

/* 0 with the server's answer in *out; -1 with *err: no transport is configured. bytes: the whole mail. */
int outlet_send(struct outlet *o, const struct outmail *mail, struct span bytes, struct delivery_result *out,
		struct err *err);
/* Leaves the server until the next mail. */
void outlet_rest(struct outlet *o);

#endif
