/* answer: looks over the bytes that an IMAP server sends before libetpan gets them.
 *
 * libetpan takes much for a literal ("{5}" without a line's end, "{ -5 }", numbers modulo 2^32), allocates one at the
 * size that it announces (up to 4 GB), keeps all that comes unasked, and descends into parentheses without a limit. So
 * nothing passes but what has one meaning: lines that are a status, a continuation or data of a few known kinds, of
 * these only what this command has asked for; literals that end their line and are not over the cap; strings that end
 * on theirs; parentheses and words up to a number. It also notes "* N EXISTS". Bytes may come in pieces of any size. */
#ifndef CAREDESK_ANSWER_H
#define CAREDESK_ANSWER_H

#include "parsers/base/span.h"

#define ANSWER_DEPTH 8
#define ANSWER_WORDS 500000 /* of the answer to one command; some 60 MB in libetpan */
#define ANSWER_WORD 16

/* Data that a command asks for; lists of flags and capabilities, counts, and flags of single mails come unasked. */
enum answer_want { ANSWER_NOTHING = 0, ANSWER_SEARCH = 1, ANSWER_LIST = 2, ANSWER_BODIES = 4 };

enum answer_line {
	ANSWER_START,
	ANSWER_TAGGED,   /* after a tag */
	ANSWER_UNTAGGED, /* after "*" */
	ANSWER_NUMBERED, /* after "* 5" */
	ANSWER_DATA,
	ANSWER_MAIL,   /* after "* 5 FETCH" */
	ANSWER_STATUS, /* after "OK" and kin */
	ANSWER_CODE,   /* "[UIDNEXT 5]" there */
	ANSWER_TEXT
};
enum answer_state {
	ANSWER_PLAIN,
	ANSWER_QUOTED,
	ANSWER_ESCAPED,
	ANSWER_OPEN, /* after "{" */
	ANSWER_NUMBER,
	ANSWER_CLOSED,    /* after "}" */
	ANSWER_CLOSED_CR, /* … and its CR */
	ANSWER_CR
};

struct answer {            /* zeroed, then answer_begin */
	bool exists;       /* an EXISTS came; the owner takes it back */
	const char *fault; /* why answer_feed said no */
	uint64_t max;
	unsigned wants;
	uint32_t words;
	enum answer_line line;
	enum answer_state state;
	bool takes_literals, has_quotes; /* of this line, of this code */
	unsigned depth;
	uint64_t number; /* of the announcement that is being read */
	uint64_t skip;   /* bytes left of a literal */
	char word[ANSWER_WORD];
	size_t word_len; /* the rest of a longer one is not kept */
};

/* The next command: a set of answer_want, and the bytes that one literal may have. */
void answer_begin(struct answer *a, unsigned wants, uint64_t max);
/* False: *fault says what is wrong; neither these bytes nor what follows may be used. */
bool answer_feed(struct answer *a, struct span bytes);

#endif
