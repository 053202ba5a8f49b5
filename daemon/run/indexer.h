/* indexer: the process that keeps the search index (store/search.h): it follows what has changed, and rebuilds it
 * where it has to be. Nobody waits for it; what goes wrong with it is logged and tried again. */
#ifndef CAREDESK_INDEXER_H
#define CAREDESK_INDEXER_H

#include "daemon/run/child.h"

/* Until the end is asked for. An exit code. */
int indexer_run(const struct child_env *env);

#endif
