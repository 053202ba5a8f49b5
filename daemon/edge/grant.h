/* grant: what is kept of a grant of OAuth 2, in a folder of its own for each account, beside the store: readable by who
 * logs in as that account alone (run/hidden.h).
 *
 * Several processes may use one: who renews it holds its lock, and nobody waits for that longer than told. */
#ifndef CAREDESK_GRANT_H
#define CAREDESK_GRANT_H

#include "conf/conf.h"

#define GRANT_TOKEN_MAX 16384

struct grant { /* spans belong to the caller's arena */
	struct span refresh, access;
	int64_t expires; /* of the access token */
	int64_t ends;    /* of the grant; 0: not known */
};

/* ERR_CONFIG: there is none, or it can't be read. */
int grant_read(const struct server *server, struct arena *a, struct grant *out, struct err *err);
/* In one step: whoever stops halfway has changed nothing. ERR_RETRY. */
int grant_write(const struct server *server, const struct grant *g, struct err *err);
/* The lock's descriptor, held until it is closed; -1, ERR_RETRY: it can't be had in that time. */
int grant_lock(const struct server *server, int milliseconds, struct arena *a, struct err *err);

#endif
