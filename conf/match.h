/* match: which articles answer what somebody writes, by the words alone.
 *
 * Words are compared folded (no case, no accents) and cut to a stem; those that many articles have weigh little, those
 * of the title and the tags most. An article is proposed where enough of what is asked stands in it. */
#ifndef CAREDESK_CONF_MATCH_H
#define CAREDESK_CONF_MATCH_H

#include "conf/conf.h"

struct match_posting { /* a word of an article */
	uint64_t stem;
	uint32_t article;
	bool key; /* of its title or tags */
	float weight;
};
struct match_index {
	struct match_posting *items; /* by stem, then article */
	size_t count;
	uint64_t *stops; /* words that say nothing */
	size_t stop_count;
};

/* Of conf->articles, into its arena. */
void match_build(struct conf *c);

struct match_hit {
	const struct article_conf *article;
	double score;           /* 1.0 and above: good enough to be proposed */
	struct span_list words; /* of the question, that speak for it */
};
struct match_hits {
	struct match_hit *items;
	size_t count, cap;
};
struct match_question {
	struct span subject, text;
	struct span language; /* of the articles; empty: of any */
	bool all;             /* those that are not public too */
};
/* Best first; only those that have anything of it. */
void match_find(const struct conf *c, struct arena *a, const struct match_question *q, struct match_hits *out);

#endif
