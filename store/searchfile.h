/* searchfile: one index in one SQLite file: its words, its documents, which rows hold the words, where they stand in a
 * text. The only one that knows SQLite. Inside store/ only. */
#ifndef CAREDESK_SEARCHFILE_H
#define CAREDESK_SEARCHFILE_H

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct searchfile;

enum searchfile_access { SEARCHFILE_READ, SEARCHFILE_WRITE, SEARCHFILE_MAKE };
/* ERR_NOTFOUND; ERR_CORRUPT: damaged, or of another version; ERR_RETRY: busy, no room. */
int searchfile_open(const char *path, enum searchfile_access access, struct searchfile **out, struct err *err);
void searchfile_close(struct searchfile *f);

/* --- writing, within one transaction --- */
int searchfile_begin(struct searchfile *f, struct err *err);
int searchfile_commit(struct searchfile *f, struct err *err);
void searchfile_rollback(struct searchfile *f);
/* What the follower remembers, by name; 0 where nothing is. */
int searchfile_number(struct searchfile *f, const char *name, uint64_t *out, struct err *err);
int searchfile_number_put(struct searchfile *f, const char *name, uint64_t value, struct err *err);
/* What is in the index of a ticket. */
struct search_known {
	uint32_t messages; /* those up to this number */
	uint64_t own;      /* a digest of what its messages have of it too (searchdoc_head) */
	bool full;         /* those were changed since: they are in the head too */
	uint64_t row;      /* of its head; 0: it has none */
	struct span head;  /* what that holds */
};
/* All zero where nothing is. */
int searchfile_ticket(struct searchfile *f, struct arena *a, uint64_t ticket, struct search_known *out,
		      struct err *err);
int searchfile_ticket_put(struct searchfile *f, uint64_t ticket, const struct search_known *known, struct err *err);
struct search_doc {
	uint64_t ticket;
	uint32_t seq; /* the message; 0: the ticket's head */
	struct span text, head, who;
};
/* Rows are numbered one after the other, which keeps them small. */
int searchfile_add(struct searchfile *f, const struct search_doc *d, uint64_t *row, struct err *err);
int searchfile_drop(struct searchfile *f, uint64_t row, const struct search_doc *d,
		    struct err *err); /* as it was added */
/* As small and as fast as it gets; outside a transaction. */
int searchfile_pack(struct searchfile *f, struct err *err);

/* --- reading --- */
/* Is there a word in it, and is that a single character of a script that goes by pairs? */
bool searchfile_has_word(const struct searchfile *f, struct span text, bool *single);
/* The rows that fit a query in FTS5's language, best first, or (newest) the highest first. 1: *ticket, *seq and *score
 * (higher is better) are set; 0: the end; -1: ERR_RETRY where the deadline is over. */
struct searchrows {
	struct searchfile *f;
	void *statement;
};
int searchrows_start(struct searchrows *r, struct searchfile *f, const char *query, bool newest, int64_t deadline,
		     struct err *err);
int searchrows_next(struct searchrows *r, uint64_t *ticket, uint32_t *seq, double *score, struct err *err);
void searchrows_end(struct searchrows *r);

/* Each word of the text, folded, with its place; false ends it. */
typedef bool search_token_fn(void *ctx, struct span token, size_t from, size_t to);
enum search_tokens { SEARCH_TEXT, SEARCH_QUERY };
void searchfile_tokens(const struct searchfile *f, enum search_tokens kind, struct span text, search_token_fn *fn,
		       void *ctx);

#endif
