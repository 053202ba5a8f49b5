/* web: the process that answers over HTTP: /metrics, /healthz, and / as a page to look at. It reads the store and
 * changes nothing; its answers contain no words of customers. */
#ifndef CAREDESK_WEB_H
#define CAREDESK_WEB_H

#include "daemon/run/child.h"

/* Runs until it is asked to end. Returns an exit code. */
int web_run(const struct child_env *env);

#endif
