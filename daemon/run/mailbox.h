/* mailbox: the process that turns one watched mailbox's mails into tickets.
 *
 * A batch is listed, fetched, read and committed; only then are its mails marked done in the mailbox. The UIDs of a
 * batch are stored with it, so that after a crash in between they are marked again. A server that can't be reached is
 * tried again with growing pauses (outage.h). In careful mode, and where fetching keeps failing at the same place,
 * mails are taken one by one, and each attempt is counted on disk before the mail is touched; after MAILBOX_TRIES of
 * them the mail goes to quarantine. */
#ifndef CAREDESK_MAILBOX_H
#define CAREDESK_MAILBOX_H

#include "daemon/run/child.h"

#define MAILBOX_TRIES 3

/* Runs until it is asked to end or (env->once) the mailbox is drained. Returns an exit code: EX_TEMPFAIL if it could
 * not be. */
int mailbox_run(const struct child_env *env, const struct mailbox_conf *mailbox);

#endif
