/* indexer: the process that keeps the search index (store/search.h): it follows changes, and rebuilds the index when
 * necessary. Nothing waits for it; errors are logged, and the work is tried again. */
#ifndef CAREDESK_INDEXER_H
#define CAREDESK_INDEXER_H

#include "daemon/run/child.h"

/* Runs until it is asked to end. Returns an exit code. */
int indexer_run(const struct child_env *env);

#endif
