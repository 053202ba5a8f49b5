/* keeper: deletes what is older than `keep` in the configuration, once a day, in steps that let mails in between. */
#ifndef CAREDESK_KEEPER_H
#define CAREDESK_KEEPER_H

#include "conf/conf.h"
#include "store/store.h"

struct keeper {
	uint64_t next; /* ticket; 0: today's pass is done, or not begun */
	uint64_t day, changed;
	bool dirty; /* something was deleted since the file was rewritten */
};

/* One step. *more: there is another. After deletions the file of a small store is rewritten (store_compact); in a
 * larger one the freed pages are reused over time. */
int keeper_step(struct keeper *k, const struct conf *conf, struct store *s, int64_t now, bool *more, struct err *err);

#endif
