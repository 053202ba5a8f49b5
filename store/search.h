/* search: full-text search of the tickets, as a verb of the store: an index derived from it (SQLite FTS5), in a folder
 * of its own inside the store's, which can be deleted at any time and is never needed for taking in mail.
 *
 * The index tells which messages contain the words. Everything else (visibility, filter, text) is read from the store
 * when a search is answered, so what was deleted or removed from the store is not found, even before it has left the
 * index.
 *
 * Words are compared without case and diacritics (unicode61); scripts without spaces between words (Chinese, Japanese,
 * Korean, Thai …) by pairs of characters. */
#ifndef CAREDESK_SEARCH_H
#define CAREDESK_SEARCH_H

#include "store/store.h"

#define SEARCH_WORDS_MAX 20
#define SEARCH_MS 2000 /* a search that takes longer is cut short and returns the newest hits */

struct search; /* an open index, for reading */

/* ERR_NOTFOUND: there is no index yet. ERR_CORRUPT: it is damaged; call search_discard. */
int search_open(const char *store_path, struct search **out, struct err *err);
void search_close(struct search *s); /* NULL is fine */

struct search_query {
	struct span_list words; /* all must match; "with spaces": a phrase; word*: a prefix */
	struct ticket_filter filter;
	bool (*may_see)(const void *ctx, const struct ticket *t); /* NULL: all */
	const void *ctx;
	size_t limit;
	int64_t now;             /* for freshness */
	struct span open, close; /* marks around the matching words in a snippet */
	size_t snippet;          /* its approximate length in bytes */
	int64_t deadline;        /* monotonic milliseconds; 0: SEARCH_MS from the start */
};
struct search_hit { /* a ticket, with its best message */
	struct ticket ticket;
	double score; /* higher is better */
	uint32_t seq; /* the message; 0: the ticket's own fields */
	struct span snippet;
};
struct search_hits {
	struct search_hit *items;
	size_t count, cap;
	bool more;    /* there are more hits than these */
	bool widened; /* no exact match: the hits have words that begin with those searched for */
	bool cut;     /* there were too many to rank in time: these are the newest */
};
/* Does the word contain anything searchable? */
bool search_word(const struct search *s, struct span word);
/* Best hits first. The texts are in the arena. */
int search_find(struct search *s, struct txn *t, struct arena *a, const struct search_query *q, struct search_hits *out,
		struct err *err);

/* --- maintenance: by one process at a time, in bounded steps --- */
struct search_step {
	bool more;            /* there is more to do now */
	bool building;        /* building from scratch: `done` of `total` tickets */
	uint64_t done, total; /* tickets */
};
/* Does the next step: builds the index where there is none, follows changes, and rebuilds it if something was removed
 * from the store since it was built, or it is damaged. ERR_RETRY: another process is updating it. ERR_CORRUPT: an index
 * under construction was damaged and has been deleted; the next step starts over. */
int search_step(const char *store_path, struct store *store, int64_t now, struct search_step *out, struct err *err);
/* Starts a rebuild with the next step; until it is finished the existing index keeps answering. */
int search_renew(const char *store_path, struct err *err);
/* Does the index include this change? False too where there is no index. */
bool search_covers(const char *store_path, uint64_t change);
/* Is a new index being built? */
bool search_is_building(const char *store_path);
/* Deletes a damaged index; the next step rebuilds it. */
void search_discard(const char *store_path);

/* Deletes the index, and one being built, because it holds data that must no longer be found. Waits for another process
 * to finish with it. ERR_RETRY: that takes too long. */
int search_erase(const char *store_path, struct err *err);

#endif
