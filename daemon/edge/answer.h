/* answer: looks over the bytes that an IMAP server sends before libetpan gets them.
 *
 * libetpan allocates a literal at the size that its announcement, "{N}" at the end of a line, names (up to 4 GB),
 * so an announcement over the cap has to be found before. It also notes "* N EXISTS", wherever that turns up.
 * Bytes may come in pieces of any size. */
#ifndef CAREDESK_ANSWER_H
#define CAREDESK_ANSWER_H

#include "parsers/base/span.h"

#define ANSWER_HEAD 32

enum answer_state { ANSWER_TEXT, ANSWER_OPEN, ANSWER_NUMBER, ANSWER_CLOSED, ANSWER_CR };

struct answer {
	uint64_t max;    /* bytes of one literal; may be changed between commands */
	bool exists;     /* an EXISTS came; the owner takes it back */
	uint64_t number; /* of the announcement that is being read */
	uint64_t skip;   /* bytes left of a literal */
	enum answer_state state;
	char head[ANSWER_HEAD]; /* how the line begins */
	size_t head_len;
};

/* False: a literal of more than max bytes is announced; nothing behind it may be used. */
bool answer_feed(struct answer *a, struct span bytes);

#endif
