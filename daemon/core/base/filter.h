/* filter: the words with which `caredesk list` and an agent's #list select tickets. */
#ifndef CAREDESK_FILTER_H
#define CAREDESK_FILTER_H

#include "conf/conf.h"
#include "store/records.h"

enum filter_result {
	FILTER_TAKEN,
	FILTER_NO_TIME,    /* no duration after older: or due: */
	FILTER_NO_ADDRESS, /* no address after customer: */
	FILTER_NO_SORT,    /* unknown order after sort: */
	FILTER_TWO         /* conflicts with an earlier word of the same kind */
};

/* Adds one word to the filter: a status, a priority, a category (or its tag), an agent, `all`, `unassigned`, `snoozed`,
 * customer:ADDR (or any address that is not an agent's), older:2d, overdue, due:4h (due within that time, or overdue),
 * sort:due (or id, created, updated, priority), tag:NAME; any other word is a tag. Without a status or `all`, only
 * unfinished tickets are meant. The filter points into word and conf. */
enum filter_result filter_word(struct ticket_filter *f, const struct conf *conf, struct arena *a, struct span word,
			       int64_t now);

/* Splits the words of a search into filters and words to look for. Filters are a status, a priority, the name of a
 * category or an agent, `all`, `unassigned`, `overdue`, customer:ADDR, older:2d, due:4h and tag:NAME; anything else,
 * and whatever is in quotes, is to be looked for. Without a status, all tickets are meant. Where the result is not
 * FILTER_TAKEN, *fault is the offending word. */
struct filter_search {
	struct ticket_filter filter;
	struct span_list words;   /* to look for; quoted ones may contain spaces */
	struct span_list filters; /* the words that were taken as filters */
};
enum filter_result filter_search(const struct conf *conf, struct arena *a, struct span text, int64_t now,
				 struct filter_search *out, struct span *fault);

/* To be called after the last word: hides snoozed tickets, unless the words ask for them, for a status, for all, or for
 * what is due. */
void filter_hide(struct ticket_filter *f);

#endif
