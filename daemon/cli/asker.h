/* asker: questions with a proposed answer, answered at a terminal or by a file of `key = value` lines. */
#ifndef CAREDESK_ASKER_H
#define CAREDESK_ASKER_H

#include <stdio.h>

#include "parsers/base/arena.h"
#include "parsers/base/err.h"

struct asker {
	struct arena *arena;
	bool by_file;
	struct span_list keys, values; /* from the file */
};

/* file NULL: asks at the terminal. ERR_NOTFOUND: there is no such file; ERR_CONFIG: a malformed line. */
int asker_init(struct asker *k, const char *file, struct arena *a, struct err *err);
/* The answer, or else the proposal; if that is empty, an answer is required. -1 with *err: no answer was given. */
int asker_ask(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err);
/* The same, but the answer may be empty. */
int asker_may(struct asker *k, const char *key, const char *question, struct span proposal, struct span *out,
	      struct err *err);
/* The same without a proposal; the answer is not shown while it is typed. */
int asker_secret(struct asker *k, const char *key, const char *question, struct span *out, struct err *err);
/* The answer was wrong, as *err says. 0: that was printed, ask again; -1: the answer came from a file, *err names its
 * key. */
int asker_again(const struct asker *k, const char *key, struct err *err);

#endif
