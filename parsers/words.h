/* words: lists of words and phrases, joined by '|', in which tables of many languages are kept. */
#ifndef CAREDESK_WORDS_H
#define CAREDESK_WORDS_H

#include "parsers/base/span.h"

/* How a text is compared with one word: span_eq, span_starts, span_istarts, span_ends, words_within … */
typedef bool (*words_test)(struct span text, struct span word);

/* Is there a word in the list for which `test` holds? */
bool words_any(const char *words, struct span text, words_test test);
/* A words_test: the word is somewhere in the text. */
bool words_within(struct span text, struct span word);

#endif
