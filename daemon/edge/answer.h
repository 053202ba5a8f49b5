/* answer: checks the bytes that an IMAP server sends before libetpan gets them.
 *
 * libetpan accepts malformed literals ("{5}" without a line end, "{ -5 }", numbers modulo 2^32), allocates the size
 * that a literal announces (up to 4 GB), keeps all unsolicited data, and recurses into parentheses without a limit. So
 * only input with exactly one meaning passes: lines that are a status, a continuation or data of a few known kinds, and
 * of these only what the current command asked for; literals that end their line and are within the cap; quoted strings
 * that end on the line where they begin; a bounded depth of parentheses and number of words. It also notes "* N
 * EXISTS". Bytes may come in pieces of any size. */
#ifndef CAREDESK_ANSWER_H
#define CAREDESK_ANSWER_H

#include "parsers/base/span.h"

#define ANSWER_DEPTH 8
#define ANSWER_WORDS 500000 /* in the answer to one command; about 60 MB in libetpan */
#define ANSWER_WORD 16

/* Data that a command asks for. Lists of flags and capabilities, counts, and the flags of single mails may also come
 * unsolicited. */
enum answer_want { ANSWER_NOTHING = 0, ANSWER_SEARCH = 1, ANSWER_LIST = 2, ANSWER_BODIES = 4 };

enum answer_line {
	ANSWER_START,
	ANSWER_TAGGED,   /* after a tag */
	ANSWER_UNTAGGED, /* after "*" */
	ANSWER_NUMBERED, /* after "* 5" */
	ANSWER_DATA,
	ANSWER_MAIL,   /* after "* 5 FETCH" */
	ANSWER_STATUS, /* after "OK", "NO" … */
	ANSWER_CODE,   /* in a response code, "[UIDNEXT 5]" */
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
	bool exists;       /* an EXISTS came; the caller resets it */
	const char *fault; /* why answer_feed returned false */
	uint64_t max;
	unsigned wants;
	uint32_t words;
	enum answer_line line;
	enum answer_state state;
	bool takes_literals, has_quotes; /* in this line; in this response code */
	unsigned depth;
	uint64_t number; /* the literal's size, as read so far */
	uint64_t skip;   /* bytes of a literal still to come */
	char word[ANSWER_WORD];
	size_t word_len; /* a longer word is cut */
};

/* Begins the next command. `wants`: a set of answer_want; `max`: bytes that one literal may have. */
void answer_begin(struct answer *a, unsigned wants, uint64_t max);
/* False: a->fault says what is wrong; neither these bytes nor any later ones may be used. */
bool answer_feed(struct answer *a, struct span bytes);

#endif
