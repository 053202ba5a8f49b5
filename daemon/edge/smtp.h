/* smtp: our own SMTP transaction (RFC 5321; PIPELINING RFC 2920, SIZE RFC 1870, 8BITMIME RFC 6152, DSN RFC 3461,
 * SMTPUTF8 RFC 6531) on a connection that is kept. */
#ifndef CAREDESK_SMTP_H
#define CAREDESK_SMTP_H

#include "conf/conf.h"

struct smtp;

enum delivery { DELIVERY_SENT, DELIVERY_RETRY, DELIVERY_REFUSED };
struct delivery_result {
	enum delivery outcome;
	struct err err; /* the server's words, one line, for RETRY and REFUSED */
	bool unsure;    /* the reply to the final dot was lost: the mail may have been accepted */
};

/* Connects and logs in; errors as in connection.h. `conf` must outlive *out. */
int smtp_open(const struct smtp_conf *conf, struct smtp **out, struct err *err);
void smtp_close(struct smtp *s);       /* QUIT; NULL is fine */
bool smtp_alive(const struct smtp *s); /* false: open a new one */

/* One mail to one recipient. bytes: complete, CRLF lines, not dot-stuffed. envid: for DSN where offered, may be empty.
 * Addresses without an addrspec_form, one whose local part is not ASCII where the server has no SMTPUTF8, and a mail
 * over the server's SIZE, are REFUSED here and never written. */
void smtp_send(struct smtp *s, struct span from, struct span to, struct span bytes, struct span envid,
	       struct delivery_result *out);

/* Sends only MAIL and RCPT, then RSET: would the server take a mail from `from` to `to`? SENT: it would. */
void smtp_offer(struct smtp *s, struct span from, struct span to, struct delivery_result *out);

#endif
