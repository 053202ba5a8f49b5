/* vacation_words: what automatic answers say about themselves, one row per language: the only place for such words.
 *
 * Lists are folded (utf8_fold, straight apostrophes) and joined by '|'. Words must be whole words in the text, unless a
 * '*' at the front or end allows them to continue there (words_find). NULL: the language needs no such list. */
#ifndef CAREDESK_VACATION_WORDS_H
#define CAREDESK_VACATION_WORDS_H

#include <stddef.h>

struct vacation_words {
	const char *initials; /* the first bytes of all words in the three lists for subjects: reply, office, loose */
	const char *reply;    /* what automatic answers are called: "automatic reply" */
	const char *office;   /* what such answers call an absence: "out of office" */
	const char *loose;    /* the same, in words that people use as subjects too: "holiday" */
	const char *self;     /* who is away: "i am" */
	const char *away;     /* near one of `self`: "on vacation" */
	const char *alone;    /* sufficient by itself: "upon my return" */
	const char *declared; /* "this is an automated response" */
	const char *thanks;   /* how such answers begin: "thank you for" */
};

extern const struct vacation_words vacation_words[];
extern const size_t vacation_words_count;
/* Every word in `declared` contains one of these. */
extern const char vacation_stems[];

#endif
