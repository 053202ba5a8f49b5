/* match: finds the articles that may answer a mail, by words alone.
 *
 * Words are compared folded (no case, no accents) and reduced to a stem; those that many articles have weigh little,
 * those in the title and the tags most. An article is proposed if it contains enough of what is asked. */
#ifndef CAREDESK_CONF_MATCH_H
#define CAREDESK_CONF_MATCH_H

#include "conf/conf.h"

struct match_posting { /* a word in an article */
	uint64_t stem;
	uint32_t article;
	bool key; /* it is in the title or tags */
	float weight;
};
struct match_index {
	struct match_posting *items; /* by stem, then article */
	size_t count;
	uint64_t *stops; /* hashes of stop words, sorted */
	size_t stop_count;
};

/* Indexes conf->articles, into the configuration's arena. */
void match_build(struct conf *c);

struct match_hit {
	const struct article_conf *article;
	double score;           /* 1.0 or more: good enough to be proposed */
	struct span_list words; /* words of the question that it matches */
};
struct match_hits {
	struct match_hit *items;
	size_t count, cap;
};
struct match_question {
	struct span subject, text;
	struct span language; /* only articles in this language; empty: in any */
	bool all;             /* include articles that are not public */
};
/* Best first; only articles that match at all. */
void match_find(const struct conf *c, struct arena *a, const struct match_question *q, struct match_hits *out);

#endif
