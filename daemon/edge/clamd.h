/* clamd: asks a ClamAV daemon over its local socket whether bytes are infected (INSTREAM). */
#ifndef CAREDESK_CLAMD_H
#define CAREDESK_CLAMD_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

#define CLAMD_SECONDS 60 /* for one answer */

/* *signature: the name of what was found, in the arena; empty: nothing was found. ERR_RETRY: the daemon can't be
 * reached, or reports a failure. */
int clamd_scan(const char *socket_path, struct span bytes, struct arena *a, struct span *signature, struct err *err);

#endif
