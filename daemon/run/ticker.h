/* ticker: the process that does what time brings (tick), and sweeps old counters. */
#ifndef CAREDESK_TICKER_H
#define CAREDESK_TICKER_H

#include "daemon/run/child.h"

/* Until the end is asked for, or (env->once) nothing is due. An exit code. */
int ticker_run(const struct child_env *env);

#endif
