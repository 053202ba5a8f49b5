/* sender: a process that empties the outbox. Several share it: number `slot` of `slots` takes the mails whose id is
 * slot modulo slots.
 *
 * No transaction is open while a mail is sent. What became of the mails is marked in batches, at most SENDER_BATCH
 * mails or SENDER_MARK_MS after; what was sent and not marked when a process dies stands in its journal, and is marked
 * by the next. Only what the server took without this process hearing of it is sent again, with the same Message-ID. */
#ifndef CAREDESK_SENDER_H
#define CAREDESK_SENDER_H

#include "daemon/run/child.h"

#define SENDER_BATCH 32
#define SENDER_MARK_MS 200

/* How many are wanted. */
unsigned sender_slots(const struct smtp_conf *conf);
/* Until the end is asked for, or (env->once) nothing is due. An exit code: EX_TEMPFAIL when something could not be sent
 * now. */
int sender_run(const struct child_env *env, unsigned slot, unsigned slots);

#endif
