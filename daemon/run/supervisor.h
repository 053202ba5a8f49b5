/* supervisor: the daemon's first process: it opens no mailbox and no connection, it forks those that do and watches
 * them.
 *
 * One process for each mailbox, one for the clock, one for the search index, smtp.connections senders. One that ends is
 * started again after growing pauses; one that died by a signal, or gave no sign of life in its time and was killed,
 * comes back in careful mode. SIGTERM and SIGINT: all drain, within SUPERVISOR_DRAIN_MS. SIGHUP: a new config when it
 * is valid, else the old one and the errors in the log. systemd is told (notify.h). Two daemons never share a store: a
 * lock in its folder. */
#ifndef CAREDESK_SUPERVISOR_H
#define CAREDESK_SUPERVISOR_H

#include "conf/conf.h"

#define SUPERVISOR_DRAIN_MS 8000

/* Takes *conf over (a new one may come in its place). once: mailboxes, then the clock, then the outbox are drained, and
 * that is the end. An exit code. */
int supervisor_run(const char *config, struct conf *conf, bool once);

#endif
