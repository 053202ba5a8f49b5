/* digest: the daily or weekly mail to a manager or to each agent: figures, charts, what is overdue, what is waiting. */
#ifndef CAREDESK_DIGEST_MAIL_H
#define CAREDESK_DIGEST_MAIL_H

#include "conf/conf.h"
#include "store/store.h"

/* Sends the digests that are due by now, each once: mails and their mark are in one transaction. After a downtime, only
 * the last missed one is sent. *next: when the next one is due; 0: there are no digests. */
int digest_turn(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, int64_t *next, struct err *err);

/* The last time at or before now when it was due, and the next time after now. */
int64_t digest_due(const struct conf *conf, const struct digest_conf *d, int64_t now);
int64_t digest_next(const struct conf *conf, const struct digest_conf *d, int64_t now);

#endif
