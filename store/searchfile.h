/* searchfile: one index in one SQLite file: its words, its documents, which rows contain the words, and where they are
 * in a text. The only file that uses SQLite. Inside store/ only. */
#ifndef CAREDESK_SEARCHFILE_H
#define CAREDESK_SEARCHFILE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct searchfile;

enum searchfile_access { SEARCHFILE_READ, SEARCHFILE_WRITE, SEARCHFILE_MAKE };
/* ERR_NOTFOUND: no index yet; ERR_CORRUPT: damaged, or another version; ERR_RETRY: busy, or disk full. */
int searchfile_open(const char *path, enum searchfile_access access, struct searchfile **out, struct err *err);
void searchfile_close(struct searchfile *f);

/* --- writing, within one transaction --- */
int searchfile_begin(struct searchfile *f, struct err *err);
int searchfile_commit(struct searchfile *f, struct err *err);
void searchfile_rollback(struct searchfile *f);
/* The follower's state, by name; 0 where nothing is stored. */
int searchfile_number(struct searchfile *f, const char *name, uint64_t *out, struct err *err);
int searchfile_number_put(struct searchfile *f, const char *name, uint64_t value, struct err *err);
/* What the index has of a ticket. */
struct search_known {
	uint32_t messages; /* up to this seq */
	uint64_t own;      /* digest of the fields that its messages' documents have too (searchdoc_head) */
	bool full;         /* those were changed since: the head has them too */
	uint64_t row;      /* of its head; 0: none */
	struct span head;  /* the text of the head */
};
/* All zero where the ticket is not indexed. */
int searchfile_ticket(struct searchfile *f, struct arena *a, uint64_t ticket, struct search_known *out,
		      struct err *err);
int searchfile_ticket_put(struct searchfile *f, uint64_t ticket, const struct search_known *known, struct err *err);
struct search_doc {
	uint64_t ticket;
	uint32_t seq; /* the message; 0: the ticket's head */
	struct span text, head, who;
};
/* Rows are numbered consecutively, which keeps them small. */
int searchfile_add(struct searchfile *f, const struct search_doc *d, uint64_t *row, struct err *err);
int searchfile_drop(struct searchfile *f, uint64_t row, const struct search_doc *d,
		    struct err *err); /* as it was added */
/* Merges and compacts the index; outside a transaction. */
int searchfile_pack(struct searchfile *f, struct err *err);

/* --- reading --- */
/* Does the text contain a word? *single: it is one character of a script that is indexed by pairs. */
bool searchfile_has_word(const struct searchfile *f, struct span text, bool *single);
/* The rows that match a query in FTS5's syntax, best first or (newest) highest first. 1: *ticket, *seq and *score
 * (higher is better) are set; 0: the end; -1: failed, ERR_RETRY once the deadline has passed. */
struct searchrows {
	struct searchfile *f;
	void *statement;
};
int searchrows_start(struct searchrows *r, struct searchfile *f, const char *query, bool newest, int64_t deadline,
		     struct err *err);
int searchrows_next(struct searchrows *r, uint64_t *ticket, uint32_t *seq, double *score, struct err *err);
void searchrows_end(struct searchrows *r);

/* Called for each word of the text, folded, with its position; return false to stop. */
typedef bool search_token_fn(void *ctx, struct span token, size_t from, size_t to);
enum search_tokens { SEARCH_TEXT, SEARCH_QUERY };
void searchfile_tokens(const struct searchfile *f, enum search_tokens kind, struct span text, search_token_fn *fn,
		       void *ctx);

#endif
