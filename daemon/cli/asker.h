/* asker: questions with a proposal, answered at a terminal, or by a file of `key = value` lines where nobody is asked.
 */
#ifndef CAREDESK_ASKER_H
#define CAREDESK_ASKER_H

#include <stdio.h>

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct asker {
	struct arena *arena;
	bool by_file;
	struct span_list keys, values; /* of the file */
};

/* file NULL: a person is asked. ERR_NOTFOUND, ERR_CONFIG. */
int asker_init(struct asker *k, const char *file, struct arena *a, struct err *err);
/* The answer, else the proposal (an empty one: there is none, and an answer is needed). -1 with *err: no more answers
 * come. */
int asker_ask(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err);
/* May stay empty. */
int asker_may(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err);
/* Not shown while it is typed. */
int asker_secret(struct asker *k, const char *key, const char *question, struct span *out, struct err *err);
/* The answer was wrong: *err is said, and 0 returned where it can be asked again. */
int asker_again(const struct asker *k, const char *key, struct err *err);

#endif
