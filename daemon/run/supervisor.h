/* supervisor: the daemon's first process: it opens no mailbox and no connection itself, but forks the processes that
 * do, and watches them.
 *
 * There is one process for each mailbox and each webhook, one for the clock, one for the search index, one for HTTP if
 * that is configured, and smtp.connections senders. A process that ends is started again after growing pauses; one that
 * died by a signal, or was killed because it gave no sign of life in time, comes back in careful mode. SIGTERM and
 * SIGINT: all drain, within SUPERVISOR_DRAIN_MS. SIGHUP: a valid new configuration is taken over; otherwise the old one
 * stays, and the errors are logged. systemd is notified (notify.h). Two daemons never share a store: its folder is
 * locked. */
#ifndef CAREDESK_SUPERVISOR_H
#define CAREDESK_SUPERVISOR_H

#include "conf/conf.h"

#define SUPERVISOR_DRAIN_MS 8000

/* Takes ownership of conf. once: ends when first the mailboxes, then the clock, the outbox and the webhooks are
 * drained. Returns an exit code. */
int supervisor_run(const char *config, struct conf *conf, bool once);

#endif
