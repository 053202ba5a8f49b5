/* webhooks: a process that sends one webhook the events of tickets (the calls that are due are in store.h). Every
 * webhook has its own process, so one that hangs does not hold up others; and no mail waits for any.
 *
 * A ticket's events are sent in order, the next one only once the one before was taken or given up. No transaction is
 * open meanwhile. Outcomes are marked after at most WEBHOOKS_MARK_MS or WEBHOOKS_BATCH calls: what a killed process had
 * not marked is sent again, with the same webhook-id. */
#ifndef CAREDESK_WEBHOOKS_H
#define CAREDESK_WEBHOOKS_H

#include "daemon/run/child.h"

#define WEBHOOKS_BATCH 64
#define WEBHOOKS_MARK_MS 500

/* What `counts` in its state means (state.h, "webhook" and its name). */
enum webhooks_count { WEBHOOKS_TAKEN, WEBHOOKS_FAILED, WEBHOOKS_DROPPED };

/* Runs until it is asked to end or (env->once) nothing is due. Returns an exit code: EX_TEMPFAIL if something could not
 * be sent now. */
int webhooks_run(const struct child_env *env, const struct webhook_conf *hook, unsigned index);
/* Drops the calls of webhooks that are no longer in the configuration. */
struct store;
int webhooks_sweep(const struct conf *conf, struct store *store, struct err *err);

/* The name of the note (store_note) with the URL at which a webhook answered 410. */
struct span webhooks_gone_note(struct arena *a, struct span hook);

#endif
