/* bell: a one-byte wake-up from any process to those that wait for work, also from the command line to a running
 * daemon.
 *
 * A FIFO in the run folder (runfolder.h) for each listener: "bell-KIND-N", N from 0. Ringing never waits and is never
 * an error: a process that is not running yet will look when it starts. */
#ifndef CAREDESK_BELL_H
#define CAREDESK_BELL_H

#include "parsers/base/err.h"

#define BELL_MAX 64 /* listeners of one kind */

/* *fd is readable after a ring; the caller closes it. */
int bell_listen(const char *store_path, const char *kind, unsigned n, int *fd, struct err *err);
void bell_drain(int fd);
void bell_ring(const char *store_path, const char *kind);

#endif
