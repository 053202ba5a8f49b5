/* erase: removes a person's data from the store, in steps between which mail is handled as usual. */
#ifndef CAREDESK_ERASE_H
#define CAREDESK_ERASE_H

#include "conf/conf.h"
#include "store/forget.h"

/* Is it a customer's address, and not the desk's or an agent's? Otherwise ERR_REFUSED says what it is. */
int erase_check(const struct conf *conf, struct arena *a, struct span addr, struct err *err);
/* Forgets an address (store/forget.h), then rewrites the store's file without the deleted data. `actor`: who asked for
 * it. An interrupted run is completed by calling it again. `progress` (may be NULL) is called after each step. *done:
 * what was changed. ERR_RETRY: the records are clean, but the file could not be rewritten. */
int erase_person(struct store *s, const char *store_path, struct span addr, struct span actor, int64_t now,
		 struct arena *a, void (*progress)(const struct forgetting *f), struct forgetting *done,
		 struct err *err);

/* Removes the remaining bytes of deleted records: deletes the search index (which is rebuilt) and rewrites the store's
 * file. Errors as store_compact. */
int erase_bytes(struct store *s, const char *store_path, struct err *err);

#endif
