/* filter: the words of `list`: which tickets are meant. */
#ifndef CAREDESK_FILTER_H
#define CAREDESK_FILTER_H

#include "conf/conf.h"
#include "store/store.h"

struct filter {
	struct ticket_filter store; /* what the store's indices can do */
	bool by_priority;
	enum priority priority;
	struct span_list tags;
	int64_t updated_before; /* 0: not asked */
};

/* A word is a status, a priority, a category (or its tag), an agent, customer:ADDR, older:2d, else a tag. A status lifts
 * the restriction to unfinished tickets. ERR_CONFIG: a word that can't be understood, or two statuses. */
int filter_word(struct filter *f, const struct conf *conf, struct arena *a, struct span word, int64_t now,
		struct err *err);
/* What the store does not check. */
bool filter_fits(const struct filter *f, const struct ticket *ticket);

#endif
