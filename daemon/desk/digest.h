/* digest: what a manager or each agent is told each day or week: figures, charts, what is overdue, what waits. */
#ifndef CAREDESK_DIGEST_MAIL_H
#define CAREDESK_DIGEST_MAIL_H

#include "conf/conf.h"
#include "store/store.h"

/* Those that are due by now, each once: what is sent, and that it was, are of one transaction. After a stop the last
 * one that was missed is sent. *next: when the next one is due; 0: there are none. */
int digest_turn(const struct conf *conf, struct txn *t, int64_t now, struct arena *a, int64_t *next, struct err *err);

/* When it was due last, at or before now, and when it is next. */
int64_t digest_due(const struct conf *conf, const struct digest_conf *d, int64_t now);
int64_t digest_next(const struct conf *conf, const struct digest_conf *d, int64_t now);

#endif
