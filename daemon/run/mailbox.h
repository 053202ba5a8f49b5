/* mailbox: the process that turns one watched mailbox's mails into tickets.
 *
 * A batch is listed, fetched, read and committed; only then are its mails marked done in the mailbox. The UIDs of a
 * batch are written down with it, so that after a crash in between they are marked again. What can't be reached is
 * tried again with growing pauses (outage.h). In careful mode, and where fetching keeps failing at the same place,
 * mails go one by one, each attempt counted on disk before the mail is touched; after MAILBOX_TRIES of them it goes to
 * quarantine. */
#ifndef CAREDESK_MAILBOX_H
#define CAREDESK_MAILBOX_H

#include "daemon/run/child.h"

#define MAILBOX_TRIES 3

/* Until the end is asked for, or (env->once) the mailbox is drained. An exit code: EX_TEMPFAIL when it could not be. */
int mailbox_run(const struct child_env *env, const struct mailbox_conf *mailbox);

#endif
