/* grant: an OAuth 2 grant on disk, in one folder per account next to the store; only the processes that log in as that
 * account can read it (run/hidden.h).
 *
 * Several processes may share a grant: the one that renews it holds its lock, and the wait for that lock is bounded. */
#ifndef CAREDESK_GRANT_H
#define CAREDESK_GRANT_H

#include "conf/conf.h"

#define GRANT_TOKEN_MAX 16384

struct grant { /* spans belong to the caller's arena */
	struct span refresh, access;
	int64_t expires; /* of the access token */
	int64_t ends;    /* of the grant; 0: not known */
};

/* ERR_CONFIG: there is no grant, or it can't be read. */
int grant_read(const struct server *server, struct arena *a, struct grant *out, struct err *err);
/* Replaces the file atomically. ERR_RETRY: it can't be written. */
int grant_write(const struct server *server, const struct grant *g, struct err *err);
/* Returns the lock's descriptor: the lock is held until the caller closes it. -1, ERR_RETRY: not acquired in that time,
 * or the lock file can't be opened. */
int grant_lock(const struct server *server, int milliseconds, struct arena *a, struct err *err);

#endif
