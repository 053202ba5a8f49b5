/* search: full text of the tickets, as a verb of the store: an index derived from it (SQLite FTS5), in a folder of its
 * own beside it, which can be thrown away at any time and is never needed for taking in mail.
 *
 * The index says which messages hold the words. Everything else (may it be seen, does it fit the filter, what does it
 * say) is read from the store as a search is answered: what was deleted or taken out of the store is found by nobody,
 * even before it has left the index.
 *
 * Words are compared without case and diacritics (unicode61); scripts without spaces between words (Chinese, Japanese,
 * Korean, Thai …) by pairs of characters. */
#ifndef CAREDESK_SEARCH_H
#define CAREDESK_SEARCH_H

#include "store/store.h"

#define SEARCH_WORDS_MAX 20
#define SEARCH_MS 2000 /* a search that takes longer is cut: the newest are found */

struct search; /* an open index, for reading */

/* ERR_NOTFOUND: there is none yet. ERR_CORRUPT: it is damaged; search_discard it. */
int search_open(const char *store_path, struct search **out, struct err *err);
void search_close(struct search *s); /* NULL is fine */

struct search_query {
	struct span_list words; /* each must be there; "with spaces" together, in that order; word* begins with it */
	struct ticket_filter filter;
	bool (*may_see)(const void *ctx, const struct ticket *t); /* NULL: all */
	const void *ctx;
	size_t limit;
	int64_t now;             /* for freshness */
	struct span open, close; /* what stands around the words in a snippet */
	size_t snippet;          /* about how many characters it has */
	int64_t deadline;        /* monotonic milliseconds; 0: SEARCH_MS from the start */
};
struct search_hit { /* a ticket, with the message that fits best */
	struct ticket ticket;
	double score; /* higher is better */
	uint32_t seq; /* the message; 0: what is known of the ticket itself */
	struct span snippet;
};
struct search_hits {
	struct search_hit *items;
	size_t count, cap;
	bool more;    /* there are others than these */
	bool widened; /* nothing has the words as they are: these have words that begin with them */
	bool cut;     /* too many to rank in time: these are the newest */
};
/* Is there anything in the word that can be searched for? */
bool search_word(const struct search *s, struct span word);
/* Best first. The texts live in the arena. */
int search_find(struct search *s, struct txn *t, struct arena *a, const struct search_query *q, struct search_hits *out,
		struct err *err);

/* --- keeping it: one process at a time, in bounded steps --- */
struct search_step {
	bool more;            /* there is more to do now */
	bool building;        /* from nothing: done of total tickets */
	uint64_t done, total; /* tickets */
};
/* Does the next step of what is to be done: makes the index where there is none, follows what has changed, and makes it
 * anew where something was taken out of the store since it was made, or it is damaged. ERR_RETRY: another process is at
 * it. ERR_CORRUPT: one that was being made is, and is gone: the next step begins another. */
int search_step(const char *store_path, struct store *store, int64_t now, struct search_step *out, struct err *err);
/* From the next step on it is rebuilt; until that is done the one that is there answers. */
int search_renew(const char *store_path, struct err *err);
/* Is it up to that change? False too where there is none. */
bool search_covers(const char *store_path, uint64_t change);
/* Is a new one being made? */
bool search_is_building(const char *store_path);
/* It is damaged: away with it, the next step rebuilds it. */
void search_discard(const char *store_path);

/* The same for one that holds what nobody shall find any more, and for the one that is being made: waits for whoever is
 * at it. ERR_RETRY: that takes too long. */
int search_erase(const char *store_path, struct err *err);

#endif
