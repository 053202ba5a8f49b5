/* ticker: the clock, a process that does what is due (tick.h) and sweeps old counters. */
#ifndef CAREDESK_TICKER_H
#define CAREDESK_TICKER_H

#include "daemon/run/child.h"

/* Runs until it is asked to end or (env->once) nothing is due. Returns an exit code. */
int ticker_run(const struct child_env *env);

#endif
