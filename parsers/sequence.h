/* sequence: a text as the words that it is made of, for comparing texts that have been through other people's clients:
 * case, white space, punctuation, quote marks, bullets and line ends make no difference. A character of a script that
 * is written without blanks is a word by itself. Links and addresses are kept apart: clients write them out, double
 * them and break them. */
#ifndef CAREDESK_SEQUENCE_H
#define CAREDESK_SEQUENCE_H

#include "parsers/base/arena.h"

struct sequence_word {
	uint32_t hash; /* never 0 */
	uint32_t line;
	uint32_t weight; /* how much it says: letters, at most 12 */
	bool is_number;
};
struct sequence_line {
	struct span text;              /* without its line end */
	uint32_t first, end;           /* its words */
	uint32_t first_link, end_link; /* its links */
	bool is_marked;                /* "> …", "Jo> …" */
	bool is_rest;                  /* nothing but the rest of a link that the line above begins */
	bool is_blank;                 /* nothing to be seen, a quote mark aside */
};
struct sequence {
	struct {
		struct sequence_word *items;
		size_t count, cap;
	} words;
	struct {
		struct sequence_line *items;
		size_t count, cap;
	} lines;
	struct {
		uint32_t *items; /* hashes */
		size_t count, cap;
	} links;
};

/* Adds the lines of a text; it must outlive *out, which may hold others already. */
void sequence_add(struct arena *a, struct span text, struct sequence *out);
/* Adds a line of one word that equals no other. */
void sequence_bar(struct arena *a, struct sequence *out);

#endif
