/* webhooks: a process that tells one webhook what happens to tickets (store.h has what it is still to be told). Others'
 * webhooks have processes of their own, so one that hangs holds up nobody else; and no mail waits for any.
 *
 * A ticket's events are told in order, the next one only once the one before was taken or given up. No transaction is
 * open meanwhile. What was taken is marked at most WEBHOOKS_MARK_MS or WEBHOOKS_BATCH calls after: what a process that
 * was killed had not marked is told again, with the same webhook-id. */
#ifndef CAREDESK_WEBHOOKS_H
#define CAREDESK_WEBHOOKS_H

#include "daemon/run/child.h"

#define WEBHOOKS_BATCH 64
#define WEBHOOKS_MARK_MS 500

/* What the counts of its state (state.h, "webhook" and its name) are of. */
enum webhooks_count { WEBHOOKS_TAKEN, WEBHOOKS_FAILED, WEBHOOKS_DROPPED };

/* Until the end is asked for, or (env->once) nothing is due. An exit code: EX_TEMPFAIL when something could not be told
 * now. */
int webhooks_run(const struct child_env *env, const struct webhook_conf *hook, unsigned index);
/* Drops what webhooks that are no longer in the configuration were to be told. */
struct store;
int webhooks_sweep(const struct conf *conf, struct store *store, struct err *err);

/* The note (store_note) that says to which URL a webhook wants nothing any more. */
struct span webhooks_gone_note(struct arena *a, struct span hook);

#endif
