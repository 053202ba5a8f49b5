/* probe: a mail that the desk sends itself, to see that it goes out and arrives. Whatever else watches the mailbox
 * meanwhile takes it for the desk's own mail come back, and makes nothing of it. */
#ifndef CAREDESK_PROBE_H
#define CAREDESK_PROBE_H

#include "conf/conf.h"

/* A signed address as the desk makes them, of keys that nobody keeps: it proves nothing. */
struct span probe_address(struct arena *a, struct span address);

/* Asks the server whether it would take a mail from `from`, to it; nothing is sent. Other ways of sending take any. */
int probe_sender(const struct smtp_conf *conf, struct span from, struct err *err);

/* Sends a mail to `to` and waits until it is in the mailbox, at most `seconds`; then it is taken away again. *headers:
 * those that it arrived with. ERR_NOTFOUND: it was sent, and did not arrive in time. */
int probe_round(const struct conf *conf, const struct mailbox_conf *mailbox, struct span to, int seconds,
		struct arena *a, struct span *headers, struct err *err);
/* Sends a mail to the desk as a customer would, from `from`, and waits until it is in the first mailbox; there it
 * stays. */
int probe_ticket(const struct conf *conf, struct span from, int seconds, struct arena *a, struct err *err);

/* Calls the webhook with an event of the type caredesk.test. */
int probe_webhook(const struct webhook_conf *hook, struct err *err);

#endif
