/* filter: the words of `caredesk list` and of an agent's #list: which tickets are meant. */
#ifndef CAREDESK_FILTER_H
#define CAREDESK_FILTER_H

#include "conf/conf.h"
#include "store/records.h"

enum filter_result {
	FILTER_TAKEN,
	FILTER_NO_TIME,    /* older:… */
	FILTER_NO_ADDRESS, /* customer: */
	FILTER_TWO         /* another one of its kind was there before */
};

/* A word is a status, a priority, a category (or its tag), an agent, `all`, `unassigned`, customer:ADDR (or a bare address
 * that is no agent's), older:2d, else a tag. A status lifts the restriction to unfinished tickets. The filter points into
 * word and conf. */
enum filter_result filter_word(struct ticket_filter *f, const struct conf *conf, struct arena *a, struct span word,
			       int64_t now);

#endif
