/* words: lists of words and phrases, joined by '|': the form of the tables of many languages. */
#ifndef CAREDESK_WORDS_H
#define CAREDESK_WORDS_H

#include "parsers/base/span.h"

/* Is the text one of the words? */
bool words_listed(const char *words, struct span text);

/* Compares a text with one word: span_starts, span_istarts, span_ends, words_within … */
typedef bool (*words_test)(struct span text, struct span word);

/* Does `test` hold for any word in the list? */
bool words_any(const char *words, struct span text, words_test test);
/* The same for tests that need the word at the start of the text, for which most words are quickly skipped. */
bool words_starting(const char *words, struct span text, words_test test);
/* A words_test: the word is somewhere in the text. */
bool words_within(struct span text, struct span word);
/* words_any(words, text, words_within) in one pass over the text: faster for many words and long texts. */
bool words_among(const char *words, struct span text);
/* Where the first occurrence of any of the words begins in the text, or -1; *end (may be NULL) is after it. There must
 * be no letter or digit right before or after it, unless the word has a '*' at that end, or its script is written
 * without spaces (from U+0800 on). */
ptrdiff_t words_find(const char *words, struct span text, size_t *end);
/* Length of the longest word with which the text begins, by the rules of words_find; 0 if there is none. */
size_t words_lead(const char *words, struct span text);
/* Does the beginning of a text ask its reader something: is there a '?' after a word? */
bool words_ask(struct span text);

#endif
