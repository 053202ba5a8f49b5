/* probe: a mail that the desk sends itself, to see whether it goes out and arrives. A daemon that watches the mailbox
 * meanwhile takes it for the desk's own mail, and ignores it. */
#ifndef CAREDESK_PROBE_H
#define CAREDESK_PROBE_H

#include "conf/conf.h"

/* A signed address as the desk makes them, but with keys that are thrown away: it proves nothing. */
struct span probe_address(struct arena *a, struct span address);

/* Asks the SMTP server whether it would take a mail from `from` to `from`, without sending one. Other ways of sending
 * always return 0. */
int probe_sender(const struct smtp_conf *conf, struct span from, struct err *err);

/* Sends a mail to `to`, waits at most `seconds` until it is in the mailbox, and deletes it there. *headers: those that
 * it arrived with, in the arena. ERR_NOTFOUND: it was sent, but did not arrive in time. */
int probe_round(const struct conf *conf, const struct mailbox_conf *mailbox, struct span to, int seconds,
		struct arena *a, struct span *headers, struct err *err);
/* Sends a mail from `from` to the desk, as a customer would, and waits until it is in the first mailbox. It stays
 * there. */
int probe_ticket(const struct conf *conf, struct span from, int seconds, struct arena *a, struct err *err);

/* Calls the webhook with an event of type caredesk.test. */
int probe_webhook(const struct webhook_conf *hook, struct err *err);

#endif
