/* sequence: a text as a sequence of words, for comparing texts that have passed through other mail clients: case, white
 * space, punctuation, quote marks, bullets and line ends make no difference. Each character of a script written without
 * blanks is a word. Links and addresses are kept separately, because clients write them out, repeat them and break
 * them. */
#ifndef CAREDESK_SEQUENCE_H
#define CAREDESK_SEQUENCE_H

#include "parsers/base/arena.h"

struct sequence_word {
	uint32_t hash; /* 0 only for sequence_bar's word */
	uint32_t line;
	uint32_t weight; /* number of letters, at most 12: how much the word says */
	bool is_number;
};
struct sequence_line {
	struct span text;              /* without its line end */
	uint32_t first, end;           /* its words */
	uint32_t first_link, end_link; /* its links */
	bool is_marked;                /* "> …", "Jo> …" */
	bool is_rest;                  /* contains only the rest of a link begun on the line above */
	bool is_blank;                 /* nothing visible except quote marks */
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

/* Adds the lines of a text, which must outlive *out. *out may contain other texts already. */
void sequence_add(struct arena *a, struct span text, struct sequence *out);
/* Adds a line with one word that equals none of any text, so that no run of words continues across it. */
void sequence_bar(struct arena *a, struct sequence *out);

#endif
