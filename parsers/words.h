/* words: lists of words and phrases, joined by '|', in which tables of many languages are kept. */
#ifndef CAREDESK_WORDS_H
#define CAREDESK_WORDS_H

#include "parsers/base/span.h"

/* How a text is compared with one word: span_eq, span_starts, span_istarts, span_ends, words_within … */
typedef bool (*words_test)(struct span text, struct span word);

/* Is there a word in the list for which `test` holds? */
bool words_any(const char *words, struct span text, words_test test);
/* The same for tests that want the word at the text's start: the others are passed over quickly. */
bool words_starting(const char *words, struct span text, words_test test);
/* A words_test: the word is somewhere in the text. */
bool words_within(struct span text, struct span word);
/* words_any(words, text, words_within) in one pass over the text: for many words and long texts. */
bool words_among(const char *words, struct span text);
/* Length of the longest word that the text begins with and that ends there, as words_whole has it; 0 when there is none. */
size_t words_lead(const char *words, struct span text);
/* A words_test: the same as words_within, and no letter or digit stands right before or behind it, unless a '*' at that end of the word allows
 * any. Words of scripts that are written without spaces (from U+0800 on) need none. */
bool words_whole(struct span text, struct span word);
/* Where the first word for which words_whole holds begins in the text, -1: nowhere; *end (may be NULL) is behind it. */
ptrdiff_t words_find(const char *words, struct span text, size_t *end);
/* Does the begin of a text ask its reader something: a '?' behind a word? */
bool words_ask(struct span text);

#endif
