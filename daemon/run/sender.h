/* sender: a process that empties the outbox. Several share it: number `slot` of `slots` takes the mails whose id modulo
 * slots is slot.
 *
 * No transaction is open while a mail is sent. The outcomes are marked in batches, after at most SENDER_BATCH mails or
 * SENDER_MARK_MS; mails that were sent but not marked when a process dies are in its journal, and the next process
 * marks them. Only a mail that the server took without its answer reaching this process is sent again, with the same
 * Message-ID. */
#ifndef CAREDESK_SENDER_H
#define CAREDESK_SENDER_H

#include "daemon/run/child.h"

#define SENDER_BATCH 32
#define SENDER_MARK_MS 200

/* How many senders the configuration asks for. */
unsigned sender_slots(const struct smtp_conf *conf);
/* Runs until it is asked to end or (env->once) nothing is due. Returns an exit code: EX_TEMPFAIL if something could not
 * be sent now. */
int sender_run(const struct child_env *env, unsigned slot, unsigned slots);

#endif
