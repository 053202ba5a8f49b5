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
/* Where the first of the words begins in the text, -1: nowhere; *end (may be NULL) is after it. No letter or digit
 * stands right before or after it, unless a '*' at that end of the word allows any; words of scripts that are written
 * without spaces (from U+0800 on) need neither. */
ptrdiff_t words_find(const char *words, struct span text, size_t *end);
/* Length of the longest word that the text begins with, found as by words_find; 0 when there is none. */
size_t words_lead(const char *words, struct span text);
/* Does the begin of a text ask its reader something: a '?' after a word? */
bool words_ask(struct span text);

#endif
