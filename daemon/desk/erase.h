/* erase: what takes somebody's data out of the store, and what puts all of it together: in steps, between which mails
 * go on. */
#ifndef CAREDESK_ERASE_H
#define CAREDESK_ERASE_H

#include "conf/conf.h"
#include "store/forget.h"

/* Is it a customer's address, and not the desk's or an agent's? ERR_REFUSED says what it is. */
int erase_check(const struct conf *conf, struct arena *a, struct span addr, struct err *err);
/* Forgets an address (store/forget.h), then rewrites the store's file without what was deleted. `actor`: who wants
 * it. Who is stopped calls it again. `progress` (or NULL) is called between two steps. *done: what was changed.
 * ERR_RETRY when all is out of the records but the file could not be rewritten. */
int erase_person(struct store *s, const char *store_path, struct span addr, struct span actor, int64_t now,
		 struct arena *a, void (*progress)(const struct forgetting *f), struct forgetting *done,
		 struct err *err);

/* The bytes of what was taken out of the records go: the search index is thrown away (it is rebuilt), and the store's
 * file is. As store_compact. */
int erase_bytes(struct store *s, const char *store_path, struct err *err);

#endif
