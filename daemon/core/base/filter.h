/* filter: the words of `caredesk list` and of an agent's #list: which tickets are meant. */
#ifndef CAREDESK_FILTER_H
#define CAREDESK_FILTER_H

#include "conf/conf.h"
#include "store/records.h"

enum filter_result {
	FILTER_TAKEN,
	FILTER_NO_TIME,    /* older:…, due:… */
	FILTER_NO_ADDRESS, /* customer: */
	FILTER_NO_SORT,    /* sort:… */
	FILTER_TWO         /* another one of its kind was there before */
};

/* A word is a status, a priority, a category (or its tag), an agent, `all`, `unassigned`, customer:ADDR (or a bare
 * address that is not an agent's), older:2d, overdue, due:4h (within so long, or overdue), sort:due (created, updated,
 * priority), tag:NAME, else a tag. A status lifts the restriction to unfinished tickets. The filter points into word
 * and conf. */
enum filter_result filter_word(struct ticket_filter *f, const struct conf *conf, struct arena *a, struct span word,
			       int64_t now);

/* The words of a search: what is to be found, and which tickets are meant. A word is a filter where it is a status, a
 * priority, a category's or an agent's name, `all`, `unassigned`, customer:ADDR, older:2d or tag:NAME; anything else,
 * and whatever stands in quotes, is to be found. All tickets are meant where no status is named. On another result than
 * FILTER_TAKEN, *fault is the word. */
struct filter_search {
	struct ticket_filter filter;
	struct span_list words;   /* to be found; those from quotes may have spaces */
	struct span_list filters; /* those that were taken as filters */
};
enum filter_result filter_search(const struct conf *conf, struct arena *a, struct span text, int64_t now,
				 struct filter_search *out, struct span *fault);

/* After the words: what is snoozed is hidden, unless they ask for it, for a status, for all, or for what is due. */
void filter_hide(struct ticket_filter *f);

#endif
